//! What a person may say yes to.

use std::str::FromStr;

use plan::{DomainName, InvalidName};

/// The thing that `confirm` is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmTarget {
    /// The removals that the brake holds back.
    Brake,
    /// That this installation, and not a copy of it, acts.
    Identity,
    /// What waits for a yes on one domain.
    Domain(DomainName),
}

/// The text names nothing that can be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither `brake` nor `identity` nor a domain: {0}")]
pub struct InvalidTarget(InvalidName);

impl FromStr for ConfirmTarget {
    type Err = InvalidTarget;

    fn from_str(text: &str) -> Result<Self, InvalidTarget> {
        match text {
            "brake" => Ok(Self::Brake),
            "identity" => Ok(Self::Identity),
            name => name.parse().map(Self::Domain).map_err(InvalidTarget),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_domains_cannot_be_mistaken_for_each_other() {
        assert_eq!("brake".parse(), Ok(ConfirmTarget::Brake));
        assert_eq!("identity".parse(), Ok(ConfirmTarget::Identity));
        let domain = "Brake.example".parse().map(ConfirmTarget::Domain).unwrap();
        assert_eq!("brake.example".parse(), Ok(domain));
        assert!("brakes".parse::<ConfirmTarget>().is_err());
    }
}
