//! How to reach the network's database: `DB_HOST` in all its forms, and the account.

use std::path::PathBuf;

use secrecy::SecretString;
use store::{Address, MySqlSettings, Tls};

use super::{ConfigError, WpConfig};

/// The port of MySQL and MariaDB.
const PORT: u16 = 3306;

/// Where distributions put the server's socket.
const SOCKETS: [&str; 3] = [
    "/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

impl WpConfig {
    /// The server, the account and the database that WordPress uses.
    pub fn database(&self) -> Result<MySqlSettings, ConfigError> {
        let host = self.required("DB_HOST", self.constant("DB_HOST"))?;
        let candidates = addresses(&host).ok_or_else(|| {
            self.invalid(
                "DB_HOST",
                "is none of the forms that WordPress knows".into(),
            )
        })?;
        Ok(MySqlSettings {
            candidates,
            user: self.required("DB_USER", self.constant("DB_USER"))?,
            password: SecretString::from(
                self.required("DB_PASSWORD", self.constant("DB_PASSWORD"))?,
            ),
            database: self.required("DB_NAME", self.constant("DB_NAME"))?,
            tls: Tls::Preferred,
        })
    }
}

/// Where to try, in the order PHP would: for `localhost` a socket, whatever port is given, and TCP only after that.
fn addresses(db_host: &str) -> Option<Vec<Address>> {
    let (host, socket) = match db_host.find(":/") {
        Some(at) => (db_host.get(..at)?, Some(db_host.get(at + 1..)?)),
        None => (db_host, None),
    };
    let (host, port) = host_and_port(host)?;
    let tcp = |host: &str| Address::Tcp {
        host: host.to_owned(),
        port,
    };
    let local = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    Some(match (local, socket) {
        (true, Some(socket)) => vec![Address::Socket(PathBuf::from(socket))],
        (true, None) => SOCKETS
            .iter()
            .map(|path| Address::Socket(PathBuf::from(path)))
            .chain([tcp("127.0.0.1")])
            .collect(),
        // PHP ignores a socket beside another host name; people who write it mean the socket.
        (false, Some(socket)) => vec![tcp(&host), Address::Socket(PathBuf::from(socket))],
        (false, None) => vec![tcp(&host)],
    })
}

fn host_and_port(text: &str) -> Option<(String, u16)> {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<std::net::Ipv6Addr>().ok()?;
        (
            host,
            rest.strip_prefix(':')
                .or_else(|| rest.is_empty().then_some(""))?,
        )
    } else if text.matches(':').count() > 1 {
        text.parse::<std::net::Ipv6Addr>().ok()?;
        (text, "")
    } else {
        text.split_once(':').unwrap_or((text, ""))
    };
    let port = match port {
        "" => PORT,
        digits => digits.parse().ok().filter(|port| *port != 0)?,
    };
    let plain = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte));
    plain.then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(db_host: &str) -> Option<Vec<String>> {
        Some(
            addresses(db_host)?
                .iter()
                .map(ToString::to_string)
                .collect(),
        )
    }

    #[test]
    fn every_form_that_wordpress_knows_is_understood() {
        assert_eq!(shown("db.example").unwrap(), ["db.example:3306"]);
        assert_eq!(shown("db.example:3307").unwrap(), ["db.example:3307"]);
        assert_eq!(shown("127.0.0.1").unwrap(), ["127.0.0.1:3306"]);
        assert_eq!(shown("[::1]:3308").unwrap(), ["[::1]:3308"]);
        assert_eq!(shown("[::1]").unwrap(), ["[::1]:3306"]);
        assert_eq!(shown("2001:db8::7").unwrap(), ["[2001:db8::7]:3306"]);
        assert_eq!(shown(":/run/db.sock").unwrap(), ["/run/db.sock"]);
        assert_eq!(shown("localhost:/run/db.sock").unwrap(), ["/run/db.sock"]);
    }

    #[test]
    fn localhost_is_a_socket_first_whatever_port_is_given() {
        for host in ["localhost", "LOCALHOST:3307", ""] {
            let shown = shown(host).unwrap();
            assert_eq!(shown[0], "/run/mysqld/mysqld.sock", "{host}");
            assert!(shown.last().unwrap().starts_with("127.0.0.1:"));
        }
    }

    #[test]
    fn what_wordpress_would_misread_is_refused() {
        for host in [
            "p:localhost",
            "db:port",
            "db:0",
            "db:99999",
            "[::1",
            "[zz]:1",
            "a b",
            "x:1:2",
        ] {
            assert_eq!(shown(host), None, "{host}");
        }
    }
}
