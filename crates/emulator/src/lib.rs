//! A RunCloud on loopback: API, DNS zone, TLS edge and faults, for tests and for people who write against RunCloud.
