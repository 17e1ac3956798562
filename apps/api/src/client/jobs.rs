//! Work that a server does as a job: submitted, waited for, its result read.

use super::{Client, ClientError, Target};
use crate::job::{JobResource, JobsPage};
use engine::Document;
use engine::Progress;
use engine::backtest::{BacktestAnswer, BacktestOutput};
use engine::import::{ImportAnswer, ImportRequest};
use engine::jobs::{BacktestFile, BacktestJob, BacktestResult};
use engine::operations::JobState;
use engine::undo::{UndoAnswer, UndoRequest};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long a job is left alone between two looks at it, at first and at most.
const LOOKS: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(500)];

impl Client {
    /// Imports a file: uploads it and waits for the report.
    ///
    /// # Errors
    /// Those of the import, and of the way to the server.
    pub fn import(&self, request: &ImportRequest, progress: &Progress) -> Result<ImportAnswer, ClientError> {
        let supersede = (!request.supersede.is_empty()).then(|| request.supersede.join(","));
        let path = Target::of(&["v1", "imports", &request.kind])
            .with("file", Some(&request.file_name))
            .with("race", request.race.as_ref())
            .with("series", request.series)
            .with("knownAt", request.known_at)
            .with("supersede", supersede);
        let kind = [("content-type", "application/octet-stream")];
        let job = self.value(self.send("POST", &path, Some(&request.bytes), &kind)?)?;
        self.result_of(job, progress)
    }

    /// Undoes an import.
    ///
    /// # Errors
    /// As above.
    pub fn undo(&self, request: &UndoRequest, progress: &Progress) -> Result<UndoAnswer, ClientError> {
        let path = Target::of(&["v1", "imports", &request.snapshot]);
        let job = self.value(self.send("DELETE", &path, None, &[])?)?;
        self.result_of(job, progress)
    }

    /// Runs a backtest and fetches its files.
    ///
    /// # Errors
    /// As above.
    pub fn backtest(
        &self,
        request: &BacktestJob,
        progress: &Progress,
    ) -> Result<BacktestOutput, ClientError> {
        let job = self.json("POST", &Target::of(&["v1", "backtests"]), request)?;
        let job = self.done(job, progress)?;
        let made: BacktestResult = self.get(&Target::of(&["v1", "jobs", &job.id, "result"]))?;
        let answer: BacktestAnswer = self.get(&Target::of(&["v1", "backtests", &job.id]))?;
        let file =
            |name: &str| self.get_bytes(&Target::of(&["v1", "backtests", &job.id, "files", name]), "*/*");
        let mut files = Vec::new();
        let mut summary = String::new();
        for name in made.files {
            let bytes = file(&name)?;
            if name == BacktestFile::SUMMARY {
                summary =
                    String::from_utf8(bytes).map_err(|error| self.not_understood(&error.to_string()))?;
                continue;
            }
            let known = BacktestFile::ALL.iter().find(|known| known.name == name);
            let media_type = known.map_or("application/octet-stream", |known| known.media_type);
            files.push(Document { media_type, file_name: name, bytes });
        }
        Ok(BacktestOutput { answer, summary, files })
    }

    /// Jobs, the newest first.
    ///
    /// # Errors
    /// Those of the way to the server.
    pub fn jobs(&self, state: Option<&str>, kind: Option<&str>) -> Result<Vec<JobResource>, ClientError> {
        let mut jobs = Vec::new();
        let path = || Target::of(&["v1", "jobs"]).with("state", state).with("kind", kind);
        self.pages(path, |page: JobsPage| {
            jobs.extend(page.jobs);
            (page.next, ())
        })?;
        Ok(jobs)
    }

    /// A job.
    ///
    /// # Errors
    /// When the account has no such job, and those of the way to the server.
    pub fn job(&self, id: &str) -> Result<JobResource, ClientError> {
        self.get(&Target::of(&["v1", "jobs", id]))
    }

    /// Cancels a job.
    ///
    /// # Errors
    /// As above, and where it has ended.
    pub fn cancel_job(&self, id: &str) -> Result<JobResource, ClientError> {
        self.value(self.send("POST", &Target::of(&["v1", "jobs", id, "cancel"]), Some(&[]), &[])?)
    }

    /// Queues an ended job once more.
    ///
    /// # Errors
    /// As above, and where it has not ended or has succeeded.
    pub fn retry_job(&self, id: &str) -> Result<JobResource, ClientError> {
        self.value(self.send("POST", &Target::of(&["v1", "jobs", id, "retry"]), Some(&[]), &[])?)
    }

    fn result_of<T: DeserializeOwned>(
        &self,
        job: JobResource,
        progress: &Progress,
    ) -> Result<T, ClientError> {
        let job = self.done(job, progress)?;
        self.get(&Target::of(&["v1", "jobs", &job.id, "result"]))
    }

    /// Waits until a job has succeeded, and shows how far it is.
    fn done(&self, mut job: JobResource, progress: &Progress) -> Result<JobResource, ClientError> {
        let mut pause = LOOKS[0];
        let mut shown: Option<(String, u64)> = None;
        loop {
            match job.state {
                JobState::Succeeded => {
                    progress.end();
                    return Ok(job);
                }
                JobState::Queued | JobState::Running => {}
                ended => {
                    progress.end();
                    return Err(match job.problem {
                        Some(problem) if ended != JobState::Cancelled => ClientError::Job(Box::new(problem)),
                        _ => ClientError::Ended { id: job.id, state: ended.to_string(), reason: job.reason },
                    });
                }
            }
            if let Some(at) = &job.progress {
                let stage = (at.what.clone(), at.total.unwrap_or(at.done));
                if shown.as_ref() != Some(&stage) {
                    progress.begin(&stage.0, stage.1);
                    shown = Some(stage);
                }
                let before = progress.stage().map_or(0, |stage| stage.done);
                progress.advance(at.done.saturating_sub(before));
            }
            if progress.cancelled() {
                self.cancel_job(&job.id)?;
                return Err(ClientError::Cancelled);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LOOKS[1]);
            job = self.job(&job.id)?;
        }
    }
}
