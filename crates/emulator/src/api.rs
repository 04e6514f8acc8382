//! The emulated REST API. [`answer`] is pure; [`server`] puts it on a socket.

mod certificate_calls;
mod connection;
mod domain_calls;
mod flavour;
mod gate;
mod input;
mod paging;
mod reply;
mod route;
mod server;
mod server_calls;

pub(crate) use server::serve;

use std::net::IpAddr;

use crate::api::input::Input;
use crate::api::reply::Reply;
use crate::api::route::{Part, Resource, Target};
use crate::authority::Authority;
use crate::meter::Allowance;
use crate::world::World;
use crate::world::refusal::Refusal;

/// A request as far as the API looks at it.
#[derive(Debug)]
pub(crate) struct Request<'request> {
    pub(crate) method: &'request str,
    pub(crate) path: &'request str,
    pub(crate) query: &'request str,
    pub(crate) authorization: Option<&'request str>,
    pub(crate) user_agent: Option<&'request str>,
    pub(crate) peer: IpAddr,
    pub(crate) input: Input,
}

/// Answers a request and does what it asks for.
pub(crate) fn answer(
    world: &mut World,
    authority: &Authority,
    request: &Request<'_>,
    allowance: Allowance,
    now: i64,
) -> Reply {
    let target = route::recognise(request.path);
    let reply = gate::admit(world, request, allowance, now)
        .and_then(|()| dispatch(world, authority, request, target, now));
    let switches = &world.switches;
    match reply {
        Ok(Reply::Json { status, body }) => {
            let changed = request.method != "GET" && status == 200;
            Reply::Json {
                status: if changed {
                    switches.changed_status
                } else {
                    status
                },
                body: flavour::apply(body, switches),
            }
        }
        Ok(reply) => reply,
        Err(refused) => flavour::refusal(refused, switches.error_form),
    }
}

fn dispatch(
    world: &mut World,
    authority: &Authority,
    request: &Request<'_>,
    target: Option<Target>,
    now: i64,
) -> Result<Reply, Reply> {
    let target = target.ok_or_else(|| Reply::from(Refusal::not_found()))?;
    if !target.methods().contains(&request.method) {
        let message = format!(
            "The {} method is not supported for this route.",
            request.method
        );
        return Err(Refusal::new(405, message).into());
    }
    let reply = match target.resource {
        Resource::Ping => Ok(server_calls::ping()),
        Resource::Servers => server_calls::servers(world, request),
        Resource::Server(server) => server_calls::server(world, server),
        Resource::WebApps(server) => server_calls::web_apps(world, server, request),
        Resource::InApp {
            server,
            web_app,
            part,
        } => server_calls::check_app(world, server, web_app).and_then(|()| match part {
            Part::Itself => server_calls::web_app(world, web_app),
            Part::Domains | Part::Domain(_) | Part::Meta(_) | Part::Dns(_) => {
                domain_calls::answer(world, web_app, part, request, now)
            }
            Part::Mode | Part::Ssl(_) | Part::Certificate(..) => {
                certificate_calls::answer(world, authority, web_app, part, request, now)
            }
        }),
    };
    reply.map_err(Reply::from)
}
