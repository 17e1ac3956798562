//! Backtests: started as jobs, their scores and files read.

use super::jobs::{accepted, jobs_page, owner};
use crate::answer::{FileAnswer, JsonBody};
use crate::app::App;
use crate::job::{JobResource, JobsPage};
use crate::layers::RequestContext;
use crate::page;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use domain::series::Series;
use engine::backtest::BacktestAnswer;
use engine::operations::{Caller, JobState, JobsRequest, SubmitRequest};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Name of this kind of job.
const KIND: &str = "backtest";

/// What to score.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BacktestBody {
    /// Series
    #[schema(example = "cup")]
    series: Series,
    /// First season, a year
    from: i16,
    /// Last season, a year
    to: i16,
    /// Name of the model (default: the default model)
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// Names of the models it is compared with, at most 8
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 8)]
    against: Option<Vec<String>>,
    /// Simulations per race, 1 to 1,000,000 (default 10,000)
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000000)]
    simulations: Option<u32>,
    /// Seed (default 1)
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    seed: Option<u64>,
    /// Whether a race that cannot be projected is an error; else it is left out and named
    #[serde(default)]
    strict: bool,
}

/// Start a backtest
#[utoipa::path(
    post, path = "/v1/backtests", tag = "backtests", request_body = BacktestBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses((status = 202, description = "The job; Location has its address", body = JobResource))
)]
pub async fn start(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<BacktestBody>,
) -> Result<Response, Problem> {
    let submit = SubmitRequest {
        kind: KIND.to_owned(),
        request: json!(body),
        account: caller.account,
        // The job itself is bound to the key: a server that dies before it answers makes no second one.
        idempotency_key: headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned),
        trace: context.trace,
        request_id: Some(context.id),
    };
    let job = app.operations(move |operations| operations.submit(&submit)).await?;
    Ok(accepted(job))
}

/// Which backtests to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BacktestsQuery {
    /// Only in this state: queued, running, succeeded, failed, cancelled or dead
    #[param(inline)]
    state: Option<JobState>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Backtests of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Backtests, the newest first: the jobs that make them
#[utoipa::path(get, path = "/v1/backtests", tag = "backtests", params(BacktestsQuery), responses((status = 200, description = "A page of jobs", body = JobsPage)))]
pub async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<BacktestsQuery>,
) -> Result<Json<JobsPage>, Problem> {
    let limit = page::limit(query.limit)?;
    let kind = Some(KIND.to_owned());
    let request = JobsRequest {
        account: owner(&caller),
        state: query.state.map(|state| state.name().to_owned()),
        kind,
        cursor: query.cursor,
        limit,
    };
    jobs_page(&app, request).await
}

/// The scores of a finished backtest
#[utoipa::path(
    get, path = "/v1/backtests/{id}", tag = "backtests",
    params(("id" = String, Path, description = "Id of the job")),
    responses((status = 200, description = "The scores", body = BacktestAnswer))
)]
pub async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<FileAnswer, Problem> {
    read(app, &caller, id, "metrics.json".to_owned()).await
}

/// A file of a finished backtest: CSV, PNG or text
#[utoipa::path(
    get, path = "/v1/backtests/{id}/files/{file}", tag = "backtests",
    params(
        ("id" = String, Path, description = "Id of the job"),
        ("file" = String, Path, description = "Name of the file", example = "reliability.png")
    ),
    responses((status = 200, description = "The file", content(
        (serde_json::Value = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "image/png")
    )))
)]
pub async fn file(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, file)): Path<(String, String)>,
) -> Result<FileAnswer, Problem> {
    read(app, &caller, id, file).await
}

async fn read(app: App, caller: &Caller, id: String, file: String) -> Result<FileAnswer, Problem> {
    let (job, account) = (id.clone(), owner(caller));
    app.operations(move |operations| operations.job_result(&job, account.as_deref())).await?;
    app.engine(move |engine, _| engine.backtest_file(&id, &file)).await.map(FileAnswer)
}
