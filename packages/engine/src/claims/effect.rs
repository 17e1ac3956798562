//! What a set of claims changes in a projection.

use super::ClaimError;
use crate::error::EngineError;
use crate::kept::{Inputs, Prepared};
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::ProjectRequest;
use crate::question::{Question, inputs};
use domain::evidence::{Claim, ClaimState, Evidence};
use domain::ids::{ClaimId, DriverId, RaceKey};
use domain::series::Series;
use projection::set::EntryProjection;
use projection::{Model, ProjectionSet, RunConfig};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which projection, with and without which claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EffectRequest {
    /// The projection; the same races are simulated before and after. Where notes are read its race is left blank: each
    /// race they name is meant.
    pub projection: ProjectRequest,
    /// Ids of the claims: none of them counts before, all of them after.
    #[serde(default)]
    pub claims: Vec<String>,
}

/// A projection before and after a set of claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ClaimsEffect))]
#[serde(rename_all = "camelCase")]
pub struct EffectAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The race.
    pub race: RaceKey,
    /// Claims that count after and not before.
    pub claims: u32,
    /// SHA-256 of the set before.
    pub before: String,
    /// SHA-256 of the set after.
    pub after: String,
    /// The drivers whose projection changes, the largest change of DraftKings points first.
    pub drivers: Vec<DriverEffect>,
}

/// What changes for a driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DriverEffect {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Before; absent for a driver who does not start then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<PointsEffect>,
    /// After; absent for a driver who does not start then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<PointsEffect>,
}

/// A driver's projection in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PointsEffect {
    /// Place from which the car takes the green flag; absent before the grid is known.
    pub start: Option<u8>,
    /// Strength.
    pub strength: f64,
    /// Mean finish.
    pub finish: f64,
    /// Chance to win.
    pub p_win: f64,
    /// Mean DraftKings points.
    pub draftkings: f64,
    /// Mean FanDuel points.
    pub fanduel: f64,
}

impl Engine {
    /// Projects a race without a set of claims and with it, whatever their states; nothing is decided.
    ///
    /// # Errors
    /// As [`Engine::project`], and a claim that is not about the race.
    pub fn claims_effect(
        &self,
        request: &EffectRequest,
        progress: &Progress,
    ) -> Result<EffectAnswer, EngineError> {
        let mut ids = Vec::with_capacity(request.claims.len());
        for text in &request.claims {
            ids.push(ClaimId::parse(text.trim()).ok_or_else(|| ClaimError::Unknown { id: text.clone() })?);
        }
        if ids.is_empty() {
            return Err(ClaimError::NoneNamed.into());
        }
        self.effect(request, &ids, Vec::new(), progress)
    }

    /// The same for claims that are not kept, about `race`.
    pub(crate) fn effect_of(
        &self,
        race: &RaceKey,
        request: &EffectRequest,
        claims: Vec<Claim>,
        progress: &Progress,
    ) -> Result<EffectAnswer, EngineError> {
        let mut request = request.clone();
        request.projection.race = race.to_string();
        self.effect(&request, &[], claims, progress)
    }

    fn effect(
        &self,
        request: &EffectRequest,
        ids: &[ClaimId],
        mut claims: Vec<Claim>,
        progress: &Progress,
    ) -> Result<EffectAnswer, EngineError> {
        let (model, run) = request.projection.resolved()?;
        let now = self.clock.now();
        let (question, inputs, of_race) = self.read(|view| {
            let question = self.question(view, &request.projection, now)?;
            let of_race = view.claims()?.remove(&question.asked.card.info.key).unwrap_or_default();
            let inputs = inputs(view, &question.asked)?;
            Ok((question, inputs, of_race))
        })?;
        for id in ids {
            let named = of_race.iter().find(|claim| claim.standing.id == *id);
            claims.push(named.cloned().ok_or_else(|| ClaimError::Unknown { id: id.to_string() })?);
        }
        let race = question.asked.card.info.key.clone();
        let mut without = inputs.evidence.clone();
        let of_week: &mut Evidence = without.entry(race.clone()).or_default();
        of_week.claims.retain(|claim| !ids.contains(&claim.standing.id));
        let mut with = without.clone();
        let counted = claims.len() as u32;
        for claim in &mut claims {
            claim.standing.state = ClaimState::Accepted;
        }
        with.entry(race.clone()).or_default().claims.extend(claims);
        for evidence in with.values_mut() {
            *evidence = evidence.known_at(question.asked.as_of);
            // In the one order of evidence, as the graph gives it.
            evidence.sort();
        }
        without.retain(|_, evidence| !evidence.is_empty());
        let series = question.asked.card.info.series;
        let Inputs { history, pooling, .. } = inputs;
        let project = |evidence| -> Result<ProjectionSet, EngineError> {
            progress.check()?;
            let inputs = Inputs { history: history.clone(), pooling: pooling.clone(), evidence };
            projected(&question, inputs, &model, &run, series)
        };
        let (before, after) = (project(without)?, project(with)?);
        Ok(EffectAnswer {
            state: question.state.clone(),
            race,
            claims: counted,
            drivers: differences(&before, &after),
            before: before.checksum().to_owned(),
            after: after.checksum().to_owned(),
        })
    }
}

fn projected(
    question: &Question,
    inputs: Inputs,
    model: &Model,
    run: &RunConfig,
    series: Series,
) -> Result<ProjectionSet, EngineError> {
    Ok(Prepared::of(inputs, model, series)?.projector.project(&question.asked.card, run)?.set)
}

/// The drivers whose projections differ, the largest change of points first.
fn differences(before: &ProjectionSet, after: &ProjectionSet) -> Vec<DriverEffect> {
    let mut drivers: BTreeMap<DriverId, DriverEffect> = BTreeMap::new();
    let effect = |entry: &EntryProjection| DriverEffect {
        driver: entry.driver,
        driver_name: entry.driver_name.clone(),
        before: None,
        after: None,
    };
    for entry in &before.body().entries {
        drivers.entry(entry.driver).or_insert_with(|| effect(entry)).before = Some(PointsEffect::of(entry));
    }
    for entry in &after.body().entries {
        drivers.entry(entry.driver).or_insert_with(|| effect(entry)).after = Some(PointsEffect::of(entry));
    }
    let mut changed: Vec<DriverEffect> =
        drivers.into_values().filter(|driver| driver.before != driver.after).collect();
    let size = |driver: &DriverEffect| {
        let points = |effect: &Option<PointsEffect>| effect.map_or(0.0, |effect| effect.draftkings);
        (points(&driver.after) - points(&driver.before)).abs()
    };
    changed.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.driver.cmp(&b.driver)));
    changed
}

impl PointsEffect {
    fn of(entry: &EntryProjection) -> Self {
        Self {
            start: entry.effective_start.or(entry.start),
            strength: entry.strength,
            finish: entry.finish,
            p_win: entry.p_win,
            draftkings: entry.draftkings.mean,
            fanduel: entry.fanduel.mean,
        }
    }
}
