//! What there is to see in a world.

use agent::{Mind, Place};
use plan::{Handshake, Reason, Record, State};
use probe::Prober;

use super::agents::place;
use super::{MAIN, World};

impl World {
    pub async fn record(&self, host: &str) -> Option<Record> {
        self.ledger.record(&host.parse().unwrap()).await.unwrap()
    }

    pub async fn state(&self, host: &str) -> Option<State> {
        self.record(host).await.map(|record| record.standing.state)
    }

    /// What an operator reads about a host.
    pub async fn operator_text(&self, host: &str) -> String {
        let main_domain = MAIN.parse().unwrap();
        let context = plan::Context {
            main_domain: &main_domain,
            addresses: &[],
            now: self.now(),
        };
        match self.record(host).await {
            Some(record) => plan::operator_text(&record, &context),
            None => "not known any more".to_owned(),
        }
    }

    /// What came of a request.
    pub async fn result(&self, request: i64) -> Option<String> {
        self.ledger.request(request).await.unwrap().unwrap().result
    }

    /// What a person at this place confirms.
    pub fn identity(&self, change: impl FnOnce(&mut Place)) -> String {
        let mut place = place(&self.start);
        change(&mut place);
        let mind = Mind::new(place, self.start.policy.clone());
        mind.identity(&MAIN.parse().unwrap()).hash_with_path()
    }

    /// The provider's id of a domain.
    pub fn id(&self, name: &str) -> Option<u64> {
        let domains = self.panel.domains();
        domains
            .iter()
            .find(|domain| domain.name == name)
            .map(|domain| domain.id)
    }

    /// Certificate orders that led to a certificate for this name.
    pub fn orders_for(&self, name: &str) -> usize {
        let orders = self.panel.orders();
        orders
            .iter()
            .filter(|order| order.ok && order.names.iter().any(|other| other == name))
            .count()
    }

    /// How often a domain of this name is attached.
    pub fn objects(&self, name: &str) -> usize {
        let domains = self.panel.domains();
        domains.iter().filter(|domain| domain.name == name).count()
    }

    /// Whether a visitor of this host meets a valid certificate for it at the server now.
    pub async fn answers(&self, host: &str) -> bool {
        let name = host.parse().unwrap();
        matches!(self.prober.handshake(&name).await, Handshake::Valid(_))
    }

    /// State and reason, for comparing in one line.
    pub async fn stands(&self, host: &str) -> Option<(State, Reason)> {
        let standing = self.record(host).await?.standing;
        Some((standing.state, standing.reason))
    }

    /// The orders of certificates that callers of the API placed.
    pub fn orders(&self) -> Vec<emulator::Order> {
        let orders = self.panel.orders().into_iter();
        orders
            .filter(|order| order.by == emulator::OrderedBy::Caller)
            .collect()
    }

    pub fn attached(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .panel
            .domains()
            .into_iter()
            .map(|domain| domain.name)
            .collect();
        names.sort();
        names
    }

    pub fn calls(&self) -> Vec<String> {
        self.panel
            .calls()
            .into_iter()
            .map(|call| call.route.clone())
            .collect()
    }
}
