//! Why a browser would refuse a certificate, in the words of the plan.

use plan::{CertificateFault, Timestamp};
use rustls::{CertificateError, Error};

use super::leaf::ReadLeaf;

/// Puts the judge's verdict on `leaf` into a word.
pub(super) fn of(verdict: &Error, leaf: &ReadLeaf, now: Timestamp) -> CertificateFault {
    let Error::InvalidCertificate(error) = verdict else {
        return otherwise(leaf);
    };
    match error {
        // An authority on the way may be the one whose time is over; the leaf cannot be renewed out of that.
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            if now > leaf.leaf.not_after {
                CertificateFault::Expired
            } else {
                CertificateFault::Untrusted
            }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            if now < leaf.leaf.not_before {
                CertificateFault::NotYetValid
            } else {
                CertificateFault::Untrusted
            }
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            CertificateFault::Untrusted
        }
        _ => otherwise(leaf),
    }
}

/// Self-signed certificates come in odd forms (an authority's flag, an old version) that the judge trips over first.
fn otherwise(leaf: &ReadLeaf) -> CertificateFault {
    if leaf.self_issued {
        CertificateFault::Untrusted
    } else {
        CertificateFault::Other
    }
}

#[cfg(test)]
mod tests {
    use plan::Leaf;

    use super::*;

    fn leaf(self_issued: bool) -> ReadLeaf {
        ReadLeaf {
            leaf: Leaf {
                issuer: String::new(),
                names: vec![],
                not_before: Timestamp::from_millis(1000),
                not_after: Timestamp::from_millis(2000),
            },
            self_issued,
        }
    }

    fn fault(error: CertificateError, self_issued: bool, now: i64) -> CertificateFault {
        of(
            &Error::InvalidCertificate(error),
            &leaf(self_issued),
            Timestamp::from_millis(now),
        )
    }

    #[test]
    fn each_verdict_has_its_word() {
        for (error, now, expected) in [
            (CertificateError::Expired, 2001, CertificateFault::Expired),
            (
                CertificateError::NotValidYet,
                999,
                CertificateFault::NotYetValid,
            ),
            (
                CertificateError::NotValidForName,
                1500,
                CertificateFault::WrongName,
            ),
            (
                CertificateError::UnknownIssuer,
                1500,
                CertificateFault::Untrusted,
            ),
            (CertificateError::Revoked, 1500, CertificateFault::Other),
        ] {
            assert_eq!(fault(error.clone(), false, now), expected, "{error:?}");
        }
    }

    #[test]
    fn an_expired_authority_is_not_an_expired_leaf() {
        assert_eq!(
            fault(CertificateError::Expired, false, 1500),
            CertificateFault::Untrusted
        );
        assert_eq!(
            fault(CertificateError::NotValidYet, false, 1500),
            CertificateFault::Untrusted
        );
    }

    #[test]
    fn an_oddity_of_a_self_signed_certificate_is_lack_of_trust() {
        assert_eq!(
            fault(CertificateError::BadEncoding, true, 1500),
            CertificateFault::Untrusted
        );
        assert_eq!(
            fault(CertificateError::BadEncoding, false, 1500),
            CertificateFault::Other
        );
    }
}
