//! The name server: authoritative answers from the zone, over UDP and TCP.

use std::io;
use std::sync::Arc;

use axum::serve::Listener;
use hickory_resolver::proto::op::{Edns, Message, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CAA, CNAME, SOA};
use hickory_resolver::proto::rr::{Name, RData, Record as Resource, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use crate::shared::Shared;
use crate::zone::{Answer, DnsFault, Record, Zone};

/// Largest UDP answer to a client that does not say how much it takes (RFC 1035, section 4.2.1).
const PLAIN_UDP_SIZE: u16 = 512;
/// Largest UDP answer to anybody.
const UDP_SIZE: u16 = 1232;

/// Answers queries over UDP until the emulator stops.
pub(crate) async fn serve_udp(socket: UdpSocket, shared: Arc<Shared>) {
    let mut buffer = [0; 4096];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut buffer).await else {
            continue;
        };
        let Some(query) = buffer
            .get(..length)
            .and_then(|bytes| Message::from_vec(bytes).ok())
        else {
            continue;
        };
        let room = query.edns.as_ref().map_or(PLAIN_UDP_SIZE, |edns| {
            edns.max_payload().clamp(PLAIN_UDP_SIZE, UDP_SIZE)
        });
        let Some(response) =
            shared.peek(|world| respond(&world.zone, &query, world.switches.dns_ttl))
        else {
            continue;
        };
        let Ok(mut bytes) = response.to_vec() else {
            continue;
        };
        if bytes.len() > usize::from(room) {
            let Ok(short) = response.truncate().to_vec() else {
                continue;
            };
            bytes = short;
        }
        if let Err(error) = socket.send_to(&bytes, peer).await {
            tracing::debug!(%error, "a DNS answer was not sent");
        }
    }
}

/// Answers queries over TCP until the emulator stops.
pub(crate) async fn serve_tcp(mut listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = Listener::accept(&mut listener).await;
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            // The peer went away or sent nonsense: nobody is left to tell.
            let _ = converse(stream, &shared).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut bytes = vec![0; usize::from(length)];
        stream.read_exact(&mut bytes).await?;
        let query = Message::from_vec(&bytes).map_err(io::Error::other)?;
        let Some(response) =
            shared.peek(|world| respond(&world.zone, &query, world.switches.dns_ttl))
        else {
            continue;
        };
        let bytes = response.to_vec().map_err(io::Error::other)?;
        stream
            .write_u16(u16::try_from(bytes.len()).map_err(io::Error::other)?)
            .await?;
        stream.write_all(&bytes).await?;
    }
}

/// The answer to a query; `None` when the server is told to be silent.
fn respond(zone: &Zone, query: &Message, ttl: u32) -> Option<Message> {
    let mut response = Message::response(query.metadata.id, query.metadata.op_code);
    response.metadata.recursion_desired = query.metadata.recursion_desired;
    response.metadata.authoritative = true;
    if query.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(UDP_SIZE);
        response.set_edns(edns);
    }
    let [question] = query.queries.as_slice() else {
        response.metadata.response_code = ResponseCode::FormErr;
        return Some(response);
    };
    response.add_query(question.clone());
    if query.metadata.op_code != OpCode::Query {
        response.metadata.response_code = ResponseCode::NotImp;
        return Some(response);
    }
    answer(zone, question, ttl, &mut response).then_some(response)
}

/// Fills in the answer; false when there is to be none.
fn answer(zone: &Zone, question: &Query, ttl: u32, response: &mut Message) -> bool {
    let asked = question.name().to_ascii();
    let kind = question.query_type();
    // Whoever asks for the CNAME itself gets it; for anything else it is followed.
    let (chain, end, last) = if kind == RecordType::CNAME {
        (Vec::new(), zone.look_up(&asked), asked)
    } else {
        let walk = zone.walk(&asked);
        (walk.chain, walk.end, walk.name)
    };
    for (owner, target) in &chain {
        let record = Record::Cname(target.clone());
        response.answers.extend(resource(owner, &record, ttl));
    }
    match end {
        Answer::Failed(DnsFault::Silent) => return false,
        Answer::Failed(DnsFault::ServFail) => {
            response.metadata.response_code = ResponseCode::ServFail;
        }
        Answer::Failed(DnsFault::Refused) => {
            response.metadata.response_code = ResponseCode::Refused;
            response.metadata.authoritative = false;
        }
        Answer::NoName => {
            response.metadata.response_code = ResponseCode::NXDomain;
            response.authorities.extend(start_of_authority(&last, ttl));
        }
        Answer::Found(records) => {
            let matching: Vec<Resource> = records
                .iter()
                .filter_map(|record| resource(&last, record, ttl))
                .filter(|record| record.record_type() == kind)
                .collect();
            if matching.is_empty() {
                response.authorities.extend(start_of_authority(&last, ttl));
            }
            response.answers.extend(matching);
        }
    }
    true
}

/// The record in wire form; `None` for names that do not fit DNS.
fn resource(owner: &str, record: &Record, ttl: u32) -> Option<Resource> {
    let data = match record {
        Record::A(address) => RData::A(A(*address)),
        Record::Aaaa(address) => RData::AAAA(AAAA(*address)),
        Record::Cname(target) => RData::CNAME(CNAME(absolute(target)?)),
        Record::Caa(issuer) if issuer.is_empty() => {
            RData::CAA(CAA::new_issue(false, None, Vec::new()))
        }
        Record::Caa(issuer) => RData::CAA(CAA::new_issue(
            false,
            Some(Name::from_ascii(issuer).ok()?),
            Vec::new(),
        )),
    };
    Some(Resource::from_rdata(absolute(owner)?, ttl, data))
}

/// The SOA of a negative answer. Where the zone is cut is not modelled: the last two labels have to do.
fn start_of_authority(name: &str, ttl: u32) -> Option<Resource> {
    let name = absolute(name)?;
    let zone = name.trim_to(2);
    let server = Name::from_ascii("ns.emulator.invalid.").ok()?;
    let contact = Name::from_ascii("hostmaster.emulator.invalid.").ok()?;
    let soa = SOA::new(server, contact, 1, 3600, 600, 86_400, ttl);
    Some(Resource::from_rdata(zone, ttl, RData::SOA(soa)))
}

fn absolute(name: &str) -> Option<Name> {
    let mut name = Name::from_ascii(name).ok()?;
    name.set_fqdn(true);
    Some(name)
}
