//! The program as its users run it: real processes, real files, a real graph.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod backtest;
mod demo;
mod figures;
mod import;
mod kill;
mod leak;
mod neo4j;
mod official;
mod program;
mod remote;
mod serve;
mod turtle;
mod weekend;
