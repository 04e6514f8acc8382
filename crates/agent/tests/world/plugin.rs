//! The WordPress plugin as far as the agent meets it: somebody who opens, or not.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use plan::{DomainName, Timestamp};
use probe::{Knock, Knocker};

/// When, at which host and at which addresses somebody knocked.
type Heard = (Timestamp, String, Vec<IpAddr>);

/// A plugin that answers every knock alike and remembers when it heard them.
#[derive(Clone)]
pub struct FakePlugin {
    /// What it answers.
    pub answer: Arc<Mutex<Result<Knock, String>>>,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Default for FakePlugin {
    fn default() -> Self {
        let nothing_to_do = Knock {
            swept: true,
            moved: 0,
            waiting: 0,
        };
        Self {
            answer: Arc::new(Mutex::new(Ok(nothing_to_do))),
            heard: Arc::default(),
        }
    }
}

impl FakePlugin {
    /// The knocks it heard.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    pub fn answers(&self, answer: Result<Knock, String>) {
        *self.answer.lock().unwrap() = answer;
    }
}

#[async_trait]
impl Knocker for FakePlugin {
    async fn knock(
        &self,
        main_domain: &DomainName,
        at: &[IpAddr],
        now: Timestamp,
    ) -> Result<Knock, String> {
        let knock = (now, main_domain.as_str().to_owned(), at.to_vec());
        self.heard.lock().unwrap().push(knock);
        self.answer.lock().unwrap().clone()
    }
}
