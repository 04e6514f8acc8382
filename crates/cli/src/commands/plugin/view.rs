//! How the plugin is, for people and for scripts.

use std::path::PathBuf;

use ledger::Request;
use plan::Timestamp;
use plugin::Installed;
use serde::Serialize;

use super::super::when;
use super::ACTIVATE;
use crate::exit::Exit;
use crate::output::{Table, rfc3339};

/// What only the database and the plugin itself can tell.
pub(crate) struct Network {
    pub(crate) active: bool,
    pub(crate) door: Door,
    pub(crate) requests: Vec<Asked>,
}

/// What came of a knock.
#[derive(Clone, Serialize)]
pub(crate) struct Door {
    /// Nothing where it was not tried.
    answered: Option<bool>,
    why: Option<String>,
}

impl Door {
    pub(crate) fn answered() -> Self {
        Self {
            answered: Some(true),
            why: None,
        }
    }

    pub(crate) fn shut(why: String) -> Self {
        Self {
            answered: Some(false),
            why: Some(why),
        }
    }

    pub(crate) fn not_tried(why: &str) -> Self {
        Self {
            answered: None,
            why: Some(why.to_owned()),
        }
    }

    fn text(&self) -> String {
        match (self.answered, &self.why) {
            (Some(true), _) => "answered".to_owned(),
            (Some(false), Some(why)) => format!("no: {why}"),
            (_, why) => format!("not tried: {}", why.as_deref().unwrap_or("not known")),
        }
    }
}

/// A request, as it was made.
#[derive(Clone, Serialize)]
pub(crate) struct Asked {
    #[serde(serialize_with = "rfc3339")]
    at: Timestamp,
    kind: String,
    host: Option<String>,
    by: Option<String>,
    result: Option<String>,
}

impl From<Request> for Asked {
    fn from(request: Request) -> Self {
        Self {
            at: request.at,
            kind: request.kind.as_str().to_owned(),
            host: request.host,
            by: request.user,
            result: request.result,
        }
    }
}

impl Asked {
    fn text(&self, now: Timestamp) -> String {
        let mut text = format!("{}, {}", when::ago(self.at, now), self.kind);
        for (word, value) in [(" of", &self.host), (" by", &self.by)] {
            if let Some(value) = value {
                text.extend([word, " ", value]);
            }
        }
        let result = self.result.as_deref().unwrap_or("not taken yet");
        text + ": " + result
    }
}

/// All of it.
#[derive(Serialize)]
pub(crate) struct View {
    folder: PathBuf,
    /// `absent`, `current`, `differs` or `not_ours`.
    files: &'static str,
    /// The version that is there.
    installed: Option<String>,
    /// The version that this program holds.
    embedded: &'static str,
    /// Nothing where the database cannot be read.
    active: Option<bool>,
    knock: Door,
    requests: Vec<Asked>,
    advice: Vec<String>,
    #[serde(skip)]
    found: String,
}

impl View {
    pub(crate) fn of(folder: PathBuf, installed: &Installed, network: Option<&Network>) -> Self {
        let embedded = plugin::version();
        let (files, version, found) = match installed {
            Installed::Absent => ("absent", None, "no".to_owned()),
            Installed::NotOurs(why) => ("not_ours", None, format!("no: that place {why}")),
            Installed::Ours { version, same } => {
                let told = version.as_deref().unwrap_or("an unknown version");
                let found = match same {
                    true => format!("{told}, as this program has it"),
                    false if version.as_deref() == Some(embedded) => {
                        format!("{told}, with other files than this program has")
                    }
                    false => format!("{told}; this program has {embedded}"),
                };
                (
                    if *same { "current" } else { "differs" },
                    version.clone(),
                    found,
                )
            }
        };
        let active = network.map(|network| network.active);
        let not_known = || Door::not_tried("the database cannot be read");
        let mut view = Self {
            folder,
            files,
            installed: version,
            embedded,
            active,
            knock: network.map_or_else(not_known, |network| network.door.clone()),
            requests: network.map_or_else(Vec::new, |network| network.requests.clone()),
            advice: Vec::new(),
            found,
        };
        view.advice = view.advice();
        view
    }

    fn advice(&self) -> Vec<String> {
        let mut advice = Vec::new();
        match self.files {
            "absent" | "differs" => advice.push("`plugin install` puts it in place"),
            "not_ours" => advice.push("move away what is there, then `plugin install`"),
            _ => {}
        }
        if self.active == Some(false) {
            advice.push(ACTIVATE);
        }
        if self.knock.answered == Some(false) {
            let said = self.knock.why.as_deref().unwrap_or_default();
            advice.push(if said.starts_with("HTTP 5") {
                "WordPress fails at this request: read PHP's error log, or `wp-content/debug.log` with WP_DEBUG_LOG on"
            } else {
                "let the server answer `/?rest_route=/` of the main domain itself, without a redirect or a password"
            });
        }
        advice.into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn exit(&self) -> Exit {
        if self.advice.is_empty() {
            Exit::Fine
        } else {
            Exit::Look
        }
    }

    pub(crate) fn text(&self, now: Timestamp, width: Option<u16>) -> String {
        let mut table = Table::new(["plugin", "found"]);
        let active = match self.active {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not known",
        };
        table.row(["folder", &self.folder.display().to_string()]);
        table.row(["installed", &self.found]);
        table.row(["active", active]);
        table.row(["answers the knock", &self.knock.text()]);
        for request in &self.requests {
            table.row(["request", &request.text(now)]);
        }
        let mut text = table.render(width);
        if !self.advice.is_empty() {
            text.push('\n');
        }
        for advice in &self.advice {
            text.extend(["to do: ", advice, "\n"]);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

    #[test]
    fn a_plugin_that_answers_and_writes_needs_nobody() {
        let request = Asked {
            at: NOW - Duration::from_mins(5),
            kind: "removal".to_owned(),
            host: Some("b\u{1b}[2Jad".to_owned()),
            by: Some("ada".to_owned()),
            result: Some("noted".to_owned()),
        };
        let network = Network {
            active: true,
            door: Door::answered(),
            requests: vec![request],
        };
        let installed = Installed::Ours {
            version: Some(plugin::version().to_owned()),
            same: true,
        };
        let view = View::of("/www/plugins/ours".into(), &installed, Some(&network));
        assert_eq!(view.exit(), Exit::Fine);
        let text = view.text(NOW, None).replace(plugin::version(), "[VERSION]");
        insta::assert_snapshot!(text, @r"
        PLUGIN             FOUND
        folder             /www/plugins/ours
        installed          [VERSION], as this program has it
        active             yes
        answers the knock  answered
        request            5 min ago, removal of b\u{1b}[2Jad by ada: noted
        ");
    }
}
