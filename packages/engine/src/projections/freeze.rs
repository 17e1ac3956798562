//! Freezing: the default model's forecast of a race is kept in the last minutes before its lock.
//!
//! A server looks every half minute for races about to lock, and submits a job for each state of the data in which it sees
//! one. So the last forecast before the lock, which is the frozen one, knows what came in until then.

use super::files::id_of;
use super::keep::KeepRequest;
use crate::error::EngineError;
use crate::models::{DEFAULT_MODEL, default_model};
use crate::open::Engine;
use crate::operations::{Operations, SubmitRequest};
use crate::progress::Progress;
use crate::project::ProjectRequest;
use crate::races::lines;
use crate::view::mark;
use domain::ids::RaceKey;
use jiff::{SignedDuration, Timestamp};
use ops::ids::AccountId;
use projection::{Label, Model};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How long before a race's lock its forecast is kept.
const BEFORE_LOCK: SignedDuration = SignedDuration::from_mins(10);

/// Simulations of a frozen forecast.
const SIMULATIONS: u32 = 10_000;

/// Seed of a frozen forecast.
const SEED: u64 = 1;

/// Who makes frozen forecasts, as records say.
const SCHEDULER: &str = "scheduler";

/// What a freezing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FreezeAnswer {
    /// The race.
    pub race: RaceKey,
    /// Id of its forecast.
    pub projection: String,
    /// Whether it was kept now; false where the last forecast was the same.
    pub kept: bool,
}

impl Engine {
    /// Keeps the default model's forecast of a race, unless its last forecast is the same.
    ///
    /// # Errors
    /// As [`Engine::keep_projection`].
    pub fn freeze(
        &self,
        race: &str,
        run_id: Option<&str>,
        progress: &Progress,
    ) -> Result<FreezeAnswer, EngineError> {
        let request = ProjectRequest {
            race: race.to_owned(),
            series: None,
            as_of: None,
            model: default_model(),
            simulations: SIMULATIONS,
            seed: SEED,
        };
        let projected = self.project(&request, progress)?;
        let (body, checksum) = (projected.set.body(), projected.set.checksum());
        let last = self.records_of(body.series)?.into_iter().rev().find(|recorded| {
            let record = &recorded.record;
            record.race.key == body.race
                && record.label == Label::Forecast
                && is_default(&record.model_version)
        });
        if last.is_some_and(|last| last.record.set == checksum) {
            let id = id_of(&projected.set).to_string();
            return Ok(FreezeAnswer { race: body.race.clone(), projection: id, kept: false });
        }
        let keep = KeepRequest {
            projection: request,
            scenarios: Vec::new(),
            made_by: SCHEDULER.to_owned(),
            run_id: run_id.map(str::to_owned),
        };
        let kept = self.keep_projection(&keep, progress)?;
        let race = kept.projection.set.body().race.clone();
        Ok(FreezeAnswer { race, projection: kept.id, kept: true })
    }

    /// The races that lock within ten minutes of `now`, with the mark of the state in which that was seen.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn about_to_lock(&self, now: Timestamp) -> Result<(String, Vec<RaceKey>), EngineError> {
        self.read(|view| {
            let about = |lock_at: Timestamp| now < lock_at && now >= lock_at - BEFORE_LOCK;
            let lines = lines(view)?;
            let due =
                lines.into_iter().filter(|line| line.result_known_at.is_none() && about(line.race.lock_at));
            Ok((mark(view), due.map(|line| line.race.key).collect()))
        })
    }
}

/// Whether a version is that of the default model.
pub(super) fn is_default(version: &str) -> bool {
    Model::named(DEFAULT_MODEL).is_some_and(|model| model.version == version)
}

/// Submits a job for each race about to lock; how many there are. Nothing under a fixed clock, whose forecasts would prove
/// nothing.
///
/// # Errors
/// When the graph cannot be read, or a job not be submitted.
pub(crate) fn tick(engine: &Engine, operations: &Operations) -> Result<usize, EngineError> {
    if engine.clock().is_fixed() {
        return Ok(0);
    }
    let (state, races) = engine.about_to_lock(engine.clock().now())?;
    for race in &races {
        operations.submit(&SubmitRequest {
            kind: crate::jobs::FREEZE.to_owned(),
            request: json!({ "race": race }),
            account: AccountId::of_environment(SCHEDULER).to_string(),
            idempotency_key: Some(format!("freeze {race} {state}")),
            trace: None,
            request_id: None,
        })?;
    }
    Ok(races.len())
}
