//! Runs of a pipeline: a name for the jobs that belong together. How each of them is, the queue knows.

use crate::ids::{AccountId, JobId, RunId};
use crate::records::{Document, Kind, Records, RecordsError, Scan};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A run of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The pipeline.
    pub pipeline: String,
    /// The account it belongs to.
    pub owner: AccountId,
    /// What was asked for, as JSON.
    pub request: String,
    /// The jobs of its tasks, in the order in which they were submitted.
    pub jobs: Vec<JobId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When the last of its jobs ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What came of it, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

impl Document for Run {
    const KIND: Kind = Kind::Run;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn owner(&self) -> String {
        self.owner.to_string()
    }

    fn state(&self) -> &str {
        if self.ended_at.is_some() { "ended" } else { "running" }
    }

    fn label(&self) -> &str {
        &self.pipeline
    }
}

/// Begins a run.
pub fn start(
    records: &Records,
    pipeline: &str,
    owner: AccountId,
    request: &str,
    now: Timestamp,
) -> Result<Run, RecordsError> {
    loop {
        let run = Run {
            id: RunId::generate(now)?,
            pipeline: pipeline.to_owned(),
            owner,
            request: request.to_owned(),
            jobs: Vec::new(),
            started_at: now,
            ended_at: None,
            summary: None,
        };
        if records.put(&run)? {
            return Ok(run);
        }
    }
}

/// Adds a job to a run that has not ended; `None` where there is no such run.
pub fn add_job(records: &Records, id: RunId, job: JobId) -> Result<Option<Run>, RecordsError> {
    change(records, id, |run| Run { jobs: [&run.jobs[..], &[job]].concat(), ..run.clone() })
}

/// Ends a run with what came of it. Ending it again changes nothing.
pub fn end(records: &Records, id: RunId, summary: &str, now: Timestamp) -> Result<Option<Run>, RecordsError> {
    change(records, id, |run| {
        if run.ended_at.is_some() {
            return run.clone();
        }
        Run { ended_at: Some(now), summary: Some(summary.to_owned()), ..run.clone() }
    })
}

/// Runs of a pipeline, or of all, the newest first.
pub fn list(records: &Records, pipeline: Option<&str>, limit: usize) -> Result<Vec<Run>, RecordsError> {
    let scan = Scan { label: pipeline.map(str::to_owned), ..Scan::of(Kind::Run).newest_first().limit(limit) };
    Ok(records.documents(&scan)?.into_iter().map(|run| run.value).collect())
}

fn change(records: &Records, id: RunId, rule: impl Fn(&Run) -> Run) -> Result<Option<Run>, RecordsError> {
    records.change(&id.to_string(), |run| {
        let run = rule(run);
        Ok((run.clone(), run))
    })
}
