//! Scenarios: a race projected as it is known, and as it would be if something were otherwise, with the same random numbers.

mod answer;
mod run;
mod spec;

pub use answer::{
    Figure, LargestDifference, Level, ScenarioBody, ScenarioEntry, ScenarioResult, ScenarioSet,
};
pub use run::{ScenariosAnswer, ScenariosRequest};
pub use spec::{ClaimChange, DriverName, GridChange, ScenarioFile, ScenarioSpec};
