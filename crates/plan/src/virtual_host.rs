//! Whether the web server has a virtual host for a name that was just attached: the provider sets it up some time after its
//! reply, and a certificate authority that asks before meets nobody.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Policy, Record, Timestamp};

/// What the server's own answer to a request for a name tells, compared with that for a name that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VirtualHost {
    /// The name has an answer of its own.
    Known,
    /// The name is answered like one that nobody has.
    Unknown,
    /// Nothing: the server does not answer so that the two could be compared.
    Untold,
}

/// When the server is asked again; nothing where an order need not wait for it.
///
/// Only a name that was attached a moment ago and is answered like an unknown one is waited for, and not for long: a
/// server may answer every name alike.
pub(crate) fn awaited(record: &Record, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    let waits = now.since(record.attached_at?) < policy.virtual_host_patience;
    match &record.virtual_host {
        _ if !waits || record.ordered_at.is_some() => None,
        None => Some(now),
        Some(seen) if seen.value == VirtualHost::Unknown => {
            let pause = if seen.looks < 6 { 1 } else { 3 };
            Some(seen.at + Duration::from_secs(pause))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::world::{MINUTE, SECOND, World};
    use crate::{Reason, State};

    /// RunCloud needs some seconds to set up the web server, and the authority would meet nobody before.
    #[test]
    fn an_order_waits_until_the_web_server_has_the_name() {
        for advanced in [true, false] {
            let mut world = if advanced {
                World::new()
            } else {
                World::basic()
            };
            world.row(1, 2, "new.example");
            world.points(&["new.example"]);
            world.set_up_takes = 10 * SECOND;
            let began = world.now;
            for _ in 0..3 {
                world.pass();
            }
            if advanced {
                let reason = world.standing("new.example").reason;
                assert_eq!(reason, Reason::VirtualHostAwaited);
                assert!(world.orders.is_empty());
            }
            world.settle_for(2 * MINUTE);
            assert_eq!(
                world.standing("new.example").state,
                State::Secured,
                "{advanced}"
            );
            assert_eq!(
                world.orders.len(),
                1,
                "{advanced}: the first order succeeds"
            );
            let ordered = world.orders[0].0.since(began);
            assert!(
                ordered >= 10 * SECOND && ordered <= 45 * SECOND,
                "{ordered:?}"
            );
        }
    }

    #[test]
    fn a_server_that_answers_every_name_alike_is_waited_for_a_minute_at_most() {
        let mut world = World::new();
        world.row(1, 2, "new.example");
        world.points(&["new.example"]);
        world.answers_all_alike = true;
        let began = world.now;
        world.settle_for(3 * MINUTE);
        assert_eq!(world.standing("new.example").state, State::Secured);
        let ordered = world.orders[0].0.since(began);
        assert!(
            ordered >= MINUTE && ordered < MINUTE + 10 * SECOND,
            "{ordered:?}"
        );
    }

    /// Where the wait was not enough, or nothing told that there was one: the authority's allowance of five failed tries
    /// an hour is enough for two more of them soon.
    #[test]
    fn an_order_that_failed_just_after_attaching_is_tried_again_soon() {
        let mut world = World::new();
        world.row(1, 2, "new.example");
        world.points(&["new.example"]);
        world.set_up_takes = 90 * SECOND;
        world.answers_nobody_by_http = true;
        world.settle_for(5 * MINUTE);
        assert_eq!(world.standing("new.example").state, State::Secured);
        assert!(world.orders.len() <= 3, "{:?}", world.orders);
        assert_eq!(world.authority.violations, Vec::<String>::new());
    }
}
