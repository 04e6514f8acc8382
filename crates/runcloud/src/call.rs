//! One request before it is sent, and the reply that was accepted.

use reqwest::Method;
use serde_json::Value;

use crate::route::Route;
use crate::{Class, Error, Fate, Operation};

/// A request in terms of the API.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) subject: String,
    pub(crate) method: Method,
    pub(crate) route: Route,
    /// The page of a list, from 1.
    pub(crate) page: Option<u32>,
    pub(crate) body: Option<Value>,
    /// Completes a reading that would be lost without it.
    pub(crate) is_patient: bool,
}

/// A reply with a 2xx status.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Call {
    pub(crate) fn get(operation: Operation, route: Route) -> Self {
        Self::new(operation, Method::GET, route)
    }

    pub(crate) fn new(operation: Operation, method: Method, route: Route) -> Self {
        Self {
            operation,
            subject: route.to_string(),
            method,
            route,
            page: None,
            body: None,
            is_patient: false,
        }
    }

    pub(crate) fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    pub(crate) fn patient(mut self, is_patient: bool) -> Self {
        self.is_patient = is_patient;
        self
    }

    pub(crate) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub(crate) fn error(&self, class: Class, fate: Fate) -> Error {
        Error::new(self.operation, self.subject.clone(), class, fate)
    }

    /// The provider said yes, but what it said cannot be understood.
    pub(crate) fn malformed(&self, status: u16, detail: impl Into<String>) -> Error {
        let mut error = self
            .error(Class::Malformed, Fate::Unknown)
            .because(detail.into());
        error.status = Some(status);
        error
    }
}
