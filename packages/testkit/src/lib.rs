//! What tests of several crates share. Never a dependency of the product.
//!
//! Panics are this crate's error reporting: a test whose data cannot be read has failed.

pub mod claims;
pub mod feed_server;
pub mod folders;
pub mod laps;
#[cfg(feature = "neo4j")]
pub mod neo4j;
pub mod practice;
pub mod proxy;
pub mod race_logs;
pub mod redis;
pub mod rows;
pub mod seasons;
mod seats;
