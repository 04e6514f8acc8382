//! The root certificates of `--ca-file`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use probe::CertificateDer;

use crate::exit::Exit;
use crate::output::Report;

/// More than all public authorities together.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Reads further root certificates; none where no file is named.
///
/// # Errors
/// A report where the file cannot be read or holds no certificate.
pub(crate) fn read(ca_file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, Report> {
    let Some(path) = ca_file else {
        return Ok(Vec::new());
    };
    let failed = |error: &dyn std::error::Error| {
        let what = format!("cannot use the root certificates in {}", path.display());
        Report::of(what, error, Exit::Usage)
            .hint("`--ca-file` takes a file with root certificates in PEM form")
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|error| failed(&error))?;
    probe::parse_ca_pem(&bytes).map_err(|error| failed(&error))
}
