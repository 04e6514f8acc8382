//! Reads a WordPress Multisite network: its configuration statically, its database in one snapshot.
