//! The job that keeps a race's forecast before its lock. Safe to run twice: the same forecast is not kept twice.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::projections::FreezeAnswer;
use domain::ids::RaceKey;
use serde::{Deserialize, Serialize};

/// Name of this kind of job.
pub(crate) const KIND: &str = "freeze";

/// Whose forecast to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FreezeJob {
    /// The race's key.
    pub race: RaceKey,
}

impl FreezeJob {
    pub(super) fn run(
        &self,
        engine: &Engine,
        job: &str,
        progress: &Progress,
    ) -> Result<FreezeAnswer, EngineError> {
        engine.freeze(self.race.as_str(), Some(job), progress)
    }
}
