//! Every law holds for what is legal and fires on what is not; the real races pass.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod build;
mod coverage;
mod others;
mod race_logs;
mod samples;
mod scenarios;
