//! Certificates from a real authority: what the panel orders is asked for over ACME, with http-01 at the plain edge.

mod client;
mod exchange;

use std::io;
use std::sync::Arc;

use instant_acme::{Account, NewAccount};
use tokio::sync::OnceCell;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

use crate::acme::client::LoopbackClient;
use crate::shared::Shared;
use crate::world::certificates::Chain;
use crate::world::errands::{Errand, Failure};

/// A real certificate authority that takes the place of the emulated one.
///
/// It must reach the plain web server ([`crate::Emulator::http_addr`]) for http-01, and it alone judges where names
/// lead: the emulated zone is not asked. The clock must be the system's.
#[derive(Debug, Clone)]
pub struct AcmeSettings {
    /// URL of the ACME directory.
    pub directory: String,
    /// The root that signed the authority's own HTTPS port, as PEM.
    pub ca_pem: String,
    /// The root that its certificates lead to, as PEM. [`crate::Emulator::ca_pem`] shows it beside the emulator's own.
    pub trusted_root_pem: String,
}

/// Runs errands until the emulator stops, each in a task of its own: a slow one holds up no other.
pub(crate) async fn serve(
    mut errands: UnboundedReceiver<Errand>,
    settings: AcmeSettings,
    shared: Arc<Shared>,
) {
    let desk = Arc::new(Desk {
        settings,
        account: OnceCell::new(),
    });
    let mut under_way = JoinSet::new();
    while let Some(errand) = errands.recv().await {
        let (desk, shared) = (Arc::clone(&desk), Arc::clone(&shared));
        under_way.spawn(async move {
            let outcome = desk.run(&errand, &shared).await;
            shared.with(|world, now| world.end_errand(errand, outcome, now));
        });
        while under_way.try_join_next().is_some() {}
    }
}

/// The panel's account at the authority, made with the first errand.
struct Desk {
    settings: AcmeSettings,
    account: OnceCell<Account>,
}

impl Desk {
    async fn run(&self, errand: &Errand, shared: &Shared) -> Result<Chain, Failure> {
        let account = self
            .account
            .get_or_try_init(|| self.register())
            .await
            .map_err(Failure::from_error)?;
        let names = &errand.certificate.asked;
        let request = shared
            .authority
            .request(names)
            .map_err(Failure::from_error)?;
        exchange::obtain(account, names, &request, shared).await
    }

    async fn register(&self) -> io::Result<Account> {
        let http = Box::new(LoopbackClient::trusting(&self.settings.ca_pem)?);
        let wishes = NewAccount {
            contact: &[],
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let made = Account::builder_with_http(http)
            .create(&wishes, self.settings.directory.clone(), None)
            .await;
        made.map(|(account, _)| account).map_err(io::Error::other)
    }
}
