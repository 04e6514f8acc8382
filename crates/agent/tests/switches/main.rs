//! The main job under every switch of the emulator: whatever RunCloud turns out to do, the end is the same.

mod world;

use std::time::Duration;

use emulator::{
    DnsFailure, DomainShape, DuplicateScope, FlagForm, Kind, OrderReply, PagingForm, PrimaryDelete,
    Switches, UnknownName, UserAgentFilter,
};
use plan::{Reason, State, Who};
use world::{MAIN, Start, World};

const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

async fn begin(advanced: bool, change: fn(&mut Switches)) -> World {
    let mut start = Start::default();
    start.emulator.advanced_ssl = advanced;
    change(&mut start.emulator.switches);
    let world = World::start(start).await;
    for n in 0..25 {
        let name = format!("foreign{n}.example");
        world.panel.add_by_hand(&name, n % 2 == 0, Kind::Alias);
        world.panel.point_here(&name);
        world.panel.point_here(&format!("www.{name}"));
    }
    world
}

/// Five domains: ready at once, ready later, with a twin, renamed, removed.
async fn do_the_job(world: &mut World) {
    for host in ["ready", "twin", "old", "removed"] {
        world.map_ready(&format!("{host}.example"));
    }
    world.panel.point_here("www.twin.example");
    world.map("later.example");
    world.pass(Duration::from_mins(20)).await;
    world.panel.point_here("later.example");
    world.panel.point_here("new.example");
    world.rename(3, "new.example");
    world.unmap("removed.example");
    world.record_removal("removed.example").await;
    world
        .pass_by(Duration::from_mins(100), Duration::from_secs(30))
        .await;
}

/// What must come out of it, and at what price.
async fn check(world: &World, secured: &[&str], detached: &[&str]) {
    for host in secured {
        let record = world.record(host).await.unwrap();
        assert_eq!(
            Some((record.standing.state, record.standing.reason)),
            SECURED,
            "{host}: {:?}",
            record.standing
        );
        assert!(world.answers(host).await, "{host}");
    }
    let attached = world.attached();
    for host in detached {
        assert!(!attached.contains(&(*host).to_owned()), "{host}");
    }
    let foreign: Vec<_> = world
        .panel
        .domains()
        .into_iter()
        .filter(|domain| domain.name.starts_with("foreign"))
        .collect();
    assert_eq!(foreign.len(), 25);
    for (n, domain) in foreign.iter().enumerate() {
        assert_eq!((domain.www, domain.kind), (n % 2 == 0, Kind::Alias));
    }
    assert!(world.answers(MAIN).await);
    let calls = world.calls();
    assert!(calls.len() < 90, "{} calls: {calls:?}", calls.len());
}

const ALL: [&str; 4] = [
    "ready.example",
    "later.example",
    "twin.example",
    "new.example",
];
const GONE: [&str; 2] = ["old.example", "removed.example"];

async fn same_end(advanced: bool, change: fn(&mut Switches)) {
    let mut world = begin(advanced, change).await;
    do_the_job(&mut world).await;
    check(&world, &ALL, &GONE).await;
    assert!(world.answers("www.twin.example").await);
    let adds = world.calls();
    let adds = adds.iter().filter(|route| *route == "POST domains").count();
    assert_eq!(adds, 6, "each name is added once");
}

macro_rules! same_end {
    ($($name:ident: $change:expr;)+) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn advanced() {
                same_end(true, $change).await;
            }

            #[tokio::test]
            async fn basic() {
                same_end(false, $change).await;
            }
        }
    )+};
}

same_end! {
    default: |_| {};
    allow_list_with_this_address: |s| s.allow_list = vec!["127.0.0.1".parse().unwrap()];
    user_agent_filter_off: |s| s.user_agent_filter = UserAgentFilter::Off;
    user_agent_filter_any_library: |s| s.user_agent_filter = UserAgentFilter::AnyLibrary;
    retry_after_never: |s| s.retry_after = false;
    ignore_per_page: |s| s.ignore_per_page = true;
    paging_form_last_page: |s| s.paging_form = PagingForm::MetaLastPage;
    paging_form_none: |s| s.paging_form = PagingForm::NoMeta;
    flag_form_booleans: |s| s.flag_form = FlagForm::Booleans;
    flag_form_integers: |s| s.flag_form = FlagForm::Integers;
    flag_form_strings: |s| s.flag_form = FlagForm::Strings;
    numbers_as_strings: |s| s.numbers_as_strings = true;
    private_keys_hidden: |s| s.private_keys_shown = false;
    domain_shape_without_type: |s| s.domain_shape = DomainShape::WithoutType;
    duplicate_scope_web_app: |s| s.duplicate_scope = DuplicateScope::WebApp;
    duplicate_status_409: |s| s.duplicate_status = 409;
    type_required: |s| s.type_required = true;
    primary_delete_forbidden: |s| s.primary_delete = PrimaryDelete::Refused403;
    primary_delete_allowed: |s| s.primary_delete = PrimaryDelete::Allowed;
    attach_delay_of_a_minute: |s| s.attach_delay_ms = 60_000;
    not_installed_status_404: |s| s.not_installed_status = 404;
    order_reply_empty: |s| s.order_reply = OrderReply::Empty;
    certificate_delay_of_five_minutes: |s| s.certificate_delay_ms = 300_000;
    certificate_at_once: |s| s.certificate_delay_ms = 0;
    dns_failure_at_once: |s| s.dns_failure = DnsFailure::AtOnce422;
    second_post_replaces: |s| s.second_post_status = 200;
    wrong_mode_status_404: |s| s.wrong_mode_status = 404;
    plan_without_ssl: |s| s.plan_without_ssl = true;
    auto_ssl_at_once: |s| s.auto_ssl_delay_ms = 0;
    renews_never: |s| s.renews = false;
    acme_limits_off: |s| s.acme_limits = false;
    unknown_name_alert: |s| s.unknown_name = UnknownName::UnrecognizedName;
    unknown_name_denied: |s| s.unknown_name = UnknownName::AccessDenied;
    dns_ttl_of_a_day: |s| s.dns_ttl = 86_400;
    everything_odd: |s| {
        s.ignore_per_page = true;
        s.paging_form = PagingForm::NoMeta;
        s.flag_form = FlagForm::Strings;
        s.numbers_as_strings = true;
        s.domain_shape = DomainShape::WithoutType;
        s.order_reply = OrderReply::Empty;
        s.not_installed_status = 404;
        s.duplicate_status = 409;
        s.type_required = true;
        s.attach_delay_ms = 30_000;
        s.certificate_delay_ms = 120_000;
        s.unknown_name = UnknownName::AccessDenied;
    };
    everything_slow: |s| {
        s.attach_delay_ms = 60_000;
        s.certificate_delay_ms = 500_000;
        s.paging_form = PagingForm::MetaLastPage;
        s.ignore_per_page = true;
    };
}

/// Few calls a minute: the same end, and no call wasted on knocking.
async fn throttled(advanced: bool, retry_after: bool) {
    let mut world = begin(advanced, |s| s.rate_limit_per_minute = 8).await;
    world.panel.switches(|s| s.retry_after = retry_after);
    do_the_job(&mut world).await;
    check(&world, &ALL, &GONE).await;
    let refused = world.panel.calls();
    let refused = refused.iter().filter(|call| call.status == 429).count();
    assert!(refused <= 12, "{refused} calls refused");
}

#[tokio::test]
async fn rate_limit_with_retry_after() {
    throttled(true, true).await;
    throttled(false, true).await;
}

#[tokio::test]
async fn rate_limit_without_retry_after() {
    throttled(true, false).await;
    throttled(false, false).await;
}

#[tokio::test]
async fn domain_shape_bare_serves_all_and_knows_no_twins() {
    for advanced in [true, false] {
        let mut world = begin(advanced, |s| s.domain_shape = DomainShape::Bare).await;
        do_the_job(&mut world).await;
        check(&world, &ALL, &GONE).await;
    }
}

#[tokio::test]
async fn allow_list_without_this_address_changes_nothing_and_asks_the_operator() {
    let mut world = begin(true, |s| s.allow_list = vec!["192.0.2.1".parse().unwrap()]).await;
    do_the_job(&mut world).await;
    check(&world, &[], &[]).await;
    assert_eq!(world.attached().len(), 26);
    let hold = world.agent.last_plan().hold.clone().unwrap();
    assert_eq!(hold.reason, Reason::CredentialsRejected);
    assert_eq!(hold.reason.who(), Who::Operator);
    assert!(world.calls().len() <= 8, "{:?}", world.calls());
    world.panel.switches(|s| s.allow_list.clear());
    world.pass(Duration::from_mins(80)).await;
    for host in ["ready.example", "new.example"] {
        assert_eq!(world.stands(host).await, SECURED, "{host}");
    }
}

#[tokio::test]
async fn redeploy_that_keeps_its_first_names_is_told_and_harms_nobody() {
    let mut world = begin(false, |s| s.redeploy_keeps_names = true).await;
    do_the_job(&mut world).await;
    check(&world, &[], &["removed.example"]).await;
    assert_eq!(
        world.stands("ready.example").await,
        Some((State::Attention, Reason::CertificateNeverCame))
    );
    assert!(
        world.attached().contains(&"old.example".to_owned()),
        "the old name stays until the new one is secured"
    );
}
