//! Name servers for the tests, on loopback, UDP and TCP.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, NS};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

/// What a server does when it is asked.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Answer(Reply),
    /// A truncated answer over UDP, the whole one over TCP. With `mangled`, the datagram ends within a record.
    Cut {
        whole: Reply,
        mangled: bool,
    },
    /// Answers to another question, with another id, and from the asker's own mouth, before the true one.
    AmongForgeries(Reply),
    /// Says nothing to the first datagram.
    AfterLoss(Reply),
    Silence,
    /// The id of the question and then rubbish.
    Rubbish,
}

/// The parts of an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    pub(super) code: ResponseCode,
    pub(super) authoritative: bool,
    pub(super) answers: Vec<Record>,
    pub(super) authorities: Vec<Record>,
    pub(super) additionals: Vec<Record>,
}

/// A question that arrived: name, type, whether recursion was desired.
pub(super) type Heard = (String, RecordType, bool);

/// What a server does, by question; what is not listed does not exist.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    acts: HashMap<(String, RecordType), Act>,
    authoritative: bool,
}

impl Script {
    /// Of a resolver: its answers carry no authority.
    pub(super) fn resolver() -> Self {
        Self::default()
    }

    /// Of a server in charge: its answers carry authority, referrals aside.
    pub(super) fn authority() -> Self {
        Self {
            authoritative: true,
            ..Self::default()
        }
    }

    /// The records under the name of the first one; the other address family gets "no data".
    pub(super) fn records(mut self, kind: RecordType, records: Vec<Record>) -> Self {
        let owner = records[0].name.to_ascii();
        for family in [RecordType::A, RecordType::AAAA] {
            self.acts
                .entry((owner.clone(), family))
                .or_insert_with(|| Act::Answer(Reply::default()));
        }
        let reply = Reply {
            answers: records,
            ..Reply::default()
        };
        self.acts.insert((owner, kind), Act::Answer(reply));
        self
    }

    /// An alias, whichever family is asked for.
    pub(super) fn alias(self, owner: &str, target: &str) -> Self {
        self.records(RecordType::A, vec![cname(owner, target)])
            .records(RecordType::AAAA, vec![cname(owner, target)])
    }

    pub(super) fn act(mut self, owner: &str, kind: RecordType, act: Act) -> Self {
        self.acts.insert((owner.to_owned(), kind), act);
        self
    }

    /// The same for both address families.
    pub(super) fn acts(self, owner: &str, act: &Act) -> Self {
        self.act(owner, RecordType::A, act.clone())
            .act(owner, RecordType::AAAA, act.clone())
    }

    fn act_for(&self, question: &Message) -> Act {
        let query = &question.queries[0];
        let key = (query.name().to_lowercase().to_ascii(), query.query_type());
        let mut act = self.acts.get(&key).cloned().unwrap_or_else(|| {
            Act::Answer(Reply {
                code: ResponseCode::NXDomain,
                ..Reply::default()
            })
        });
        if let Act::Answer(reply) = &mut act
            && reply.authorities.is_empty()
        {
            reply.authoritative |= self.authoritative;
        }
        act
    }
}

impl Act {
    pub(super) fn code(code: ResponseCode) -> Self {
        Self::Answer(Reply {
            code,
            ..Reply::default()
        })
    }
}

/// A running name server.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Server {
    pub(super) async fn start(script: Script) -> Self {
        loop {
            if let Some(server) = Self::start_at((Ipv4Addr::LOCALHOST, 0).into(), &script).await {
                return server;
            }
        }
    }

    /// None when the port is taken for UDP or TCP. Port 0 finds one that is free for UDP.
    pub(super) async fn start_at(address: SocketAddr, script: &Script) -> Option<Self> {
        let udp = UdpSocket::bind(address).await.ok()?;
        let address = udp.local_addr().unwrap();
        let tcp = TcpListener::bind(address).await.ok()?;
        let heard = Arc::<Mutex<Vec<Heard>>>::default();
        tokio::spawn(serve_udp(udp, script.clone(), Arc::clone(&heard)));
        tokio::spawn(serve_tcp(tcp, script.clone()));
        Some(Self { address, heard })
    }

    /// The questions so far, datagrams only, in a stable order.
    pub(super) fn heard(&self) -> Vec<Heard> {
        let mut heard = self.heard.lock().unwrap().clone();
        heard.sort_by_key(|(name, kind, _)| (name.clone(), u16::from(*kind)));
        heard
    }
}

async fn serve_udp(socket: UdpSocket, script: Script, heard: Arc<Mutex<Vec<Heard>>>) {
    let mut buffer = [0; 512];
    loop {
        let (length, peer) = socket.recv_from(&mut buffer).await.unwrap();
        let question = Message::from_vec(&buffer[..length]).unwrap();
        let query = &question.queries[0];
        let entry = (
            query.name().to_ascii(),
            query.query_type(),
            question.metadata.recursion_desired,
        );
        let before = {
            let mut heard = heard.lock().unwrap();
            let before = heard.iter().filter(|other| **other == entry).count();
            heard.push(entry);
            before
        };
        for datagram in datagrams(&script.act_for(&question), &question, before) {
            socket.send_to(&datagram, peer).await.unwrap();
        }
    }
}

fn datagrams(act: &Act, question: &Message, before: usize) -> Vec<Vec<u8>> {
    match act {
        Act::Rubbish => vec![[&question.metadata.id.to_be_bytes()[..], b"\x80\0rubbish"].concat()],
        Act::AfterLoss(_) if before == 0 => vec![],
        Act::Answer(reply) | Act::AfterLoss(reply) => {
            vec![message(reply, question).to_vec().unwrap()]
        }
        Act::Silence => vec![],
        Act::Cut { whole, mangled } => {
            let mut message = message(whole, question);
            message.metadata.truncation = true;
            if !mangled {
                message.answers.clear();
            }
            let mut bytes = message.to_vec().unwrap();
            if *mangled {
                bytes.truncate(bytes.len() - 2);
            }
            vec![bytes]
        }
        Act::AmongForgeries(reply) => {
            let truth = message(reply, question);
            let mut other_id = message(&forgery(question), question);
            other_id.metadata.id = question.metadata.id.wrapping_add(1);
            let mut other_question = message(&forgery(question), question);
            other_question.queries[0].set_name(Name::from_ascii("other.test.").unwrap());
            let mut no_response = question.clone();
            no_response.add_answers(forgery(question).answers);
            [other_id, other_question, no_response, truth]
                .iter()
                .map(|message| message.to_vec().unwrap())
                .collect()
        }
    }
}

fn forgery(question: &Message) -> Reply {
    Reply {
        answers: vec![a(&question.queries[0].name().to_ascii(), "192.0.2.66")],
        ..Reply::default()
    }
}

async fn serve_tcp(listener: TcpListener, script: Script) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let length = stream.read_u16().await.unwrap();
        let mut bytes = vec![0; usize::from(length)];
        stream.read_exact(&mut bytes).await.unwrap();
        let question = Message::from_vec(&bytes).unwrap();
        if let Act::Cut { whole, .. } = script.act_for(&question) {
            let answer = message(&whole, &question).to_vec().unwrap();
            let length = u16::try_from(answer.len()).unwrap();
            stream.write_u16(length).await.unwrap();
            stream.write_all(&answer).await.unwrap();
        }
    }
}

fn message(reply: &Reply, question: &Message) -> Message {
    let mut message = Message::response(question.metadata.id, OpCode::Query);
    message.metadata.response_code = reply.code;
    message.metadata.authoritative = reply.authoritative;
    message.add_queries(question.queries.clone());
    message.add_answers(reply.answers.clone());
    message.add_authorities(reply.authorities.clone());
    message.add_additionals(reply.additionals.clone());
    message
}

pub(super) fn a(owner: &str, address: &str) -> Record {
    record(owner, RData::A(A(address.parse().unwrap())))
}

pub(super) fn aaaa(owner: &str, address: &str) -> Record {
    record(owner, RData::AAAA(AAAA(address.parse().unwrap())))
}

pub(super) fn cname(owner: &str, target: &str) -> Record {
    record(
        owner,
        RData::CNAME(CNAME(Name::from_ascii(target).unwrap())),
    )
}

pub(super) fn ns(owner: &str, server: &str) -> Record {
    record(owner, RData::NS(NS(Name::from_ascii(server).unwrap())))
}

fn record(owner: &str, data: RData) -> Record {
    Record::from_rdata(Name::from_ascii(owner).unwrap(), 60, data)
}
