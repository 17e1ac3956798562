//! What a projection obeys.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod classes;
mod errors;
mod evidence;
mod laws;
mod layers;
mod leaks;
mod records;
mod scenarios;
