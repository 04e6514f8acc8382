//! What holds for host names whatever a stranger types. The fuzzer looks for inputs that break it.

use std::net::IpAddr;

use crate::DomainName;

/// RFC 1035, section 2.3.4.
const LONGEST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Checks one input.
///
/// # Panics
/// Where something does not hold.
pub fn domain_name(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let Ok(name) = DomainName::parse(text) else {
        return;
    };
    is_a_host(name.as_str());
    assert_eq!(DomainName::parse(name.as_str()), Ok(name.clone()), "again");
    assert_eq!(
        DomainName::parse(&name.as_str().to_ascii_uppercase()),
        Ok(name.clone()),
        "in capitals"
    );
    let shown = name.unicode();
    assert!(!shown.chars().any(char::is_control), "shown: {shown:?}");
    assert_eq!(DomainName::parse(&shown), Ok(name.clone()), "as shown");
    let json = serde_json::to_string(&name).expect("a name is text");
    let back: DomainName = serde_json::from_str(&json).expect("what was written is read");
    assert_eq!(back, name, "through JSON");
    is_a_host(name.bare().as_str());
    if let Some(twin) = name.twin() {
        is_a_host(twin.as_str());
        assert_ne!(twin, name);
        assert_eq!(twin.bare(), name.bare(), "twins share what is bare");
        assert_eq!(DomainName::parse(twin.as_str()), Ok(twin.clone()), "twin");
        assert_eq!(twin.twin(), Some(name.clone()), "twins are each other's");
    }
    assert!(name.as_str().ends_with(name.registered()));
    assert!(!name.is_below(&name));
}

fn is_a_host(text: &str) {
    assert!(text.len() <= LONGEST, "too long");
    assert!(text.parse::<IpAddr>().is_err(), "an address");
    let labels: Vec<&str> = text.split('.').collect();
    assert!(labels.len() >= 2, "one label");
    for label in &labels {
        assert!((1..=LONGEST_LABEL).contains(&label.len()), "{label:?}");
        assert!(!label.starts_with('-') && !label.ends_with('-'), "{label}");
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        assert!(label.bytes().all(fits), "{label:?}");
    }
    let last = labels.last().expect("two labels");
    assert!(!last.bytes().all(|b| b.is_ascii_digit()), "a number");
}

#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
mod replay;

#[test]
fn every_kept_name_is_a_host_or_refused() {
    replay::replay("domain_name", domain_name);
}
