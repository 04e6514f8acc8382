//! What people and the WordPress plugin asked for.

use std::collections::BTreeSet;

use ledger::{Request, RequestKind};
use plan::{
    Class, DomainName, FailureClass, Fence, Permit, Reason, Record, RemovalRecord, State, Timestamp,
};

use crate::mind::Mind;

/// What became of a request.
pub(crate) enum Answer {
    /// It is done; the words are kept with it.
    Done(String),
    /// It is done and changes which identities are confirmed.
    Confirmed(Vec<String>),
    /// It is done and starts a first run.
    Started,
    /// It stays open until its time comes.
    Later,
}

/// Takes a request into account.
pub(crate) fn take(mind: &mut Mind, request: &Request, now: Timestamp) -> Answer {
    let host = request
        .host
        .as_deref()
        .and_then(|host| DomainName::parse(host.trim()).ok());
    // The plugin asks for looks and tells removals by itself; the rest is a person's word.
    match (&request.kind, &host) {
        (RequestKind::Retry | RequestKind::Confirm, Some(_)) => mind.asked_for(host.clone(), now),
        (RequestKind::Retry, None) if request.host.is_none() => mind.asked_for(None, now),
        (RequestKind::Apply, _) => mind.asked_for(None, now),
        _ => {}
    }
    match (&request.kind, host) {
        (RequestKind::Removal, Some(host)) => {
            // They come in the order of their ids; each is added once.
            let known = mind
                .removals
                .binary_search_by_key(&request.id, |known| known.request);
            if let Err(place) = known {
                let record = RemovalRecord {
                    request: request.id,
                    host,
                    site: request.site,
                    at: request.at,
                };
                mind.removals.insert(place, record);
            }
            Answer::Later
        }
        (RequestKind::Removal | RequestKind::Retry, None) if request.host.is_some() => {
            Answer::Done("this is not a host name".to_owned())
        }
        (RequestKind::Look | RequestKind::Retry, Some(host)) => {
            let again = request.kind == RequestKind::Retry;
            if again {
                mind.end_pause(now);
            }
            match find(mind, &host) {
                Some(record) => {
                    record.look_again(again, now);
                    Answer::Done("looked at again".to_owned())
                }
                None => Answer::Done("this host is not known".to_owned()),
            }
        }
        (RequestKind::Retry, None) => {
            mind.end_pause(now);
            let well = [State::Secured, State::Serving, State::Removed];
            let records = mind.records.values_mut();
            for record in records.filter(|record| !well.contains(&record.standing.state)) {
                record.look_again(true, now);
            }
            Answer::Done("everything that waits is tried again".to_owned())
        }
        // Something changed somewhere: the network is read on every request anyway.
        (RequestKind::Look, None) => Answer::Done("read again".to_owned()),
        (RequestKind::Apply, _) => Answer::Started,
        (RequestKind::Confirm, host) => confirm(mind, request, host),
        (kind, _) => Answer::Done(format!(
            "this version does not know requests of the kind {}",
            kind.as_str()
        )),
    }
}

fn find<'a>(mind: &'a mut Mind, host: &DomainName) -> Option<&'a mut Record> {
    let key = if mind.records.contains_key(host) {
        host.clone()
    } else {
        host.twin()?
    };
    mind.records.get_mut(&key)
}

fn confirm(mind: &mut Mind, request: &Request, host: Option<DomainName>) -> Answer {
    match (
        request
            .payload
            .get("what")
            .and_then(serde_json::Value::as_str),
        host,
    ) {
        (Some("brake"), _) => {
            // What is held back shows in the first plan; a yes that came before it waits for it.
            if !mind.planned {
                return Answer::Later;
            }
            // A person says yes to what was shown. What joined since then is asked about anew.
            let shown: Option<Vec<DomainName>> = request
                .payload
                .get("hosts")
                .and_then(|hosts| serde_json::from_value(hosts.clone()).ok());
            let seen = |host: &DomainName| shown.as_ref().is_none_or(|shown| shown.contains(host));
            let braked: Vec<DomainName> = mind
                .braked
                .iter()
                .filter(|host| seen(host))
                .cloned()
                .collect();
            for host in &braked {
                if let Some(record) = mind.records.get_mut(host) {
                    record.permit = Some(Permit::Detach);
                }
            }
            Answer::Done(format!("{} removals allowed", braked.len()))
        }
        (Some("identity"), _) => {
            let Some(main_domain) = mind
                .network
                .as_ref()
                .map(|network| network.value().main_domain.clone())
            else {
                return Answer::Later;
            };
            let identity = mind.identity(&main_domain);
            // The request may have been copied together with the tables: only the very place it names is confirmed.
            if request
                .payload
                .get("identity")
                .and_then(serde_json::Value::as_str)
                != Some(&identity.hash_with_path())
            {
                return Answer::Done("this request was made for another place".to_owned());
            }
            // A yes that cannot have an effect is none: without the main domain no place is the confirmed one.
            let (Some(network), Some(panel)) = (&mind.network, &mind.panel) else {
                return Answer::Later;
            };
            if let Fence::Closed(hold) = mind.fence(network.value(), panel)
                && hold.reason == Reason::MainDomainMissing
            {
                return Answer::Done(format!("this changes nothing: {}", hold.detail));
            }
            mind.confirmed = vec![identity.hash(), identity.hash_with_path()];
            Answer::Confirmed(mind.confirmed.clone())
        }
        (Some("domain"), Some(host)) => {
            let blocks = mind
                .blockers
                .iter()
                .any(|blocker| blocker.bare() == host.bare());
            // What waits for a yes shows in the first plan; one that came before it waits for it.
            let planned = mind.planned;
            let Some(record) = find(mind, &host) else {
                return if planned {
                    Answer::Done("this host is not known".to_owned())
                } else {
                    Answer::Later
                };
            };
            let permit = if record.standing.reason == Reason::TwinElsewhere {
                Permit::ChangeTwin
            } else if record.absence.is_some() || blocks {
                Permit::Detach
            } else if record.class == Class::Adopted {
                Permit::ChangeTwin
            } else if !planned {
                return Answer::Later;
            } else {
                return Answer::Done(format!("nothing about {host} waits for a person's yes"));
            };
            record.permit = Some(permit);
            Answer::Done(match permit {
                Permit::Detach => format!("{host} may be taken off"),
                Permit::ChangeTwin => format!("the www name of {host} may be switched"),
            })
        }
        _ => Answer::Done("this confirmation is not understood".to_owned()),
    }
}

/// Whether it may be attached without anybody knowing. Any other failure says that it is not.
fn is_unsettled(record: &Record) -> bool {
    let failure = record.attach.failure.as_ref();
    failure.is_some_and(|failure| failure.class == FailureClass::FateUnknown)
}

/// Removal records that are settled by what is known now, with the words for it.
pub(crate) fn settled_removals(mind: &mut Mind) -> Vec<(i64, &'static str)> {
    let Some(network) = mind
        .network
        .as_ref()
        .filter(|network| network.partial_because().is_none())
    else {
        return Vec::new();
    };
    if mind.removals.is_empty() {
        return Vec::new();
    }
    let (wanted, taken_at) = (&mind.wanted, network.taken_at());
    // Once over the records, not once for each removal.
    let open: BTreeSet<DomainName> = mind
        .records
        .values()
        .filter(|record| record.is_ours() && (record.object.is_some() || is_unsettled(record)))
        .map(|record| record.host.bare())
        .collect();
    let mut settled = Vec::new();
    mind.removals.retain(|removal| {
        if taken_at <= removal.at {
            return true;
        }
        let bare = removal.host.bare();
        if wanted.named.contains(&bare) {
            settled.push((removal.request, "a row still names the host, so it stays"));
            return false;
        }
        let open = open.contains(&bare);
        if !open {
            settled.push((removal.request, "the host is not attached any more"));
        }
        open
    });
    settled
}
