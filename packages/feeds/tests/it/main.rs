//! Tests of the crate from outside: laws, the corpus of bad input, the shared race logs.

mod client;
mod corpus;
mod faults;
mod laws;
mod official;
mod row_cache;
mod shared_data;
mod support;
mod weekend;
