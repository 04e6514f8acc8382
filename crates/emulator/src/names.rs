//! Host names as the emulator keeps them: lower case, A-labels, no trailing dot.

/// Most characters a host name may have without its trailing dot (RFC 1035, section 2.3.4).
const NAME_LENGTH: usize = 253;
/// Most characters one label may have.
const LABEL_LENGTH: usize = 63;

/// Lower case, without the trailing dot.
pub(crate) fn canonical(name: &str) -> String {
    let name = name.trim();
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// Whether RunCloud would accept the name for a domain: a dotted host name of letters, digits and hyphens.
///
/// What the panel really checks is not documented; this is the host name rule of RFC 1123 with at least one dot.
pub(crate) fn is_host_name(name: &str) -> bool {
    name.len() <= NAME_LENGTH
        && name.contains('.')
        && name.split('.').all(is_label)
        && !name
            .split('.')
            .next_back()
            .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= LABEL_LENGTH
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The `www.` form that the `www` flag of a domain adds.
pub(crate) fn twin(name: &str) -> String {
    format!("www.{name}")
}

/// The name without its first label, if a label is left.
pub(crate) fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_the_trailing_dot_do_not_matter() {
        assert_eq!(canonical("Shop.Example.COM."), "shop.example.com");
    }

    #[test]
    fn only_dotted_names_of_plain_labels_are_host_names() {
        assert!(is_host_name("shop.example.com"));
        assert!(is_host_name("xn--bcher-kva.example"));
        for bad in [
            "",
            "localhost",
            "a..b",
            "-a.example",
            "a-.example",
            "*.example.com",
            "bücher.example",
            "203.0.113.10",
            "a b.example",
        ] {
            assert!(!is_host_name(bad), "{bad}");
        }
        assert!(!is_host_name(&format!("{}.example", "a".repeat(64))));
        assert!(!is_host_name(&format!("{}example", "a.".repeat(130))));
    }
}
