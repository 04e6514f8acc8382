//! Everything the agent can look at. Nothing here can change anything.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join;
use plan::{
    Attached, Caa, DnsOutcome, DomainName, Handshake, Here, Network, ObjectKind, OrderFlags, Panel,
    PointsHere, Reading, Sight, SslMode, Timestamp, VirtualHost, Visit, may_issue, points_here,
};
use probe::{Resolver, Visitor};
use runcloud::{Class, Completeness, Domain, Generation, Reader, WebAppRef};

/// Where the network is read from.
#[async_trait]
pub trait Source: Send + Sync {
    /// The whole network in one consistent view.
    ///
    /// # Errors
    /// When anything is missing: a failed reading is never an empty network.
    async fn read(&self, now: Timestamp) -> Result<Reading<Network>, SourceError>;

    /// A token that changes with every change of what [`Source::read`] returns; much cheaper.
    ///
    /// # Errors
    /// As [`Source::read`].
    async fn change_token(&self) -> Result<String, SourceError>;
}

/// The network cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cause}; {hint}")]
pub struct SourceError {
    /// What happened.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
    /// Whether it may pass by itself.
    pub transient: bool,
}

/// Looks at the server itself.
#[async_trait]
pub trait Handshaker: Send + Sync {
    /// Shakes hands once with `name` as SNI at one of the server's addresses.
    async fn handshake(&self, name: &DomainName, server: &[IpAddr]) -> Handshake;

    /// Asks the server whether it has a virtual host for `name`.
    async fn virtual_host(&self, name: &DomainName, server: &[IpAddr]) -> VirtualHost;
}

/// Everything the agent can look at.
#[derive(Clone)]
pub struct Eyes {
    /// The network.
    pub source: Arc<dyn Source>,
    /// The provider, reading only.
    pub provider: Reader,
    /// The web application.
    pub web_app: WebAppRef,
    /// DNS.
    pub resolver: Arc<dyn Resolver>,
    /// Visits over the public path; none where the answer to expect of this WordPress is not known.
    pub visitor: Option<Arc<dyn Visitor>>,
    /// TLS.
    pub handshaker: Arc<dyn Handshaker>,
    /// Addresses that count as the server's besides those the provider tells.
    pub further_addresses: Vec<IpAddr>,
}

/// What one reading of the provider told.
#[derive(Clone, Debug)]
pub struct PanelView {
    /// The domains and the mode.
    pub panel: Reading<Panel>,
    /// The web application's root path, where the provider tells it.
    pub root_path: Option<String>,
    /// The server's addresses, without those that only the main domain resolves to.
    pub addresses: Vec<IpAddr>,
    /// The shared certificate, where the mode is basic.
    pub shared: Option<Option<runcloud::Certificate>>,
    /// Pages the listing took; the next one is the rarer the longer this one was.
    pub pages: u32,
    /// Domains that were known, that the list lacks and that are not found one by one either.
    pub missing: Vec<u64>,
}

/// Missing domains that are asked for one by one after a listing; of more the first.
const ASKED_FOR: usize = 5;

/// What rarely changes at the provider, so that it is asked once.
#[derive(Clone, Debug, Default)]
pub struct Premises {
    server: Vec<IpAddr>,
    main_domain: Vec<IpAddr>,
    root_path: Option<String>,
    /// How new certificates are to be, once a certificate was asked that tells.
    flags: Option<OrderFlags>,
    asked_at: Timestamp,
}

/// How long an answer to what rarely changes is believed.
const PREMISES_LAST: Duration = Duration::from_hours(24);

impl Eyes {
    /// Asks what rarely changes.
    ///
    /// # Errors
    /// The first call that failed.
    pub async fn premises(&self, now: Timestamp) -> Result<Premises, runcloud::Error> {
        let at = self.web_app;
        let server = match self.provider.server(at.server).await {
            Err(error) if may_be_in_list(&error) => {
                let list = self.provider.servers().await?;
                list.items
                    .into_iter()
                    .find(|server| server.id == at.server)
                    .ok_or(error)?
            }
            server => server?,
        };
        let web_app = match self.provider.web_app(at).await {
            Err(error) if may_be_in_list(&error) => {
                let list = self.provider.web_apps(at.server).await?;
                list.items
                    .into_iter()
                    .find(|web_app| web_app.id == at.web_app)
                    .ok_or(error)?
            }
            web_app => web_app?,
        };
        let address = server
            .ip_address
            .as_deref()
            .and_then(|text| text.trim().parse().ok());
        let server = address
            .into_iter()
            .chain(self.further_addresses.iter().copied())
            .collect();
        Ok(Premises {
            server,
            root_path: web_app.root_path,
            asked_at: now,
            ..Premises::default()
        })
    }

    /// How certificates are kept. A plan that may not ask has no certificates for single domains: basic mode.
    async fn mode(&self) -> Result<(SslMode, bool), runcloud::Error> {
        match self.provider.ssl_mode(self.web_app).await {
            Ok(mode) if mode.advanced => Ok((SslMode::Advanced, mode.auto)),
            Ok(mode) => Ok((SslMode::Basic, mode.auto)),
            Err(error) if error.class == (Class::Forbidden { edge: false }) => {
                Ok((SslMode::Basic, false))
            }
            Err(error) => Err(error),
        }
    }

    /// The shared certificate; nothing where the account may not ask for it, which an order will say in time.
    async fn shared(&self) -> Result<Option<Option<runcloud::Certificate>>, runcloud::Error> {
        match self.provider.patient().certificate(self.web_app).await {
            Ok(certificate) => Ok(Some(certificate)),
            Err(error) if error.class == (Class::Forbidden { edge: false }) => Ok(None),
            // The web application is there, its domains were just listed: it is the certificate that is not.
            Err(error) if error.class == Class::NotFound => Ok(Some(None)),
            Err(error) => Err(error),
        }
    }

    /// Lists the domains and reads the mode. `premises` are what an earlier reading found out; what this one finds out
    /// stays in them though it fails later, so that a provider who allows few calls need not answer it again.
    ///
    /// # Errors
    /// The first call that failed; a listing that lacks something is not an error but partial.
    pub async fn panel(
        &self,
        main_domain: &DomainName,
        premises: &mut Option<Premises>,
        known: &BTreeSet<u64>,
        now: Timestamp,
    ) -> Result<PanelView, runcloud::Error> {
        let asked = premises
            .take()
            .filter(|premises| now.since(premises.asked_at) < PREMISES_LAST);
        let premises = premises.insert(match asked {
            Some(premises) => premises,
            None => self.premises(now).await?,
        });
        let (ssl, auto_ssl) = match self.mode().await {
            // Where the web application is gone since its mode was read last, that is what there is to tell.
            Err(error) if may_be_gone(&error) => {
                if premises.asked_at != now {
                    *premises = self.premises(now).await?;
                }
                return Err(error);
            }
            mode => mode?,
        };
        let mut listing = self.provider.domains(self.web_app).await?;
        let missing = self.look_for_missing(&mut listing, known).await;
        let domains: Vec<Attached> = listing.items.iter().map(attached).collect();
        let shared = match ssl {
            SslMode::Basic => self.shared().await?,
            SslMode::Advanced => None,
        };
        if premises.flags.is_none() || ssl == SslMode::Basic {
            let like = match ssl {
                SslMode::Basic => shared.clone().flatten(),
                SslMode::Advanced => self.primary_certificate(&domains).await,
            };
            let flags = like.map_or_else(OrderFlags::default, |certificate| OrderFlags {
                http: certificate.enable_http.unwrap_or(true),
                hsts: certificate.enable_hsts.unwrap_or(false),
            });
            premises.flags = Some(flags);
        }
        let mut server = premises.server.clone();
        let own = self.resolver.look(main_domain).await;
        // A look-up that failed says nothing: what was found before still counts.
        match own.outcome {
            DnsOutcome::Found => premises.main_domain = own.addresses,
            DnsOutcome::NoAddress | DnsOutcome::NoSuchName => premises.main_domain.clear(),
            _ => {}
        }
        server.extend(premises.main_domain.iter().copied());
        server.sort();
        server.dedup();
        let panel = Panel {
            domains,
            ssl,
            auto_ssl,
            server,
            can_update: self.provider.generation() == Generation::V3,
            order_flags: premises.flags.unwrap_or_default(),
        };
        let panel = match listing.completeness {
            Completeness::Complete => Reading::whole(panel, now),
            Completeness::Partial { reason } => Reading::part(panel, now, reason),
        };
        Ok(PanelView {
            panel,
            root_path: premises.root_path.clone(),
            addresses: premises.server.clone(),
            shared,
            pages: listing.pages,
            missing,
        })
    }

    /// What a list lacks is lost only where its own call says so, too. One that is there after all makes the list partial.
    async fn look_for_missing(
        &self,
        listing: &mut runcloud::Listing<runcloud::Domain>,
        known: &BTreeSet<u64>,
    ) -> Vec<u64> {
        if !listing.is_complete() {
            return Vec::new();
        }
        let listed: BTreeSet<u64> = listing.items.iter().map(|domain| domain.id.get()).collect();
        let missing: Vec<u64> = known.difference(&listed).copied().collect();
        for id in missing.iter().take(ASKED_FOR) {
            let Ok(id) = runcloud::DomainId::try_from(*id) else {
                continue;
            };
            let reason = match self.provider.domain(self.web_app, id).await {
                Ok(domain) => {
                    let reason = format!("the list lacks {}, which is there", domain.name);
                    listing.items.push(domain);
                    reason
                }
                // How it says that there is none is not certain; that it could not be asked is another thing.
                Err(error) if may_be_in_list(&error) || says_no(&error) => continue,
                Err(error) => format!("whether domain {id} is gone is not known: {error}"),
            };
            listing.completeness = Completeness::Partial { reason };
        }
        missing
    }

    /// The primary domain's certificate tells how new ones should be; without it the defaults do.
    async fn primary_certificate(&self, domains: &[Attached]) -> Option<runcloud::Certificate> {
        let primary = domains
            .iter()
            .find(|object| object.kind == ObjectKind::Primary)?;
        let id = runcloud::DomainId::try_from(primary.id).ok()?;
        self.provider
            .patient()
            .domain_certificate(self.web_app, id)
            .await
            .ok()
            .flatten()
    }

    /// Looks at one host, and at its twin where one is given. `server` are the addresses at which the server can be
    /// reached itself; a proxy before the main domain is not one of them.
    pub async fn sight(
        &self,
        look: &plan::Look,
        here: Here<'_>,
        server: &[IpAddr],
        manner: Manner,
    ) -> Sight {
        let name = Some(&look.host);
        let twin = look.twin.as_ref();
        let from_outside = join(
            self.outside(name, look.visit, look, here, manner),
            // A form that is not attached reaches nobody here.
            self.outside(twin, look.visit && manner.twin_tls, look, here, manner),
        );
        let tls = join(
            self.tls(name.filter(|_| look.tls), server),
            self.tls(twin.filter(|_| look.tls && manner.twin_tls), server),
        );
        let virtual_host = async {
            if look.virtual_host {
                Some(self.handshaker.virtual_host(&look.host, server).await)
            } else {
                None
            }
        };
        let at_the_server = join(tls, virtual_host);
        let ((own, other), ((tls, twin_tls), virtual_host)) =
            join(from_outside, at_the_server).await;
        Sight {
            dns: own.dns,
            twin_dns: other.dns,
            caa: own.caa,
            twin_caa: other.caa,
            visit: own.visit,
            twin_visit: other.visit,
            tls,
            twin_tls,
            virtual_host,
        }
    }

    /// What DNS and a visitor say about one name.
    async fn outside(
        &self,
        name: Option<&DomainName>,
        visit: bool,
        look: &plan::Look,
        here: Here<'_>,
        manner: Manner,
    ) -> Outside {
        let Some(name) = name.filter(|_| look.dns || visit) else {
            return Outside::default();
        };
        let (answer, caa) = join(
            tokio::time::timeout(manner.limit, self.resolver.look(name)),
            caa(&*self.resolver, name, manner, look.dns),
        )
        .await;
        let Ok(answer) = answer else {
            return Outside {
                dns: look
                    .dns
                    .then_some(PointsHere::Unknown(DnsOutcome::TimedOut)),
                visit: visit.then(|| nothing("DNS did not answer")),
                caa,
            };
        };
        let visit = match &self.visitor {
            _ if !visit => None,
            None => Some(nothing(
                "no visit is made, because the answer to expect is not known",
            )),
            Some(visitor) => Some(visitor.visit(name, &answer.addresses).await),
        };
        Outside {
            dns: look.dns.then(|| points_here(&answer, &here)),
            caa,
            visit,
        }
    }

    async fn tls(&self, name: Option<&DomainName>, server: &[IpAddr]) -> Option<Handshake> {
        Some(self.handshaker.handshake(name?, server).await)
    }
}

/// How to look.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Shake hands with the twin and visit it too: it is attached.
    pub twin_tls: bool,
    /// Ask for CAA records where DNS is asked.
    pub caa: bool,
    /// How long DNS may take; what is not answered by then is unknown.
    pub limit: Duration,
}

/// What the CAA records of a name say. A server that ignores the question holds nothing else up.
async fn caa(
    resolver: &dyn Resolver,
    name: &DomainName,
    manner: Manner,
    wanted: bool,
) -> Option<Caa> {
    if !(wanted && manner.caa) {
        return None;
    }
    let answer = tokio::time::timeout(manner.limit, resolver.caa(name)).await;
    Some(answer.map_or(Caa::Unknown(DnsOutcome::TimedOut), |answer| {
        may_issue(&answer)
    }))
}

#[derive(Default)]
struct Outside {
    dns: Option<PointsHere>,
    caa: Option<Caa>,
    visit: Option<Visit>,
}

fn nothing(why: &str) -> Visit {
    Visit::NoAnswer(why.to_owned())
}

/// Whether a single object that is not found may still be in the list: the list is the better documented call.
const fn says_no(error: &runcloud::Error) -> bool {
    matches!(
        error.class,
        Class::Forbidden { edge: false } | Class::Invalid | Class::Conflict
    )
}

pub(crate) fn may_be_in_list(error: &runcloud::Error) -> bool {
    matches!(
        error.class,
        Class::NotFound | Class::MethodNotAllowed | Class::Malformed
    )
}

/// Whether it may be the web application that was not found.
fn may_be_gone(error: &runcloud::Error) -> bool {
    matches!(error.class, Class::NotFound | Class::MethodNotAllowed)
}

/// Reads a domain object of the provider.
pub(crate) fn attached(domain: &Domain) -> Attached {
    let kind = match domain.kind.as_deref() {
        None => ObjectKind::Untold,
        Some("primary") => ObjectKind::Primary,
        Some("alias") => ObjectKind::Alias,
        Some("redirect") => ObjectKind::Redirect,
        Some(_) => ObjectKind::Other,
    };
    let www = domain.www.unwrap_or(false);
    Attached {
        www_untold: domain.www.is_none(),
        ..Attached::new(domain.id.get(), &domain.name, kind, www, domain.wildcard)
    }
}

#[cfg(test)]
mod tests {
    use plan::{CaaAnswer, DnsAnswer};

    use super::*;

    /// A zone whose servers never answer.
    struct Silence;

    #[async_trait]
    impl Resolver for Silence {
        async fn look(&self, _: &DomainName) -> DnsAnswer {
            std::future::pending().await
        }

        async fn caa(&self, _: &DomainName) -> CaaAnswer {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn caa_records_that_never_come_are_unknown_within_the_limit() {
        let manner = Manner {
            twin_tls: false,
            caa: true,
            limit: Duration::from_secs(1),
        };
        let name = "customer.example".parse().unwrap();
        let before = tokio::time::Instant::now();
        let seen = caa(&Silence, &name, manner, true).await;
        assert_eq!(seen, Some(Caa::Unknown(DnsOutcome::TimedOut)));
        assert_eq!(before.elapsed().as_secs(), 1);
        assert_eq!(caa(&Silence, &name, manner, false).await, None);
    }
}
