//! The program `runcloud-multisite`; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
