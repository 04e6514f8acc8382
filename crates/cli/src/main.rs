//! The command line: arguments, settings, output.

fn main() {}
