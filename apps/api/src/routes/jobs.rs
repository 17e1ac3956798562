//! Jobs: listed, shown, watched, cancelled, tried again. An account sees its own; an administrator sees all.

use crate::app::App;
use crate::job::{JobResource, JobResult, JobsPage};
use crate::page;
use crate::precondition;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use engine::EngineError;
use engine::operations::{Caller, JobAnswer, JobState, JobsRequest, Operations, Scope};
use futures_util::stream::{Stream, unfold};
use serde::Deserialize;
use serde_json::Value;
use std::convert::Infallible;
use std::time::Duration;

/// How often a watched job is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Filters of jobs.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobsQuery {
    /// Only in this state: queued, running, succeeded, failed, cancelled or dead
    #[param(inline)]
    state: Option<JobState>,
    /// Only of this kind
    kind: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Jobs of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Jobs, the newest first
#[utoipa::path(get, path = "/v1/jobs", tag = "jobs", params(JobsQuery), responses((status = 200, description = "A page of jobs", body = JobsPage)))]
pub async fn list(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<JobsQuery>,
) -> Result<Json<JobsPage>, Problem> {
    let JobsQuery { state, kind, cursor, limit } = query;
    let state = state.map(|state| state.name().to_owned());
    let request = JobsRequest { account: owner(&caller), state, kind, cursor, limit: page::limit(limit)? };
    jobs_page(&app, request).await
}

/// A page of jobs as it is answered.
pub async fn jobs_page(app: &App, request: JobsRequest) -> Result<Json<JobsPage>, Problem> {
    let answer = app.operations(move |operations| operations.jobs(&request)).await?;
    Ok(Json(JobsPage { jobs: answer.jobs.into_iter().map(JobResource::from).collect(), next: answer.next }))
}

/// A job: state, progress, result, problem
#[utoipa::path(
    get, path = "/v1/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The job", body = JobResource))
)]
pub async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<JobResource>, Problem> {
    let account = owner(&caller);
    let job = app.operations(move |operations| operations.job(&id, account.as_deref())).await?;
    Ok(Json(job.into()))
}

/// Cancel a job: a queued one at once, a running one at its next safe point
#[utoipa::path(
    post, path = "/v1/jobs/{id}/cancel", tag = "jobs",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 202, description = "The job, which stops", body = JobResource))
)]
pub async fn cancel(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    change(&app, &caller, &headers, id, Operations::cancel_job).await
}

/// Queue a failed, dead or cancelled job once more
#[utoipa::path(
    post, path = "/v1/jobs/{id}/retry", tag = "jobs",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 202, description = "The job, which waits for a worker", body = JobResource))
)]
pub async fn retry(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    change(&app, &caller, &headers, id, Operations::retry_job).await
}

/// Changes a job of the caller's, if it is still as `headers` expect it.
async fn change(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    id: String,
    change: fn(&Operations, &str, Option<&str>) -> Result<JobAnswer, EngineError>,
) -> Result<Response, Problem> {
    let account = owner(caller);
    expect(app, headers, &id, account.clone()).await?;
    let job = app.operations(move |operations| change(operations, &id, account.as_deref())).await?;
    Ok((StatusCode::ACCEPTED, Json(JobResource::from(job))).into_response())
}

/// Refuses where the job is not as the client last saw it.
async fn expect(app: &App, headers: &HeaderMap, id: &str, account: Option<String>) -> Result<(), Problem> {
    if !precondition::asked(headers) {
        return Ok(());
    }
    let id = id.to_owned();
    let job = app.operations(move |operations| operations.job(&id, account.as_deref())).await?;
    precondition::matches(headers, &JobResource::from(job))
}

/// One server-sent event.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it is a schema")]
pub struct JobEvent {
    /// Counts the changes of the job
    id: String,
    /// `job`
    #[schema(pattern = "^job$")]
    event: String,
    /// The job, as JSON
    data: String,
}

/// The changes of a job as server-sent events, until it ends. Each event has the job; its id counts the changes
#[utoipa::path(
    get, path = "/v1/jobs/{id}/events", tag = "jobs",
    params(
        ("id" = String, Path, description = "Its id"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last event that the client has")
    ),
    responses((status = 200, description = "Events", body = JobEvent, content_type = "text/event-stream"))
)]
pub async fn events(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let account = owner(&caller);
    let (wanted, whose) = (id.clone(), account.clone());
    // Asked once before the stream begins, so that an unknown job is a problem and not an empty stream.
    app.operations(move |operations| operations.job(&wanted, whose.as_deref())).await?;
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
    // The client then asks again from where it was.
    let longest = Duration::from_secs(app.config().settings.watch_seconds);
    let until = tokio::time::Instant::now() + longest;
    let watch = Watch { app, id, account, seen, ended: false, until };
    Ok(Sse::new(unfold(watch, next_event)).keep_alive(KeepAlive::default()))
}

/// A watched job.
struct Watch {
    app: App,
    id: String,
    account: Option<String>,
    /// Revision of the last event.
    seen: i64,
    ended: bool,
    until: tokio::time::Instant,
}

async fn next_event(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    while !watch.ended && watch.app.is_ready() && tokio::time::Instant::now() < watch.until {
        let (id, account) = (watch.id.clone(), watch.account.clone());
        let job =
            watch.app.operations(move |operations| operations.job(&id, account.as_deref())).await.ok()?;
        watch.ended = job.state.ended();
        if job.revision > watch.seen {
            watch.seen = job.revision;
            let event = Event::default().event("job").id(job.revision.to_string());
            let event = event.json_data(JobResource::from(job)).ok()?;
            return Some((Ok(event), watch));
        }
        if !watch.ended {
            tokio::time::sleep(LOOK).await;
        }
    }
    None
}

/// Whose jobs a caller sees: its own, or all.
pub fn owner(caller: &Caller) -> Option<String> {
    (!caller.scopes.allow(Scope::Admin)).then(|| caller.account.clone())
}

/// A job that was accepted: 202, and its address.
pub fn accepted(job: JobAnswer) -> Response {
    let location = [(header::LOCATION, format!("/v1/jobs/{}", job.id))];
    (StatusCode::ACCEPTED, location, Json(JobResource::from(job))).into_response()
}

/// What a job gave
#[utoipa::path(
    get, path = "/v1/jobs/{id}/result", tag = "jobs",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The result, as that kind of job gives it", body = JobResult))
)]
pub async fn result(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let account = owner(&caller);
    app.operations(move |operations| operations.job_result(&id, account.as_deref())).await.map(Json)
}
