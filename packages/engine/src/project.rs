//! A race projected as of a moment.

use crate::data_state::ThroughRace;
use crate::document::Document;
use crate::error::EngineError;
use crate::figures;
use crate::kept::Prepared;
use crate::kept_reads::Asked;
use crate::models::{DEFAULT_MODEL, named};
use crate::open::Engine;
use crate::progress::Progress;
use crate::question::Question;
use crate::races::RaceLine;
use crate::settings::SIMULATIONS_MAX;
use crate::view::View;
use domain::entry_list::HeldEntry;
use domain::sample::SampleMatrix;
use domain::series::Series;
use jiff::Timestamp;
use projection::record::Circumstances;
use projection::set::Note;
use projection::{Model, Projection, ProjectionSet, RunConfig};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Instant;

/// What to project, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectRequest {
    /// Key, alias, NASCAR's id, or `next`.
    pub race: String,
    /// The series that `next` means (default: any).
    #[serde(default)]
    pub series: Option<Series>,
    /// Use only facts known by this time: the race's lock by default, and never later than that.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// Name of the model.
    #[serde(default = "crate::models::default_model")]
    pub model: String,
    /// Number of simulations, 1 to 1,000,000.
    pub simulations: u32,
    /// Seed.
    pub seed: u64,
}

/// A projection. In JSON the fields of the sealed set, `body` and `checksum`, are on one level with the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProjectAnswer {
    /// The sealed set: the same data, model, seed and moment give the same bytes.
    #[serde(flatten)]
    pub set: ProjectionSet,
    /// When it was made, and what it counts as.
    pub record: Record,
    /// Notes that are not part of the set: unused facts, skipped races.
    pub notes: Vec<AnswerNote>,
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Last race of the series in its history; absent where there is none.
    pub through_race: Option<ThroughRace>,
}

/// A sealed set.
pub type SealedSet = ProjectionSet;

/// What a projection counts as.
pub type Label = projection::Label;

/// When a set was made, and what it counts as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MadeRecord))]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// `forecast`, `late`, `backtest` or `replay`.
    pub label: Label,
    /// The label in words.
    pub statement: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The race's lock as known then.
    pub lock_at: Timestamp,
}

/// A note on the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AnswerNote {
    /// Its kind, kebab-case, such as `race-skipped` or `evidence-not-read`.
    pub kind: String,
    /// The note in words.
    pub text: String,
}

/// Form of a projection as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ProjectionFile {
    /// The sealed set as canonical JSON.
    Json,
    /// A row for each entry.
    Csv,
    /// The same rows and columns as Parquet.
    Parquet,
    /// A picture of the points.
    Png,
}

/// A projection with what it was made from.
pub(crate) struct Projected<T> {
    pub answer: ProjectAnswer,
    pub samples: SampleMatrix,
    pub facts_digest: String,
    pub asked: Arc<Asked>,
    pub circumstances: Circumstances,
    pub prepared: Arc<Prepared>,
    pub run: RunConfig,
    /// What was read besides.
    pub more: T,
}

impl ProjectRequest {
    /// The model, and how to run it.
    pub(crate) fn resolved(&self) -> Result<(Model, RunConfig), EngineError> {
        let simulations = self.simulations;
        if !(1..=SIMULATIONS_MAX).contains(&simulations) {
            return Err(EngineError::BadValue {
                field: "simulations".to_owned(),
                value: simulations.to_string(),
                expected: format!("a number from 1 to {SIMULATIONS_MAX}"),
            });
        }
        Ok((named(&self.model)?, RunConfig { simulations, seed: self.seed }))
    }
}

impl Engine {
    /// Projects a race from what was known at the moment asked for.
    ///
    /// # Errors
    /// An unknown race or model, a race without entries at that moment, or what [`projection`] refuses.
    pub fn project(
        &self,
        request: &ProjectRequest,
        progress: &Progress,
    ) -> Result<ProjectAnswer, EngineError> {
        Ok(self.projected(request, progress, |_, _| Ok(()))?.answer)
    }

    /// The same with what it was made from, and what `more` reads of the same state of the graph.
    pub(crate) fn projected<T>(
        &self,
        request: &ProjectRequest,
        progress: &Progress,
        more: impl Fn(&View<'_>, &Question) -> Result<T, EngineError>,
    ) -> Result<Projected<T>, EngineError> {
        let (model, run) = request.resolved()?;
        let (question, prepared, more) = self.prepared_with(request, &model, more)?;
        progress.check()?;
        let began = Instant::now();
        let projection =
            prepared.projector.project_noting(&question.asked.card, question.asked.notes.clone(), &run)?;
        figures::count(run.simulations, began.elapsed());
        let circumstances = Circumstances {
            made_at: self.clock.now(),
            lock_at: question.asked.card.info.lock_at,
            has_result: question.asked.has_result,
            clock_fixed: self.clock.is_fixed(),
        };
        let answer = ProjectAnswer {
            record: Record::of(circumstances),
            notes: notes(&question, &prepared, &model, &projection),
            state: question.state.clone(),
            through_race: prepared.through.clone(),
            set: projection.set,
        };
        let (samples, facts_digest, asked) = (projection.samples, projection.facts_digest, question.asked);
        Ok(Projected { answer, samples, facts_digest, asked, circumstances, prepared, run, more })
    }

    /// The same as a file.
    ///
    /// # Errors
    /// As [`Engine::project`], and when the picture cannot be drawn.
    pub fn project_file(
        &self,
        request: &ProjectRequest,
        form: ProjectionFile,
        progress: &Progress,
    ) -> Result<Document, EngineError> {
        file_of(&self.project(request, progress)?.set, form)
    }
}

impl ProjectAnswer {
    /// Drivers on the entry list who are held back and not projected.
    pub fn held(&self) -> Vec<HeldEntry> {
        let held = |note: &Note| match note {
            Note::HeldBack { driver, driver_name, reason } => {
                Some(HeldEntry { driver: *driver, driver_name: driver_name.clone(), reason: reason.clone() })
            }
            _ => None,
        };
        self.set.body().notes.iter().filter_map(held).collect()
    }

    /// The notes of the sealed set in words, but for drivers held back, and the kinds of evidence of which nothing is
    /// known.
    pub fn notes_of_set(&self) -> (Vec<String>, Vec<String>) {
        let (mut notes, mut absent, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for note in &self.set.body().notes {
            match note {
                Note::HeldBack { .. } => {}
                Note::NotOnList { driver_name, .. } => gone.push(driver_name.as_str()),
                Note::EvidenceAbsent { evidence } => absent.push(evidence.words().to_owned()),
                other => notes.push(other.to_string()),
            }
        }
        if !gone.is_empty() {
            notes.push(format!("not on the latest list: {}", gone.join(", ")));
        }
        (notes, absent)
    }
}

/// A sealed set as a file.
pub(crate) fn file_of(set: &ProjectionSet, form: ProjectionFile) -> Result<Document, EngineError> {
    let race = &set.body().race;
    let (media_type, ending, bytes) = match form {
        ProjectionFile::Json => ("application/json", "json", (set.canonical_json() + "\n").into_bytes()),
        ProjectionFile::Csv => ("text/csv", "csv", report::projection::as_csv(set)?.into_bytes()),
        ProjectionFile::Parquet => {
            (columns::MEDIA_TYPE, "parquet", crate::projections::table(set).to_parquet()?)
        }
        ProjectionFile::Png => ("image/png", "png", report::projection::picture(set)?),
    };
    Ok(Document { media_type, file_name: format!("{race}.{ending}"), bytes })
}

fn notes(
    question: &Question,
    prepared: &Prepared,
    model: &Model,
    projection: &Projection,
) -> Vec<AnswerNote> {
    let note = |kind: &str, text: String| AnswerNote { kind: kind.to_owned(), text };
    let mut notes = skipped_notes(&question.skipped);
    let of_race = prepared.evidence.get(&question.asked.card.info.key);
    let not_read = match model.evidence {
        Some(_) => 0,
        None => of_race.map_or(0, |of| of.paces.len() + of.prices.len() + of.claims.len()),
    };
    if not_read > 0 {
        let text = format!(
            "{not_read} items of evidence of this race are known that model {} does not read; model {DEFAULT_MODEL} does",
            model.version
        );
        notes.push(note("evidence-not-read", text));
    }
    notes.extend(projection.unused.iter().map(|unused| note(&kind_of(unused), unused.to_string())));
    notes
}

/// The kind of a note as JSON writes it.
fn kind_of(note: &Note) -> String {
    let kind = serde_json::to_value(note).ok().and_then(|note| note["kind"].as_str().map(str::to_owned));
    kind.expect("every note is an object with a kind")
}

/// A note for each race that `next` skipped.
pub(crate) fn skipped_notes(skipped: &[RaceLine]) -> Vec<AnswerNote> {
    let note = |line: &RaceLine| AnswerNote {
        kind: "race-skipped".to_owned(),
        text: format!(
            "skipped {} ({}): it locked at {} and has no result; import its race log",
            line.race.key, line.race.track_name, line.race.lock_at
        ),
    };
    skipped.iter().map(note).collect()
}

impl Record {
    fn of(circumstances: Circumstances) -> Self {
        let label = Label::of(circumstances);
        let statement = match label {
            Label::Forecast => "made before the lock: a forecast",
            Label::Late => "made after the lock: not a forecast",
            Label::Backtest => "made after the lock, with the result known: not a forecast",
            Label::Replay => "made under a fixed clock: not a forecast",
        };
        let Circumstances { made_at, lock_at, .. } = circumstances;
        Self { label, statement: statement.to_owned(), made_at, lock_at }
    }
}
