//! The domains of a web application.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::input::required;
use crate::api::paging::page;
use crate::api::reply::Reply;
use crate::api::route::Part;
use crate::moment;
use crate::names::twin;
use crate::switches::{DomainShape, NameForm, Switches};
use crate::world::World;
use crate::world::domains::{Domain, DomainChange, Kind, NewDomain, Redirection};
use crate::world::refusal::Refusal;

pub(crate) fn answer(
    world: &mut World,
    web_app: u64,
    part: Part,
    request: &Request<'_>,
    now: i64,
) -> Result<Reply, Refusal> {
    match (part, request.method) {
        (Part::Domains, "GET") => {
            let app = world.app(web_app).ok_or_else(Refusal::not_found)?;
            let all: Vec<Value> = app
                .domains
                .values()
                .filter(|domain| is_listed(domain, &world.switches, now))
                .map(|domain| object(domain, &world.switches))
                .collect();
            page(&all, request, &world.switches)
        }
        (Part::Domains, "POST") => {
            let new = new_domain(world, request)?;
            let id = world.add_domain(web_app, &new, now)?;
            let domain = find(world, web_app, id)?;
            let switches = &world.switches;
            Ok(Reply::changed(switches.add_reply, || {
                let mut added = object(domain, switches);
                if switches.add_reply_other_id {
                    added["id"] = json!(domain.id + OTHER_ID);
                }
                added
            }))
        }
        (Part::Domain(id), "GET") => {
            allowed(world.switches.one_domain_status)?;
            let domain = find(world, web_app, id)?;
            if !is_listed(domain, &world.switches, now) {
                return Err(Refusal::not_found());
            }
            Ok(Reply::ok(object(domain, &world.switches)))
        }
        (Part::Domain(id), "DELETE") => {
            find(world, web_app, id)?;
            let domain = world.remove_domain(web_app, id, now)?;
            let switches = &world.switches;
            Ok(Reply::changed(switches.delete_reply, || {
                object(&domain, switches)
            }))
        }
        (Part::Meta(id), "PATCH") => {
            allowed(world.switches.change_domain_status)?;
            find(world, web_app, id)?;
            let change = DomainChange {
                kind: request.input.choice("type")?,
                www: request.input.flag("www")?,
                redirection: request.input.choice("redirection")?,
            };
            world.change_domain(web_app, id, &change)?;
            Ok(Reply::message(200, "Domain has been updated."))
        }
        (Part::Dns(id), "GET") => {
            find(world, web_app, id).map(|domain| Reply::ok(dns_rows(world, domain)))
        }
        _ => Err(Refusal::not_found()),
    }
}

/// By so much another id than the list's is higher.
const OTHER_ID: u64 = 5_000_000;

fn is_listed(domain: &Domain, switches: &Switches, now: i64) -> bool {
    domain.created_at <= now.saturating_sub(switches.unlisted_ms)
}

/// A call that a switch says is not there.
fn allowed(status: u16) -> Result<(), Refusal> {
    match status {
        404 => Err(Refusal::not_found()),
        status if status >= 400 => Err(Refusal::new(
            status,
            "The method is not supported for this route.",
        )),
        _ => Ok(()),
    }
}

fn find(world: &World, web_app: u64, id: u64) -> Result<&Domain, Refusal> {
    world
        .app(web_app)
        .and_then(|app| app.domain(id))
        .ok_or_else(|| Refusal {
            status: world.switches.unknown_domain_status,
            ..Refusal::not_found()
        })
}

fn new_domain(world: &World, request: &Request<'_>) -> Result<NewDomain, Refusal> {
    let kind = match request.input.choice("type")? {
        Some(kind) => kind,
        None if world.switches.type_required => return Err(required("type")),
        None => Kind::Alias,
    };
    Ok(NewDomain {
        name: request.input.required_text("name")?.to_owned(),
        kind,
        www: request.input.flag("www")?.unwrap_or(false),
        redirection: request
            .input
            .choice("redirection")?
            .unwrap_or(Redirection::None),
    })
}

fn object(domain: &Domain, switches: &Switches) -> Value {
    let mut object = json!({
        "id": domain.id,
        "name": shown(&domain.name, switches.name_form),
        "type": domain.kind,
        "www": domain.www,
        "redirection": domain.redirection,
        "wildcard": domain.wildcard,
        "dns_integration": "none",
        "status": switches.domain_status,
        "created_at": moment::text(domain.created_at, switches.time_form),
    });
    if let Some(fields) = object.as_object_mut() {
        match switches.domain_shape {
            DomainShape::Full => {}
            DomainShape::WithoutType => {
                fields.remove("type");
            }
            DomainShape::WithoutFlags => {
                fields
                    .retain(|name, _| !matches!(name.as_str(), "www" | "wildcard" | "redirection"));
            }
            DomainShape::Bare => {
                fields.retain(|name, _| matches!(name.as_str(), "id" | "name" | "created_at"));
            }
        }
    }
    object
}

fn shown(name: &str, form: NameForm) -> String {
    match form {
        NameForm::AsSent => name.to_owned(),
        NameForm::UpperCase => name.to_ascii_uppercase(),
        NameForm::Unicode => idna::domain_to_unicode(name).0,
    }
}

/// What to publish for a domain; the `www` row is there whatever the flag says, as in the documented example.
fn dns_rows(world: &World, domain: &Domain) -> Value {
    json!([
        { "type": "A", "hostname": domain.name, "content": world.settings.server_ip },
        { "type": "CNAME", "hostname": twin(&domain.name), "content": domain.name },
    ])
}
