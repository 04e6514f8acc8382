//! What people do in a world.

use plan::{Mapping, Network, Site, SiteId};

use super::{MAIN, World};

impl World {
    pub fn edit<T>(&self, change: impl FnOnce(&mut Network) -> T) -> T {
        let mut inner = self.source.0.lock().unwrap();
        inner.version += 1;
        change(&mut inner.network)
    }

    /// A customer maps a host to a site of his own.
    pub fn map(&mut self, host: &str) -> i64 {
        let id = self.next_row;
        self.next_row += 1;
        let site = SiteId(100 + id);
        self.edit(|network| {
            network.sites.push(Site {
                id: site,
                host: MAIN.to_owned(),
                path: format!("/s{id}/"),
            });
            network.mappings.push(Mapping {
                id,
                site,
                host: host.to_owned(),
                stage: "done".to_owned(),
                active: true,
                primary: false,
                secure: false,
            });
        });
        id
    }

    /// A customer maps a host that already leads here.
    pub fn map_ready(&mut self, host: &str) -> i64 {
        self.panel.point_here(host);
        self.map(host)
    }

    pub fn unmap(&self, host: &str) {
        self.edit(|network| network.mappings.retain(|row| row.host != host));
    }

    pub fn rename(&self, row: i64, host: &str) {
        self.edit(|network| {
            for mapping in &mut network.mappings {
                if mapping.id == row {
                    host.clone_into(&mut mapping.host);
                }
            }
        });
    }

    /// The removal record that the WordPress plugin writes.
    pub async fn record_removal(&self, host: &str) {
        let request = ledger::NewRequest {
            kind: ledger::RequestKind::Removal,
            host: Some(host.parse().unwrap()),
            site: None,
            user: "anna".to_owned(),
            payload: serde_json::json!({}),
            at: self.now(),
        };
        self.ledger.insert_request(&request).await.unwrap();
    }

    /// Calls of a route go wrong, all of them or those about one name, until faults are cleared.
    pub fn fail(&self, route: &str, name: Option<&str>, kind: emulator::FaultKind) {
        self.fail_times(route, name, kind, u32::MAX);
    }

    pub fn fail_times(
        &self,
        route: &str,
        name: Option<&str>,
        kind: emulator::FaultKind,
        times: u32,
    ) {
        self.panel.fault(emulator::Fault {
            route: Some(route.to_owned()),
            name: name.map(str::to_owned),
            kind,
            times,
        });
    }

    /// A request of the WordPress plugin or of the command line; tells its id.
    pub async fn request(
        &self,
        kind: ledger::RequestKind,
        host: Option<&str>,
        payload: serde_json::Value,
    ) -> i64 {
        let request = ledger::NewRequest {
            kind,
            host: host.map(|host| host.parse().unwrap()),
            site: None,
            user: "anna".to_owned(),
            payload,
            at: self.now(),
        };
        self.ledger.insert_request(&request).await.unwrap()
    }
}
