//! The values of the sport.
//!
//! The ground every other crate stands on: no I/O, no clock, no randomness. A value that exists
//! here has been parsed; invalid states are kept out by the borders that make them.

pub mod aliases;
pub mod dfs;
pub mod evidence;
pub mod exhibitions;
pub mod facts;
pub mod hex;
pub mod history;
pub mod ids;
pub mod nearest;
pub mod normal;
pub mod pooling;
pub mod race;
pub mod rank;
pub mod reference;
pub mod result;
pub mod sample;
pub mod scoring;
pub mod season;
pub mod series;
pub mod status;
pub mod tracks;
