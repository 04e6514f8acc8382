//! The domains of a web application.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::input::required;
use crate::api::paging::page;
use crate::api::reply::Reply;
use crate::api::route::Part;
use crate::moment;
use crate::names::twin;
use crate::switches::DomainShape;
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
    let shape = world.switches.domain_shape;
    match (part, request.method) {
        (Part::Domains, "GET") => {
            let app = world.app(web_app).ok_or_else(Refusal::not_found)?;
            let all: Vec<Value> = app
                .domains
                .values()
                .map(|domain| object(domain, shape))
                .collect();
            Ok(Reply::ok(page(&all, request, &world.switches)))
        }
        (Part::Domains, "POST") => {
            let new = new_domain(world, request)?;
            let id = world.add_domain(web_app, &new, now)?;
            find(world, web_app, id).map(|domain| Reply::ok(object(domain, shape)))
        }
        (Part::Domain(id), "GET") => {
            find(world, web_app, id).map(|domain| Reply::ok(object(domain, shape)))
        }
        (Part::Domain(id), "DELETE") => world
            .remove_domain(web_app, id)
            .map(|domain| Reply::ok(object(&domain, shape))),
        (Part::Meta(id), "PATCH") => {
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

fn find(world: &World, web_app: u64, id: u64) -> Result<&Domain, Refusal> {
    world
        .app(web_app)
        .and_then(|app| app.domain(id))
        .ok_or_else(Refusal::not_found)
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

fn object(domain: &Domain, shape: DomainShape) -> Value {
    let mut object = json!({
        "id": domain.id,
        "name": domain.name,
        "type": domain.kind,
        "www": domain.www,
        "redirection": domain.redirection,
        "wildcard": domain.wildcard,
        "dns_integration": "none",
        "status": null,
        "created_at": moment::text(domain.created_at),
    });
    if let Some(fields) = object.as_object_mut() {
        match shape {
            DomainShape::Full => {}
            DomainShape::WithoutType => {
                fields.remove("type");
            }
            DomainShape::Bare => {
                fields.retain(|name, _| matches!(name.as_str(), "id" | "name" | "created_at"));
            }
        }
    }
    object
}

/// What to publish for a domain; the `www` row is there whatever the flag says, as in the documented example.
fn dns_rows(world: &World, domain: &Domain) -> Value {
    json!([
        { "type": "A", "hostname": domain.name, "content": world.settings.server_ip },
        { "type": "CNAME", "hostname": twin(&domain.name), "content": domain.name },
    ])
}
