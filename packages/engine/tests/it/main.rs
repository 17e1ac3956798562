//! Use cases against a real graph in a folder of its own.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod about;
mod answers;
mod corpus;
mod laps;
mod laws;
mod lists;
mod models;
mod projections;
mod scenarios;
mod swaps;
mod threads;
mod weekend;
