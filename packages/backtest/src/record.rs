//! A run as it is compared with another.

use crate::race::ScoredRace;
use serde::{Deserialize, Serialize};

/// What was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunInfo {
    /// Version of the model.
    pub model_version: String,
    /// SHA-256 of the model file.
    pub model_digest: String,
    /// Simulated races for each race.
    pub simulations: u32,
    /// Seed, as text.
    pub seed: String,
}

/// What was run, and its scored races.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What was run.
    pub run: RunInfo,
    /// The races, in order of date and key.
    pub races: Vec<ScoredRace>,
}
