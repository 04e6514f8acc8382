//! Look-ups at real name servers on loopback.

mod authority;
mod caa;
mod resolver;

use super::stage::{Act, Reply, Script, Server, a, aaaa, cname, ns};
use super::*;

/// Long enough that no test ever waits for its end; silence is tested with less.
const PATIENCE: Duration = Duration::from_secs(30);

fn ips(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

async fn look(resolver: &DnsResolver, name: &str) -> DnsAnswer {
    resolver.look(&name.parse().unwrap()).await
}
