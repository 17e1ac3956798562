//! Tests of the crate from outside: laws, the corpus of bad input, the shared race logs.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod client;
mod corpus;
mod faults;
mod laws;
mod nascar;
mod official;
mod row_cache;
mod shared_data;
mod support;
mod weekend;
