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

/// What was read of a request, as a proxy hands it on: with the scheme it came by, and for one request a connection, as
/// nobody looks at the next.
pub(crate) fn forwarded(read: &[u8], scheme: &str) -> Vec<u8> {
    let end = read.windows(4).position(|end| end == b"\r\n\r\n");
    let (head, body) = read.split_at(end.map_or(read.len(), |end| end + 4));
    let head = String::from_utf8_lossy(head);
    let mut lines = head.trim_end_matches("\r\n").split("\r\n");
    let mut passed = vec![
        lines.next().unwrap_or_default().to_owned(),
        format!("X-Forwarded-Proto: {scheme}"),
        "Connection: close".to_owned(),
    ];
    let ours = ["connection", "x-forwarded-proto"];
    let name = |line: &str| {
        line.split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let theirs = lines.filter(|line| !ours.contains(&name(line).as_str()));
    passed.extend(theirs.map(ToOwned::to_owned));
    let mut bytes = (passed.join("\r\n") + "\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_handed_on_with_its_scheme_and_what_was_read_of_its_body() {
        let read = b"POST /a HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive\r\nx-forwarded-proto: ftp\r\n\r\nbody";
        let expected = "POST /a HTTP/1.1\r\nX-Forwarded-Proto: https\r\nConnection: close\r\nHost: a.example\r\n\r\nbody";
        assert_eq!(forwarded(read, "https"), expected.as_bytes());
    }

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
