//! Races simulated, many at a time.
//!
//! A race with strengths goes in, a full sample of finishes, laps and points comes out. Every simulated
//! race is legal by construction: nothing is drawn and rejected. One seed gives one sample, whatever the
//! number of threads and whatever the machine.
//!
//! There are two simulators. [`reference`] is the slow, obvious one, which defines what is drawn; [`simulate`] draws
//! the same many times as fast, thirty-two races side by side. A test holds the second to the first.

pub mod absent;
pub mod config;
pub mod fit;
pub mod path;
pub mod points;
pub mod race;
pub mod reference;
pub mod retirement;
pub mod simulate;

mod block;
