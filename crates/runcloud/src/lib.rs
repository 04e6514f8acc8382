//! A typed, asynchronous client of the RunCloud API (v2 and v3).
