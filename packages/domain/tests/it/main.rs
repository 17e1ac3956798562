//! The reference data against the real race logs.
//!
//! Everything here that reads the shared data is ignored by name and run with `--include-ignored`.

#![allow(clippy::unwrap_used, reason = "every function here belongs to a test")]

mod logs;
mod names;
mod scoring;
mod seasons;
mod statuses;
mod tracks;
