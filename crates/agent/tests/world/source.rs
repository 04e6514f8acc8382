//! A network in memory.

use std::sync::{Arc, Mutex};

use agent::{Source, SourceError};
use async_trait::async_trait;
use plan::{Network, Reading, Timestamp};

/// A network in memory; what a reading finds can be spoiled.
#[derive(Clone)]
pub struct MemorySource(pub Arc<Mutex<Spoilable>>);

pub struct Spoilable {
    pub network: Network,
    pub version: u64,
    pub partial: Option<String>,
    pub failure: Option<String>,
    pub reads: usize,
}

#[async_trait]
impl Source for MemorySource {
    async fn read(&self, now: Timestamp) -> Result<Reading<Network>, SourceError> {
        let mut inner = self.0.lock().unwrap();
        inner.reads += 1;
        if let Some(message) = &inner.failure {
            return Err(SourceError {
                cause: message.clone(),
                hint: "look at the database".to_owned(),
                transient: true,
            });
        }
        Ok(match &inner.partial {
            Some(reason) => Reading::part(inner.network.clone(), now, reason.clone()),
            None => Reading::whole(inner.network.clone(), now),
        })
    }

    async fn change_token(&self) -> Result<String, SourceError> {
        let inner = self.0.lock().unwrap();
        match &inner.failure {
            Some(message) => Err(SourceError {
                cause: message.clone(),
                hint: "look at the database".to_owned(),
                transient: true,
            }),
            None => Ok(inner.version.to_string()),
        }
    }
}
