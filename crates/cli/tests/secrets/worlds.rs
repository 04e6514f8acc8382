//! Places where secrets come from, and things that go wrong with them.

use emulator::{Fault, FaultKind};

use crate::marks::{
    AUTH_KEY, AUTH_SALT, DATABASE, KEY, MISPLACED, SECRET, TOKEN, WRONG_DATABASE, WRONG_TOKEN, pair,
};
use crate::scene::{Scene, Variables};
use crate::stage::Stage;

/// A state of things.
pub(crate) struct World {
    pub(crate) name: &'static str,
    /// Whether nothing is wrong in it.
    pub(crate) in_order: bool,
    /// Brings it about; what it gives is in the environment of every command.
    pub(crate) set: fn(&mut Scene) -> Variables,
    /// Whether RunCloud was asked as it must have been: that the secrets were used.
    pub(crate) reached: fn(&Stage) -> bool,
}

pub(crate) const ALL: [World; 17] = [
    World {
        name: "token in wp-config.php",
        in_order: true,
        set: |scene| scene.constants(&[("WU_RUNCLOUD_API_TOKEN", TOKEN)]),
        reached: |stage| answered(stage, "v3", 200) && told_keys(stage),
    },
    World {
        name: "token in the environment",
        in_order: true,
        set: |_| vec![("WU_RUNCLOUD_API_TOKEN", TOKEN.to_owned())],
        reached: |stage| answered(stage, "v3", 200),
    },
    World {
        name: "pair in the environment",
        in_order: true,
        set: |_| {
            vec![
                ("WU_RUNCLOUD_API_KEY", KEY.to_owned()),
                ("WU_RUNCLOUD_API_SECRET", SECRET.to_owned()),
            ]
        },
        reached: |stage| answered(stage, "v2", 200),
    },
    World {
        name: "pair encrypted with the salts",
        in_order: true,
        set: |scene| scene.encrypted(AUTH_KEY, AUTH_SALT),
        reached: |stage| answered(stage, "v2", 200),
    },
    World {
        name: "rejected token",
        in_order: false,
        set: |scene| scene.constants(&[("WU_RUNCLOUD_API_TOKEN", WRONG_TOKEN)]),
        reached: |stage| answered(stage, "v3", 401),
    },
    World {
        name: "token quoted in a page",
        in_order: false,
        set: |scene| {
            quoted(scene, 503, false, &bearer());
            vec![("WU_RUNCLOUD_API_TOKEN", TOKEN.to_owned())]
        },
        reached: |stage| answered(stage, "v3", 503),
    },
    World {
        name: "token quoted in JSON",
        in_order: false,
        set: |scene| {
            quoted(scene, 422, true, &bearer());
            scene.constants(&[("WU_RUNCLOUD_API_TOKEN", TOKEN)])
        },
        reached: |stage| answered(stage, "v3", 422),
    },
    World {
        name: "pair quoted in JSON",
        in_order: false,
        set: |scene| {
            quoted(scene, 403, true, &basic());
            scene.encrypted(AUTH_KEY, AUTH_SALT)
        },
        reached: |stage| answered(stage, "v2", 403),
    },
    World {
        name: "other salts",
        in_order: false,
        set: |scene| scene.encrypted("another key", "another salt"),
        reached: silent,
    },
    World {
        name: "database down",
        in_order: false,
        set: |scene| {
            scene.stage.database.stop().unwrap();
            vec![("WU_RUNCLOUD_API_TOKEN", TOKEN.to_owned())]
        },
        // `doctor` asks RunCloud even then.
        reached: |stage| answered(stage, "v3", 200),
    },
    World {
        name: "rejected database password",
        in_order: false,
        set: |scene| {
            scene.change(|config| config.replace(DATABASE, WRONG_DATABASE));
            vec![("WU_RUNCLOUD_API_TOKEN", TOKEN.to_owned())]
        },
        // `doctor` asks RunCloud even then.
        reached: |stage| answered(stage, "v3", 200),
    },
    World {
        name: "broken wp-config.php",
        in_order: false,
        set: |scene| {
            scene.change(|config| config.replace(&format!("{DATABASE}'"), DATABASE));
            scene.constants(&[("WU_RUNCLOUD_API_TOKEN", TOKEN)])
        },
        reached: silent,
    },
    World {
        name: "secret as an id",
        in_order: false,
        set: |_| {
            vec![
                ("WU_RUNCLOUD_API_TOKEN", format!("{MISPLACED} {MISPLACED}")),
                ("WU_RUNCLOUD_SERVER_ID", MISPLACED.to_owned()),
            ]
        },
        reached: silent,
    },
    World {
        name: "secrets in the configuration file",
        in_order: false,
        set: |scene| {
            let text = format!(
                "api_token = '{MISPLACED}'\nlog.level = '{MISPLACED}'\nresolver = '{MISPLACED}'\n[x]\npassword = '{MISPLACED}'\n"
            );
            scene.file(&text)
        },
        reached: any,
    },
    World {
        name: "secret in a broken configuration file",
        in_order: false,
        set: |scene| scene.file(&format!("api_url = \"{MISPLACED}\n")),
        reached: silent,
    },
    World {
        name: "secret in a variable of another name",
        in_order: false,
        set: |_| vec![("RUNCLOUD_MULTISITE_API_TOKEN", MISPLACED.to_owned())],
        reached: silent,
    },
    World {
        name: "secret in an address",
        in_order: false,
        set: |_| {
            let url = format!("https://user:{MISPLACED}@panel.example");
            vec![("RUNCLOUD_MULTISITE_API_URL", url)]
        },
        reached: silent,
    },
];

fn bearer() -> String {
    format!("Authorization: Bearer {TOKEN}")
}

fn basic() -> String {
    format!(
        "Authorization: Basic {}; user {KEY}, password {SECRET}",
        pair()
    )
}

/// RunCloud fails every call, and quotes what it was sent.
fn quoted(scene: &Scene, code: u16, json: bool, sent: &str) {
    scene.stage.panel.fault(Fault {
        route: None,
        name: None,
        kind: FaultKind::Status {
            code,
            json,
            retry_after: None,
            message: sent.to_owned(),
        },
        times: u32::MAX,
    });
}

/// Whether RunCloud answered so.
fn answered(stage: &Stage, version: &str, status: u16) -> bool {
    let below = format!("/api/{version}/");
    let calls = stage.panel.calls();
    calls
        .iter()
        .any(|call| call.path.starts_with(&below) && call.status == status)
}

/// Whether RunCloud told its own secrets: the pull keys of a web application and the private key of a certificate.
fn told_keys(stage: &Stage) -> bool {
    let calls = stage.panel.calls();
    let told = |route: &str| {
        calls
            .iter()
            .any(|call| call.route == route && call.status == 200)
    };
    told("GET webapps/{w}") && told("GET domains/{d}/ssl")
}

/// Nothing got as far as RunCloud.
fn silent(stage: &Stage) -> bool {
    stage.panel.calls().is_empty()
}

fn any(_: &Stage) -> bool {
    true
}
