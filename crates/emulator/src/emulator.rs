//! Starting and stopping: sockets, and the tasks behind them.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::acme;
use crate::api;
use crate::authority::Authority;
use crate::control;
use crate::panel::Panel;
use crate::settings::Settings;
use crate::shared::Shared;
use crate::world::World;
use crate::{dns, edge};

/// How often a free port is looked for that both UDP and TCP can have.
const PORT_ATTEMPTS: u32 = 20;

/// A running emulator. Dropping it stops it at once; [`Emulator::stop`] also waits until its ports are free.
pub struct Emulator {
    shared: Arc<Shared>,
    api: SocketAddr,
    dns: SocketAddr,
    https: SocketAddr,
    http: SocketAddr,
    control: SocketAddr,
    tasks: JoinSet<()>,
    /// Dropping it ends every wait in the tasks.
    running: watch::Sender<()>,
}

impl Emulator {
    /// Binds all ports on 127.0.0.1 and starts to serve.
    ///
    /// # Errors
    /// When a port is taken, with the port in the message.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let clock = Arc::clone(&settings.clock);
        let now = clock();
        let api = listen("the API", settings.api_port).await?;
        let https = listen("TLS", settings.https_port).await?;
        let http = listen("HTTP", settings.http_port).await?;
        let control = listen("the control API", settings.control_port).await?;
        let (dns_udp, dns_tcp) = listen_dns(settings.dns_port).await?;
        let addresses = [
            api.local_addr()?,
            dns_udp.local_addr()?,
            https.local_addr()?,
            http.local_addr()?,
            control.local_addr()?,
        ];

        let (running, stopped) = watch::channel(());
        let (errands, taken) = mpsc::unbounded_channel();
        let real_authority = settings.acme.clone();
        let real_root = real_authority
            .as_ref()
            .map(|real| real.trusted_root_pem.as_str());
        let authority = Authority::new(now, real_root)?;
        let shared = Arc::new(Shared::new(
            World::new(settings, now),
            authority,
            clock,
            errands,
            stopped,
        ));
        let mut tasks = JoinSet::new();
        tasks.spawn(dns::serve_udp(dns_udp, Arc::clone(&shared)));
        tasks.spawn(dns::serve_tcp(dns_tcp, Arc::clone(&shared)));
        tasks.spawn(edge::serve_https(https, Arc::clone(&shared)));
        tasks.spawn(edge::serve_http(http, Arc::clone(&shared)));
        tasks.spawn(api::serve(api, Arc::clone(&shared)));
        tasks.spawn(control::serve(control, Arc::clone(&shared)));

        if let Some(real) = real_authority {
            tasks.spawn(acme::serve(taken, real, Arc::clone(&shared)));
        }

        let [api, dns, https, http, control] = addresses;
        Ok(Self {
            shared,
            api,
            dns,
            https,
            http,
            control,
            tasks,
            running,
        })
    }

    /// Where the API is: `http://127.0.0.1:PORT`, to which clients add `/api/v2` or `/api/v3`.
    pub fn api_origin(&self) -> String {
        format!("http://{}", self.api)
    }

    /// The name server, UDP and TCP.
    pub fn dns_addr(&self) -> SocketAddr {
        self.dns
    }

    /// The TLS edge, for every host.
    pub fn https_addr(&self) -> SocketAddr {
        self.https
    }

    /// The plain web server, for every host.
    pub fn http_addr(&self) -> SocketAddr {
        self.http
    }

    /// The control API; see the crate's documentation.
    pub fn control_addr(&self) -> SocketAddr {
        self.control
    }

    /// The root certificate to trust, as PEM; with a real authority its root follows.
    pub fn ca_pem(&self) -> String {
        self.shared.authority.root_pem().to_owned()
    }

    /// A handle to see and change the emulated world.
    pub fn panel(&self) -> Panel {
        Panel::new(Arc::clone(&self.shared))
    }

    /// Ends all connections and waits until every task is gone.
    pub async fn stop(self) {
        let Self {
            mut tasks, running, ..
        } = self;
        drop(running);
        tasks.shutdown().await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Emulator")
            .field("api", &self.api)
            .field("dns", &self.dns)
            .field("https", &self.https)
            .field("http", &self.http)
            .field("control", &self.control)
            .finish_non_exhaustive()
    }
}

async fn listen(what: &str, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| cannot_listen(what, port, &error))
}

/// The same port for UDP and TCP. A port that is free for one may be taken for the other.
async fn listen_dns(port: u16) -> io::Result<(UdpSocket, TcpListener)> {
    let mut attempts = if port == 0 { PORT_ATTEMPTS } else { 1 };
    loop {
        attempts -= 1;
        let tcp = listen("DNS", port).await?;
        match UdpSocket::bind(tcp.local_addr()?).await {
            Ok(udp) => return Ok((udp, tcp)),
            Err(error) if attempts == 0 => return Err(cannot_listen("DNS", port, &error)),
            Err(_) => {}
        }
    }
}

fn cannot_listen(what: &str, port: u16, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot listen for {what} on 127.0.0.1:{port}: {error}"),
    )
}
