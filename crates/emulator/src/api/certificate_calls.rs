//! SSL mode and certificates, of the whole application and of single domains.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::input::{Input, required};
use crate::api::reply::Reply;
use crate::api::route::Part;
use crate::authority::Authority;
use crate::moment;
use crate::switches::{CertificateShape, ModeRead, NotInstalled};
use crate::world::certificates::{Certificate, Method, Options};
use crate::world::refusal::Refusal;
use crate::world::{Scope, World};

/// In place of a private key: looks like one, so that redaction can be tested, and is none.
const PRIVATE_KEY_MARKER: &str =
    "-----BEGIN PRIVATE KEY-----\nemulated-private-key\n-----END PRIVATE KEY-----\n";

pub(crate) fn answer(
    world: &mut World,
    authority: &Authority,
    web_app: u64,
    part: Part,
    request: &Request<'_>,
    now: i64,
) -> Result<Reply, Refusal> {
    let input = &request.input;
    if let Part::Ssl(Scope::Domain(id)) | Part::Certificate(Scope::Domain(id), _) = part {
        let domain = world.app(web_app).and_then(|app| app.domain(id));
        let missing = world.switches.certificate_missing_ms;
        if domain.is_some_and(|domain| domain.created_at > now.saturating_sub(missing)) {
            return Err(Refusal::new(404, "No query results for model [Domain]."));
        }
    }
    match (part, request.method) {
        (Part::Mode, "GET") => mode(world, web_app),
        (Part::Mode, "POST") => {
            set_mode(world, web_app, input)?;
            mode(world, web_app)
        }
        (Part::Ssl(scope), "GET") => {
            check_scope(world, web_app, scope)?;
            read(world, authority, web_app, scope)
        }
        (Part::Ssl(scope), "POST") => {
            check_scope(world, web_app, scope)?;
            if world.switches.order_sets_mode
                && let (Some(advanced), Some(auto)) =
                    (input.flag("advancedSSL")?, input.flag("autoSSL")?)
            {
                world.set_mode(web_app, advanced, auto);
            }
            let ordered = install(world, web_app, scope, input, now)?;
            Ok(order_reply(world, authority, web_app, scope, &ordered))
        }
        (Part::Certificate(scope, id), "PUT") => {
            check_scope(world, web_app, scope)?;
            let ordered = world.redeploy(web_app, scope, id, now)?;
            Ok(order_reply(world, authority, web_app, scope, &ordered))
        }
        (Part::Certificate(scope, id), "PATCH") => {
            check_scope(world, web_app, scope)?;
            change(world, web_app, scope, id, input)?;
            read(world, authority, web_app, scope)
        }
        (Part::Certificate(scope, id), "DELETE") => {
            check_scope(world, web_app, scope)?;
            let reply = read(world, authority, web_app, scope)?;
            installed(world, web_app, scope, id)?;
            if let Some(slot) = world.slot_mut(web_app, scope) {
                slot.clear();
            }
            Ok(reply)
        }
        _ => Err(Refusal::not_found()),
    }
}

fn mode(world: &World, web_app: u64) -> Result<Reply, Refusal> {
    let app = world.app(web_app).ok_or_else(Refusal::not_found)?;
    match world.switches.mode_read {
        ModeRead::Refused403 if !app.advanced => Err(no_such_feature()),
        ModeRead::NotFound404 if !app.advanced => Err(Refusal::not_found()),
        ModeRead::WithoutAuto => Ok(Reply::ok(json!({ "advancedSSL": app.advanced }))),
        _ => Ok(Reply::ok(
            json!({ "advancedSSL": app.advanced, "autoSSL": app.auto_ssl }),
        )),
    }
}

fn set_mode(world: &mut World, web_app: u64, input: &Input) -> Result<(), Refusal> {
    let advanced = input.required_flag("advancedSSL")?;
    let auto_ssl = input.flag("autoSSL")?;
    if world.switches.plan_without_ssl {
        return Err(no_such_feature());
    }
    let app = world.app(web_app).ok_or_else(Refusal::not_found)?;
    let auto_ssl = auto_ssl.unwrap_or(app.auto_ssl);
    world.set_mode(web_app, advanced, auto_ssl);
    Ok(())
}

fn no_such_feature() -> Refusal {
    Refusal::new(403, "Your plan does not include this feature.")
}

/// Whether the scope exists and belongs to the application's mode.
fn check_scope(world: &World, web_app: u64, scope: Scope) -> Result<(), Refusal> {
    let app = world.app(web_app).ok_or_else(Refusal::not_found)?;
    if let Scope::Domain(id) = scope
        && app.domain(id).is_none()
    {
        return Err(Refusal::not_found());
    }
    if world.switches.wrong_mode_status < 400 {
        return Ok(());
    }
    match scope {
        Scope::App if app.advanced => Err(Refusal::new(
            world.switches.wrong_mode_status,
            "This web application uses one certificate for each domain.",
        )),
        Scope::Domain(_) if !app.advanced => Err(Refusal::new(
            world.switches.wrong_mode_status,
            "This web application uses one certificate for all domains.",
        )),
        _ => Ok(()),
    }
}

fn read(
    world: &World,
    authority: &Authority,
    web_app: u64,
    scope: Scope,
) -> Result<Reply, Refusal> {
    let slot = world.slot(web_app, scope).ok_or_else(Refusal::not_found)?;
    let Some(certificate) = &slot.installed else {
        let status = world.switches.not_installed_status;
        return Ok(match world.switches.not_installed {
            NotInstalled::Message => Reply::message(status, "SSL not installed!"),
            NotInstalled::OtherWords => Reply::message(status, "There is none."),
            NotInstalled::Empty => Reply::Json {
                status,
                body: json!({}),
            },
            NotInstalled::Null => Reply::Json {
                status,
                body: json!({ "data": null }),
            },
        });
    };
    Ok(Reply::ok(object(world, authority, certificate, true)))
}

/// An accepted order looks the same whether a certificate will come of it or not.
fn order_reply(
    world: &World,
    authority: &Authority,
    web_app: u64,
    scope: Scope,
    ordered: &Certificate,
) -> Reply {
    let installed = world
        .slot(web_app, scope)
        .and_then(|slot| slot.installed.as_ref());
    Reply::changed(world.switches.order_reply, || match installed {
        Some(certificate) => object(world, authority, certificate, true),
        None => object(world, authority, ordered, false),
    })
}

fn object(world: &World, authority: &Authority, certificate: &Certificate, issued: bool) -> Value {
    let times = world.switches.time_form;
    let when = |epoch_ms| issued.then(|| moment::text(epoch_ms, times));
    let mut object = json!({
        "id": certificate.id,
        "method": certificate.method,
        "validUntil": when(certificate.valid_until),
        "renewalDate": when(certificate.renewal_date()),
        "enableHttp": certificate.options.enable_http,
        "enableHsts": certificate.options.enable_hsts,
        "ssl_protocol_id": certificate.options.ssl_protocol_id,
        "authorizationMethod": (certificate.method == Method::LetsEncrypt).then_some("http-01"),
        "staging": certificate.options.staging,
        "api_id": null,
        "certificate": issued.then(|| authority.pem(certificate)),
        "created_at": moment::text(certificate.created_at, times),
    });
    if let Some(fields) = object.as_object_mut() {
        if world.switches.private_keys_shown {
            fields.insert("privateKey".into(), json!(PRIVATE_KEY_MARKER));
        }
        match world.switches.certificate_shape {
            CertificateShape::Seen => {}
            CertificateShape::Bare => {
                fields.retain(|name, _| matches!(name.as_str(), "id" | "validUntil"));
            }
            CertificateShape::WithStatus => {
                let status = if issued { "active" } else { "pending" };
                fields.insert("status".into(), json!(status));
                fields.insert("domains".into(), json!(certificate.names));
            }
        }
    }
    object
}

fn install(
    world: &mut World,
    web_app: u64,
    scope: Scope,
    input: &Input,
    now: i64,
) -> Result<Certificate, Refusal> {
    let provider = input.required_text("provider")?;
    let options = Options {
        enable_http: input.required_flag("enableHttp")?,
        enable_hsts: input.required_flag("enableHsts")?,
        ssl_protocol_id: input
            .number("ssl_protocol_id")
            .unwrap_or(Options::default().ssl_protocol_id),
        staging: match input.text("environment").unwrap_or("live") {
            "live" => false,
            "staging" => true,
            _ => {
                return Err(Refusal::invalid(
                    "environment",
                    "The selected environment is invalid.",
                ));
            }
        },
    };
    match provider {
        "letsencrypt" => match input.text("authorizationMethod") {
            Some("http-01") => world.install(web_app, scope, options, now),
            Some("dns-01") => Err(Refusal::invalid(
                "externalApi",
                "The selected external api is invalid.",
            )),
            Some(_) => Err(Refusal::invalid(
                "authorizationMethod",
                "The selected authorization method is invalid.",
            )),
            None => Err(required("authorizationMethod")),
        },
        "custom" => {
            input.required_text("privateKey")?;
            input.required_text("certificate")?;
            let names = world
                .app(web_app)
                .map(|app| app.names(scope))
                .unwrap_or_default();
            world.upload(web_app, scope, names, options, now)
        }
        _ => Err(Refusal::invalid(
            "provider",
            "The selected provider is invalid.",
        )),
    }
}

fn change(
    world: &mut World,
    web_app: u64,
    scope: Scope,
    id: u64,
    input: &Input,
) -> Result<(), Refusal> {
    let (enable_http, enable_hsts) = (input.flag("enableHttp")?, input.flag("enableHsts")?);
    let certificate = installed(world, web_app, scope, id)?;
    certificate.options.enable_http = enable_http.unwrap_or(certificate.options.enable_http);
    certificate.options.enable_hsts = enable_hsts.unwrap_or(certificate.options.enable_hsts);
    certificate.options.ssl_protocol_id = input
        .number("ssl_protocol_id")
        .unwrap_or(certificate.options.ssl_protocol_id);
    Ok(())
}

fn installed(
    world: &mut World,
    web_app: u64,
    scope: Scope,
    id: u64,
) -> Result<&mut Certificate, Refusal> {
    world
        .slot_mut(web_app, scope)
        .and_then(|slot| slot.installed.as_mut())
        .filter(|certificate| certificate.id == id)
        .ok_or_else(Refusal::not_found)
}
