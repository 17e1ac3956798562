//! The slow, obvious simulator: one race after another, one car after another, every draw by its textbook.
//!
//! It defines what the fast one must draw ([`crate::simulate`] has its marginals checked by a test, and timed
//! against it by the bench). Nothing here is written for speed; what is fast lives in `block`.

pub mod apportion;
pub mod fastest_laps;
pub mod field;
pub mod laps_completed;
pub mod laps_led;
pub mod order;
pub mod retirement;
pub mod simulate;
pub mod stream;
