//! API keys, for administrators.

use crate::answer::JsonBody;
use crate::app::App;
use crate::page;
use crate::precondition;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use engine::operations::{Caller, CreateKeyRequest, CreatedKey, KeyLine, KeysAnswer, RotatedKey};
use jiff::Timestamp;
use serde::Deserialize;

/// The longest time that a rotated key goes on working, in seconds: 30 days.
const GRACE_MAX: u32 = 30 * 86_400;

/// Which keys to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KeysQuery {
    /// Only those of the account with this name
    account: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Keys of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Keys, the newest first, without their secrets
#[utoipa::path(get, path = "/v1/keys", tag = "keys", params(KeysQuery), responses((status = 200, description = "A page of keys", body = KeysAnswer)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<KeysQuery>,
) -> Result<Json<KeysAnswer>, Problem> {
    let limit = page::limit(query.limit)?;
    let KeysQuery { account, cursor, .. } = query;
    let keys =
        move |operations: &engine::Operations| operations.keys(account.as_deref(), cursor.as_deref(), limit);
    app.operations(keys).await.map(Json)
}

/// The schema of a scope: one of those there are.
#[derive(utoipa::ToSchema)]
#[schema(as = Scope)]
#[expect(dead_code, reason = "it is a schema")]
pub enum ScopeName {
    /// Series, races, drivers, tracks, models, laws, graph, projections
    #[schema(rename = "projections:read")]
    ProjectionsRead,
    /// Backtests
    #[schema(rename = "backtests:run")]
    BacktestsRun,
    /// Imports
    #[schema(rename = "ingest:run")]
    IngestRun,
    /// Claims
    #[schema(rename = "claims:review")]
    ClaimsReview,
    /// Everything
    #[schema(rename = "admin")]
    Admin,
}

/// A key to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyBody {
    /// Name of the account it acts for, made where there is none
    #[schema(example = "team-a", min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._-]+$")]
    account: String,
    /// What its owner calls it (default: the account's name)
    #[schema(min_length = 1, max_length = 64)]
    name: Option<String>,
    /// What it may do
    #[schema(example = json!(["projections:read"]), min_items = 1, value_type = Vec<ScopeName>)]
    scopes: Vec<String>,
    /// From when on it is refused (default: never)
    expires_at: Option<Timestamp>,
}

/// Make a key. The answer has it whole, this once
#[utoipa::path(
    post, path = "/v1/keys", tag = "keys", request_body = KeyBody,
    responses((status = 201, description = "The key; Location has its address", body = CreatedKey))
)]
pub async fn create(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    JsonBody(body): JsonBody<KeyBody>,
) -> Result<Response, Problem> {
    let KeyBody { account, name, scopes, expires_at } = body;
    let request = CreateKeyRequest { account, name, scopes, expires_at };
    let made = app.operations(move |operations| operations.create_key(&request, Some(caller.scopes))).await?;
    let location = format!("/v1/keys/{}", made.line.id);
    Ok((StatusCode::CREATED, secret_headers(&location), Json(made)).into_response())
}

/// A key without its secret
#[utoipa::path(
    get, path = "/v1/keys/{id}", tag = "keys",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The key", body = KeyLine))
)]
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<KeyLine>, Problem> {
    app.operations(move |operations| operations.key(&id)).await.map(Json)
}

/// How to rotate a key.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotateBody {
    /// Seconds for which the old key goes on working: up to 30 days
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2592000)]
    grace_seconds: u32,
}

/// Replace a key by a new one with the same account, name, scopes and expiry
#[utoipa::path(
    post, path = "/v1/keys/{id}/rotate", tag = "keys", request_body = RotateBody,
    params(("id" = String, Path, description = "Its id")),
    responses((status = 201, description = "The new key; Location has its address", body = RotatedKey))
)]
pub async fn rotate(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<RotateBody>,
) -> Result<Response, Problem> {
    let grace = body.grace_seconds;
    if grace > GRACE_MAX {
        let detail = format!("graceSeconds {grace} is over {GRACE_MAX}");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-value", detail));
    }
    expect(&app, &headers, &id).await?;
    let rotate =
        move |operations: &engine::Operations| operations.rotate_key(&id, grace, Some(caller.scopes));
    let rotated = app.operations(rotate).await?;
    let location = format!("/v1/keys/{}", rotated.created.line.id);
    Ok((StatusCode::CREATED, secret_headers(&location), Json(rotated)).into_response())
}

/// Revoke a key: it is refused from now on
#[utoipa::path(
    delete, path = "/v1/keys/{id}", tag = "keys",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The key", body = KeyLine))
)]
pub async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<KeyLine>, Problem> {
    expect(&app, &headers, &id).await?;
    let line = app.operations(move |operations| operations.revoke_key(&id)).await?;
    app.keys().forget(&line.id);
    Ok(Json(line))
}

/// Refuses where the key is not as the client last saw it.
async fn expect(app: &App, headers: &HeaderMap, id: &str) -> Result<(), Problem> {
    if !precondition::asked(headers) {
        return Ok(());
    }
    let id = id.to_owned();
    precondition::matches(headers, &app.operations(move |operations| operations.key(&id)).await?)
}

/// An answer with a secret is stored nowhere on its way.
fn secret_headers(location: &str) -> [(header::HeaderName, HeaderValue); 2] {
    let location = HeaderValue::try_from(location).expect("an id is ASCII");
    [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}
