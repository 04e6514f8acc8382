//! Paths as PHP takes them apart: bytes in, bytes out.

/// `dirname($path)` on a system with forward slashes.
pub(crate) fn dirname(path: &[u8]) -> Vec<u8> {
    if path.is_empty() {
        return Vec::new();
    }
    let Some(end) = path.iter().rposition(|&byte| byte != b'/') else {
        return b"/".to_vec();
    };
    let Some(slash) = path[..=end].iter().rposition(|&byte| byte == b'/') else {
        return b".".to_vec();
    };
    match path[..slash].iter().rposition(|&byte| byte != b'/') {
        Some(last) => path[..=last].to_vec(),
        None => b"/".to_vec(),
    }
}

/// `basename($path)` without a suffix.
pub(crate) fn basename(path: &[u8]) -> Vec<u8> {
    path.split(|&byte| byte == b'/')
        .rfind(|part| !part.is_empty())
        .unwrap_or_default()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_path_is_what_php_says() {
        for (path, folder) in [
            ("/a/b/c.php", "/a/b"),
            ("/a/b/", "/a"),
            ("/a", "/"),
            ("//a//b", "//a"),
            ("a", "."),
            ("/", "/"),
            ("", ""),
        ] {
            assert_eq!(dirname(path.as_bytes()), folder.as_bytes(), "{path}");
        }
        assert_eq!(basename(b"/a/b/"), b"b");
        assert_eq!(basename(b"/"), b"");
    }
}
