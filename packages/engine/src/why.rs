//! Why a driver is projected as he is.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{AnswerNote, ProjectRequest, skipped_notes};
use crate::why_surplus::{SurplusPart, surplus};
use domain::ids::{DriverId, RaceKey};
use domain::pooling::TrackType;
use projection::points::PointsWhy;
use ratings::features::EvidenceGroup;
use serde::{Deserialize, Serialize};

/// Which projection, and which of its drivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WhyRequest {
    /// The projection.
    pub projection: ProjectRequest,
    /// Name of the driver, a part of it that only one has, or NASCAR's id.
    pub driver: String,
}

/// What sums to a driver's strength and points, and the paths of the graph behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WhyAnswer {
    /// The strength taken apart.
    pub why: Why,
    /// What recent races showed of driver and team beyond what was expected, in words; absent for models without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surplus: Vec<SurplusPart>,
    /// Paths from the entry to what it inherits from and is known by.
    pub paths: Vec<GraphPath>,
    /// Notes: skipped races.
    pub notes: Vec<AnswerNote>,
    /// Mark of the graph's state that was read.
    pub state: String,
}

/// A strength taken apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = StrengthWhy))]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// Race.
    pub race: RaceKey,
    /// Type of its layout.
    pub track_type: TrackType,
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Place on the official grid; absent before qualifying.
    pub start: Option<u8>,
    /// Place from which the car takes the green flag, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_start: Option<u8>,
    /// Strength: the sum of the contributions and of what the evidence adds.
    pub strength: f64,
    /// Place of that strength in the field, from 1.
    pub rank: u32,
    /// The projected DraftKings points.
    pub draftkings: PointsBase,
    /// The projected FanDuel points.
    pub fanduel: PointsBase,
    /// What each kind of evidence adds to strength and points; with the base they sum to the means.
    pub groups: Vec<Group>,
    /// What each feature of the rating adds to the strength.
    pub contributions: Vec<Contribution>,
    /// What each kind of evidence of the race week adds to the strength.
    pub evidence: Vec<EvidencePart>,
    /// The pooled rating behind them, widest kernel first; each is shrunk towards its parent.
    pub chain: Vec<ChainLink>,
    /// Mean of the latent finish: slope times strength less the field's mean.
    pub latent: f64,
    /// Its spread.
    pub sigma: f64,
    /// Decayed chance of an accident, 0..1.
    pub crash_rate: f64,
    /// Decayed chance of another retirement, 0..1.
    pub mechanical_rate: f64,
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: u32,
    /// Past races of the series known.
    pub known_races: u32,
    /// Races behind the coefficients; 0 where they are the model file's; absent for a model without any.
    pub fit_races: Option<u32>,
}

/// Points before and after what the evidence adds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PointsBase {
    /// Points of a typical car that starts where this one does.
    pub base: f64,
    /// Points for each unit of strength.
    pub per_strength: f64,
    /// Projected mean.
    pub mean: f64,
}

/// What a kind of evidence adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = WhyGroup))]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Its name, kebab-case, such as `track-type`.
    pub group: String,
    /// Its name in words.
    pub words: String,
    /// What it adds to the strength; absent if it acts through retirements alone.
    pub strength: Option<f64>,
    /// What it adds to the DraftKings points.
    pub draftkings: f64,
    /// What it adds to the FanDuel points.
    pub fanduel: f64,
}

/// What one feature adds to a strength.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contribution {
    /// The feature, kebab-case, such as `rating-long`.
    pub feature: String,
    /// The feature in words.
    pub words: String,
    /// Kind of evidence, one of the groups.
    pub group: String,
    /// Whether it is what the feature counts for more, or less, on this type of track.
    pub on_type: bool,
    /// Its value, before the field's mean is taken off.
    pub value: f64,
    /// Less the field's mean.
    pub centred: f64,
    /// Strength for each unit of it.
    pub slope: f64,
    /// `centred * slope`.
    pub contribution: f64,
}

/// What one kind of evidence of the race week adds to a strength.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvidencePart {
    /// Kind, kebab-case, such as `win-odds`.
    pub kind: String,
    /// Kind in words.
    pub words: String,
    /// What was seen, in the source's unit: miles per hour, a probability, a place.
    pub value: f64,
    /// The same as a score within the race.
    pub score: f64,
    /// The score that the rated strength leads one to expect.
    pub expected: f64,
    /// Strength for each unit of score beyond that.
    pub weight: f64,
    /// `(score - expected) * weight`.
    pub contribution: f64,
}

/// One link of the pooled rating.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChainLink {
    /// Kernel, such as `long`, `same-type` or `team`.
    pub kernel: String,
    /// Races it saw.
    pub races: u32,
    /// Sum of their decayed weights.
    pub weight: f64,
    /// Their weighted mean; absent without races.
    pub mean: Option<f64>,
    /// Value of the wider kernel, or the prior.
    pub parent: f64,
    /// The parent's share of the value, 0..1.
    pub parent_share: f64,
    /// Value after shrinking.
    pub value: f64,
}

/// A path of the graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GraphPath {
    /// What it shows, such as `track`, `team` or `source`.
    pub about: String,
    /// The path in words: `Driver/1361 -HAD_ENTRY-> Entry/...`.
    pub path: String,
    /// Its steps, each starting where the one before ended.
    pub steps: Vec<GraphStep>,
}

/// A step along a relation, between nodes given as `Label/key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GraphStep {
    /// Where it starts.
    pub from: String,
    /// The relation, walked in its direction.
    pub relation: String,
    /// Where it leads.
    pub to: String,
}

impl Engine {
    /// Explains a driver's projection.
    ///
    /// # Errors
    /// As [`Engine::project`], and a driver unknown or not entered.
    pub fn why(&self, request: &WhyRequest, progress: &Progress) -> Result<WhyAnswer, EngineError> {
        let (model, run) = request.projection.resolved()?;
        let (question, prepared, (driver, mut paths)) =
            self.prepared_with(&request.projection, &model, |view, question| {
                let driver = view.find_driver(&request.driver)?;
                Ok((driver, view.path_why(&question.asked.card.info.key, driver)?))
            })?;
        progress.check()?;
        let why = prepared.projector.why(&question.asked.card, driver, &run)?;
        let key = &question.asked.card.info.key;
        if let (Some(_), Some(evidence)) = (&model.evidence, prepared.evidence.get(key)) {
            paths.extend(graph::Store::evidence_paths(key, driver, evidence));
        }
        let why = Why::from(why);
        let paths: Vec<GraphPath> = paths.into_iter().map(GraphPath::from).collect();
        let cars = question.asked.card.entries.len();
        Ok(WhyAnswer {
            surplus: surplus(&why.driver_name, &why.contributions, &paths, cars),
            why,
            paths,
            notes: skipped_notes(&question.skipped),
            state: question.state,
        })
    }
}

impl From<projection::why::Why> for Why {
    fn from(why: projection::why::Why) -> Self {
        let mut groups: Vec<_> = why.draftkings.groups.keys().copied().collect();
        groups.extend(why.groups.keys().copied());
        groups.sort_unstable();
        groups.dedup();
        let group = |group: EvidenceGroup| Group {
            group: name(&group),
            words: group.words().to_owned(),
            strength: why.groups.get(&group).copied(),
            draftkings: why.draftkings.groups.get(&group).copied().unwrap_or_default(),
            fanduel: why.fanduel.groups.get(&group).copied().unwrap_or_default(),
        };
        let contribution = |part: &ratings::strength::Contribution| Contribution {
            feature: name(&part.feature),
            words: part.feature.words().to_owned(),
            group: name(&part.group),
            on_type: part.on_type,
            value: part.value,
            centred: part.centred,
            slope: part.slope,
            contribution: part.contribution,
        };
        let evidence = |part: &projection::evidence::EvidenceContribution| EvidencePart {
            kind: name(&part.kind),
            words: part.kind.words().to_owned(),
            value: part.value,
            score: part.score,
            expected: part.expected,
            weight: part.weight,
            contribution: part.contribution,
        };
        let link = |link: &ratings::kernel::Link| ChainLink {
            kernel: link.kernel.to_owned(),
            races: link.races,
            weight: link.weight,
            mean: link.mean,
            parent: link.parent,
            parent_share: link.parent_share,
            value: link.value,
        };
        Self {
            groups: groups.into_iter().map(group).collect(),
            contributions: why.contributions.iter().map(contribution).collect(),
            evidence: why.evidence.iter().map(evidence).collect(),
            chain: why.chain.iter().map(link).collect(),
            draftkings: PointsBase::of(&why.draftkings),
            fanduel: PointsBase::of(&why.fanduel),
            race: why.race,
            track_type: why.track_type,
            driver: why.driver,
            driver_name: why.driver_name,
            start: why.start,
            effective_start: why.effective_start,
            strength: why.strength,
            rank: why.rank,
            latent: why.latent,
            sigma: why.sigma,
            crash_rate: why.crash_rate,
            mechanical_rate: why.mechanical_rate,
            earlier_starts: why.earlier_starts,
            known_races: why.known_races,
            fit_races: why.fit_races,
        }
    }
}

impl PointsBase {
    fn of(points: &PointsWhy) -> Self {
        Self { base: points.base, per_strength: points.per_strength, mean: points.mean }
    }
}

impl From<graph::Path> for GraphPath {
    fn from(path: graph::Path) -> Self {
        let mut words = path.steps.first().map_or_else(String::new, |step| step.from.clone());
        for step in &path.steps {
            words += &format!(" -{}-> {}", step.relation, step.to);
        }
        let step = |step: graph::Step| GraphStep {
            from: step.from,
            relation: step.relation.to_owned(),
            to: step.to,
        };
        Self { about: path.about.to_owned(), path: words, steps: path.steps.into_iter().map(step).collect() }
    }
}

/// The name of a variant as JSON writes it.
fn name(variant: &impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("a variant without fields is text in JSON, not {other:?}"),
    }
}
