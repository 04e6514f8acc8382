//! A typed, asynchronous client of the RunCloud API (v2 and v3).
//!
//! It makes the calls that keep the domains and certificates of a web application in order, keeps
//! to the provider's pace, and says of every failure what kind it is and what became of the
//! request. It decides nothing, remembers nothing beyond the pace, and does not validate names.
//!
//! Read first:
//! - [`Reader`], which can only look, and [`Writer`], which is made from one and can change things;
//! - [`Listing`], a list that knows whether it is whole;
//! - [`Error`] with its [`Class`] and [`Fate`].
//!
//! ```no_run
//! use runcloud::{ApiOrigin, Credentials, NewDomain, Reader, Settings, WebAppRef, Writer};
//!
//! # async fn example(token: String) -> Result<(), Box<dyn std::error::Error>> {
//! let credentials = Credentials::Token(token.into());
//! let reader = Reader::new(Settings::new(ApiOrigin::default(), credentials))?;
//! let network = WebAppRef {
//!     server: "501".parse()?,
//!     web_app: "9001".parse()?,
//! };
//!
//! let attached = reader.domains(network).await?;
//! let is_attached = attached.items.iter().any(|domain| domain.name == "shop.example");
//! if attached.is_complete() && !is_attached {
//!     let writer = Writer::new(reader);
//!     writer.add_domain(network, &NewDomain::alias("shop.example", true)).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Retries and waiting
//!
//! A read is tried up to three times when the connection or the provider fails, or when it is
//! throttled. A write is sent once, and a second time only if its connection was never made. Both
//! wait for the provider's pace; what would take longer than [`Settings::max_wait`] fails with
//! [`Class::Throttled`] instead, without a call. The further pages of a list wait up to
//! [`Settings::reading_wait`], as to fail there would throw away what was read.
//!
//! # Secrets
//!
//! Credentials show in no `Debug`, error or trace, even if the provider quotes them. Private keys
//! and pull keys in replies are skipped and never kept. Redirects are not followed, proxies of the
//! environment not used, and plain `http` is spoken only to this machine itself.

mod body;
mod call;
mod certificate;
mod channel;
mod clock;
mod credentials;
mod domain;
mod error;
#[cfg(any(test, feature = "fuzzing"))]
pub mod hostile;
mod id;
mod lenient;
mod listing;
mod object;
mod operation;
mod origin;
mod pace;
mod page;
mod rate_headers;
mod reader;
mod refusal;
mod route;
mod server;
mod settings;
mod ssl_mode;
mod tls;
mod web_app;
mod words;
mod writer;

pub use rustls::pki_types::CertificateDer;
pub use secrecy::SecretString;

pub use certificate::{Certificate, CertificateOrder};
pub use channel::ClockReading;
pub use clock::{Clock, SystemClock};
pub use credentials::{Credentials, Generation};
pub use domain::{Deleted, Domain, DomainChange, NewDomain};
pub use error::{Class, Error, Fate};
pub use id::{CertificateId, DomainId, InvalidId, ServerId, WebAppId, WebAppRef};
pub use listing::{Completeness, Listing};
pub use operation::Operation;
pub use origin::{ApiOrigin, InvalidOrigin};
pub use pace::Quota;
pub use reader::Reader;
pub use server::Server;
pub use settings::{BuildError, Settings};
pub use ssl_mode::SslMode;
pub use web_app::WebApp;
pub use writer::Writer;
