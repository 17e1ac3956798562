//! The program as its users run it: real processes, real files, a real graph.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod backtest;
mod claims;
mod compose;
mod demo;
mod figures;
mod import;
mod ingest;
mod kill;
mod leak;
mod neo4j;
mod official;
mod program;
mod projections;
mod remote;
mod serve;
mod served;
mod served_kills;
mod shared_stores;
mod turtle;
mod weekend;
