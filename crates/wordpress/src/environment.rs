//! The process environment as a seam.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// Looks up environment variables.
///
/// PHP's environment is not ours: a variable that is set here is taken to be set there too, because an operator
/// gave it to us on purpose; one that is not set here says nothing about PHP.
pub trait Environment: Send + Sync {
    /// The bytes of a variable, or nothing where it is not set.
    fn get(&self, name: &str) -> Option<Vec<u8>>;
}

/// The environment of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        // `var_os` panics on names that no variable can have.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        std::env::var_os(name).map(OsString::into_encoded_bytes)
    }
}

impl<F> Environment for F
where
    F: Fn(&str) -> Option<Vec<u8>> + Send + Sync,
{
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        self(name)
    }
}

impl Environment for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.get(name).map(|value| value.clone().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_no_variable_can_have_is_simply_not_set() {
        assert_eq!(ProcessEnvironment.get(""), None);
        assert_eq!(ProcessEnvironment.get("a=b"), None);
        assert_eq!(ProcessEnvironment.get("a\0b"), None);
    }
}
