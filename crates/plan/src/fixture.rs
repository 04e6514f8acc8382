//! Small worlds for the tests of this crate.

use crate::{
    Attached, DomainName, Mapping, Network, NetworkKind, ObjectKind, OrderFlags, Panel, Site,
    SiteId, SslMode, WwwPolicy,
};

pub(crate) fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

pub(crate) fn network() -> Network {
    Network {
        main_domain: name("network.example"),
        kind: NetworkKind::SubDomain,
        www: WwwPolicy::Always,
        enabled: true,
        plugin_active: false,
        other_networks: 0,
        sites_of_others: Vec::new(),
        closed: std::collections::BTreeMap::new(),
        mappings: Vec::new(),
        sites: vec![site(1, "network.example")],
    }
}

pub(crate) fn site(id: i64, host: &str) -> Site {
    Site {
        id: SiteId(id),
        host: host.to_owned(),
        path: "/".to_owned(),
    }
}

pub(crate) fn row(id: i64, site: i64, host: &str) -> Mapping {
    Mapping {
        id,
        site: SiteId(site),
        host: host.to_owned(),
        stage: "done".to_owned(),
        active: true,
        primary: false,
        secure: false,
    }
}

pub(crate) fn panel() -> Panel {
    Panel {
        domains: vec![Attached::new(
            1,
            "network.example",
            ObjectKind::Primary,
            false,
            false,
        )],
        ssl: SslMode::Advanced,
        auto_ssl: false,
        server: vec!["203.0.113.10".parse().unwrap()],
        can_update: true,
        order_flags: OrderFlags::default(),
    }
}
