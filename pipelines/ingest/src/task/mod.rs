//! The tasks, one per file, with their inputs and outputs.

mod check;
mod derive;
mod fetch;
mod load;
mod parse;
mod verify;

use crate::error::IngestError;
use crate::ingest::Ingest;
use crate::partition::Partition;
use crate::request::SourceKind;
use crate::source::Sources;
use engine::Progress;
use feeds::client::Call;
use feeds::nascar::Feed;
use jiff::Timestamp;
use ops::jobs::Job;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Fetches a feed and keeps its body.
    Fetch(Feed),
    /// Reads the body: counts, complaints, quarantined records.
    Parse(Feed),
    /// Makes a table from what was read and checks its quality.
    Verify(TableKind),
    /// Imports the table into the graph.
    Load(TableKind),
    /// Recounts laps from running order and compares them with the result.
    Derive,
    /// Checks what the graph now holds of the race.
    Check,
}

/// A table that the feeds of a race give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// Entry list, of a race without result.
    Entries,
    /// Race log.
    RaceLogs,
    /// Official results.
    Results,
    /// Practice and qualifying.
    Practice,
}

impl TableKind {
    /// All of them, in the order in which they are loaded.
    pub const ALL: &'static [TableKind] = &[Self::Entries, Self::RaceLogs, Self::Results, Self::Practice];

    /// Its kind of file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::RaceLogs => "race-logs",
            Self::Results => "results",
            Self::Practice => "practice",
        }
    }

    /// The feeds without which there is no such table.
    pub fn needs(self) -> &'static [Feed] {
        match self {
            Self::RaceLogs => &[Feed::WeekendFeed, Feed::LoopStats],
            _ => &[Feed::WeekendFeed],
        }
    }

    /// Feeds that it also takes.
    pub fn takes(self) -> &'static [Feed] {
        match self {
            Self::Practice => &[Feed::LapAverages],
            _ => &[],
        }
    }
}

impl Task {
    /// Its name within its partition, such as `fetch/weekend-feed`.
    pub fn name(self) -> String {
        match self {
            Self::Fetch(feed) => format!("fetch/{feed}"),
            Self::Parse(feed) => format!("parse/{feed}"),
            Self::Verify(table) => format!("verify/{}", table.name()),
            Self::Load(table) => format!("load/{}", table.name()),
            Self::Derive => "derive".to_owned(),
            Self::Check => "check".to_owned(),
        }
    }

    /// Its kind of job. The run is part of it: another run's workers have other sources.
    pub fn job_kind(self, run: &str) -> String {
        let step = match self {
            Self::Fetch(_) => "fetch",
            Self::Parse(_) => "parse",
            Self::Verify(_) => "verify",
            Self::Load(_) => "load",
            Self::Derive => "derive",
            Self::Check => "check",
        };
        format!("ingest.{step}:{run}")
    }

    /// The longest that one attempt may take.
    pub fn limit(self) -> Duration {
        match self {
            // Four attempts of a minute and the waits between them.
            Self::Fetch(_) => Duration::from_secs(10 * 60),
            Self::Load(_) => Duration::from_secs(30 * 60),
            _ => Duration::from_secs(5 * 60),
        }
    }
}

/// The kinds of job that a run has.
pub(crate) fn job_kinds(run: &str) -> Vec<String> {
    let table = TableKind::Entries;
    let one_of_each = [
        Task::Fetch(Feed::RaceList),
        Task::Parse(Feed::RaceList),
        Task::Verify(table),
        Task::Load(table),
        Task::Derive,
        Task::Check,
    ];
    one_of_each.iter().map(|task| task.job_kind(run)).collect()
}

/// What a job of the pipeline is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskRequest {
    /// Id of the run.
    pub run: String,
    /// What to do.
    pub task: Task,
    /// On what.
    pub partition: Partition,
}

/// What every task gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskOutput {
    /// There was nothing, or nothing yet.
    #[serde(default)]
    pub absent: bool,
    /// Counts by name.
    #[serde(default)]
    pub counts: BTreeMap<String, u64>,
    /// SHA-256 of what it made: a body, or a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What it stands on: the bodies, with address and moment.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// Remarks and complaints; at most a hundred, the others are counted.
    #[serde(default)]
    pub findings: Vec<String>,
}

/// A body that something stands on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Input {
    /// The feed.
    pub feed: Feed,
    /// The path below the base address.
    pub path: String,
    /// SHA-256 of the body.
    pub sha256: String,
    /// When it was first fetched.
    pub fetched_at: Timestamp,
    /// Which source gave it.
    pub source: SourceKind,
}

/// Findings that are kept of a task.
const FINDINGS_MAX: usize = 100;

impl TaskOutput {
    fn absent() -> Self {
        Self { absent: true, ..Self::default() }
    }

    fn count(&mut self, name: &str, count: impl TryInto<u64>) {
        self.counts.insert(name.to_owned(), count.try_into().unwrap_or(u64::MAX));
    }

    fn find(&mut self, findings: impl IntoIterator<Item = String>) {
        self.findings.extend(findings);
        if self.findings.len() > FINDINGS_MAX {
            self.count("findings", self.findings.len());
            self.findings.truncate(FINDINGS_MAX);
        }
    }

    fn input(&self, feed: Feed) -> Option<&Input> {
        self.inputs.iter().find(|input| input.feed == feed)
    }
}

/// What a task works with.
pub(crate) struct Context<'a> {
    pub ingest: &'a Ingest,
    pub sources: &'a Sources,
    pub job: &'a Job,
    pub request: &'a TaskRequest,
    pub progress: &'a Progress,
}

impl Context<'_> {
    /// The outputs of the tasks before this one.
    fn before(&self) -> Result<Vec<TaskOutput>, IngestError> {
        let of = |id: &ops::ids::JobId| -> Result<TaskOutput, IngestError> {
            let job = self.ingest.queue().get(*id)?.value;
            let result = job.result.unwrap_or_else(|| "{}".to_owned());
            serde_json::from_str(&result).map_err(IngestError::unreadable(job.id.to_string()))
        };
        self.job.after.iter().map(of).collect()
    }

    /// The body of a feed among the inputs, and what it is.
    fn body(&self, input: &Input) -> Result<Vec<u8>, IngestError> {
        Ok(self.sources.bodies().get(&input.sha256.as_str().into())?)
    }

    /// Reads a feed among the outputs of the tasks before; none where it is absent.
    fn read<T>(
        &self,
        before: &[TaskOutput],
        feed: Feed,
        read: impl FnOnce(&str, &[u8]) -> Result<feeds::nascar::Reading<T>, feeds::nascar::NotAFeed>,
    ) -> Result<Option<T>, IngestError> {
        let Some(input) = before.iter().find_map(|output| output.input(feed)) else { return Ok(None) };
        Ok(Some(read(&input.path, &self.body(input)?)?.value))
    }

    fn check(&self) -> Result<(), IngestError> {
        if self.progress.cancelled() { Err(IngestError::Cancelled) } else { Ok(()) }
    }
}

impl Call for Context<'_> {
    fn now(&self) -> Timestamp {
        self.ingest.now()
    }

    fn wait(&self, time: Duration) -> bool {
        const SLICE: Duration = Duration::from_millis(50);
        let until = Instant::now() + time;
        loop {
            if self.progress.cancelled() {
                return false;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(SLICE));
        }
    }
}

/// Does the work of a job.
pub(crate) fn run(context: &Context<'_>) -> Result<TaskOutput, IngestError> {
    match context.request.task {
        Task::Fetch(feed) => fetch::run(context, feed),
        Task::Parse(feed) => parse::run(context, feed),
        Task::Verify(table) => verify::run(context, table),
        Task::Load(table) => load::run(context, table),
        Task::Derive => derive::run(context),
        Task::Check => check::run(context),
    }
}

/// Reads what a job is asked to do.
pub(crate) fn read<T: DeserializeOwned>(job: &Job) -> Result<T, IngestError> {
    serde_json::from_str(&job.request).map_err(IngestError::unreadable(job.id.to_string()))
}
