//! Laps, pit stops, cautions, leaders and stages: kept as Parquet by race, and what follows from them for each car.
//!
//! They are no facts of the graph: a file of them names races by NASCAR's ids alone and is kept whether or not a race of
//! that id is known. What is said of a race here is computed from its tables when it is asked for; only the pace of its
//! cars is kept with its results in the graph, for the models.

mod all;
mod cars;
mod compare;
mod files;
mod pace;
mod race;
pub(crate) mod tables;
mod take;

pub use all::{LapsAnswer, LapsLine, LedComparison, LedDifference};
pub use cars::CarLaps;
pub use compare::{Completeness, LedReason};
pub(crate) use files::{LapFiles, TableIndex};
pub use race::{CarOfRace, RaceLapsAnswer, RaceLapsRequest};
