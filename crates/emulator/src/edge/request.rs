//! As much of an HTTP request as a site looks at.

/// What a visitor asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Visited {
    /// The host, lower case, without its port.
    pub(crate) host: String,
    /// The path without the query.
    pub(crate) path: String,
    /// The query, empty where there is none.
    pub(crate) query: String,
}

impl Visited {
    /// Reads the head of a request; what is missing is empty.
    pub(crate) fn parse(head: &[u8]) -> Self {
        let head = String::from_utf8_lossy(head);
        let target = head.split_whitespace().nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let value = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let value = value.map_or("", |(_, value)| value.trim());
        let host = value.split_once(':').map_or(value, |(host, _)| host);
        Self {
            host: host.to_ascii_lowercase(),
            path: path.to_owned(),
            query: query.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_read_without_its_port_in_any_case() {
        let head = b"GET /a/b?c=d HTTP/1.1\r\nAccept: */*\r\nHOST: Shop.Example:8443\r\n\r\n";
        let expected = Visited {
            host: "shop.example".into(),
            path: "/a/b".into(),
            query: "c=d".into(),
        };
        assert_eq!(Visited::parse(head), expected);
        assert_eq!(Visited::parse(b"GET / HTTP/1.0\r\n\r\n").host, "");
    }
}
