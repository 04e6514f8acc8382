//! The network's database as the agent's source.

use agent::{Source, SourceError};
use async_trait::async_trait;
use plan::{Network, Reading, Timestamp};
use wordpress::{NetworkDatabase, ReadError};

/// Reads the network from its own database.
pub(crate) struct DatabaseSource(pub(crate) NetworkDatabase);

#[async_trait]
impl Source for DatabaseSource {
    async fn read(&self, now: Timestamp) -> Result<Reading<Network>, SourceError> {
        self.0.read(now).await.map_err(|error| failed(&error))
    }

    async fn change_token(&self) -> Result<String, SourceError> {
        let token = self.0.change_token().await;
        // Tokens are compared and never read, so any faithful form of one will do.
        token
            .map(|token| format!("{token:?}"))
            .map_err(|error| failed(&error))
    }
}

fn failed(error: &ReadError) -> SourceError {
    SourceError {
        cause: error.to_string(),
        hint: error.hint(),
        transient: error.is_transient(),
    }
}
