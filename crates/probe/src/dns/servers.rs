//! The resolver we rely on: the system's, or the one we were given.

use std::net::SocketAddr;

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::{Name, RecordType};
use plan::DnsOutcome;

use super::exchange::{Exchange, Question};
use super::reply::{self, Said};

/// `resolv.conf` counts three as well; more would only cost time.
const MAX_SERVERS: usize = 3;

/// Recursive servers that are asked one after the other until one knows.
#[derive(Clone, Debug)]
pub(super) struct Servers(Vec<SocketAddr>);

impl Servers {
    pub(super) fn recursive(mut addresses: Vec<SocketAddr>) -> Self {
        addresses.truncate(MAX_SERVERS);
        Self(addresses)
    }

    /// What the first server that knows says about `name`.
    pub(super) async fn say(
        &self,
        exchange: &Exchange,
        name: &Name,
        kind: RecordType,
    ) -> Result<Said, DnsOutcome> {
        let message = self.ask(exchange, name, kind).await?;
        reply::read(&message, name, kind, &Name::root())
    }

    /// The first message that is no failure.
    ///
    /// # Errors
    /// The first failure that a server gave as its answer, else that they gave none.
    pub(super) async fn ask(
        &self,
        exchange: &Exchange,
        name: &Name,
        kind: RecordType,
    ) -> Result<Message, DnsOutcome> {
        let question = Question {
            name: name.clone(),
            kind,
            recursion: true,
        };
        let mut worst = DnsOutcome::TimedOut;
        for server in &self.0 {
            let failure = match exchange.ask(*server, &question).await {
                Ok(message) => match reply::failure(message.metadata.response_code) {
                    None => return Ok(message),
                    Some(failure) => failure,
                },
                Err(failure) => failure,
            };
            if worst == DnsOutcome::TimedOut {
                worst = failure;
            }
        }
        Err(worst)
    }
}
