//! Visits over the public path.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use probe::{HttpVisitor, SecretSlice, VisitSettings, VisitTarget, Visitor};

/// Patience with each request of a visit; Ultimate Multisite has as much.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who visits; nobody where this network's own answer cannot be told from another's.
///
/// With `fixed`, a test's server, visits go there as handshakes do: its names lead to no public address.
pub(crate) fn visitor(
    salt: Option<&SecretSlice<u8>>,
    fixed: Option<SocketAddr>,
) -> Option<Arc<dyn Visitor>> {
    let target = match fixed {
        Some(https) => VisitTarget::Fixed { https, http: None },
        None => VisitTarget::Public,
    };
    let settings = VisitSettings {
        salt: salt?.clone(),
        target,
        timeout: PATIENCE,
    };
    Some(Arc::new(HttpVisitor::new(settings)))
}
