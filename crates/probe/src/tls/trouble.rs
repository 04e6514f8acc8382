//! Why no certificate came, in words that stay the same from look to look.

use std::io;
use std::time::Duration;

use rustls::{AlertDescription, Error};

/// What kept the server from showing a certificate.
///
/// The texts are stored in a domain's status: no address, no port, nothing that changes without a reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("no answer within {} s", .0.as_secs_f64())]
    NoAnswer(Duration),
    #[error("connection refused")]
    ConnectionRefused,
    #[error("no route to the server")]
    NoRoute,
    #[error("the server has no public address")]
    NoPublicAddress,
    #[error("the server closed the connection")]
    Closed,
    #[error("the port speaks no TLS")]
    NoTls,
    #[error("the server has no certificate for this name")]
    NoCertificate,
    #[error("the server speaks only outdated TLS")]
    OutdatedTls,
    #[error("the server refused the handshake")]
    RefusedHandshake,
    #[error("the server does not hold the key of its certificate")]
    WrongKey,
    #[error("the certificate cannot be read")]
    UnreadableCertificate,
    #[error("the name cannot be sent in a handshake")]
    UnusableName,
    #[error("the handshake failed")]
    Other,
}

impl Trouble {
    /// Why no TCP connection came about.
    pub(super) fn connecting(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::ConnectionRefused,
            io::ErrorKind::ConnectionReset => Self::Closed,
            _ => Self::NoRoute,
        }
    }

    /// Why the handshake over a TCP connection did not end well.
    pub(super) fn shaking(error: &io::Error) -> Self {
        let tls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Error>());
        match tls {
            Some(tls) => Self::tls(tls),
            // Whatever cuts a connection off looks the same from here: EOF, reset, broken pipe.
            None => Self::Closed,
        }
    }

    /// Whether another address of the same server may know better.
    pub(super) fn is_silence(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer(_) | Self::ConnectionRefused | Self::NoRoute
        )
    }

    fn tls(error: &Error) -> Self {
        match error {
            Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => Self::NoTls,
            Error::AlertReceived(alert) => Self::alert(*alert),
            Error::PeerIncompatible(_) => Self::OutdatedTls,
            Error::NoCertificatesPresented => Self::NoCertificate,
            Error::InvalidCertificate(_) => Self::WrongKey,
            _ => Self::Other,
        }
    }

    fn alert(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::UnrecognisedName
            | AlertDescription::AccessDenied
            | AlertDescription::NoCertificate
            | AlertDescription::CertificateUnobtainable => Self::NoCertificate,
            AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity => {
                Self::OutdatedTls
            }
            _ => Self::RefusedHandshake,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tls(error: Error) -> String {
        Trouble::shaking(&io::Error::new(io::ErrorKind::InvalidData, error)).to_string()
    }

    #[test]
    fn alerts_are_told_apart() {
        for (alert, words) in [
            (
                AlertDescription::UnrecognisedName,
                "the server has no certificate for this name",
            ),
            (
                AlertDescription::AccessDenied,
                "the server has no certificate for this name",
            ),
            (
                AlertDescription::ProtocolVersion,
                "the server speaks only outdated TLS",
            ),
            (
                AlertDescription::HandshakeFailure,
                "the server refused the handshake",
            ),
            (
                AlertDescription::InternalError,
                "the server refused the handshake",
            ),
        ] {
            assert_eq!(tls(Error::AlertReceived(alert)), words, "{alert:?}");
        }
    }

    #[test]
    fn patience_is_shown_in_seconds() {
        let trouble = Trouble::NoAnswer(Duration::from_secs(5));
        assert_eq!(trouble.to_string(), "no answer within 5 s");
        let trouble = Trouble::NoAnswer(Duration::from_millis(1500));
        assert_eq!(trouble.to_string(), "no answer within 1.5 s");
    }

    #[test]
    fn only_silence_is_worth_another_address() {
        assert!(Trouble::ConnectionRefused.is_silence());
        assert!(Trouble::NoRoute.is_silence());
        assert!(!Trouble::NoCertificate.is_silence());
        assert!(!Trouble::NoTls.is_silence());
    }
}
