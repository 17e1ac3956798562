//! Imports: files uploaded, listed, taken back. The work is done by jobs; a job's result is the report.

use super::jobs::accepted;
use crate::app::App;
use crate::job::JobResource;
use crate::layers::RequestContext;
use crate::page::page;
use crate::precondition::matches;
use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use domain::series::Series;
use engine::Engine;
use engine::import::ImportRequest;
use engine::imports::ImportedFile;
use engine::jobs::ImportJob;
use engine::operations::{Caller, SubmitRequest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Filters of imported files.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportsQuery {
    /// Only of this kind, such as `race-logs`
    kind: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Files of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of imported files.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportsPage {
    /// Mark of the state that was read.
    pub state: String,
    /// The files, by the moment they were first imported.
    pub files: Vec<ImportedFile>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The files that the graph stands on
#[utoipa::path(get, path = "/v1/imports", tag = "imports", params(ImportsQuery), responses((status = 200, description = "A page of files", body = ImportsPage)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<ImportsQuery>,
) -> Result<Json<ImportsPage>, Problem> {
    let ImportsQuery { kind, cursor, limit } = query;
    let filters = format!("imports {kind:?}");
    let mut answer = app.engine(|engine, progress| engine.imports(progress)).await?;
    answer.files.retain(|file| kind.as_ref().is_none_or(|kind| *kind == file.kind));
    let key = |file: &ImportedFile| format!("{:030} {}", file.fetched_at.as_nanosecond(), file.snapshot);
    let (files, next) = page(answer.files, key, &filters, cursor.as_deref(), limit)?;
    Ok(Json(ImportsPage { state: answer.state, files, next }))
}

/// An imported file
#[utoipa::path(
    get, path = "/v1/imports/{import}", tag = "imports",
    params(("import" = String, Path, description = "SHA-256 of the file, or its first digits, at least 6", min_length = 6, max_length = 64, pattern = "^[0-9a-f]{6,64}$")),
    responses((status = 200, description = "The file", body = ImportedFile))
)]
pub async fn show(
    State(app): State<App>,
    Path(snapshot): Path<String>,
) -> Result<Json<ImportedFile>, Problem> {
    app.engine(move |engine: &Engine, _| engine.imported(&snapshot)).await.map(Json)
}

/// What the user states about an uploaded file.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Name of the file (default: the kind)
    file: Option<String>,
    /// Its race, where the file does not name it: key, alias or NASCAR's id
    race: Option<String>,
    /// Its series, where the file does not name it
    #[param(inline)]
    series: Option<Series>,
    /// The moment from which it could be known, where the file does not give it
    known_at: Option<Timestamp>,
    /// Files whose rows give way to this file's, separated by commas: SHA-256 or its first digits
    supersede: Option<String>,
}

/// The schema of a kind of file: one of those there are.
pub struct FileKindName;

impl PartialSchema for FileKindName {
    fn schema() -> RefOr<Schema> {
        let kinds = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(engine::import::kinds()));
        RefOr::T(Schema::Object(kinds.build()))
    }
}

impl ToSchema for FileKindName {}

/// Import a file: its bytes are the body, plain or gzip
#[utoipa::path(
    post, path = "/v1/imports/{import}", tag = "imports",
    params(
        ("import" = inline(FileKindName), Path, description = "Kind of file", example = "race-logs"), UploadQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, description = "The job; its result is the report", body = JobResource))
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
    params(("import" = String, Path, description = "SHA-256 of the file, or its first digits, at least 6", min_length = 6, max_length = 64, pattern = "^[0-9a-f]{6,64}$")),
    responses((status = 202, description = "The job; its result is the report", body = JobResource))
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
    let file = app.engine(move |engine: &Engine, _| engine.imported(&wanted)).await?;
    matches(&headers, &file)?;
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
        trace: context.trace,
        request_id: Some(context.id),
    };
    let job = app.operations(move |operations| operations.submit(&submit)).await?;
    Ok(accepted(job))
}
