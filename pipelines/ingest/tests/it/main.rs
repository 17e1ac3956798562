//! The pipeline from outside: a season of the league, faults, resumption, schedules.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod faults;
mod schedules;
mod season;
mod support;
