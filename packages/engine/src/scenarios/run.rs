//! One run gives the base and every scenario.

use super::answer::{
    Figure, LargestDifference, Level, ScenarioBody, ScenarioEntry, ScenarioResult, ScenarioSet,
};
use super::spec::{BASE, ScenarioSpec, check};
use crate::document::Document;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectAnswer, ProjectRequest};
use columns::samples::{self, Sample};
use domain::evidence::Evidence;
use domain::ids::DriverId;
use domain::race::RaceInfo;
use domain::sample::SampleMatrix;
use ops::ids::sha256;
use projection::ProjectionSet;
use projection::differences::{Mean, Measure, difference, level};
use projection::record::Circumstances;
use projection::scenario::{Changes, Scenario};
use projection::set::EntryProjection;
use serde::{Deserialize, Serialize};

/// Differences shown as the largest of a scenario.
const LARGEST: usize = 5;

/// Simulated cars of all scenarios together at most: their samples are held at once.
const CELLS_MAX: u64 = 40_000_000;

/// What to project, and what to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScenariosRequest {
    /// What to project.
    pub projection: ProjectRequest,
    /// The scenarios, 1 to 20.
    pub scenarios: Vec<ScenarioSpec>,
}

/// A projection with its scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScenariosAnswer {
    /// The race as it is known.
    pub projection: ProjectAnswer,
    /// What the scenarios gave.
    pub scenarios: ScenarioSet,
}

/// A projection with everything that keeping it needs.
pub(crate) struct Simulated {
    pub answer: ProjectAnswer,
    pub samples: SampleMatrix,
    pub facts_digest: String,
    /// The scenarios and their cube as Parquet, where some were asked for.
    pub scenarios: Option<(ScenarioSet, Vec<u8>)>,
    pub race: RaceInfo,
    pub nascar_id: Option<u32>,
    pub circumstances: Circumstances,
    /// Keys of the files and claims that went in.
    pub derived_from: Vec<String>,
}

impl Engine {
    /// Projects a race as it is known and in each scenario, with the same random numbers. Beside the answer stands the cube:
    /// every run, entry and measure of base and scenarios as Parquet.
    ///
    /// # Errors
    /// As [`Engine::project`]; a scenario with a driver who is not entered, a place that is not on the grid, a claim that is
    /// not known.
    pub fn scenarios(
        &self,
        request: &ScenariosRequest,
        progress: &Progress,
    ) -> Result<(ScenariosAnswer, Document), EngineError> {
        let made = self.simulated(&request.projection, &request.scenarios, progress)?;
        let (scenarios, bytes) = made.scenarios.ok_or_else(|| EngineError::BadValue {
            field: "scenarios".to_owned(),
            value: "[]".to_owned(),
            expected: "at least one scenario".to_owned(),
        })?;
        let file_name = format!("{}-scenarios.parquet", scenarios.body().race);
        let cube = Document { media_type: columns::MEDIA_TYPE, file_name, bytes };
        Ok((ScenariosAnswer { projection: made.answer, scenarios }, cube))
    }

    /// The projection of a request with the scenarios, from one state of the graph.
    pub(crate) fn simulated(
        &self,
        request: &ProjectRequest,
        specs: &[ScenarioSpec],
        progress: &Progress,
    ) -> Result<Simulated, EngineError> {
        check(specs)?;
        let projected = self.projected(request, progress, |view, question| {
            let (card, as_of) = (&question.asked.card, question.asked.as_of);
            let key = &card.info.key;
            // Whatever their state: a scenario may turn on what was never accepted.
            let mut known = Evidence::default();
            if specs.iter().any(|spec| !spec.claims.is_empty()) {
                let claims = view.claims()?.remove(key).unwrap_or_default();
                known.claims = claims.into_iter().filter(|claim| claim.known_at <= as_of).collect();
            }
            let changes: Result<Vec<Changes>, EngineError> =
                specs.iter().map(|spec| spec.changes(view, card, &known)).collect();
            let line = crate::races::lines(view)?.into_iter().find(|line| line.race.key == *key);
            let aliases = line.map(|line| line.aliases).unwrap_or_default();
            let nascar_id = aliases.iter().find_map(|alias| alias.strip_prefix("nascar:")?.parse().ok());
            let sources = view.projection_sources(card.info.series, key, as_of)?;
            Ok((changes?, nascar_id, sources))
        })?;
        let (changes, nascar_id, derived_from) = projected.more;
        let card = &projected.asked.card;
        check_size(request.simulations, card.entries.len(), specs.len())?;
        let mut simulated: Vec<Scenario> = Vec::with_capacity(changes.len());
        progress.begin("scenarios", changes.len() as u64);
        for changes in &changes {
            progress.check()?;
            simulated.push(projected.prepared.projector.scenario(card, &projected.run, changes)?);
            progress.advance(1);
        }
        progress.end();
        let base = Base { set: &projected.answer.set, samples: &projected.samples };
        let scenarios = match specs {
            [] => None,
            specs => Some(sealed(&base, specs, &simulated)?),
        };
        Ok(Simulated {
            scenarios,
            race: card.info.clone(),
            nascar_id,
            circumstances: projected.circumstances,
            derived_from,
            samples: projected.samples,
            facts_digest: projected.facts_digest,
            answer: projected.answer,
        })
    }
}

fn check_size(simulations: u32, entries: usize, scenarios: usize) -> Result<(), EngineError> {
    let cells = u64::from(simulations) * entries as u64 * (scenarios as u64 + 1);
    if scenarios == 0 || cells <= CELLS_MAX {
        return Ok(());
    }
    let most = CELLS_MAX / (entries as u64 * (scenarios as u64 + 1));
    Err(EngineError::UnfitScenario {
        field: "simulations".to_owned(),
        value: simulations.to_string(),
        expected: format!("at most {most} with {scenarios} scenarios of {entries} entries"),
    })
}

/// The race as it is known.
struct Base<'a> {
    set: &'a ProjectionSet,
    samples: &'a SampleMatrix,
}

fn sealed(
    base: &Base<'_>,
    specs: &[ScenarioSpec],
    simulated: &[Scenario],
) -> Result<(ScenarioSet, Vec<u8>), EngineError> {
    let body = base.set.body();
    let sample = |name: &str, entries: &[EntryProjection], matrix: &SampleMatrix| Sample {
        scenario: Some(name.to_owned()),
        drivers: entries.iter().map(|entry| entry.driver).collect(),
        matrix: matrix.clone(),
    };
    let mut cube = vec![sample(BASE, &body.entries, base.samples)];
    cube.extend(specs.iter().zip(simulated).map(|(spec, of)| sample(&spec.name, &of.entries, &of.samples)));
    let bytes = samples::to_parquet(&cube)?;
    let results = specs.iter().zip(simulated).map(|(spec, of)| result(base, spec, of));
    let set = ScenarioSet::seal(ScenarioBody {
        race: body.race.clone(),
        base: base.set.checksum().to_owned(),
        simulations: body.simulations,
        seed: body.seed.clone(),
        cube: sha256(&bytes),
        entries: entries(&body.entries, base.samples, |_| None, base),
        scenarios: results.collect(),
    });
    Ok((set, bytes))
}

fn result(base: &Base<'_>, spec: &ScenarioSpec, scenario: &Scenario) -> ScenarioResult {
    let in_base = |driver: DriverId| base.set.body().entries.iter().position(|entry| entry.driver == driver);
    let entries = entries(&scenario.entries, &scenario.samples, in_base, base);
    let races = |driver: DriverId| scenario.entries.iter().any(|entry| entry.driver == driver);
    let absent = base.set.body().entries.iter().map(|entry| entry.driver).filter(|driver| !races(*driver));
    let mut largest: Vec<LargestDifference> = entries.iter().filter_map(largest).collect();
    largest.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()).then(a.driver.cmp(&b.driver)));
    largest.truncate(LARGEST);
    ScenarioResult {
        scenario: spec.clone(),
        distance_laps: scenario.distance_laps,
        absent: absent.collect(),
        largest,
        entries,
    }
}

fn largest(entry: &ScenarioEntry) -> Option<LargestDifference> {
    let points = entry.measures.get(&Measure::Draftkings)?;
    let (difference, error) = (points.difference?, points.difference_error?);
    Some(LargestDifference {
        driver: entry.driver,
        driver_name: entry.driver_name.clone(),
        base: points.level.mean - difference,
        scenario: points.level.mean,
        difference,
        error,
    })
}

/// Entries with their figures; with differences where `in_base` gives the entry's index in the base.
fn entries(
    entries: &[EntryProjection],
    samples: &SampleMatrix,
    in_base: impl Fn(DriverId) -> Option<usize>,
    base: &Base<'_>,
) -> Vec<ScenarioEntry> {
    let figure = |index: usize, of_base: Option<usize>, measure: Measure| {
        let Mean { value: mean, error } = level(samples, index, measure);
        let differs = of_base.map(|at| difference((base.samples, at), (samples, index), measure));
        Figure {
            level: Level { mean, error },
            difference: differs.map(|of| of.value),
            difference_error: differs.map(|of| of.error),
        }
    };
    let entry = |(index, entry): (usize, &EntryProjection)| ScenarioEntry {
        driver: entry.driver,
        driver_name: entry.driver_name.clone(),
        start: entry.start,
        effective_start: entry.effective_start,
        measures: Measure::ALL
            .into_iter()
            .map(|measure| (measure, figure(index, in_base(entry.driver), measure)))
            .collect(),
    };
    entries.iter().enumerate().map(entry).collect()
}
