//! Visits over the public path, and knocks at the WordPress plugin.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use probe::{HttpKnocker, HttpVisitor, Knocker, SecretSlice, VisitSettings, VisitTarget, Visitor};

/// Patience with each request of a visit; Ultimate Multisite has as much.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who visits; nobody where this network's own answer cannot be told from another's.
///
/// With `fixed`, a test's server, visits go there as handshakes do: its names lead to no public address.
pub(crate) fn visitor(
    salt: Option<&SecretSlice<u8>>,
    fixed: Option<SocketAddr>,
) -> Option<Arc<dyn Visitor>> {
    Some(Arc::new(HttpVisitor::new(way(salt?, fixed))))
}

/// Who knocks at the plugin; nobody where it would not know who does.
pub(crate) fn knocker(
    salt: Option<&SecretSlice<u8>>,
    fixed: Option<SocketAddr>,
) -> Option<Arc<dyn Knocker>> {
    Some(Arc::new(HttpKnocker::new(way(salt?, fixed))))
}

fn way(salt: &SecretSlice<u8>, fixed: Option<SocketAddr>) -> VisitSettings {
    let target = match fixed {
        Some(https) => VisitTarget::Fixed { https, http: None },
        None => VisitTarget::Public,
    };
    VisitSettings {
        salt: salt.clone(),
        target,
        timeout: PATIENCE,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, TcpListener};

    use super::*;

    async fn visit(fixed: Option<SocketAddr>, at: IpAddr) -> plan::Visit {
        let salt = SecretSlice::from(b"pepper".to_vec());
        let name = "shop.example".parse().unwrap();
        visitor(Some(&salt), fixed)
            .unwrap()
            .visit(&name, &[at])
            .await
    }

    #[tokio::test]
    async fn without_a_fixed_server_only_public_addresses_are_visited() {
        let met = visit(None, Ipv4Addr::LOCALHOST.into()).await;
        assert_eq!(met, plan::Visit::NoAnswer("no public address".to_owned()));
    }

    #[tokio::test]
    async fn a_fixed_server_is_visited_whatever_address_a_name_has() {
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
        let fixed = nobody.local_addr().unwrap();
        drop(nobody);
        let met = visit(Some(fixed), Ipv4Addr::new(203, 0, 113, 10).into()).await;
        assert_eq!(met, plan::Visit::NoAnswer("no connection".to_owned()));
    }

    #[test]
    fn without_the_salts_nobody_visits_or_knocks() {
        assert!(visitor(None, None).is_none());
        assert!(knocker(None, None).is_none());
    }
}
