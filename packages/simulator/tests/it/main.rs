//! What every simulated race obeys, and what the sample as a whole must say.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fit;
mod laws;
mod marginals;
mod paths;
mod retired_places;
mod setting;
mod teams;
mod textbook;
mod threads;
