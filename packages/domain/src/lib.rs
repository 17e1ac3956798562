//! The values of the sport.
//!
//! Every other crate builds on these types: no I/O, no clock, no randomness. Values here are already parsed and valid;
//! the crates that read input check them.

pub mod aliases;
pub mod dfs;
pub mod entry_list;
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
