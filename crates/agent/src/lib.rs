//! Reads both sides, plans, acts, proves and remembers.
