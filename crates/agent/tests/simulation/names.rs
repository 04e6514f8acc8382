//! The names that occur, and what a row that holds a text asks for.

use plan::{DomainName, Network};

/// Names that customers map: several of one registered domain, in both forms, under a longer suffix, with letters
/// that are no ASCII.
pub const HOSTS: [&str; 18] = [
    "anna.example",
    "www.anna.example",
    "shop.anna.example",
    "berta.example",
    "www.berta.example",
    "carl.co.uk",
    "shop.carl.co.uk",
    "www.dora.example",
    "dora.example",
    "emil.example",
    "xn--bcher-kva.example",
    "frieda.example",
    "gustav.example",
    "a.b.c.heinrich.example",
    "ida.example",
    "julius.example",
    "konrad.example",
    "ludwig.example",
];

/// Texts that customers or imports leave in a row.
pub const ODD: [&str; 22] = [
    "",
    " ",
    ".",
    "*.evil.example",
    "evil.example/../../domains/1",
    "evil.example?x=1#",
    "evil.example\r\nX-Evil: 1",
    "anna.example.",
    "berta.example:443",
    "user@evil.example",
    "http://emil.example/",
    "127.0.0.1",
    "[::1]",
    "localhost",
    "co.uk",
    "www.www.emil.example",
    "'; DROP TABLE wp_runcloud_domains; --",
    "<script>alert(1)</script>.example",
    "xn--a.example",
    "network.example.com",
    "www.network.example.com",
    "other.network.example.com",
];

/// Names that stood on the panel before.
pub const LIVED_IN: [&str; 8] = [
    "old-one.example",
    "old-two.example",
    "www.old-three.example",
    "old-four.example",
    "ludwig.example",
    "konrad.example",
    "julius.example",
    "*.star.example",
];

/// A name without `www.`, as text goes.
pub fn bare(host: &str) -> String {
    let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// The other form of a name.
pub fn twin(host: &str) -> String {
    match host.strip_prefix("www.") {
        Some(bare) => bare.to_owned(),
        None => format!("www.{host}"),
    }
}

/// The bare name that a row or site names, whatever becomes of it. A port and a dot at the end hide no name.
pub fn named_by(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    let text = text.split_once(':').map_or(text, |(host, _)| host);
    let name = text.parse::<DomainName>().ok()?;
    Some(bare(name.as_str()))
}

/// Whether a row's text is one of the hosts that customers map, in either form.
pub fn asks_for_a_host(text: &str) -> bool {
    let forms = [text.to_owned(), twin(text)];
    forms.iter().any(|form| HOSTS.contains(&form.as_str()))
}

/// What the network asks for: the host and its site, where the oldest row wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub bare: String,
    pub asks_bare: bool,
    pub asks_www: bool,
    pub site: i64,
}

/// What the network wants served, worked out in the plainest way.
pub fn wishes(network: &Network) -> Vec<Wish> {
    let main = network.main_domain.as_str();
    let mut wishes: Vec<Wish> = Vec::new();
    let sites = network.sites.iter().filter(|site| site.host != main);
    let own = sites.map(|site| (site.host.clone(), site.id.0));
    let mut rows: Vec<_> = network.mappings.iter().collect();
    rows.sort_by_key(|row| row.id);
    let rows = rows.into_iter().filter(|row| {
        let exists = network.sites.iter().any(|site| site.id == row.site);
        let host = row.host.as_str();
        let below = bare(host) == main || bare(host).ends_with(&format!(".{main}"));
        exists && asks_for_a_host(host) && !below
    });
    let rows = rows.map(|row| (row.host.clone(), row.site.0));
    for (host, site) in own.chain(rows) {
        let www = host.starts_with("www.");
        let bare = bare(&host);
        match wishes.iter_mut().find(|wish| wish.bare == bare) {
            Some(wish) if wish.site == site => {
                wish.asks_www |= www;
                wish.asks_bare |= !www;
            }
            Some(_) => {}
            None => wishes.push(Wish {
                bare,
                asks_bare: !www,
                asks_www: www,
                site,
            }),
        }
    }
    wishes
}
