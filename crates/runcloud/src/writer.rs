//! The half of the client that changes things.

use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};

use crate::call::{Call, Reply};
use crate::object::{self, Shape};
use crate::route::Route;
use crate::words::tidy;
use crate::{
    Certificate, CertificateId, CertificateOrder, Class, Deleted, Domain, DomainChange, DomainId,
    Error, Fate, Generation, NewDomain, Operation, Reader, WebAppRef,
};

/// Changes the account.
///
/// A write is sent once; only if its connection was never made is it tried a second time. When it
/// fails, [`Error::fate`] tells whether something may have changed all the same, and when it
/// succeeds without an object in the reply, a reading tells what came of it. A call dropped before
/// it ends has an unknown fate.
#[derive(Debug, Clone)]
pub struct Writer {
    reader: Reader,
}

impl Writer {
    /// Turns a reader into a writer; both share connections and pace.
    pub fn new(reader: Reader) -> Self {
        Self { reader }
    }

    /// The reader of the same account.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Attaches a domain. `None`: accepted, but the reply holds no domain; find it by a listing.
    pub async fn add_domain(
        &self,
        at: WebAppRef,
        domain: &NewDomain,
    ) -> Result<Option<Domain>, Error> {
        let mut call =
            Call::new(Operation::AddDomain, Method::POST, Route::Domains(at)).body(body(domain));
        let name = tidy(&domain.name, LONGEST_NAME).unwrap_or_default();
        call.subject = format!("{name} to {at}");
        let reply = self.send(&call).await?;
        Ok(object::object(&reply.body))
    }

    /// Detaches a domain.
    ///
    /// A 404 in the API's own words is [`Deleted::AlreadyGone`]: whatever was missing, this domain
    /// is not there. A 404 page of something in front of the API is an error.
    pub async fn delete_domain(&self, at: WebAppRef, domain: DomainId) -> Result<Deleted, Error> {
        let call = Call::new(
            Operation::DeleteDomain,
            Method::DELETE,
            Route::Domain(at, domain),
        );
        match self.send(&call).await {
            Ok(reply) => Ok(object::object::<Domain>(&reply.body)
                .filter(|deleted| deleted.id == domain)
                .map_or(Deleted::Accepted, Deleted::Confirmed)),
            Err(error) if error.status == Some(404) && error.message.is_some() => {
                Ok(Deleted::AlreadyGone)
            }
            Err(error) => Err(error),
        }
    }

    /// Changes the twin, redirection or type of an attached domain. The reply holds no domain:
    /// read it back. API v2 cannot do it: [`Class::Unsupported`] without a call.
    pub async fn update_domain(
        &self,
        at: WebAppRef,
        domain: DomainId,
        change: &DomainChange,
    ) -> Result<(), Error> {
        let call = Call::new(
            Operation::UpdateDomain,
            Method::PATCH,
            Route::DomainMeta(at, domain),
        )
        .body(body(change));
        if self.reader.generation() == Generation::V2 {
            return Err(call.error(Class::Unsupported, Fate::NotSent));
        }
        self.send(&call).await?;
        Ok(())
    }

    /// Orders the first certificate of a web application in basic mode.
    ///
    /// Issuing takes its time: `None`, or a certificate without a date, says only that the order was
    /// taken. The same holds for the three methods below.
    pub async fn install_certificate(
        &self,
        at: WebAppRef,
        order: &CertificateOrder,
    ) -> Result<Option<Certificate>, Error> {
        let body = self.order_body(*order);
        self.certificate(
            Operation::InstallCertificate,
            Method::POST,
            Route::Ssl(at),
            Some(body),
        )
        .await
    }

    /// Has the certificate of a web application issued anew, with all names it has by now.
    pub async fn redeploy_certificate(
        &self,
        at: WebAppRef,
        certificate: CertificateId,
    ) -> Result<Option<Certificate>, Error> {
        let route = Route::SslById(at, certificate);
        self.certificate(Operation::RedeployCertificate, Method::PUT, route, None)
            .await
    }

    /// Orders the first certificate of one domain in advanced mode.
    pub async fn install_domain_certificate(
        &self,
        at: WebAppRef,
        domain: DomainId,
        order: &CertificateOrder,
    ) -> Result<Option<Certificate>, Error> {
        let mut body = self.order_body(*order);
        // The API's own example repeats the mode in the order for a domain.
        body["advancedSSL"] = Value::Bool(true);
        body["autoSSL"] = Value::Bool(order.auto_ssl);
        let route = Route::DomainSsl(at, domain);
        self.certificate(
            Operation::InstallCertificate,
            Method::POST,
            route,
            Some(body),
        )
        .await
    }

    /// Has the certificate of one domain issued anew.
    pub async fn redeploy_domain_certificate(
        &self,
        at: WebAppRef,
        domain: DomainId,
        certificate: CertificateId,
    ) -> Result<Option<Certificate>, Error> {
        let route = Route::DomainSslById(at, domain, certificate);
        self.certificate(Operation::RedeployCertificate, Method::PUT, route, None)
            .await
    }

    async fn certificate(
        &self,
        operation: Operation,
        method: Method,
        route: Route,
        body: Option<Value>,
    ) -> Result<Option<Certificate>, Error> {
        let mut call = Call::new(operation, method, route);
        call.body = body;
        let reply = self.send(&call).await?;
        Ok(object::object(&reply.body))
    }

    fn order_body(&self, order: CertificateOrder) -> Value {
        let mut body = json!({
            "provider": "letsencrypt",
            "authorizationMethod": "http-01",
            "environment": "live",
            "enableHttp": order.http,
            "enableHsts": order.hsts,
        });
        if self.reader.generation() == Generation::V2 {
            // TLS 1.2 and 1.3. The clients of v2 send it; v3's example does without.
            body["ssl_protocol_id"] = json!(2);
        }
        body
    }

    /// An accepted write may say anything in JSON, or nothing. A web page is no answer of the API.
    async fn send(&self, call: &Call) -> Result<Reply, Error> {
        let reply = self.reader.channel().send(call).await?;
        match Shape::of(&reply.body) {
            Shape::NotJson => Err(call.malformed(reply.status, Shape::NotJson.in_words())),
            Shape::Empty | Shape::Object | Shape::OtherJson => Ok(reply),
        }
    }
}

/// The longest host name (RFC 1035, 2.3.4) and some room for what is none.
const LONGEST_NAME: usize = 260;

fn body(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("structs of strings and booleans become JSON")
}
