//! One question to one server: UDP, again after a while, TCP when the answer is cut short.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_resolver::proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RecordType};
use plan::DnsOutcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// We announce no EDNS, so a well-behaved server sends at most 512 bytes (RFC 1035, section 4.2.1); a little more is
/// tolerated, and what is cut off does not parse.
const MAX_DATAGRAM: usize = 4096;

/// The TC bit in the third byte of the header.
const TRUNCATED: u8 = 0b10;

/// A lost datagram is sent again after this long.
const RESEND: Duration = Duration::from_secs(1);

/// What to ask.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) name: Name,
    pub(super) kind: RecordType,
    /// Whether the server shall ask others for us. Off towards authoritative servers.
    pub(super) recursion: bool,
}

/// Carries questions to servers.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    /// Patience with one server and one question.
    pub(super) timeout: Duration,
    /// When a datagram counts as lost.
    pub(super) resend: Duration,
}

impl Exchange {
    pub(super) fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            resend: RESEND,
        }
    }

    /// Asks `server`. The answer belongs to the question, whatever its response code.
    ///
    /// # Errors
    /// `TimedOut` when nothing comes back (a closed port included), `Malformed` when what comes back is no answer.
    pub(super) async fn ask(
        &self,
        server: SocketAddr,
        question: &Question,
    ) -> Result<Message, DnsOutcome> {
        match timeout(self.timeout, self.converse(server, question)).await {
            Ok(Ok(message)) => Ok(message),
            Ok(Err(Trouble::Nonsense)) => Err(DnsOutcome::Malformed),
            Ok(Err(Trouble::Io)) | Err(_) => Err(DnsOutcome::TimedOut),
        }
    }

    async fn converse(&self, server: SocketAddr, question: &Question) -> Result<Message, Trouble> {
        let mut query = Message::query();
        query.metadata.recursion_desired = question.recursion;
        query.add_query(Query::query(question.name.clone(), question.kind));
        let bytes = query.to_vec().map_err(|_| Trouble::Nonsense)?;
        match self.over_udp(server, &query, &bytes).await? {
            Datagram::Whole(answer) => Ok(answer),
            Datagram::Cut => over_tcp(server, &query, &bytes).await,
        }
    }

    async fn over_udp(
        &self,
        server: SocketAddr,
        query: &Message,
        bytes: &[u8],
    ) -> Result<Datagram, Trouble> {
        let any: SocketAddr = if server.is_ipv4() {
            (Ipv4Addr::UNSPECIFIED, 0).into()
        } else {
            (Ipv6Addr::UNSPECIFIED, 0).into()
        };
        // A port of its own for each question, and a connected socket: only this server's datagrams come through.
        let socket = UdpSocket::bind(any).await?;
        socket.connect(server).await?;
        loop {
            socket.send(bytes).await?;
            if let Ok(received) = timeout(self.resend, receive(&socket, query)).await {
                return received;
            }
        }
    }
}

pub(super) enum Datagram {
    Whole(Message),
    /// Marked as truncated: the whole answer is to be had over TCP.
    Cut,
}

/// Waits for the datagram that answers `query`; others are late or forged and pass by.
async fn receive(socket: &UdpSocket, query: &Message) -> Result<Datagram, Trouble> {
    let mut buffer = [0_u8; MAX_DATAGRAM];
    loop {
        let length = socket.recv(&mut buffer).await?;
        if let Some(answer) = heard(buffer.get(..length).unwrap_or_default(), query) {
            return answer;
        }
    }
}

/// What a datagram is to the one who asked `query`; nothing where it answers something else.
pub(super) fn heard(datagram: &[u8], query: &Message) -> Option<Result<Datagram, Trouble>> {
    match Message::from_vec(datagram) {
        Ok(message) if answers(&message, query) => Some(Ok(if message.metadata.truncation {
            Datagram::Cut
        } else {
            Datagram::Whole(message)
        })),
        Err(_) if datagram.starts_with(&query.metadata.id.to_be_bytes()) => {
            // A record cut in the middle does not parse, but the header says that it was cut.
            let truncated = datagram.get(2).is_some_and(|flags| flags & TRUNCATED != 0);
            Some(if truncated {
                Ok(Datagram::Cut)
            } else {
                Err(Trouble::Nonsense)
            })
        }
        _ => None,
    }
}

async fn over_tcp(server: SocketAddr, query: &Message, bytes: &[u8]) -> Result<Message, Trouble> {
    let length = u16::try_from(bytes.len()).map_err(|_| Trouble::Nonsense)?;
    let mut stream = TcpStream::connect(server).await?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(bytes);
    stream.write_all(&framed).await?;
    let mut answer = vec![0; usize::from(stream.read_u16().await?)];
    stream.read_exact(&mut answer).await?;
    let message = Message::from_vec(&answer).map_err(|_| Trouble::Nonsense)?;
    if answers(&message, query) {
        Ok(message)
    } else {
        Err(Trouble::Nonsense)
    }
}

fn answers(message: &Message, query: &Message) -> bool {
    let same_question = match message.queries.as_slice() {
        // Some servers drop the question when all they have is an error.
        [] => message.metadata.response_code != ResponseCode::NoError,
        questions => questions == query.queries,
    };
    message.metadata.id == query.metadata.id
        && message.metadata.message_type == MessageType::Response
        && message.metadata.op_code == OpCode::Query
        && same_question
}

pub(super) enum Trouble {
    /// The network gave up before the time did.
    Io,
    /// An answer that is none.
    Nonsense,
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::Io
    }
}
