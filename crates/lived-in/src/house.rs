//! The whole panel with everything around it.

use std::net::IpAddr;

use crate::{Domain, ELSEWHERE, MAIN, PROXY, SERVER, SERVER_V6, Story};

/// Most names a certificate may hold (Let's Encrypt).
const NAMES_PER_CERTIFICATE: usize = 100;

/// A panel, the network and the internet around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// What is attached, in the order in which it was added; the first is the network's own host.
    pub domains: Vec<Domain>,
    /// What DNS says of every name. What is not here does not exist.
    pub records: Vec<Records>,
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// The network's sites, the main one left out.
    pub sites: Vec<Site>,
    /// The rows of the network's domain table, by their number.
    pub mappings: Vec<Mapping>,
}

/// How the panel keeps certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One for each domain.
    Advanced,
    /// One for all. It was ordered when there were few domains and holds the first hundred names that lead here; what
    /// came later has none.
    Basic,
}

/// The addresses of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// The name.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// An installed certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The domain it belongs to; none for the one of all.
    pub domain: Option<String>,
    /// The names in it.
    pub names: Vec<String>,
    /// Who issued it.
    pub issuer: Issuer,
    /// Days since it was issued. None is so old that RunCloud would renew it within nine days.
    pub age_days: u32,
}

/// Who issued a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// Let's Encrypt, by RunCloud's order.
    LetsEncrypt,
    /// Somebody, and somebody uploaded it.
    Custom,
}

/// A site of the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its number.
    pub id: i64,
    /// Its own host: one below the main domain, or the main domain itself with a path.
    pub host: String,
    /// Its path.
    pub path: String,
}

/// A row of the domain table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Its number; an older claim has the lower one.
    pub id: i64,
    /// The site it is for, which may be gone.
    pub site: i64,
    /// The host, as it was typed.
    pub host: String,
}

impl House {
    /// A house with so many attached domains, the network's own host among them. With 800 it has 300 sites below that
    /// host; each story but the lonely ones (a custom certificate, two claims, an orphan) is there from 80 on.
    pub fn new(attached: usize, mode: Mode) -> Self {
        let mut house = Self {
            domains: (0..attached).map(Domain::new).collect(),
            records: Vec::new(),
            certificates: Vec::new(),
            sites: Vec::new(),
            mappings: Vec::new(),
        };
        for number in 0..attached {
            house.move_in(number);
        }
        match mode {
            Mode::Advanced => house.certify_each(),
            Mode::Basic => house.certify_all(),
        }
        house
    }

    /// Whether visitors of a name got a good certificate for it at the server when nobody had touched anything yet.
    pub fn works(&self, name: &str) -> bool {
        let serving = self
            .domains
            .iter()
            .filter(|domain| domain.covers(name))
            .max_by_key(|domain| domain.name.len());
        serving.is_some_and(|domain| {
            self.certificates.iter().any(|certificate| {
                let holds = certificate.names.iter().any(|held| held == name);
                holds
                    && certificate
                        .domain
                        .as_ref()
                        .is_none_or(|of| *of == domain.name)
            })
        })
    }

    /// Every name that is attached, twins too.
    pub fn names(&self) -> Vec<String> {
        self.domains.iter().flat_map(Domain::names).collect()
    }

    fn move_in(&mut self, number: usize) {
        let domain = &self.domains[number];
        for name in domain.both_forms() {
            let addresses = domain.addresses(&name);
            if !addresses.is_empty() {
                self.records.push(Records { name, addresses });
            }
        }
        let id = 1 + i64::try_from(number).unwrap_or(i64::MAX - 1);
        let Some(host) = domain.wanted_as() else {
            return;
        };
        match domain.story {
            Story::SubDomain => self.sites.push(Site {
                id,
                host,
                path: "/".to_owned(),
            }),
            Story::Orphan => self.claim(id, host),
            Story::Claimed => {
                let newer = 1_000_000;
                self.site_by_path(id);
                self.site_by_path(newer);
                self.claim(id, host.clone());
                self.claim(newer, host);
            }
            _ => {
                self.site_by_path(id);
                self.claim(id, host);
            }
        }
    }

    fn site_by_path(&mut self, id: i64) {
        self.sites.push(Site {
            id,
            host: MAIN.to_owned(),
            path: format!("/site{id}/"),
        });
    }

    /// The row that names a site has the site's number.
    fn claim(&mut self, id: i64, host: String) {
        let site = id;
        self.mappings.push(Mapping { id, site, host });
    }

    fn certify_each(&mut self) {
        for (number, domain) in self.domains.iter().enumerate() {
            let names = domain.validated();
            if names.is_empty() {
                continue;
            }
            self.certificates.push(Certificate {
                domain: Some(domain.name.clone()),
                names,
                issuer: match domain.story {
                    Story::Custom => Issuer::Custom,
                    _ => Issuer::LetsEncrypt,
                },
                age_days: u32::try_from(number * 7 % 50).unwrap_or_default(),
            });
        }
    }

    fn certify_all(&mut self) {
        let mut names: Vec<String> = self.domains.iter().flat_map(Domain::validated).collect();
        names.truncate(NAMES_PER_CERTIFICATE);
        self.certificates.push(Certificate {
            domain: None,
            names,
            issuer: Issuer::LetsEncrypt,
            age_days: 20,
        });
    }
}

impl Domain {
    /// The names it covers.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.name.clone()];
        if self.www {
            names.push(format!("www.{}", self.name));
        }
        names
    }

    fn covers(&self, name: &str) -> bool {
        self.names().iter().any(|covered| covered == name)
    }

    /// With and without `www.`.
    fn both_forms(&self) -> [String; 2] {
        let bare = self.name.strip_prefix("www.").unwrap_or(&self.name);
        [bare.to_owned(), format!("www.{bare}")]
    }

    fn addresses(&self, name: &str) -> Vec<IpAddr> {
        let here = IpAddr::V4(SERVER);
        let is_twin = name.starts_with("www.");
        match self.story {
            Story::SubDomain | Story::NoTwin | Story::Main if is_twin => Vec::new(),
            Story::Proxied => vec![PROXY],
            Story::Elsewhere | Story::LeftoverRedirect => vec![ELSEWHERE],
            Story::Ipv6 | Story::Main => vec![here, IpAddr::V6(SERVER_V6)],
            Story::StaleIpv6 => {
                let stale = std::net::Ipv6Addr::new(0x2001, 0xdb8, 0xdead, 0, 0, 0, 0, 7);
                vec![here, IpAddr::V6(stale)]
            }
            _ => vec![here],
        }
    }

    /// The covered names for which a certificate could be had: they led here on the day, through a proxy or not. What
    /// leads elsewhere today led here then.
    fn validated(&self) -> Vec<String> {
        let led_here = |name: &String| {
            self.story != Story::LeftoverRedirect && !self.addresses(name).is_empty()
        };
        self.names().into_iter().filter(led_here).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::Lot;

    #[test]
    fn the_full_house_has_everything_it_promises() {
        let house = House::new(800, Mode::Advanced);
        let mut stories: BTreeMap<Story, usize> = BTreeMap::new();
        for domain in &house.domains {
            *stories.entry(domain.story).or_default() += 1;
        }
        assert_eq!(
            stories[&Story::SubDomain],
            299,
            "and the network's own host"
        );
        for lonely in [Story::Main, Story::Custom, Story::Claimed, Story::Orphan] {
            assert_eq!(stories[&lonely], 1, "{lonely:?}");
        }
        assert_eq!(stories.len(), 15);
        assert!(
            stories.values().all(|count| *count == 1 || *count >= 10),
            "{stories:?}"
        );
        let names: BTreeSet<&String> = house.domains.iter().map(|domain| &domain.name).collect();
        assert_eq!(names.len(), 800);
        let dull = house.domains.iter().filter(|domain| !domain.www);
        assert!(dull.skip(1).all(|domain| domain.story == Story::Literal));
    }

    #[test]
    fn nobody_wants_what_is_foreign_and_two_want_what_is_claimed() {
        let house = House::new(800, Mode::Advanced);
        let wanted = |name: &str| house.mappings.iter().filter(|row| row.host == name).count();
        for domain in &house.domains {
            match domain.lot {
                Lot::Foreign | Lot::Main => assert_eq!(wanted(&domain.name), 0, "{domain:?}"),
                Lot::Claimed => assert_eq!(wanted(&domain.name), 2),
                Lot::Orphan => {
                    let row = house.mappings.iter().find(|row| row.host == domain.name);
                    let site = row.map(|row| row.site);
                    assert!(house.sites.iter().all(|other| Some(other.id) != site));
                }
                Lot::Adopted => {}
            }
        }
    }

    #[test]
    fn with_one_certificate_for_all_only_the_first_hundred_names_work() {
        let house = House::new(800, Mode::Basic);
        let working = house
            .names()
            .iter()
            .filter(|name| house.works(name))
            .count();
        assert_eq!(working, 100);
        assert!(house.works(MAIN));
    }

    #[test]
    fn with_one_for_each_what_leads_here_works_and_a_twin_that_leads_nowhere_does_not() {
        let house = House::new(80, Mode::Advanced);
        for domain in &house.domains {
            let expected = domain.story != Story::LeftoverRedirect;
            assert_eq!(house.works(&domain.name), expected, "{domain:?}");
            if domain.story == Story::SubDomain {
                assert!(!house.works(&format!("www.{}", domain.name)));
            }
        }
    }
}
