//! The files of this build.

/// The plugin's folder, and the name of its main file.
pub const SLUG: &str = "runcloud-multisite";
pub(crate) const MAIN_FILE: &str = "runcloud-multisite.php";

/// Path below the plugin's folder and content of each file, in the order of the paths.
pub const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The version of the plugin in this build.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The file at a path below the plugin's folder.
pub(crate) fn file(path: &str) -> Option<&'static [u8]> {
    let at = FILES.binary_search_by_key(&path, |(path, _)| path).ok()?;
    Some(FILES[at].1)
}

/// What the head of a plugin's main file says under a name, read as WordPress reads it.
pub(crate) fn header(main_file: &[u8], name: &str) -> Option<String> {
    const READ_BY_WORDPRESS: usize = 8 * 1024;
    let head = &main_file[..main_file.len().min(READ_BY_WORDPRESS)];
    String::from_utf8_lossy(head).lines().find_map(|line| {
        let line = line.trim_start_matches([' ', '\t', '/', '*', '#', '@']);
        let value = line.strip_prefix(name)?.strip_prefix(':')?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_by_its_path() {
        assert!(FILES.len() > 50, "{}", FILES.len());
        for (path, bytes) in FILES {
            assert_eq!(file(path), Some(*bytes), "{path}");
        }
        assert_eq!(file("includes"), None);
    }

    #[test]
    fn the_link_to_the_tables_became_a_copy() {
        let tables: &[u8] = include_bytes!("../../../schema/tables.sql");
        assert_eq!(file("schema/tables.sql"), Some(tables));
    }

    #[test]
    fn plugin_and_program_have_one_version() {
        let main = file(MAIN_FILE).unwrap();
        assert_eq!(header(main, "Version").as_deref(), Some(version()));
        assert_eq!(header(main, "Text Domain").as_deref(), Some(SLUG));
        assert_eq!(header(main, "Author"), None);
    }
}
