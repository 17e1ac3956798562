//! Jobs as the API gives them: the result of a job is an address.

use engine::error::{Advice, Kind};
use engine::import::ImportAnswer;
use engine::jobs::BacktestResult;
use engine::operations::{JobAnswer, JobProgress, JobState};
use engine::undo::UndoAnswer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use utoipa::openapi::schema::{AnyOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobResource {
    /// Its id.
    pub id: String,
    /// Which work it is: `backtest`, `import` or `undo`.
    pub kind: String,
    /// Id of the account it belongs to.
    pub account: String,
    /// Where it is in its life.
    pub state: JobState,
    /// What was asked for.
    #[schema(value_type = Object)]
    pub request: Value,
    /// Attempts begun.
    pub attempts: u32,
    /// Whether a running job was asked to stop.
    pub cancel_requested: bool,
    /// How far the last attempt is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<JobProgress>,
    /// When succeeded: the path of what came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// What went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<JobProblem>,
    /// Why the queue ended it or queued it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Counts the changes of the job.
    pub revision: i64,
}

/// The error of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobProblem {
    /// What sort of error it is.
    pub kind: Kind,
    /// Its stable name, kebab-case.
    pub code: String,
    /// The error in words.
    pub message: String,
    /// The values that the message speaks of.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub data: Value,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<Advice>,
}

/// A page of jobs, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobsPage {
    /// The jobs.
    pub jobs: Vec<JobResource>,
    /// Where the list goes on; absent on its last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl From<JobAnswer> for JobResource {
    fn from(job: JobAnswer) -> Self {
        let result = job.result.map(|_| match job.kind.as_str() {
            "backtest" => format!("/v1/backtests/{}", job.id),
            _ => format!("/v1/jobs/{}/result", job.id),
        });
        Self {
            id: job.id,
            kind: job.kind,
            account: job.account,
            state: job.state,
            request: job.request,
            attempts: job.attempts,
            cancel_requested: job.cancel_requested,
            progress: job.progress,
            result,
            problem: job.problem.map(JobProblem::of),
            reason: job.reason,
            created_at: job.created_at,
            updated_at: job.updated_at,
            ended_at: job.ended_at,
            revision: job.revision,
        }
    }
}

impl JobProblem {
    /// The error that a worker wrote down, whoever's version wrote it.
    fn of(written: Value) -> Self {
        serde_json::from_value(written.clone()).unwrap_or_else(|_| Self {
            kind: Kind::Internal,
            code: "failed".to_owned(),
            message: written.to_string(),
            data: Value::Null,
            next_step: None,
        })
    }
}

/// The schema of what a job gives: the answer of its kind of work.
pub struct JobResult;

impl PartialSchema for JobResult {
    fn schema() -> RefOr<Schema> {
        let kinds = [ImportAnswer::name(), UndoAnswer::name(), BacktestResult::name()];
        let any =
            kinds.into_iter().fold(AnyOfBuilder::new(), |any, name| any.item(Ref::from_schema_name(name)));
        RefOr::T(Schema::AnyOf(any.description(Some("The answer of its kind of work")).build()))
    }
}

impl ToSchema for JobResult {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("JobResult")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend([
            (ImportAnswer::name().into_owned(), ImportAnswer::schema()),
            (UndoAnswer::name().into_owned(), UndoAnswer::schema()),
            (BacktestResult::name().into_owned(), BacktestResult::schema()),
        ]);
        ImportAnswer::schemas(schemas);
        UndoAnswer::schemas(schemas);
        BacktestResult::schemas(schemas);
    }
}
