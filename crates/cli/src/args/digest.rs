//! The name of one particular plan, as it was copied from the output of `plan`.

use std::str::FromStr;

/// What `apply --plan-digest` was given: as many hexadecimal digits as `plan` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenDigest(String);

/// The text is not a digest that `plan` could have printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is {DIGITS} hexadecimal digits, as printed by `plan`")]
pub struct InvalidDigest;

/// The length of a [`plan::PlanDigest`].
const DIGITS: usize = 12;

impl GivenDigest {
    /// Whether this is the digest of the plan at hand.
    pub fn names(&self, digest: &plan::PlanDigest) -> bool {
        *digest == *self.0
    }
}

impl FromStr for GivenDigest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let text = text.trim().to_ascii_lowercase();
        if text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text))
        } else {
            Err(InvalidDigest)
        }
    }
}

#[cfg(test)]
mod tests {
    use plan::Plan;

    use super::*;

    #[test]
    fn what_plan_prints_is_accepted_and_names_that_plan() {
        let digest = Plan::default().digest();
        let given: GivenDigest = digest.to_string().to_uppercase().parse().unwrap();
        assert!(given.names(&digest));
        let other: GivenDigest = "5f0c3a9d27b1".parse().unwrap();
        assert!(!other.names(&digest));
    }

    #[test]
    fn what_plan_never_prints_is_refused() {
        for text in ["", "5f0c3a9d", "5f0c3a9d27bz", "5f0c3a9d27b1a"] {
            assert_eq!(text.parse::<GivenDigest>(), Err(InvalidDigest), "{text}");
        }
    }
}
