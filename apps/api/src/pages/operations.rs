//! Operations: what was imported and what is held back, jobs, keys, the audit trail, how the server is.

use super::form::Fields;
use super::shell::{Moment, Place, Shell, Visitor, render};
use super::url;
use crate::app::App;
use crate::layers::RequestContext;
use crate::problem::Problem;
use crate::routes::{dependencies, owner};
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use engine::operations::{AuditFilter, Caller, JobState, JobsRequest, Scope, SubmitRequest};
use engine::vetoes::VetoesRequest;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

/// Lines of each list.
const LINES: usize = 25;

/// Where the list of imports begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationsQuery {
    /// Newer files that are left out.
    #[serde(default)]
    skip: usize,
}

#[derive(Template)]
#[template(path = "operations.html", whitespace = "minimize")]
struct OperationsPage {
    shell: Shell,
    health: Vec<(&'static str, &'static str)>,
    /// None where the visitor may not see them.
    imports: Option<Imports>,
    held: Vec<(String, String, String, u64)>,
    jobs: Vec<Job>,
    keys: Option<Vec<Key>>,
    audit: Option<Vec<Act>>,
    kinds: Vec<String>,
    may_import: bool,
}

struct Imports {
    files: Vec<File>,
    all: usize,
    from: usize,
    newer: Option<String>,
    older: Option<String>,
}

struct File {
    name: String,
    kind: String,
    rows: u32,
    complaints: u32,
    snapshot: String,
    short: String,
    at: Moment,
    complete: bool,
}

struct Job {
    id: String,
    kind: String,
    state: &'static str,
    running: bool,
    progress: String,
    problem: Option<String>,
    at: Moment,
    cancel: bool,
    retry: bool,
}

struct Key {
    id: String,
    name: String,
    account: String,
    scopes: String,
    state: &'static str,
    used: Option<Moment>,
}

struct Act {
    action: String,
    subject: String,
    outcome: String,
    account: String,
    at: Moment,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Query<OperationsQuery>,
) -> Result<Response, Problem> {
    let moment = |at: Timestamp| Moment::of(at, None, Timestamp::now(), false);
    let (may_import, admin) = (visitor.may(Scope::IngestRun), visitor.may(Scope::Admin));
    let imports = match may_import {
        true => Some(imports(&app, query.skip).await?),
        false => None,
    };
    let held = match visitor.may(Scope::ProjectionsRead) {
        true => {
            app.engine(|engine, progress| engine.vetoes(&VetoesRequest::default(), progress)).await?.vetoes
        }
        false => Vec::new(),
    };
    let request =
        JobsRequest { account: owner(&visitor.caller), state: None, kind: None, cursor: None, limit: LINES };
    let jobs = app.operations(move |operations| operations.jobs(&request)).await?.jobs;
    let (keys, audit) = if admin {
        let read = |operations: &engine::Operations| {
            let keys = operations.keys(None, None, LINES)?.keys;
            Ok((keys, operations.audit(&AuditFilter::default(), None, LINES)?.lines))
        };
        let (keys, audit) = app.operations(read).await?;
        (Some(keys), Some(audit))
    } else {
        (None, None)
    };
    let job = |job: &engine::operations::JobAnswer| Job {
        id: job.id.clone(),
        kind: job.kind.clone(),
        state: job.state.name(),
        running: matches!(job.state, JobState::Queued | JobState::Running),
        progress: job
            .progress
            .as_ref()
            .map(|progress| match progress.total {
                Some(total) => format!("{}: {} of {total}", progress.what, progress.done),
                None => format!("{}: {}", progress.what, progress.done),
            })
            .unwrap_or_default(),
        problem: job.problem.as_ref().and_then(|problem| problem["message"].as_str().map(str::to_owned)),
        at: moment(job.created_at),
        cancel: matches!(job.state, JobState::Queued | JobState::Running) && !job.cancel_requested,
        retry: matches!(job.state, JobState::Failed | JobState::Dead | JobState::Cancelled),
    };
    let now = Timestamp::now();
    let page = OperationsPage {
        health: dependencies(&app).await.into_iter().collect(),
        imports,
        held: held.into_iter().map(|line| (line.rule, line.group, line.reason, line.rows)).collect(),
        jobs: jobs.iter().map(job).collect(),
        keys: keys.map(|keys| {
            keys.into_iter()
                .map(|key| Key {
                    state: match (key.revoked_at, key.expires_at) {
                        (Some(_), _) => "revoked",
                        (None, Some(end)) if end <= now => "expired",
                        _ => "works",
                    },
                    id: key.id,
                    name: key.name,
                    account: key.account_name.unwrap_or(key.account),
                    scopes: key.scopes.join(" "),
                    used: key.last_used_at.map(moment),
                })
                .collect()
        }),
        audit: audit.map(|lines| {
            lines
                .into_iter()
                .map(|line| Act {
                    action: line.action,
                    subject: line.subject,
                    outcome: line.outcome,
                    account: line.account,
                    at: moment(line.at),
                })
                .collect()
        }),
        kinds: engine::import::kinds().into_iter().map(str::to_owned).collect(),
        may_import: may_import && visitor.csrf.is_some(),
        shell: Shell::of(&visitor, "Operations", Some(Place::Operations)),
    };
    Ok(render(&page))
}

/// The imported files, the newest first, from the one after `skip` on.
async fn imports(app: &App, skip: usize) -> Result<Imports, Problem> {
    let mut files = app.engine(|engine, progress| engine.imports(progress)).await?.files;
    files.reverse();
    let all = files.len();
    let href = |skip: usize| {
        url::with_query("/operations", &[("skip", (skip > 0).then(|| skip.to_string()))]) + "#imports"
    };
    let file = |file: &engine::imports::ImportedFile| File {
        name: file.file.clone(),
        kind: file.kind.clone(),
        rows: file.rows,
        complaints: file.complaints,
        short: file.snapshot.chars().take(12).collect(),
        snapshot: file.snapshot.clone(),
        at: Moment::of(file.fetched_at, None, Timestamp::now(), false),
        complete: file.complete,
    };
    Ok(Imports {
        files: files.iter().skip(skip).take(LINES).map(file).collect(),
        all,
        from: (skip + 1).min(all),
        newer: (skip > 0).then(|| href(skip.saturating_sub(LINES))),
        older: (skip + LINES < all).then(|| href(skip + LINES)),
    })
}

/// A file to take back.
#[derive(Deserialize)]
pub struct Undo {
    snapshot: String,
}

/// Takes a file back, by a job.
pub async fn undo(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Extension(context): Extension<RequestContext>,
    Fields(form): Fields<Undo>,
) -> Result<Response, Problem> {
    let wanted = form.snapshot.clone();
    app.engine(move |engine, _| engine.imported(&wanted)).await?;
    let submit = SubmitRequest {
        kind: "undo".to_owned(),
        request: json!({ "snapshot": form.snapshot }),
        account: caller.account,
        idempotency_key: None,
        trace: context.trace,
        request_id: Some(context.id),
    };
    app.operations(move |operations| operations.submit(&submit)).await?;
    Ok(Redirect::to("/operations#jobs").into_response())
}

/// What to do with a job.
#[derive(Deserialize)]
pub struct Change {
    job: String,
    change: String,
}

/// Cancels a job or queues it again.
pub async fn change(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Fields(form): Fields<Change>,
) -> Result<Response, Problem> {
    let account = owner(&caller);
    match form.change.as_str() {
        "cancel" => {
            app.operations(move |operations| operations.cancel_job(&form.job, account.as_deref())).await?
        }
        "retry" => {
            app.operations(move |operations| operations.retry_job(&form.job, account.as_deref())).await?
        }
        other => {
            let detail = format!("change is `{other}`, but must be cancel or retry");
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-value", detail));
        }
    };
    Ok(Redirect::to("/operations#jobs").into_response())
}
