//! Imports: files uploaded, listed, taken back. The work is done by jobs; a job's result is the report.

use super::jobs::accepted;
use crate::app::App;
use crate::layers::RequestContext;
use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use domain::series::Series;
use engine::Engine;
use engine::import::ImportRequest;
use engine::imports::ImportsAnswer;
use engine::jobs::ImportJob;
use engine::operations::{Caller, SubmitRequest};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// The files that the graph stands on
#[utoipa::path(get, path = "/v1/imports", tag = "imports", responses((status = 200, description = "The files, by the moment they were first imported", body = serde_json::Value)))]
pub async fn list(State(app): State<App>) -> Result<Json<ImportsAnswer>, Problem> {
    app.engine(|engine, progress| engine.imports(progress)).await.map(Json)
}

/// What the user states about an uploaded file.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Name of the file; the kind without it
    file: Option<String>,
    /// Its race, where the file does not name it: key, alias or NASCAR's id
    race: Option<String>,
    /// Its series, where the file does not name it
    #[param(value_type = Option<String>)]
    series: Option<Series>,
    /// The moment from which it could be known, where the file does not give it
    #[param(value_type = Option<String>, format = DateTime)]
    known_at: Option<Timestamp>,
    /// Files whose rows give way to this file's, separated by commas: SHA-256 or its first digits
    supersede: Option<String>,
}

/// Import a file: its bytes are the body, plain or gzip
#[utoipa::path(
    post, path = "/v1/imports/{import}", tag = "imports",
    params(
        ("import" = String, Path, description = "Kind of file", example = "race-logs"), UploadQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, description = "The job; its result is the report", body = serde_json::Value))
)]
pub async fn upload(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Extension(context): Extension<RequestContext>,
    Path(kind): Path<String>,
    Query(query): Query<UploadQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    if body.is_empty() {
        let detail = "the body is empty; it is the file to import";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "empty-body", detail));
    }
    let supersede = query.supersede.as_deref().unwrap_or_default().split(',').map(str::trim);
    let import = ImportRequest {
        file_name: query.file.unwrap_or_else(|| kind.clone()),
        supersede: supersede.filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        race: query.race,
        series: query.series,
        known_at: query.known_at,
        ..ImportRequest::new(&kind)
    };
    let upload = app.engine(move |engine, _| engine.keep_upload(&body)).await?;
    let request = json!(ImportJob { upload, import });
    submit(&app, caller, context, &headers, "import", request).await
}

/// Take an imported file back
#[utoipa::path(
    delete, path = "/v1/imports/{import}", tag = "imports",
    params(("import" = String, Path, description = "SHA-256 of the file, or its first digits")),
    responses((status = 202, description = "The job; its result is the report", body = serde_json::Value))
)]
pub async fn undo(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Extension(context): Extension<RequestContext>,
    Path(snapshot): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = snapshot.clone();
    // An unknown file is a problem now, not a job that fails.
    app.engine(move |engine: &Engine, _| engine.imported(&wanted)).await?;
    submit(&app, caller, context, &headers, "undo", json!({ "snapshot": snapshot })).await
}

async fn submit(
    app: &App,
    caller: Caller,
    context: RequestContext,
    headers: &HeaderMap,
    kind: &str,
    request: Value,
) -> Result<Response, Problem> {
    let submit = SubmitRequest {
        kind: kind.to_owned(),
        request,
        account: caller.account,
        idempotency_key: headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned),
        trace: context.trace.or(Some(context.id)),
    };
    let job = app.operations(move |operations| operations.submit(&submit)).await?;
    Ok(accepted(&job))
}
