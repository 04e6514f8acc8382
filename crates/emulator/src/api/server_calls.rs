//! Ping, servers and web applications.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::paging::{page, parameter};
use crate::api::reply::Reply;
use crate::moment;
use crate::switches::TimeForm;
use crate::world::refusal::Refusal;
use crate::world::{WebApp, World};

pub(crate) fn ping() -> Reply {
    Reply::message(200, "pong")
}

pub(crate) fn servers(world: &World, request: &Request<'_>) -> Result<Reply, Refusal> {
    let all = searched(vec![server_object(world)], request);
    page(&all, request, &world.switches)
}

pub(crate) fn server(world: &World, id: u64) -> Result<Reply, Refusal> {
    check_server(world, id).map(|()| Reply::ok(server_object(world)))
}

pub(crate) fn web_apps(
    world: &World,
    server: u64,
    request: &Request<'_>,
) -> Result<Reply, Refusal> {
    check_server(world, server)?;
    let all = searched(
        world
            .apps
            .iter()
            .map(|app| web_app_object(app, world.switches.time_form))
            .collect(),
        request,
    );
    page(&all, request, &world.switches)
}

pub(crate) fn web_app(world: &World, id: u64) -> Result<Reply, Refusal> {
    world
        .app(id)
        .map(|app| Reply::ok(web_app_object(app, world.switches.time_form)))
        .ok_or_else(Refusal::not_found)
}

/// Whether the server and the application on it exist.
pub(crate) fn check_app(world: &World, server: u64, web_app: u64) -> Result<(), Refusal> {
    check_server(world, server)?;
    world
        .app(web_app)
        .map(|_| ())
        .ok_or_else(Refusal::not_found)
}

fn check_server(world: &World, id: u64) -> Result<(), Refusal> {
    if id == world.settings.server_id {
        Ok(())
    } else {
        Err(Refusal::not_found())
    }
}

fn searched(mut objects: Vec<Value>, request: &Request<'_>) -> Vec<Value> {
    if let Some(wanted) = parameter(request.query, "search") {
        objects.retain(|object| {
            object
                .get("name")
                .and_then(Value::as_str)
                .is_some_and(|name| name.contains(&wanted))
        });
    }
    objects
}

fn server_object(world: &World) -> Value {
    let created_at = world.apps.first().map_or(0, |app| app.created_at);
    json!({
        "id": world.settings.server_id,
        "name": "web-1",
        "provider": "digitalocean",
        "stack": "nginx",
        "ipAddress": world.settings.server_ip,
        "country_iso_code": "DE",
        "os": "Ubuntu",
        "osVersion": "jammy",
        "connected": true,
        "online": true,
        "agentVersion": "2.8.7",
        "phpCLIVersion": "php82rc",
        "softwareUpdate": false,
        "securityUpdate": true,
        "transferStatus": "AVAILABLE",
        "created_at": moment::text(created_at, world.switches.time_form),
        "tags": [],
    })
}

fn web_app_object(app: &WebApp, times: TimeForm) -> Value {
    json!({
        "id": app.id,
        "server_user_id": 17,
        "name": app.name,
        "rootPath": app.root_path,
        "publicPath": app.root_path,
        "phpVersion": "php82rc",
        "stack": "nativenginx",
        "stackMode": "production",
        "type": "wordpress",
        "defaultApp": false,
        "alias": null,
        "pullKey1": "emulated-pull-key-1",
        "pullKey2": "emulated-pull-key-2",
        "created_at": moment::text(app.created_at, times),
    })
}
