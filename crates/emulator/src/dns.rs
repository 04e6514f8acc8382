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
use crate::world::World;
use crate::zone::caa::{CRITICAL, Caa};
use crate::zone::{self, Answer, DnsFault, Record, Zone};

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
        let Some(response) = shared.peek_now(|world, now| respond(world, &query, now)) else {
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
        let Some(response) = shared.peek_now(|world, now| respond(world, &query, now)) else {
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
fn respond(world: &mut World, query: &Message, now: i64) -> Option<Message> {
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
    answer(world, question, now, &mut response).then_some(response)
}

/// Fills in the answer; false when there is to be none.
fn answer(world: &mut World, question: &Query, now: i64, response: &mut Message) -> bool {
    let asked = question.name().to_ascii();
    let kind = question.query_type();
    let ttl = world.switches.dns_ttl;
    let looked_up = recall(world, &asked, kind, now).unwrap_or_else(|| {
        let mut found = look_up(&world.zone, &asked, kind);
        if let Some(recalled) = recall(world, &found.name, kind, now) {
            (found.end, found.ttl) = (recalled.end, recalled.ttl);
        }
        found
    });
    for (owner, target) in &looked_up.chain {
        let record = Record::Cname(target.clone());
        response.answers.extend(resource(owner, &record, ttl));
    }
    let last = &looked_up.name;
    let denied = match looked_up.end {
        Answer::Failed(fault) => {
            let Some(code) = code_of(fault) else {
                return false;
            };
            response.metadata.response_code = code;
            response.metadata.authoritative = code == ResponseCode::ServFail;
            return true;
        }
        Answer::NoName => {
            response.metadata.response_code = ResponseCode::NXDomain;
            Some(None)
        }
        Answer::Found(records) => {
            let matching: Vec<Resource> = records
                .iter()
                .filter_map(|record| resource(last, record, ttl))
                .filter(|record| record.record_type() == kind)
                .collect();
            let denied = matching.is_empty().then_some(Some(kind));
            response.answers.extend(matching);
            denied
        }
    };
    if let Some(denied) = denied {
        let seconds = world.switches.negative_cache_secs;
        let fresh = looked_up.ttl.is_none() && seconds > 0;
        if fresh {
            world.negative.remember(last, denied, seconds, now);
        }
        let ttl = looked_up.ttl.unwrap_or(if fresh { seconds } else { ttl });
        response.authorities.extend(start_of_authority(last, ttl));
    }
    true
}

/// What the zone, or the memory of it, says to a question.
struct LookedUp {
    chain: Vec<(String, String)>,
    end: Answer,
    name: String,
    /// Seconds that a remembered denial still lasts.
    ttl: Option<u32>,
}

fn look_up(zone: &Zone, asked: &str, kind: RecordType) -> LookedUp {
    let about = if kind == RecordType::CAA {
        zone::Question::Caa
    } else {
        zone::Question::Other
    };
    // Whoever asks for the CNAME itself gets it; for anything else it is followed.
    let (chain, end, name) = if kind == RecordType::CNAME {
        (Vec::new(), zone.look_up(asked, about), asked.to_owned())
    } else {
        let walk = zone.walk(asked, about);
        (walk.chain, walk.end, walk.name)
    };
    LookedUp {
        chain,
        end,
        name,
        ttl: None,
    }
}

/// A denial that is remembered, while the switch is on.
fn recall(world: &World, name: &str, kind: RecordType, now: i64) -> Option<LookedUp> {
    if world.switches.negative_cache_secs == 0 {
        return None;
    }
    let remembered = world.negative.find(name, kind, now)?;
    Some(LookedUp {
        chain: Vec::new(),
        end: if remembered.no_name {
            Answer::NoName
        } else {
            Answer::Found(Vec::new())
        },
        name: name.to_owned(),
        ttl: Some(remembered.seconds),
    })
}

/// How a failing server answers, if it does. Who is not in charge has nothing to say, and says so without an error.
fn code_of(fault: DnsFault) -> Option<ResponseCode> {
    match fault {
        DnsFault::Silent => None,
        DnsFault::ServFail | DnsFault::CaaServFail => Some(ResponseCode::ServFail),
        DnsFault::Refused => Some(ResponseCode::Refused),
        DnsFault::Lame => Some(ResponseCode::NoError),
    }
}

/// The record in wire form; `None` for names that do not fit DNS.
fn resource(owner: &str, record: &Record, ttl: u32) -> Option<Resource> {
    let data = match record {
        Record::A(address) => RData::A(A(*address)),
        Record::Aaaa(address) => RData::AAAA(AAAA(*address)),
        Record::Cname(target) => RData::CNAME(CNAME(absolute(target)?)),
        Record::Caa(text) => {
            let read = Caa::parse(text);
            let mut data = CAA::new_issue(read.flags & CRITICAL != 0, None, Vec::new());
            data.reserved_flags = read.flags & !CRITICAL;
            data.tag = read.tag;
            data.value = read.value.into_bytes();
            RData::CAA(data)
        }
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
