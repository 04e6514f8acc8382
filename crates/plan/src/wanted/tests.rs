use super::*;
use crate::fixture::{network, row};

fn reasons(network: &Network) -> Vec<(String, Reason)> {
    wanted(network)
        .rejected
        .into_iter()
        .map(|r| (r.text, r.reason))
        .collect()
}

#[test]
fn rows_and_sites_become_units_once() {
    let mut net = network();
    net.sites
        .push(crate::fixture::site(2, "shop.network.example"));
    net.mappings = vec![
        row(1, 2, "shop.network.example"),
        row(2, 2, "Customer.COM"),
        row(3, 2, "www.customer.com"),
    ];
    let result = wanted(&net);
    assert!(result.rejected.is_empty(), "{:?}", result.rejected);
    let hosts: Vec<String> = result
        .units
        .values()
        .map(|u| u.host().to_string())
        .collect();
    assert_eq!(hosts, ["customer.com", "shop.network.example"]);
    let customer = &result.units[&"customer.com".parse().unwrap()];
    assert!(customer.asks_bare && customer.asks_www && customer.twin_wanted);
    assert!(
        !result.units[&"shop.network.example".parse().unwrap()].twin_wanted,
        "never for names of the network"
    );
}

#[test]
fn a_row_that_claims_what_is_not_its_sites_is_refused_by_name() {
    let mut net = network();
    net.sites
        .push(crate::fixture::site(2, "shop.network.example"));
    net.sites
        .push(crate::fixture::site(3, "cafe.network.example"));
    net.mappings = vec![
        row(1, 2, "network.example"),
        row(2, 2, "www.network.example"),
        row(3, 2, "cafe.network.example"),
        row(4, 2, "www.cafe.network.example"),
        row(5, 2, "new.network.example"),
        row(6, 2, "co.uk"),
        row(7, 9, "gone.example"),
        row(8, 2, "exa mple"),
    ];
    assert_eq!(
        reasons(&net)
            .into_iter()
            .map(|(_, reason)| reason)
            .collect::<Vec<_>>(),
        [
            Reason::ClaimsMainDomain,
            Reason::ClaimsMainDomain,
            Reason::ClaimsOtherSite,
            Reason::ClaimsOtherSite,
            Reason::ClaimsNetworkName,
            Reason::InvalidHost,
            Reason::SiteGone,
            Reason::InvalidHost,
        ]
    );
    assert!(
        wanted(&net)
            .named
            .contains(&"gone.example".parse().unwrap()),
        "an orphan row still names its host"
    );
}

#[test]
fn of_two_claims_the_older_row_keeps_its_care() {
    let mut net = network();
    net.sites.push(crate::fixture::site(2, "network.example"));
    net.sites.push(crate::fixture::site(3, "network.example"));
    net.mappings = vec![row(9, 3, "www.customer.com"), row(4, 2, "customer.com")];
    let result = wanted(&net);
    assert_eq!(
        result.units[&"customer.com".parse().unwrap()].site,
        SiteId(2)
    );
    assert_eq!(
        reasons(&net),
        [("www.customer.com".to_owned(), Reason::ClaimedTwice)]
    );
}

#[test]
fn the_twin_follows_the_setting() {
    let mut net = network();
    net.sites.push(crate::fixture::site(2, "network.example"));
    net.mappings = vec![row(1, 2, "customer.co.uk"), row(2, 2, "shop.customer.com")];
    for (policy, expected) in [
        (WwwPolicy::Always, [true, true]),
        (WwwPolicy::MainOnly, [true, false]),
        (WwwPolicy::Never, [false, false]),
    ] {
        net.www = policy;
        let twins: Vec<bool> = wanted(&net)
            .units
            .values()
            .map(|unit| unit.twin_wanted)
            .collect();
        assert_eq!(twins, expected, "{policy:?}");
    }
}

#[test]
fn hosts_of_other_networks_in_the_same_database_are_neither_served_nor_called_leftovers() {
    let mut net = network();
    net.sites
        .push(crate::fixture::site(2, "shop.network.example"));
    net.sites_of_others = vec![
        crate::fixture::site(0, "second.example"),
        crate::fixture::site(21, "cafe.second.example"),
    ];
    net.mappings = vec![
        row(1, 21, "customer-of-two.example"),
        row(2, 2, "second.example"),
        row(3, 2, "www.cafe.second.example"),
        row(4, 9, "gone.example"),
    ];
    let result = wanted(&net);
    let reasons: Vec<Reason> = result.rejected.iter().map(|row| row.reason).collect();
    assert_eq!(
        reasons,
        [
            Reason::OtherNetwork,
            Reason::ClaimsOtherSite,
            Reason::ClaimsOtherSite,
            Reason::SiteGone
        ]
    );
    assert_eq!(Reason::OtherNetwork.who(), crate::Who::Nobody);
    for host in [
        "second.example",
        "cafe.second.example",
        "customer-of-two.example",
    ] {
        assert!(
            result.named.contains(&host.parse().unwrap()),
            "{host} is never taken off"
        );
    }
}
