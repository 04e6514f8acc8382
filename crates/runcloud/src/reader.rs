//! The half of the client that only looks.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::call::{Call, Reply};
use crate::certificate::{certificate_in, means_not_installed};
use crate::channel::{Channel, ClockReading};
use crate::listing::{Gathering, Numbered};
use crate::object::{self, Shape};
use crate::page::Page;
use crate::route::Route;
use crate::settings::{BuildError, Settings};
use crate::{
    Certificate, Class, Domain, DomainId, Error, Generation, Listing, Operation, Quota, Server,
    ServerId, SslMode, WebApp, WebAppRef, ssl_mode,
};

/// Reads the account. It sends nothing but `GET`: code that holds only a reader cannot change
/// anything at the provider.
///
/// Clones share connections and the provider's pace, so use one per account. Every method may wait
/// up to [`Settings::max_wait`] per request, further pages of a list up to
/// [`Settings::reading_wait`], and can be dropped at any moment.
#[derive(Debug, Clone)]
pub struct Reader {
    channel: Arc<Channel>,
    is_patient: bool,
}

impl Reader {
    /// Prepares a client. Reads the system's root certificates; makes no connection.
    pub fn new(settings: Settings) -> Result<Self, BuildError> {
        let channel = Arc::new(Channel::new(settings)?);
        Ok(Self {
            channel,
            is_patient: false,
        })
    }

    /// The same reader for calls that complete what was read before: each may wait up to
    /// [`Settings::reading_wait`].
    #[must_use]
    pub fn patient(&self) -> Self {
        Self {
            is_patient: true,
            ..self.clone()
        }
    }

    /// The generation of the API in use.
    pub fn generation(&self) -> Generation {
        self.channel.credentials().generation()
    }

    /// What the provider's clock said with the last reply, unless it was taken already. Makes no call.
    pub fn take_clock_reading(&self) -> Option<ClockReading> {
        self.channel.take_clock_reading()
    }

    /// What the last replies said about the rate limit. Makes no call.
    pub fn quota(&self) -> Quota {
        self.channel.quota()
    }

    /// How many requests were sent by this client and its clones, repeated ones counted each time; the provider meters
    /// them by the month. Makes no call.
    pub fn calls(&self) -> u64 {
        self.channel.sent()
    }

    /// Checks that the API answers and takes the credentials.
    pub async fn ping(&self) -> Result<(), Error> {
        let call = self.call(Operation::Ping, Route::Ping);
        let reply = self.channel.send(&call).await?;
        match Shape::of(&reply.body) {
            Shape::Object => Ok(()),
            shape => Err(call.malformed(reply.status, shape.in_words())),
        }
    }

    /// All servers of the account.
    pub async fn servers(&self) -> Result<Listing<Server>, Error> {
        self.list(Operation::ListServers, Route::Servers).await
    }

    /// One server.
    pub async fn server(&self, server: ServerId) -> Result<Server, Error> {
        self.one(Operation::ReadServer, Route::Server(server)).await
    }

    /// All web applications of a server.
    pub async fn web_apps(&self, server: ServerId) -> Result<Listing<WebApp>, Error> {
        self.list(Operation::ListWebApps, Route::WebApps(server))
            .await
    }

    /// One web application.
    pub async fn web_app(&self, at: WebAppRef) -> Result<WebApp, Error> {
        self.one(Operation::ReadWebApp, Route::WebApp(at)).await
    }

    /// All domains attached to a web application.
    pub async fn domains(&self, at: WebAppRef) -> Result<Listing<Domain>, Error> {
        self.list(Operation::ListDomains, Route::Domains(at)).await
    }

    /// One attached domain. A reply about another domain than the one asked for is an error.
    pub async fn domain(&self, at: WebAppRef, domain: DomainId) -> Result<Domain, Error> {
        let call = self.call(Operation::ReadDomain, Route::Domain(at, domain));
        let reply = self.channel.send(&call).await?;
        let found: Domain = expect(&call, &reply)?;
        if found.id != domain {
            return Err(call.malformed(reply.status, "the reply is about another domain"));
        }
        Ok(found)
    }

    /// How the web application keeps its certificates.
    pub async fn ssl_mode(&self, at: WebAppRef) -> Result<SslMode, Error> {
        let call = self.call(Operation::ReadSslMode, Route::SslMode(at));
        let reply = self.channel.send(&call).await?;
        let mode: ssl_mode::Reply = expect(&call, &reply)?;
        mode.mode()
            .ok_or_else(|| call.malformed(reply.status, "the mode is neither on nor off"))
    }

    /// The certificate of a web application in basic mode, `None` if none is installed.
    ///
    /// A certificate is there if and only if the reply has an `id`. The API's way to say that there
    /// is none (`SSL not installed!`) is understood with status 200 and 404. A 404 in any other
    /// words means that the web application itself is not there, and is [`Class::NotFound`].
    pub async fn certificate(&self, at: WebAppRef) -> Result<Option<Certificate>, Error> {
        self.certificate_at(Route::Ssl(at)).await
    }

    /// The certificate of one domain in advanced mode; the rules are those of [`Reader::certificate`].
    pub async fn domain_certificate(
        &self,
        at: WebAppRef,
        domain: DomainId,
    ) -> Result<Option<Certificate>, Error> {
        self.certificate_at(Route::DomainSsl(at, domain)).await
    }

    pub(crate) fn channel(&self) -> &Channel {
        &self.channel
    }

    fn call(&self, operation: Operation, route: Route) -> Call {
        Call::get(operation, route).patient(self.is_patient)
    }

    async fn certificate_at(&self, route: Route) -> Result<Option<Certificate>, Error> {
        let call = self.call(Operation::ReadCertificate, route);
        match self.channel.send(&call).await {
            Ok(reply) => certificate_in(&reply.body)
                .map_err(|shape| call.malformed(reply.status, shape.in_words())),
            Err(error)
                if error.class == Class::NotFound
                    && error.message.as_deref().is_some_and(means_not_installed) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn one<T: DeserializeOwned>(
        &self,
        operation: Operation,
        route: Route,
    ) -> Result<T, Error> {
        let call = self.call(operation, route);
        let reply = self.channel.send(&call).await?;
        expect(&call, &reply)
    }

    async fn list<T>(&self, operation: Operation, route: Route) -> Result<Listing<T>, Error>
    where
        T: DeserializeOwned + Numbered,
    {
        let mut gathering = Gathering::new();
        let mut next = Some(1);
        while let Some(number) = next {
            // A listing that cannot go on is lost with all pages that were read.
            let is_patient = self.is_patient || number > 1;
            let call = self.call(operation, route).page(number).patient(is_patient);
            let reply = self.channel.send(&call).await?;
            let page = Page::read(&reply.body).map_err(|detail| {
                call.malformed(reply.status, format!("page {number}: {detail}"))
            })?;
            next = gathering.add(page);
        }
        Ok(gathering.finish())
    }
}

fn expect<T: DeserializeOwned>(call: &Call, reply: &Reply) -> Result<T, Error> {
    object::object(&reply.body)
        .ok_or_else(|| call.malformed(reply.status, Shape::of(&reply.body).in_words()))
}
