//! A RunCloud on loopback: API, DNS zone, TLS edge and faults, for tests and for people who write against RunCloud.
//!
//! The emulator behaves rather than returning canned answers: it pages, throttles, lags and fails. A domain added
//! through the API is served at the TLS edge; a certificate is issued only if the name resolves, in the emulator's
//! own DNS zone, to the emulated server; a client that trusts [`Emulator::ca_pem`] can prove it with a handshake.
//! Where RunCloud's behaviour is not documented it is one of the [`Switches`].
//!
//! It is not a copy of the panel: it knows servers, web applications, domains and certificates, and only as far as
//! keeping domains in step needs them. It shares no type with any client, so that an error in one cannot hide in the
//! other. Everything listens on 127.0.0.1 and nowhere else; the credentials it knows open nothing but itself.
//!
//! Read first: [`Settings`] for how it starts, [`Panel`] for what a test can see and change, [`Switches`] for how it
//! behaves.
//!
//! ```
//! use emulator::{Emulator, Record, Settings};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let emulator = Emulator::start(Settings::default()).await?;
//! let panel = emulator.panel();
//! panel.set_records("shop.example.com", &[Record::A("203.0.113.10".parse().expect("an address"))]);
//! assert_eq!(panel.domains()[0].name, "network.example.com");
//! // … let a client work against `emulator.api_origin()` …
//! assert_eq!(panel.count("POST domains"), 0);
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Time
//!
//! [`Settings::clock`] is the only clock. Nothing runs in the background: whether a certificate has been issued, is
//! due for renewal or has expired is decided when somebody looks. A test that holds the clock holds everything. The
//! exceptions are [`FaultKind::Delay`], which waits for real, and a real authority ([`Settings::acme`]), which works in real
//! time.
//!
//! # A real authority
//!
//! With [`Settings::acme`] orders go to an ACME server, such as Pebble, that reaches the plain web server for http-01.
//! [`Switches::dns_failure`] says whether the caller waits for it and hears its words, or never learns. The
//! emulated zone still decides what clients see, and whether the panel renews by itself. [`CertificateFault::Refused`],
//! [`CertificateFault::Never`] and [`CertificateFault::NotDeployed`] work as ever; the others are for the emulated
//! authority only.
//!
//! # What it answers
//!
//! Below `/api/v2` (basic authentication with key and secret, or bearer) and `/api/v3` (bearer):
//!
//! | route | methods |
//! | --- | --- |
//! | `ping`, `servers`, `servers/{s}`, `servers/{s}/webapps` | `GET` |
//! | `servers/{s}/webapps/{w}` | `GET` |
//! | `…/domains` | `GET`, `POST` |
//! | `…/domains/{d}` | `GET`, `DELETE` |
//! | `…/domains/{d}/meta` (v3 only) | `PATCH` |
//! | `…/domains/{d}/dns` (v3 only) | `GET` |
//! | `…/ssl/advanced` | `GET`, `POST` |
//! | `…/ssl`, `…/domains/{d}/ssl` | `GET`, `POST` |
//! | `…/ssl/{id}`, `…/domains/{d}/ssl/{id}` | `PATCH`, `PUT`, `DELETE` |
//!
//! # Control API
//!
//! For those who do not write Rust, [`Emulator::control_addr`] speaks JSON over plain HTTP, without credentials:
//!
//! | call | body | effect |
//! | --- | --- | --- |
//! | `GET /state` | | everything below in one object |
//! | `GET /ca.pem` | | the root certificate to trust |
//! | `GET /switches` | | all [`Switches`] |
//! | `PATCH /switches` | `{"dns_failure": "at_once422"}` | changes the named ones |
//! | `PUT /mode` | `{"advanced": true, "auto": false}` | sets the SSL mode |
//! | `PUT /dns/{name}` | `[{"type": "A", "value": "203.0.113.10"}]` | replaces a name's records |
//! | `DELETE /dns/{name}` | | forgets a name |
//! | `PUT /dns/{name}/fault` | `"serv_fail"`, `"refused"`, `"silent"`, `"caa_serv_fail"` or `"lame"` | lets the name server fail for a name |
//! | `GET /domains` | | the domains |
//! | `POST /domains` | `{"name": "shop.example.com", "www": false, "type": "alias"}` | adds one by hand |
//! | `DELETE /domains/{id}` | | removes one by hand |
//! | `GET /certificates` | | the installed certificates |
//! | `POST /certificates` | `{"domain": "shop.example.com", "names": ["shop.example.com"]}` | installs an uploaded one |
//! | `PUT /certificate-faults/{name}` | `{"kind": "never"}`, `{"kind": "refused", "message": "…"}`, … | lets orders go wrong ([`CertificateFault`]) |
//! | `DELETE /certificate-faults/{name}` | | lets them succeed again |
//! | `PUT /pages/{host}` | `{"kind": "login_wall"}`, `{"kind": "redirect", "value": "https://…"}`, … | decides what a host answers with ([`Page`]) |
//! | `DELETE /pages/{host}` | | gives it its plain page back |
//! | `GET /orders` | | what the certificate authority has seen |
//! | `GET /faults`, `DELETE /faults`, `DELETE /faults/{id}` | | the waiting faults |
//! | `POST /faults` | `{"route": "POST domains", "kind": "reply_lost", "times": 1}` | adds a [`Fault`] |
//! | `GET /calls`, `DELETE /calls` | | the log of API calls |

mod acme;
mod api;
mod authority;
mod calls;
mod control;
mod dns;
mod edge;
mod emulator;
mod faults;
mod meter;
mod moment;
mod names;
mod negative;
mod pages;
mod panel;
mod settings;
mod shared;
mod switches;
mod views;
mod world;
mod zone;

pub use acme::AcmeSettings;
pub use calls::Call;
pub use emulator::Emulator;
pub use faults::{Fault, FaultId, FaultKind};
pub use pages::Page;
pub use panel::Panel;
pub use settings::{Clock, Settings};
pub use switches::{
    CertificateShape, DnsFailure, DomainShape, DuplicateScope, ErrorForm, FlagForm, KeyPair,
    ModeRead, NameForm, NotInstalled, OverPageLimit, PagingForm, PastTheEnd, PrimaryDelete,
    RateHeaders, Switches, TakenWords, TimeForm, UnknownName, UserAgentFilter, WriteReply,
};
pub use views::{CertificateView, DomainView};
pub use world::certificates::Method;
pub use world::domains::{Kind, Redirection};
pub use world::orders::{CertificateFault, Order, OrderedBy};
pub use zone::{DnsFault, Record};
