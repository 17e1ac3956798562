//! A projection made and kept.

use super::chain::Recorded;
use super::files::id_of;
use super::show::KeptRecord;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectAnswer, ProjectRequest};
use crate::scenarios::{ScenarioSet, ScenarioSpec};
use columns::samples::{self, Sample};
use domain::ids::{DriverId, RaceKey};
use graph::{ProjectedEntry, ProjectionSetFacts, Store};
use projection::record::{KeptWith, Maker, RecordedRace};
use projection::set::EntryProjection;
use projection::{ProjectionRecord, ProjectionSet};
use serde::{Deserialize, Serialize};

/// What to project and keep, and for whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeepRequest {
    /// What to project.
    pub projection: ProjectRequest,
    /// What to simulate besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ScenarioSpec>,
    /// Who asks: an account, or the user of the machine.
    pub made_by: String,
    /// The job that asks, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
}

/// A projection that was made and kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeepAnswer {
    /// Id of the set: `prj_` and 26 characters of its checksum in base32. The same set has the same id.
    pub id: String,
    /// Whether this set was kept before: then this made another record of it.
    pub kept_before: bool,
    /// The projection.
    pub projection: ProjectAnswer,
    /// Its record in the chain of the series.
    pub record: KeptRecord,
    /// What the scenarios gave; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<ScenarioSet>,
}

impl Engine {
    /// Projects a race and keeps the projection: the sealed set, its samples, and a record of when it was made and by whom.
    /// Keeping the same projection again adds a record to the same set.
    ///
    /// # Errors
    /// As [`Engine::project`] and [`Engine::scenarios`], and when files, records or graph cannot be written.
    pub fn keep_projection(
        &self,
        request: &KeepRequest,
        progress: &Progress,
    ) -> Result<KeepAnswer, EngineError> {
        let made = self.simulated(&request.projection, &request.scenarios, progress)?;
        progress.check()?;
        let set = &made.answer.set;
        let drivers: Vec<DriverId> = set.body().entries.iter().map(|entry| entry.driver).collect();
        let sample = Sample { scenario: None, drivers, matrix: made.samples };
        let samples = self.write_columns(&samples::to_parquet(&[sample])?)?;
        let scenarios = match made.scenarios {
            None => None,
            Some((scenarios, cube)) => {
                self.write_columns(&cube)?;
                self.write_scenarios(&scenarios)?;
                Some(scenarios)
            }
        };
        let kept_before = self.read_set(id_of(set)).is_ok();
        let id = self.write_set(set)?;
        let kept_with = KeptWith {
            facts_digest: made.facts_digest,
            samples,
            scenarios: scenarios.as_ref().map(|scenarios| scenarios.checksum().to_owned()),
            derived_from: made.derived_from,
        };
        let maker = Maker { made_by: request.made_by.clone(), run_id: request.run_id.clone() };
        let race = RecordedRace::of(&made.race, made.nascar_id);
        let recorded = self.append(made.race.series, |previous| {
            let (race, maker) = (race.clone(), maker.clone());
            ProjectionRecord::new(set, race, maker, made.circumstances, kept_with.clone(), previous)
        })?;
        show_in_graph(&self.store, set, &recorded.record.derived_from, Some(&made.race.key))?;
        Ok(KeepAnswer {
            id: id.to_string(),
            kept_before,
            record: KeptRecord::of(recorded),
            scenarios,
            projection: made.answer,
        })
    }
}

/// Adds the nodes of a set, unless they are there; whether they were not.
pub(super) fn show_in_graph(
    store: &Store,
    set: &ProjectionSet,
    derived_from: &[String],
    race: Option<&RaceKey>,
) -> Result<bool, EngineError> {
    let body = set.body();
    let entry = |entry: &EntryProjection| ProjectedEntry {
        driver: entry.driver,
        mean_finish: entry.finish,
        win_probability: entry.p_win,
        draftkings_mean: entry.draftkings.mean,
        fanduel_mean: entry.fanduel.mean,
    };
    let facts = ProjectionSetFacts {
        key: set.checksum().to_owned(),
        race: body.race.clone(),
        as_of: body.as_of,
        model: body.model_version.clone(),
        data_digest: body.data_digest.clone(),
        seed: body.seed.clone(),
        simulations: body.simulations,
        derived_from: derived_from.to_vec(),
        entries: body.entries.iter().map(entry).collect(),
    };
    Ok(store.put_projection_set(&facts, race)?)
}

impl KeptRecord {
    pub(super) fn of(recorded: Recorded) -> Self {
        Self { number: recorded.number, digest: recorded.digest, record: recorded.record }
    }
}
