//! The first of many names.

use plan::DomainName;

/// A line for each of the first `most` names, and one that counts the rest.
pub(crate) fn sample(hosts: &[DomainName], most: usize) -> Vec<String> {
    let mut lines: Vec<String> = hosts
        .iter()
        .take(most)
        .map(|host| format!("  {}", host.unicode()))
        .collect();
    if hosts.len() > most {
        lines.push(format!("  and {} more", hosts.len() - most));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let hosts = ["a.example", "b.example", "c.example"].map(|host| host.parse().unwrap());
        assert_eq!(
            sample(&hosts, 2),
            ["  a.example", "  b.example", "  and 1 more"]
        );
        assert_eq!(sample(&hosts, 3).len(), 3);
    }
}
