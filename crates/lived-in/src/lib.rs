//! A RunCloud panel that was lived in before the first run, as plain data for tests, the demo and benchmarks.
//!
//! Years of a network in one value: [`House::new`] gives the domains that are attached, the DNS records of every name, the
//! certificates with their ages, and the rows that the network has by now. Half of it is tidy. The rest is what people
//! leave behind: names attached as `www.example.com`, names nobody wants any more, names behind a proxy, names that lead
//! elsewhere, a certificate somebody uploaded, two customers who claim one host, a row whose site is gone.
//!
//! It is the same each time: a domain's story follows from its number and nothing else. It knows neither the emulator nor
//! the planner, does no I/O and depends on nothing; whoever uses it furnishes his own world from it.
//!
//! ```
//! use lived_in::{House, Lot, Mode};
//!
//! let house = House::new(800, Mode::Advanced);
//! assert_eq!(house.domains.len(), 800);
//! assert!(house.sites.iter().filter(|site| site.host != lived_in::MAIN).count() >= 299);
//! let leftover = house.domains.iter().find(|domain| domain.lot == Lot::Foreign).unwrap();
//! assert!(house.mappings.iter().all(|row| row.host != leftover.name));
//! ```
//!
//! Read first: [`House`], then [`Domain`] and what becomes of it, its [`Lot`].

mod domain;
mod house;

pub use domain::{Domain, Kind, Lot, Story};
pub use house::{Certificate, House, Issuer, Mapping, Mode, Records, Site};

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network's own host, which is the primary domain.
pub const MAIN: &str = "network.example.com";

/// The server's address.
pub const SERVER: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

/// The server's other address.
pub const SERVER_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x10);

/// Another hoster's.
pub const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9));

/// One from which Cloudflare answers for names behind its proxy.
pub const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(104, 16, 0, 9));
