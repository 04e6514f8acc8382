//! Whether the server has a virtual host for a name: its answer to a plain request is compared with that for a name that
//! nobody has.

use std::net::SocketAddr;
use std::time::Duration;

use plan::{DomainName, VirtualHost};
use reqwest::Client;
use reqwest::header::LOCATION;

use crate::trusting;

/// A name that no server has: the top-level domain is reserved (RFC 2606, section 2).
const NOBODY: &str = "no-such-host.invalid";
/// The server is ours, so it answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(3);
/// What is compared of a page.
const MOST_BYTES: usize = 64 * 1024;

/// What a request met.
#[derive(Debug, PartialEq, Eq)]
enum Met {
    /// An answer, the asked name in it replaced.
    Answer {
        status: u16,
        location: String,
        page: String,
    },
    /// The connection was closed without one.
    Closed,
    /// No connection, or no answer in time.
    Nothing,
}

/// Asks the server at `at` for the name and for one that nobody has; over TLS, whatever its certificate, where `tls`.
pub async fn virtual_host(name: &DomainName, at: SocketAddr, tls: bool) -> VirtualHost {
    let own = ask(name.as_str(), at, tls).await;
    if own == Met::Nothing {
        return VirtualHost::Untold;
    }
    judge(&own, &ask(NOBODY, at, tls).await)
}

fn judge(own: &Met, nobodys: &Met) -> VirtualHost {
    match (own, nobodys) {
        (_, Met::Nothing) | (Met::Nothing, _) | (Met::Closed, Met::Answer { .. }) => {
            VirtualHost::Untold
        }
        (own, nobodys) if own == nobodys => VirtualHost::Unknown,
        _ => VirtualHost::Known,
    }
}

async fn ask(name: &str, at: SocketAddr, tls: bool) -> Met {
    let client = Client::builder()
        .tls_backend_preconfigured(trusting::config())
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .resolve(name, at)
        .build();
    let Ok(client) = client else {
        return Met::Nothing;
    };
    let scheme = if tls { "https" } else { "http" };
    let mut response = match client.get(format!("{scheme}://{name}/")).send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() || error.is_timeout() => return Met::Nothing,
        Err(_) => return Met::Closed,
    };
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION);
    let location = location.map_or_else(String::new, |to| without(name, to.as_bytes()));
    let mut page = Vec::new();
    // A page that breaks off is compared as far as it came.
    while let Ok(Some(chunk)) = response.chunk().await {
        page.extend_from_slice(&chunk);
        if page.len() > MOST_BYTES {
            page.truncate(MOST_BYTES);
            break;
        }
    }
    Met::Answer {
        status,
        location,
        page: without(name, &page),
    }
}

/// Text without the name that was asked for, which servers repeat.
fn without(name: &str, text: &[u8]) -> String {
    String::from_utf8_lossy(text)
        .to_ascii_lowercase()
        .replace(name, "*")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web_stage::{reply, server};

    fn answer(status: u16, location: &str, page: &str) -> Met {
        Met::Answer {
            status,
            location: location.to_owned(),
            page: page.to_owned(),
        }
    }

    #[test]
    fn a_name_is_known_where_it_gets_another_answer_than_nobody() {
        let missing = || answer(404, "", "no site for *");
        for (own, nobodys, expected) in [
            (missing(), missing(), VirtualHost::Unknown),
            (answer(200, "", "shop"), missing(), VirtualHost::Known),
            (
                answer(302, "https://*/", ""),
                answer(302, "https://*/", ""),
                VirtualHost::Unknown,
            ),
            (
                answer(302, "https://shop/", ""),
                answer(302, "https://*/", ""),
                VirtualHost::Known,
            ),
            (missing(), Met::Closed, VirtualHost::Known),
            (Met::Closed, Met::Closed, VirtualHost::Unknown),
            (Met::Closed, missing(), VirtualHost::Untold),
            (missing(), Met::Nothing, VirtualHost::Untold),
            (Met::Nothing, missing(), VirtualHost::Untold),
        ] {
            assert_eq!(judge(&own, &nobodys), expected, "{own:?} {nobodys:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_answers_all_alike_knows_nobody_and_is_asked_for_both() {
        for tls in [false, true] {
            let (at, heard) = server(reply("404 Not Found", "nothing here"), tls).await;
            let name = "shop.example".parse().unwrap();
            assert_eq!(virtual_host(&name, at, tls).await, VirtualHost::Unknown);
            let heard = heard.lock().unwrap();
            let hosts = heard.iter().map(|request| request.to_ascii_lowercase());
            let hosts: Vec<String> = hosts.collect();
            assert!(hosts[0].contains("host: shop.example"), "{hosts:?}");
            assert!(hosts[1].contains("host: no-such-host.invalid"), "{hosts:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_tells_nothing() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        drop(listener);
        let name = "shop.example".parse().unwrap();
        assert_eq!(virtual_host(&name, at, false).await, VirtualHost::Untold);
    }
}
