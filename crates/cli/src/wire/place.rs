//! Where this agent acts from, and the name it goes by.

use std::fs;
use std::path::Path;

use agent::Place;

use super::{Access, Home};

/// The files that tell one machine from another, best first.
const MACHINE: [&str; 3] = [
    "/etc/machine-id",
    "/proc/sys/kernel/hostname",
    "/etc/hostname",
];
const HOST: [&str; 2] = ["/proc/sys/kernel/hostname", "/etc/hostname"];

/// The place of an installation at the provider and on this machine.
pub(crate) fn place(home: &Home, access: &Access) -> Place {
    Place {
        server: access.web_app.server.get(),
        web_app: access.web_app.web_app.get(),
        machine: machine(),
        path: home.installation.web_root.clone(),
    }
}

/// What tells this machine from others; empty where the system does not say.
fn machine() -> String {
    first_line(&MACHINE)
}

/// The name under which this process holds the lease: a person finds the process by it, and no two share one.
pub(crate) fn holder() -> String {
    let host = first_line(&HOST);
    let host = if host.is_empty() { "?" } else { &host };
    format!(
        "{host}, process {}, {:08x}",
        std::process::id(),
        fastrand::u32(..)
    )
}

fn first_line(files: &[&str]) -> String {
    files
        .iter()
        .filter_map(|file| fs::read_to_string(Path::new(file)).ok())
        .filter_map(|text| text.lines().next().map(|line| line.trim().to_owned()))
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_holders_never_share_a_name() {
        assert_ne!(holder(), holder());
    }

    #[test]
    fn the_first_file_with_something_in_it_decides() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (empty, full) = (file("empty", "\n"), file("full", " web-7 \nrest"));
        assert_eq!(first_line(&["/nonexistent/file", &empty, &full]), "web-7");
        assert_eq!(first_line(&[&empty]), "");
    }
}
