//! What is checked before any call: user agent, address, credentials, rate.

use crate::api::Request;
use crate::api::reply::Reply;
use crate::api::route::{Generation, generation};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::meter::Allowance;
use crate::switches::{KeyPair, UserAgentFilter};
use crate::world::World;
use crate::world::refusal::Refusal;

const PYTHON_LIBRARIES: [&str; 4] = [
    "python-requests",
    "python-urllib",
    "python-httpx",
    "aiohttp",
];
const OTHER_LIBRARIES: [&str; 8] = [
    "curl",
    "wget",
    "go-http-client",
    "guzzlehttp",
    "axios",
    "node",
    "java",
    "reqwest",
];

/// Lets a request pass, or says why not.
pub(crate) fn admit(
    world: &World,
    request: &Request<'_>,
    allowance: Allowance,
    now: i64,
) -> Result<(), Reply> {
    if is_filtered(world.switches.user_agent_filter, request.user_agent) {
        return Err(Reply::Html {
            status: 403,
            text: "Forbidden".into(),
        });
    }
    let allowed = &world.switches.allow_list;
    if !allowed.is_empty() && !allowed.contains(&request.peer) {
        return Err(Refusal::new(401, "Your IP address is not allowed to use this API.").into());
    }
    let generation = generation(request.path).ok_or_else(|| Reply::from(Refusal::not_found()))?;
    let Some(header) = request.authorization else {
        return Err(Refusal::new(401, "Missing API Token.").into());
    };
    if is_expired(world, now) || !is_known(world, generation, header) {
        return Err(Refusal::new(401, "Unauthenticated.").into());
    }
    if header.len() > 5 && header[..5].eq_ignore_ascii_case("basic") {
        check_key_pair(world.switches.key_pair)?;
    }
    if allowance.is_spent {
        return Err(Refusal::new(429, "Too Many Attempts.").into());
    }
    Ok(())
}

fn is_expired(world: &World, now: i64) -> bool {
    let start = world.apps.first().map_or(now, |app| app.created_at);
    let last = world.switches.credentials_last_ms;
    last.is_some_and(|last| start.saturating_add(last) <= now)
}

fn check_key_pair(key_pair: KeyPair) -> Result<(), Reply> {
    let page = |status, text: &str| Reply::Html {
        status,
        text: text.into(),
    };
    Err(match key_pair {
        KeyPair::Accepted => return Ok(()),
        KeyPair::Refused401 => Refusal::new(401, "Unauthenticated.").into(),
        KeyPair::Page404 => page(404, "Not Found"),
        KeyPair::Gone410 => Refusal::new(410, "This version of the API is gone.").into(),
        KeyPair::SignInPage => page(200, "Please sign in"),
    })
}

fn is_filtered(filter: UserAgentFilter, agent: Option<&str>) -> bool {
    let agent = agent.unwrap_or_default().to_ascii_lowercase();
    let python = PYTHON_LIBRARIES
        .iter()
        .any(|library| agent.starts_with(library));
    match filter {
        UserAgentFilter::Off => false,
        UserAgentFilter::PythonLibraries => python,
        UserAgentFilter::AnyLibrary => {
            python
                || agent.is_empty()
                || OTHER_LIBRARIES
                    .iter()
                    .any(|library| agent.starts_with(library))
        }
    }
}

fn is_known(world: &World, generation: Generation, header: &str) -> bool {
    let settings = &world.settings;
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            token.trim() == settings.token
        }
        Some((scheme, pair))
            if scheme.eq_ignore_ascii_case("basic") && generation == Generation::V2 =>
        {
            pair.trim() == STANDARD.encode(format!("{}:{}", settings.key, settings.secret))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_knows_libraries_by_their_beginning() {
        use UserAgentFilter::{AnyLibrary, Off, PythonLibraries};
        assert!(is_filtered(PythonLibraries, Some("python-requests/2.32")));
        assert!(!is_filtered(PythonLibraries, None));
        assert!(!is_filtered(Off, Some("python-requests/2.32")));
        assert!(is_filtered(AnyLibrary, None));
        assert!(is_filtered(AnyLibrary, Some("curl/8.5")));
        assert!(!is_filtered(AnyLibrary, Some("runcloud-multisite/0.1")));
    }
}
