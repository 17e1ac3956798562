//! Races simulated, many at a time.
//!
//! A race with strengths goes in, a full sample of finishes, laps and points comes out. Every simulated
//! race is legal by construction: nothing is drawn and rejected. One seed gives one sample, whatever the
//! number of threads.

pub mod apportion;
pub mod config;
pub mod fastest_laps;
pub mod field;
pub mod fit;
pub mod laps_completed;
pub mod laps_led;
pub mod order;
pub mod points;
pub mod race;
pub mod retirement;
pub mod simulate;
pub mod stream;
