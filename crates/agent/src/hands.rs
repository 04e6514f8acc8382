//! Carries out one step. No opinions: everything was decided before.

use std::time::{SystemTime, UNIX_EPOCH};

use plan::{
    Attached, CertificateFound, DomainName, ObjectKind, OrderFlags, Outcome, Renewal, Step,
    Timestamp,
};
use runcloud::{
    Certificate, CertificateId, CertificateOrder, Class, Deleted, Domain, DomainChange, DomainId,
    Error, NewDomain, WebAppRef, Writer,
};

use crate::eyes::{attached, may_be_in_list};

/// The only thing that can change the web application.
#[derive(Clone)]
pub struct Hands {
    writer: Writer,
    web_app: WebAppRef,
}

/// How a step ended.
pub(crate) struct End {
    pub(crate) outcome: Outcome,
    /// What the provider told by the way of its renewal of the certificate.
    pub(crate) renewal: Option<Renewal>,
}

impl From<Outcome> for End {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            renewal: None,
        }
    }
}

impl Hands {
    /// Hands for one web application.
    pub fn new(writer: Writer, web_app: WebAppRef) -> Self {
        Self { writer, web_app }
    }

    /// Carries out a step and tells how it ended.
    pub(crate) async fn carry_out(&self, step: &Step, auto_ssl: bool) -> Result<End, Error> {
        match step {
            Step::Attach { name, www, .. } => Ok(self.attach(name, *www).await?.into()),
            Step::SwitchTwin { object, on, .. } => Ok(self.switch_twin(*object, *on).await?.into()),
            Step::ReadCertificate { object, .. } => {
                let reader = self.writer.reader();
                let found = reader
                    .domain_certificate(self.web_app, domain_id(*object)?)
                    .await;
                Ok(read(not_found_is_none(found)?.as_ref()))
            }
            Step::ReadSharedCertificate => {
                let found =
                    not_found_is_none(self.writer.reader().certificate(self.web_app).await)?;
                Ok(read(found.as_ref()))
            }
            Step::Order {
                object,
                replaces,
                flags,
                ..
            } => {
                let domain = domain_id(*object)?;
                let reply = if let Some(id) = replaces {
                    let id = certificate_id(*id)?;
                    self.writer
                        .redeploy_domain_certificate(self.web_app, domain, id)
                        .await?
                } else {
                    let order = order(*flags, auto_ssl);
                    self.writer
                        .install_domain_certificate(self.web_app, domain, &order)
                        .await?
                };
                Ok(ordered(reply.as_ref()))
            }
            Step::OrderShared {
                replaces, flags, ..
            } => {
                let reply = match replaces {
                    Some(id) => {
                        self.writer
                            .redeploy_certificate(self.web_app, certificate_id(*id)?)
                            .await?
                    }
                    None => {
                        self.writer
                            .install_certificate(self.web_app, &order(*flags, auto_ssl))
                            .await?
                    }
                };
                Ok(ordered(reply.as_ref()))
            }
            Step::Detach { object, name, .. } => Ok(self.detach(*object, name).await?.into()),
        }
    }

    async fn attach(&self, name: &DomainName, www: bool) -> Result<Outcome, Error> {
        let new = NewDomain::alias(name.as_str(), www);
        let Some(domain) = self.writer.add_domain(self.web_app, &new).await? else {
            return Ok(Outcome::Accepted);
        };
        let mut object = attached(&domain);
        // Where the reply is silent about the flag, it is what was sent.
        object.www |= object.www_untold && www;
        // A reply about another name proves nothing about this one.
        Ok(if object.name.as_ref() == Some(name) {
            Outcome::Attached(object)
        } else {
            Outcome::Accepted
        })
    }

    async fn switch_twin(&self, object: u64, on: bool) -> Result<Outcome, Error> {
        let id = domain_id(object)?;
        let Some(domain) = self.domain(id).await? else {
            return Ok(Outcome::Changed(None));
        };
        if domain.www == Some(on) {
            return Ok(Outcome::Switched);
        }
        self.writer
            .update_domain(self.web_app, id, &DomainChange::twin(&domain, on))
            .await?;
        Ok(Outcome::Switched)
    }

    /// Reads the one domain afresh just before the call; what is not what was planned for stays.
    async fn detach(&self, object: u64, name: &str) -> Result<Outcome, Error> {
        let id = domain_id(object)?;
        let Some(now) = self.present(id).await? else {
            return Ok(Outcome::Detached);
        };
        if !now.shown.eq_ignore_ascii_case(name) || now.kind == ObjectKind::Primary {
            return Ok(Outcome::Changed(Some(now)));
        }
        match self.writer.delete_domain(self.web_app, id).await? {
            Deleted::Confirmed(_) => Ok(Outcome::Detached),
            // A yes without the object has been seen to mean no, and it was there a moment ago: only a reading tells.
            Deleted::Accepted | Deleted::AlreadyGone => Ok(match self.present(id).await? {
                None => Outcome::Detached,
                Some(_) => Outcome::Accepted,
            }),
        }
    }

    async fn present(&self, id: DomainId) -> Result<Option<Attached>, Error> {
        Ok(self.domain(id).await?.as_ref().map(attached))
    }

    /// One domain as it is now. The single call is the less certain one, so that what it does not find counts as gone
    /// only where a complete listing does not have it either.
    async fn domain(&self, id: DomainId) -> Result<Option<Domain>, Error> {
        let reader = self.writer.reader();
        match reader.domain(self.web_app, id).await {
            Ok(domain) => Ok(Some(domain)),
            Err(error) if may_be_in_list(&error) => {
                let listing = reader.domains(self.web_app).await?;
                let complete = listing.is_complete();
                match listing.items.into_iter().find(|domain| domain.id == id) {
                    None if !complete => Err(error),
                    found => Ok(found),
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// A 404 about a certificate: its domain was listed, so it is the certificate that is not there. In which words the
/// provider says so is not certain.
fn not_found_is_none(
    found: Result<Option<Certificate>, Error>,
) -> Result<Option<Certificate>, Error> {
    match found {
        Err(error) if error.class == Class::NotFound && !is_about_the_domain(&error) => Ok(None),
        found => found,
    }
}

/// Whether a 404 says that the domain itself is not there, as in "No query results for model [Domain]".
fn is_about_the_domain(error: &Error) -> bool {
    let text = error.message.as_deref().unwrap_or_default();
    let text = text.to_ascii_lowercase();
    text.contains("domain") && !text.contains("ssl") && !text.contains("certificate")
}

/// What matters of a certificate. One whose method is not told may be redeployed: the provider itself refuses that for
/// any other kind than Let's Encrypt.
pub(crate) fn certificate_found(certificate: &Certificate) -> CertificateFound {
    CertificateFound {
        id: certificate.id.get(),
        ours_to_renew: certificate
            .method
            .as_deref()
            .is_none_or(|method| method.eq_ignore_ascii_case("letsencrypt")),
        valid_until: certificate.valid_until.and_then(moment),
    }
}

/// When the provider means to renew a certificate that this program may order, where it tells.
pub(crate) fn renewal(certificate: &Certificate) -> Option<Renewal> {
    let found = certificate_found(certificate);
    let at = certificate.renewal_date.and_then(moment)?;
    let until = found.valid_until.filter(|_| found.ours_to_renew)?;
    Some(Renewal { until, at })
}

fn read(certificate: Option<&Certificate>) -> End {
    End {
        outcome: Outcome::Certificate(certificate.map(certificate_found)),
        renewal: certificate.and_then(renewal),
    }
}

fn ordered(reply: Option<&Certificate>) -> End {
    End {
        outcome: Outcome::Ordered(reply.map(|certificate| certificate.id.get())),
        renewal: reply.and_then(renewal),
    }
}

fn moment(time: SystemTime) -> Option<Timestamp> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis())
        .ok()
        .map(Timestamp::from_millis)
}

fn order(flags: OrderFlags, auto_ssl: bool) -> CertificateOrder {
    CertificateOrder {
        http: flags.http,
        hsts: flags.hsts,
        auto_ssl,
    }
}

fn domain_id(id: u64) -> Result<DomainId, Error> {
    DomainId::try_from(id).map_err(|_| no_such_id("domain"))
}

fn certificate_id(id: u64) -> Result<CertificateId, Error> {
    CertificateId::try_from(id).map_err(|_| no_such_id("certificate"))
}

fn no_such_id(what: &str) -> Error {
    Error::new(
        runcloud::Operation::ReadDomain,
        format!("{what} 0"),
        Class::NotFound,
        runcloud::Fate::NotSent,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn certificate(method: &str, until: Option<&str>, renewal: Option<&str>) -> Certificate {
        let fields =
            json!({"id": 7, "method": method, "validUntil": until, "renewalDate": renewal});
        serde_json::from_value(fields).unwrap()
    }

    #[test]
    fn a_missing_domain_is_not_a_missing_certificate() {
        let found = |message: &str| {
            let subject = "domain 7 of web app 9";
            let (class, fate) = (Class::NotFound, runcloud::Fate::Refused);
            let mut error = Error::new(runcloud::Operation::ReadCertificate, subject, class, fate);
            error.message = Some(message.to_owned());
            not_found_is_none(Err(error))
        };
        assert!(matches!(found("SSL not installed!"), Ok(None)));
        assert!(matches!(
            found("This domain has no SSL certificate"),
            Ok(None)
        ));
        assert!(found("No query results for model [App\\Domain] 7").is_err());
        assert!(found("Domain not found.").is_err());
    }

    #[test]
    fn the_date_of_a_renewal_is_taken_from_what_was_asked_for_anyhow() {
        let (until, at) = ("1970-03-01 00:00:00", "1970-02-01 00:00:00");
        let day = |day: i64| Timestamp::from_millis(day * 24 * 3_600_000);
        let told = Some(Renewal {
            until: day(59),
            at: day(31),
        });
        let ours = certificate("letsencrypt", Some(until), Some(at));
        assert_eq!(read(Some(&ours)).renewal, told);
        assert_eq!(ordered(Some(&ours)).renewal, told);
        for silent in [
            certificate("custom", Some(until), Some(at)),
            certificate("letsencrypt", None, Some(at)),
            certificate("letsencrypt", Some(until), None),
        ] {
            assert_eq!(read(Some(&silent)).renewal, None, "{silent:?}");
        }
        assert_eq!(ordered(None).renewal, None);
    }
}
