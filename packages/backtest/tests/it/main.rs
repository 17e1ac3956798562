//! The walk: the same projections as one by one, and the figures it must reach.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod figures;
mod fitted;
mod laws;
mod made;
mod walk;
