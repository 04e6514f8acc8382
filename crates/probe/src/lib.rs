//! Looks at domains from outside: DNS look-ups and TLS handshakes.
