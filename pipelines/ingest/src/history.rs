//! What happened: runs, their log lines, how fresh each feed is, and where a file comes from.

use crate::error::IngestError;
use crate::ingest::PIPELINE;
use crate::run::RunAnswer;
use jiff::Timestamp;
use ops::events::{self, EventFilter};
use ops::ids::RunId;
use ops::partitions;
use ops::records::Records;
use ops::runs;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Lines of a log that are read at once.
const PAGE: usize = 1_000;

/// A run in the list of runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunLine {
    /// Its id.
    pub run: String,
    /// What was asked for.
    pub request: Value,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<RunAnswer>,
}

/// Runs, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunsAnswer {
    /// The runs.
    pub runs: Vec<RunLine>,
}

/// A line of a run's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What happened, such as `task.succeeded`.
    pub event: String,
    /// The task or partition.
    pub about: String,
    /// Attempt, counts, findings, problem.
    pub data: Value,
}

/// The log of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogsAnswer {
    /// The run.
    pub run: String,
    /// Its lines, in order.
    pub lines: Vec<LogLine>,
}

/// How fresh a feed of a season is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Freshness {
    /// Series and season, such as `cup/2025`.
    pub group: String,
    /// Feed, table, or `race`.
    pub what: String,
    /// Partitions by state.
    pub states: BTreeMap<String, usize>,
    /// Partitions that are final.
    pub finals: usize,
    /// The last success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_at: Option<Timestamp>,
    /// Partitions that failed after a success: what is served is stale.
    pub stale: Vec<String>,
}

/// How fresh everything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckAnswer {
    /// Feeds and tables, by season.
    pub freshness: Vec<Freshness>,
}

impl CheckAnswer {
    /// Whether nothing failed.
    pub fn is_sound(&self) -> bool {
        self.freshness
            .iter()
            .all(|line| !line.states.contains_key("failed") && !line.states.contains_key("partly"))
    }
}

/// Where an imported file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineageAnswer {
    /// The partition whose file it is.
    pub partition: String,
    /// SHA-256 of the file, as the graph names it.
    pub snapshot: String,
    /// The run that made it, and the bodies it was made from.
    pub from: Value,
}

/// The records of what happened.
#[derive(Clone, Debug)]
pub struct History {
    records: Records,
}

impl History {
    /// What the records of a data folder tell; the graph is not needed.
    pub fn new(records: Records) -> Self {
        Self { records }
    }

    /// Runs, the newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn runs(&self, limit: usize) -> Result<RunsAnswer, IngestError> {
        let line = |run: runs::Run| {
            let id = run.id.to_string();
            let summary = run.summary.as_deref().and_then(|text| serde_json::from_str(text).ok());
            Ok(RunLine {
                request: serde_json::from_str(&run.request).map_err(IngestError::unreadable(&*id))?,
                run: id,
                started_at: run.started_at,
                ended_at: run.ended_at,
                summary,
            })
        };
        let runs = runs::list(&self.records, Some(PIPELINE), limit)?;
        Ok(RunsAnswer { runs: runs.into_iter().map(line).collect::<Result<_, IngestError>>()? })
    }

    /// The log of a run, or of the last one; `about` narrows it to tasks and partitions that contain it.
    ///
    /// # Errors
    /// When there is no such run, or the records cannot be read.
    pub fn logs(&self, run: Option<&str>, about: Option<&str>) -> Result<LogsAnswer, IngestError> {
        let run = match run {
            Some(run) => {
                let unknown = || IngestError::NoSuchRun(run.to_owned());
                let id: RunId = run.parse().map_err(|_| unknown())?;
                self.records.find::<runs::Run>(&id.to_string())?.ok_or_else(unknown)?;
                run.to_owned()
            }
            None => {
                let last = runs::list(&self.records, Some(PIPELINE), 1)?.pop();
                last.ok_or_else(|| IngestError::NoSuchRun("yet".to_owned()))?.id.to_string()
            }
        };
        let mut lines = Vec::new();
        let mut filter = EventFilter { source: Some(run.clone()), ..EventFilter::default() };
        loop {
            let page = events::list(&self.records, &filter, PAGE)?;
            filter.after = page.last().map(|event| event.id);
            let full = page.len() == PAGE;
            for event in page {
                if about.is_none_or(|about| event.about.contains(about)) {
                    let data =
                        serde_json::from_str(&event.data).map_err(IngestError::unreadable(&*event.name))?;
                    lines.push(LogLine { at: event.at, event: event.name, about: event.about, data });
                }
            }
            if !full {
                return Ok(LogsAnswer { run, lines });
            }
        }
    }

    /// How fresh each feed and table is, and which are stale.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn check(&self) -> Result<CheckAnswer, IngestError> {
        let mut lines: BTreeMap<(String, String), Freshness> = BTreeMap::new();
        for partition in
            partitions::list(&self.records, None)?.into_iter().filter(|found| found.group != "slots")
        {
            let rest =
                partition.name.strip_prefix(&partition.group).unwrap_or_default().trim_start_matches('/');
            let what = match rest.split_once('/') {
                Some((_, what)) => what.to_owned(),
                None if rest.parse::<u32>().is_ok() => "race".to_owned(),
                None => rest.to_owned(),
            };
            let key = (partition.group.clone(), what.clone());
            let line = lines.entry(key).or_insert_with(|| Freshness {
                group: partition.group.clone(),
                what,
                states: BTreeMap::new(),
                finals: 0,
                good_at: None,
                stale: Vec::new(),
            });
            *line.states.entry(partition.state.clone()).or_default() += 1;
            line.finals += usize::from(partition.is_final);
            line.good_at = line.good_at.max(partition.good_at);
            if partition.state == "failed" && partition.good_at.is_some() {
                line.stale.push(partition.name);
            }
        }
        Ok(CheckAnswer { freshness: lines.into_values().collect() })
    }

    /// From which bodies and by which run an imported file was made; `text` is the beginning of its SHA-256.
    ///
    /// # Errors
    /// When no file of the pipeline begins so, or the records cannot be read.
    pub fn lineage(&self, text: &str) -> Result<LineageAnswer, IngestError> {
        let found = partitions::list(&self.records, None)?.into_iter().find(|partition| {
            partition.data.contains("\"inputs\"")
                && partition.digest.as_ref().is_some_and(|digest| digest.starts_with(text))
        });
        let Some(partition) = found.filter(|_| text.len() >= 6) else {
            return Err(IngestError::Request(format!(
                "no file that the pipeline loaded has a SHA-256 beginning with `{text}`"
            )));
        };
        let from =
            serde_json::from_str(&partition.data).map_err(IngestError::unreadable(&*partition.name))?;
        Ok(LineageAnswer { snapshot: partition.digest.unwrap_or_default(), partition: partition.name, from })
    }
}
