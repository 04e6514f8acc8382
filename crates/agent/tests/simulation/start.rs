//! How a simulated world begins: what kind of network and panel it is, and what stood there before.

use std::path::{Path, PathBuf};
use std::time::Duration;

use emulator::{
    DnsFailure, DomainShape, DuplicateScope, FlagForm, Kind, PagingForm, PrimaryDelete, Settings,
    Switches, UnknownName, WriteReply,
};
use ledger::Ledger;
use plan::{Timestamp, WwwPolicy};
use runcloud::{Credentials, SecretString};
use store::{Database, TablePrefix};

use crate::chance::Chance;
use crate::names::LIVED_IN;
use crate::world::{MAIN, Start, World};

/// What must never be found in the ledger.
pub const TOKEN: &str = "planted-token-0123456789abcdef0123456789abcdef";

/// A world as its seed has it. Its ledger is still a passing one.
pub async fn world(chance: &mut Chance) -> World {
    let old = chance.one_in(6);
    let secret = SecretString::from(TOKEN.to_owned());
    let mut start = Start {
        request_timeout: Duration::from_millis(1500),
        dns_timeout: Duration::from_millis(300),
        credentials: if old {
            let key = SecretString::from("emulator-key".to_owned());
            Credentials::KeyPair { key, secret }
        } else {
            Credentials::Token(secret)
        },
        ..Start::default()
    };
    start.emulator = Settings {
        token: TOKEN.to_owned(),
        secret: TOKEN.to_owned(),
        main_domain: MAIN.to_owned(),
        advanced_ssl: !chance.one_in(3),
        auto_ssl: chance.one_in(6),
        switches: switches(chance, old),
        ..Settings::default()
    };
    let world = World::start(start).await;
    let www = chance.pick(&[WwwPolicy::Always, WwwPolicy::MainOnly, WwwPolicy::Never]);
    world.edit(|network| network.www = www);
    world
}

/// Mostly what is documented, and some of the things nobody knows for sure.
fn switches(chance: &mut Chance, old: bool) -> Switches {
    let mut s = Switches::default();
    if chance.one_in(3) {
        return s;
    }
    let mut odd = |many: usize| chance.one_in(many);
    s.retry_after = !odd(4);
    s.ignore_per_page = odd(4);
    s.numbers_as_strings = odd(5);
    s.type_required = odd(5);
    s.renews = !odd(8);
    if odd(3) {
        let last = odd(2);
        s.paging_form = if last {
            PagingForm::MetaLastPage
        } else {
            PagingForm::NoMeta
        };
    }
    if odd(6) {
        s.domain_shape = DomainShape::WithoutType;
    } else if old && odd(3) {
        s.domain_shape = DomainShape::Bare;
    }
    if odd(5) {
        s.flag_form = FlagForm::Strings;
    }
    if odd(5) {
        s.duplicate_scope = DuplicateScope::WebApp;
    }
    if odd(5) {
        s.duplicate_status = 409;
    }
    if odd(4) {
        s.primary_delete = PrimaryDelete::Allowed;
    }
    if odd(5) {
        s.attach_delay_ms = 30_000;
    }
    if odd(5) {
        s.not_installed_status = 404;
    }
    if odd(4) {
        s.order_reply = WriteReply::Empty;
    }
    if odd(4) {
        s.certificate_delay_ms = 120_000;
    }
    if odd(3) {
        s.dns_failure = DnsFailure::AtOnce422;
    }
    if odd(6) {
        s.second_post_status = 200;
    }
    if odd(6) {
        s.wrong_mode_status = 404;
    }
    if odd(6) {
        s.negative_cache_secs = 900;
    }
    if odd(6) {
        s.unknown_name = UnknownName::AccessDenied;
    }
    s
}

/// Objects that stood on the panel before the agent came; tells their ids and names.
pub fn furnish(chance: &mut Chance, world: &World) -> Vec<(u64, String)> {
    let mut objects = Vec::new();
    // A list of several pages costs as much as all else together.
    let crowd = if chance.one_in(25) { 24 } else { 0 };
    let crowd = (0..crowd).map(|n| format!("crowd{n}.example"));
    let some: Vec<&str> = LIVED_IN.into_iter().filter(|_| chance.one_in(3)).collect();
    for name in some.into_iter().map(str::to_owned).chain(crowd) {
        let kind = if chance.one_in(8) {
            Kind::Redirect
        } else {
            Kind::Alias
        };
        let www = !name.starts_with("www.") && !name.starts_with('*') && chance.one_in(4);
        objects.push((world.panel.add_by_hand(&name, www, kind), name));
    }
    objects
}

/// A ledger in a file, in memory where the system offers that.
pub async fn ledger(path: &Path, now: Timestamp) -> (Database, Ledger) {
    let db = Database::sqlite(path).await.unwrap();
    let prefix = TablePrefix::parse("wp_").unwrap();
    let ledger = Ledger::open(db.clone(), prefix, now).await.unwrap();
    (db, ledger)
}

/// Where the files of one simulation lie.
pub fn folder() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().unwrap()
}
