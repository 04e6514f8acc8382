//! Which paths exist, which methods they know, and what a route is called in logs and faults.
//!
//! Written out rather than left to a router: a call needs its name before it is answered, and also when it is not.

use crate::world::Scope;

/// The API generation in the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generation {
    V2,
    V3,
}

/// A path that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) generation: Generation,
    pub(crate) resource: Resource,
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    Ping,
    Servers,
    Server(u64),
    WebApps(u64),
    InApp {
        server: u64,
        web_app: u64,
        part: Part,
    },
}

/// What a path names inside a web application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Itself,
    Domains,
    Domain(u64),
    Meta(u64),
    Dns(u64),
    Mode,
    Ssl(Scope),
    Certificate(Scope, u64),
}

/// The API generation of a path, known or not.
pub(crate) fn generation(path: &str) -> Option<Generation> {
    if path.starts_with("/api/v3/") {
        Some(Generation::V3)
    } else if path.starts_with("/api/v2/") {
        Some(Generation::V2)
    } else {
        None
    }
}

/// The target of a path, if it exists in its generation.
pub(crate) fn recognise(path: &str) -> Option<Target> {
    let generation = generation(path)?;
    let segments: Vec<&str> = path.split('/').skip(3).collect();
    let resource = match segments.as_slice() {
        ["ping"] => Resource::Ping,
        ["servers"] => Resource::Servers,
        ["servers", server] => Resource::Server(id(server)?),
        ["servers", server, "webapps"] => Resource::WebApps(id(server)?),
        ["servers", server, "webapps", web_app, rest @ ..] => Resource::InApp {
            server: id(server)?,
            web_app: id(web_app)?,
            part: part(rest, generation)?,
        },
        _ => return None,
    };
    Some(Target {
        generation,
        resource,
    })
}

fn part(segments: &[&str], generation: Generation) -> Option<Part> {
    Some(match segments {
        [] => Part::Itself,
        ["domains"] => Part::Domains,
        ["domains", domain] => Part::Domain(id(domain)?),
        ["domains", domain, "meta"] if generation == Generation::V3 => Part::Meta(id(domain)?),
        ["domains", domain, "dns"] if generation == Generation::V3 => Part::Dns(id(domain)?),
        ["domains", domain, "ssl"] => Part::Ssl(Scope::Domain(id(domain)?)),
        ["domains", domain, "ssl", ssl] => Part::Certificate(Scope::Domain(id(domain)?), id(ssl)?),
        ["ssl", "advanced"] => Part::Mode,
        ["ssl"] => Part::Ssl(Scope::App),
        ["ssl", ssl] => Part::Certificate(Scope::App, id(ssl)?),
        _ => return None,
    })
}

fn id(segment: &str) -> Option<u64> {
    segment.parse().ok()
}

impl Target {
    /// The methods that this path knows.
    pub(crate) fn methods(self) -> &'static [&'static str] {
        let Resource::InApp { part, .. } = self.resource else {
            return &["GET"];
        };
        match part {
            Part::Itself | Part::Dns(_) => &["GET"],
            Part::Domains | Part::Mode | Part::Ssl(_) => &["GET", "POST"],
            Part::Domain(_) => &["GET", "DELETE"],
            Part::Meta(_) => &["PATCH"],
            Part::Certificate(..) => &["PATCH", "PUT", "DELETE"],
        }
    }

    /// The route without the ids of server and web application.
    fn template(self) -> &'static str {
        match self.resource {
            Resource::Ping => "ping",
            Resource::Servers => "servers",
            Resource::Server(_) => "servers/{s}",
            Resource::WebApps(_) => "webapps",
            Resource::InApp { part, .. } => match part {
                Part::Itself => "webapps/{w}",
                Part::Domains => "domains",
                Part::Domain(_) => "domains/{d}",
                Part::Meta(_) => "domains/{d}/meta",
                Part::Dns(_) => "domains/{d}/dns",
                Part::Mode => "ssl/advanced",
                Part::Ssl(Scope::App) => "ssl",
                Part::Ssl(Scope::Domain(_)) => "domains/{d}/ssl",
                Part::Certificate(Scope::App, _) => "ssl/{id}",
                Part::Certificate(Scope::Domain(_), _) => "domains/{d}/ssl/{id}",
            },
        }
    }

    /// The web application and the domain that the path is about.
    pub(crate) fn domain(self) -> Option<(u64, u64)> {
        let Resource::InApp { web_app, part, .. } = self.resource else {
            return None;
        };
        match part {
            Part::Domain(domain)
            | Part::Meta(domain)
            | Part::Dns(domain)
            | Part::Ssl(Scope::Domain(domain))
            | Part::Certificate(Scope::Domain(domain), _) => Some((web_app, domain)),
            _ => None,
        }
    }
}

/// What [`crate::Call::route`] says: `POST domains`, or the bare path if it does not exist.
pub(crate) fn name(method: &str, path: &str) -> String {
    let what = recognise(path).map_or(path, |target| target.template());
    format!("{method} {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_named_without_server_and_application() {
        for (method, path, expected) in [
            ("GET", "/api/v3/ping", "GET ping"),
            ("GET", "/api/v3/servers/501/webapps/9001", "GET webapps/{w}"),
            (
                "POST",
                "/api/v2/servers/501/webapps/9001/domains",
                "POST domains",
            ),
            (
                "DELETE",
                "/api/v3/servers/501/webapps/9001/domains/7",
                "DELETE domains/{d}",
            ),
            (
                "POST",
                "/api/v3/servers/501/webapps/9001/domains/7/ssl",
                "POST domains/{d}/ssl",
            ),
            (
                "PUT",
                "/api/v3/servers/501/webapps/9001/ssl/77",
                "PUT ssl/{id}",
            ),
            (
                "GET",
                "/api/v3/servers/501/webapps/9001/ssl/advanced",
                "GET ssl/advanced",
            ),
            ("POST", "/api/v3/settings/ssl", "POST /api/v3/settings/ssl"),
        ] {
            assert_eq!(name(method, path), expected);
        }
    }

    #[test]
    fn what_is_not_a_route_is_not_recognised() {
        for path in [
            "/",
            "/api/v4/ping",
            "/api/v3/ping/",
            "/api/v3/servers/shared-things",
            "/api/v3/servers/1/webapps/2/ssl/advanced/77/redeploy",
            "/api/v2/servers/1/webapps/2/domains/3/dns",
            "/api/v2/servers/1/webapps/2/domains/3/meta",
            "/base-api/servers",
        ] {
            assert_eq!(recognise(path), None, "{path}");
        }
        assert!(recognise("/api/v3/servers/1/webapps/2/domains/3/dns").is_some());
    }
}
