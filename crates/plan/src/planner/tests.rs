use crate::fixture::{name, row};
use crate::world::{DAY, Fault, HOUR, MINUTE, SECOND, World};
use crate::{
    Class, DnsOutcome, FailureClass, Hold, ObjectKind, Permit, PointsHere, Reason, State, Step,
    Who, WwwPolicy,
};

fn words(steps: &[Step]) -> Vec<String> {
    steps.iter().map(ToString::to_string).collect()
}

#[test]
fn a_mapped_domain_is_attached_secured_and_then_left_alone() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    assert_eq!(world.attached(), ["customer.example+www"]);
    assert_eq!(
        words(&world.done),
        [
            "attach customer.example with www",
            "order a certificate for customer.example"
        ]
    );
    assert_eq!(world.standing("customer.example").state, State::Secured);
    // Nobody answers its visitors: that is asked some times soon, then as rarely as all else.
    for _ in 0..6 {
        world.advance(HOUR);
        world.settle();
    }
    let rest = world.settle();
    assert!(
        rest.next_look > Some(world.now + HOUR),
        "{:?}",
        rest.next_look
    );
}

#[test]
fn created_domains_may_be_attached_switched_on_and_off_and_ordered_for() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.attached(), ["customer.example"]);
    assert_eq!(
        world.records[&name("customer.example")].class,
        Class::Created
    );

    world.points(&["www.customer.example"]);
    world.advance(7 * HOUR);
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example+www"],
        "the twin leads here now"
    );
    assert!(
        world
            .certificates
            .contains_key(&name("www.customer.example"))
    );

    world.points_away("www.customer.example");
    world.certificates.remove(&name("www.customer.example"));
    for _ in 0..13 {
        world.advance(12 * HOUR);
        world.settle();
        assert_eq!(
            world.attached(),
            ["customer.example+www"],
            "not within days"
        );
    }
    for _ in 0..4 {
        world.advance(12 * HOUR);
        world.settle();
    }
    assert_eq!(
        world.attached(),
        ["customer.example"],
        "after a week of a definite no"
    );
}

#[test]
fn a_twin_of_which_nothing_definite_is_known_is_never_switched_off() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    world.dns.insert(
        name("www.customer.example"),
        PointsHere::Unknown(DnsOutcome::ServerFailure),
    );
    for _ in 0..40 {
        world.advance(12 * HOUR);
        world.settle();
    }
    assert_eq!(world.attached(), ["customer.example+www"]);
}

#[test]
fn adopted_domains_change_their_twin_only_on_request() {
    let mut world = World::new();
    world.by_hand("customer.example", ObjectKind::Alias, false);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    assert_eq!(
        world.records[&name("customer.example")].class,
        Class::Adopted
    );
    assert_eq!(world.attached(), ["customer.example"]);
    assert!(
        world
            .done
            .iter()
            .all(|step| matches!(step, Step::Order { .. })),
        "Let's Encrypt only, nothing else: {:?}",
        world.done
    );
    world
        .records
        .get_mut(&name("customer.example"))
        .unwrap()
        .permit = Some(Permit::ChangeTwin);
    world.settle();
    assert_eq!(world.attached(), ["customer.example+www"]);
    assert_eq!(
        world.records[&name("customer.example")].permit,
        None,
        "used up"
    );
}

#[test]
fn a_person_may_have_an_adopted_twin_switched_off_at_once_where_dns_is_a_definite_no() {
    let mut world = World::new();
    world.by_hand("customer.example", ObjectKind::Alias, true);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    let twin = name("www.customer.example");
    let unknown = PointsHere::Unknown(DnsOutcome::TimedOut);
    world.dns.insert(twin.clone(), unknown);
    world.settle();
    let record = world.records.get_mut(&name("customer.example")).unwrap();
    record.permit = Some(Permit::ChangeTwin);
    world.advance(HOUR);
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example+www"],
        "unknown is not no"
    );
    world.dns.remove(&twin);
    world.advance(2 * HOUR);
    world.settle();
    assert_eq!(world.attached(), ["customer.example"]);
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn foreign_refused_conflicting_and_orphaned_domains_get_no_step_at_all() {
    let mut world = World::new();
    world.by_hand("foreign.example", ObjectKind::Alias, false);
    world.by_hand("orphan.example", ObjectKind::Alias, true);
    world.by_hand("twice.example", ObjectKind::Alias, false);
    world.row(1, 99, "orphan.example");
    world.row(2, 2, "other.network.example");
    world.row(3, 2, "s3.network.example");
    world.row(4, 2, "twice.example");
    world.row(5, 3, "www.twice.example");
    world.points(&[
        "foreign.example",
        "orphan.example",
        "www.orphan.example",
        "twice.example",
    ]);
    world.show_certificate("twice.example", 60 * DAY);
    world.settle();
    assert!(world.done.is_empty(), "{:?}", words(&world.done));
    for (host, class, reason) in [
        ("foreign.example", Class::Foreign, Reason::NotOurs),
        ("orphan.example", Class::Orphan, Reason::SiteGone),
        (
            "other.network.example",
            Class::Refused,
            Reason::ClaimsNetworkName,
        ),
        ("twice.example", Class::Adopted, Reason::CertificateValid),
    ] {
        assert_eq!(world.records[&name(host)].class, class, "{host}");
        assert_eq!(world.standing(host).reason, reason, "{host}");
    }
    let plan = world.dry();
    let rejected = &plan.rejected;
    assert!(
        rejected
            .iter()
            .any(|r| r.reason == Reason::ClaimedTwice && r.mapping == Some(5))
    );
}

#[test]
fn a_wanted_www_name_brings_the_apex_where_that_leads_here() {
    let mut world = World::new();
    world.row(1, 2, "www.one.example");
    world.row(2, 2, "www.two.example");
    world.points(&["www.one.example", "one.example", "www.two.example"]);
    world.settle();
    assert_eq!(world.attached(), ["one.example+www", "www.two.example"]);
    world.points(&["two.example"]);
    world.advance(DAY);
    world.settle();
    assert_eq!(
        world.attached(),
        ["one.example+www", "www.two.example"],
        "a form that is attached is never swapped"
    );
}

#[test]
fn both_forms_asked_for_are_one_object_and_the_missing_one_is_told() {
    let mut world = World::new();
    world.network.www = WwwPolicy::Never;
    world.row(1, 2, "customer.example");
    world.row(2, 2, "www.customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(world.attached(), ["customer.example"]);
    let standing = world.standing("customer.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Secured, Reason::TwinElsewhere)
    );
    world.points(&["www.customer.example"]);
    world.advance(HOUR);
    world.settle();
    assert_eq!(world.attached(), ["customer.example+www"]);
    assert_eq!(
        world.standing("customer.example").reason,
        Reason::CertificateValid
    );
}

#[test]
fn a_row_that_changes_its_form_is_served_in_the_new_form_too() {
    let mut world = World::new();
    world.network.www = WwwPolicy::Never;
    world.row(1, 2, "customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    world.rename("customer.example", "www.customer.example");
    world.advance(7 * HOUR);
    world.settle();
    assert_eq!(world.attached(), ["customer.example+www"]);

    let mut world = World::new();
    world.row(1, 2, "www.customer.example");
    world.points(&["www.customer.example"]);
    world.settle();
    assert_eq!(world.attached(), ["www.customer.example"]);
    world.rename("www.customer.example", "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example", "www.customer.example"],
        "the flag adds www. and takes nothing away"
    );
}

#[test]
fn an_adopted_www_object_is_kept_and_a_second_one_serves_the_apex() {
    let mut world = World::new();
    world.by_hand("www.customer.example", ObjectKind::Alias, false);
    world.row(1, 2, "customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.settle();
    assert_eq!(
        world.attached(),
        ["customer.example", "www.customer.example"]
    );
    for host in ["customer.example", "www.customer.example"] {
        assert_eq!(world.standing(host).state, State::Secured, "{host}");
    }
}

#[test]
fn a_sub_domain_of_the_network_needs_nothing_where_a_wildcard_covers_it() {
    let mut world = World::new();
    world.show_certificate("s2.network.example", 60 * DAY);
    world.settle();
    assert!(world.done.is_empty());
    let standing = world.standing("s2.network.example");
    assert_eq!(
        (standing.state, standing.reason),
        (State::Secured, Reason::CoveredByWildcard)
    );

    world.truth.retain(|object| object.id != 2);
    world.list();
    world.settle();
    assert_eq!(
        world.attached().len(),
        8,
        "without it each site's host is attached"
    );
    assert!(
        world
            .attached()
            .iter()
            .all(|shown| !shown.ends_with("+www"))
    );
}

#[test]
fn an_attach_of_unknown_fate_waits_for_a_listing_and_claims_what_it_made() {
    for (fault, expected) in [(Fault::Lost, 1), (Fault::LostBefore, 2)] {
        let mut world = World::new();
        world.row(1, 2, "www.customer.example");
        world.points(&["customer.example", "www.customer.example"]);
        world.dry();
        world.fault = Some(fault);
        world.pass();
        assert_eq!(
            world.standing("www.customer.example").state,
            State::Attaching
        );
        world.track();
        let plan = world.plan();
        assert!(
            plan.read_panel && plan.steps.is_empty(),
            "{fault:?} {:?}",
            plan.steps
        );
        world.settle();
        for _ in 0..4 {
            world.advance(MINUTE);
            world.settle();
        }
        let attaches = world
            .done
            .iter()
            .filter(|step| matches!(step, Step::Attach { .. }));
        assert_eq!(attaches.count(), expected, "{fault:?}");
        let record = &world.records[&name("www.customer.example")];
        assert!(
            record.created && record.class == Class::Created,
            "{fault:?}"
        );
        assert_eq!(world.attached(), ["customer.example+www"]);
    }
}

#[test]
fn what_an_unwanted_attach_of_unknown_fate_made_is_ours_to_remove() {
    let mut world = World::new();
    world.row(1, 2, "www.customer.example");
    world.points(&["customer.example", "www.customer.example"]);
    world.dry();
    world.fault = Some(Fault::Lost);
    world.pass();
    world.unrow("www.customer.example");
    world.recorded("www.customer.example");
    world.advance(SECOND);
    world.settle();
    assert!(world.attached().is_empty(), "{:?}", world.attached());
}

#[test]
fn a_name_that_is_taken_asks_for_a_listing_and_is_adopted_where_it_is_here() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    let listing = world.panel.domains.clone();
    world.by_hand("customer.example", ObjectKind::Alias, false);
    world.panel.domains = listing;
    world.pass();
    assert_eq!(world.done.len(), 1);
    world.advance(SECOND);
    world.settle();
    assert_eq!(
        world.records[&name("customer.example")].class,
        Class::Adopted
    );
    assert_eq!(world.standing("customer.example").state, State::Secured);
}

#[test]
fn a_failed_attach_is_told_with_its_cause_and_tried_later() {
    for (class, reason, who) in [
        (
            FailureClass::Transient,
            Reason::ProviderTrouble,
            Who::Provider,
        ),
        (
            FailureClass::Throttled,
            Reason::ProviderThrottled,
            Who::Provider,
        ),
        (
            FailureClass::Unauthorized,
            Reason::CredentialsRejected,
            Who::Operator,
        ),
        (
            FailureClass::Forbidden,
            Reason::PermissionMissing,
            Who::Operator,
        ),
        (FailureClass::NotFound, Reason::WebAppMissing, Who::Operator),
        (
            FailureClass::Rejected,
            Reason::ProviderRejected,
            Who::Operator,
        ),
    ] {
        let mut world = World::new();
        world.row(1, 2, "customer.example");
        world.dry();
        world.fault = Some(Fault::Fails(class));
        world.pass();
        world.advance(SECOND);
        let plan = world.pass();
        assert!(plan.steps.is_empty(), "{class:?}");
        let standing = world.standing("customer.example").clone();
        assert_eq!((standing.reason, standing.who), (reason, who));
        assert!(standing.next_look > Some(world.now), "{class:?}");
        world.now = standing.next_look.unwrap();
        world.pass();
        assert_eq!(world.attached(), ["customer.example"], "{class:?}");
    }
}

#[test]
fn a_domain_removed_by_somebody_else_is_attached_again_while_it_is_wanted() {
    let mut world = World::new();
    world.row(1, 2, "customer.example");
    world.points(&["customer.example"]);
    world.settle();
    world.truth.retain(|object| object.id <= 2);
    world.list();
    world.settle();
    assert_eq!(world.attached(), ["customer.example"]);
    assert_eq!(
        world.records[&name("customer.example")].class,
        Class::Created
    );
}

#[test]
fn a_hold_keeps_every_step_and_says_why_at_each_host_it_stops() {
    for mut world in [World::new(), World::basic()] {
        world.row(1, 2, "customer.example");
        world.points(&["customer.example"]);
        world.pass();
        world.advance(10 * MINUTE);
        world.hold = Some(Hold {
            reason: Reason::Fenced,
            detail: "a copy".to_owned(),
            until: None,
        });
        let before = world.done.len();
        world.pass();
        let plan = world.pass();
        assert_eq!(world.done.len(), before);
        let standing = world.standing("customer.example");
        assert_eq!(
            (standing.reason, standing.who),
            (Reason::Fenced, Who::Operator)
        );
        assert!(
            plan.next_look > Some(world.now),
            "a held plan does not spin: {:?}",
            plan.next_look
        );
    }
}

#[test]
fn the_first_run_attaches_by_itself_only_a_few_names() {
    for (missing, held) in [(25, false), (26, true)] {
        let mut world = World::new();
        world.first_run = true;
        for n in 0..missing {
            world.row(n, 2, &format!("c{n}.example"));
        }
        let plan = world.dry();
        assert_eq!(
            plan.hold.as_ref().map(|hold| hold.reason),
            held.then_some(Reason::FirstRun)
        );
    }
}

#[test]
fn names_that_trickle_in_do_not_slip_past_the_first_run() {
    let mut world = World::new();
    world.first_run = true;
    for n in 0..40 {
        world.row(n, 2, &format!("c{n}.example"));
    }
    world.track();
    // Only one of forty has been looked up so far.
    let now = world.now;
    let sight = crate::Sight {
        dns: Some(PointsHere::Yes),
        ..crate::Sight::default()
    };
    crate::observe(
        world.records.get_mut(&name("c7.example")).unwrap(),
        sight,
        now,
    );
    let plan = world.plan();
    assert_eq!(
        plan.hold.as_ref().map(|hold| hold.reason),
        Some(Reason::FirstRun)
    );
}

#[test]
fn nothing_is_attached_on_the_strength_of_a_partial_listing() {
    let mut world = World::new();
    world.first_run = true;
    for n in 0..40 {
        world.row(n, 2, &format!("c{n}.example"));
    }
    world.panel_partial = true;
    let plan = world.dry();
    assert!(!plan.changes() && plan.read_panel);
    assert_eq!(
        plan.hold, None,
        "what is missing from half a listing is not missing"
    );
}

#[test]
fn the_digest_is_that_of_the_changes_and_not_of_their_order() {
    let digest = |reverse: bool| {
        let mut world = World::new();
        let mut rows: Vec<_> = (0..9)
            .map(|n| row(n, 2, &format!("c{n}.example")))
            .collect();
        if reverse {
            rows.reverse();
            world.panel.domains.reverse();
        }
        world.network.mappings = rows;
        world.dry().digest()
    };
    assert_eq!(digest(false), digest(true));
    assert_ne!(digest(false), World::new().dry().digest());
}

#[test]
fn the_work_grows_with_the_number_of_domains_and_not_with_its_square() {
    // Counted, not timed: twice the names make twice the steps and standings, and a plan of ten thousand names ends.
    let mut world = World::new();
    for n in 0..10_000 {
        world.row(n, 2, &format!("c{n}.example"));
    }
    let plan = world.dry();
    assert_eq!(plan.steps.len(), 10_000);
}

/// A wildcard without a certificate that browsers accept covers nobody.
#[test]
fn a_wildcard_covers_only_with_a_certificate_that_a_handshake_shows() {
    let mut world = World::new();
    let host = format!("shop.{}", world.network.main_domain);
    world.network.sites.push(crate::fixture::site(70, &host));
    world.points(&[&host]);
    world.settle_for(HOUR);
    let standing = world.standing(&host);
    assert_eq!(
        (standing.reason, standing.who),
        (Reason::WildcardUnproved, Who::Operator)
    );
    world.show_certificate(&host, 60 * DAY);
    world.settle_for(DAY);
    assert_eq!(world.standing(&host).reason, Reason::CoveredByWildcard);
}
