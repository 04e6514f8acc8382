//! What scenes wait for.

use emulator::{CertificateView, DomainView, Panel};
use lived_in::{Domain, House, Lot};
use plan::{Class, DomainName, Reason, Record, State};

use super::stage::{Stage, not_as_told};
use super::world::{Records, World};
use crate::output::Report;

/// Waits until a handshake shows a valid certificate for the host.
pub(super) async fn secured(stage: &mut Stage<'_>, host: &DomainName) -> Result<(), Report> {
    let goal = format!("{host} is secured, www included");
    stage
        .until(&goal, |records, _| is_secured(records, host))
        .await
}

/// Waits until the host stands where it does for this reason.
pub(super) async fn stands(
    stage: &mut Stage<'_>,
    host: &DomainName,
    reason: Reason,
) -> Result<(), Report> {
    let goal = format!("{host} stands at `{reason}`");
    stage
        .until(&goal, |records, _| {
            records
                .get(host)
                .is_some_and(|record| record.standing.reason == reason)
        })
        .await
}

/// Waits until the host was taken off, by the ledger's word and on the panel.
pub(super) async fn gone(stage: &mut Stage<'_>, host: &DomainName) -> Result<(), Report> {
    let goal = format!("{host} is taken off");
    stage
        .until(&goal, |records, world| {
            let removed = records
                .get(host)
                .is_some_and(|record| record.standing.state == State::Removed);
            removed && !is_attached(world, host)
        })
        .await
}

/// Whether a valid certificate was seen for the host, and for its `www` twin where it has one.
pub(super) fn is_secured(records: &Records, host: &DomainName) -> bool {
    records.get(host).is_some_and(|record| {
        let twin_waits = record
            .twin_dns
            .as_ref()
            .is_some_and(|seen| seen.value.is_yes())
            && !record.object.as_ref().is_some_and(|object| object.www);
        let proved = [Reason::CertificateValid, Reason::ServesSite];
        proved.contains(&record.standing.reason) && !twin_waits
    })
}

/// Whether the panel has the host.
pub(super) fn is_attached(world: &World, host: &DomainName) -> bool {
    let domains = world.panel.domains();
    domains.iter().any(|domain| domain.name == host.as_str())
}

/// What the ledger holds of a domain of the house, under its own name or without `www.`.
pub(super) fn of_domain<'a>(records: &'a Records, domain: &Domain) -> Option<&'a Record> {
    let host: DomainName = domain.name.parse().ok()?;
    records.get(&host).or_else(|| records.get(&host.bare()))
}

/// Checks that each domain of a panel that was lived in is known for what it is.
pub(super) fn taken_over(records: &Records, house: &House) -> Result<(), Report> {
    for domain in &house.domains {
        let expected = match domain.lot {
            Lot::Main | Lot::Foreign => Class::Foreign,
            // The older claim keeps its care.
            Lot::Adopted | Lot::Claimed => Class::Adopted,
            Lot::Orphan => Class::Orphan,
        };
        let class = of_domain(records, domain).map(|record| record.class);
        if class != Some(expected) {
            let name = &domain.name;
            let why = format!("{name} is taken for {class:?} and not for {expected:?}");
            return Err(not_as_told(&why));
        }
    }
    Ok(())
}

/// Checks that a panel is as it was, and that nobody asked it to change anything.
pub(super) fn unchanged(
    panel: &Panel,
    domains: &[DomainView],
    certificates: &[CertificateView],
) -> Result<(), Report> {
    if panel.domains() != domains || panel.certificates() != certificates {
        return Err(not_as_told("a panel was changed that was lived in"));
    }
    match panel.calls().iter().find(|call| call.method != "GET") {
        None => Ok(()),
        Some(call) => Err(not_as_told(&format!(
            "a call was to change a panel that was lived in: {} {}",
            call.method, call.path
        ))),
    }
}

#[cfg(test)]
mod tests {
    use emulator::{Emulator, Kind, Settings};
    use lived_in::Mode;
    use plan::Timestamp;

    use super::*;

    /// What the ledger holds where every domain is taken for this.
    fn all_as(class: Class, house: &House) -> Records {
        let hosts = house
            .domains
            .iter()
            .map(|domain| domain.name.parse().unwrap());
        let record = |host: DomainName| Record::new(host, class, Timestamp::default());
        hosts
            .map(|host: DomainName| (host.clone(), record(host)))
            .collect()
    }

    #[test]
    fn a_domain_that_is_taken_for_what_it_is_not_is_noticed() {
        let house = House::new(2, Mode::Advanced);
        let mut records = all_as(Class::Adopted, &house);
        let report = taken_over(&records, &house).unwrap_err();
        let words = "network.example.com is taken for Some(Adopted) and not for Foreign";
        assert_eq!(report.causes, [words]);
        let main = lived_in::MAIN.parse().unwrap();
        records.get_mut(&main).unwrap().class = Class::Foreign;
        assert_eq!(taken_over(&records, &house), Ok(()));
        records.pop_last();
        assert!(taken_over(&records, &house).is_err(), "one is not known");
    }

    #[tokio::test]
    async fn whatever_becomes_of_a_panel_that_was_lived_in_is_noticed() {
        let emulator = Emulator::start(Settings::default()).await.unwrap();
        let panel = emulator.panel();
        panel.add_by_hand("shop1.example", false, Kind::Alias);
        let (domains, certificates) = (panel.domains(), panel.certificates());
        assert_eq!(unchanged(&panel, &domains, &certificates), Ok(()));
        assert!(panel.install_custom_certificate(Some("shop1.example"), &["shop1.example"]));
        assert!(unchanged(&panel, &domains, &certificates).is_err());
        assert!(panel.remove_certificate(Some("shop1.example")));
        panel.add_by_hand("shop2.example", false, Kind::Alias);
        assert!(unchanged(&panel, &domains, &certificates).is_err());
    }
}
