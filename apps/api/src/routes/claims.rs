//! Claims: listed, shown, submitted, decided; and the evidence they are part of.

use crate::answer::JsonBody;
use crate::app::App;
use crate::page::page;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::evidence::{ClaimState, ClaimValue};
use engine::claims::{
    ClaimAnswer, ClaimLine, ClaimsRequest, DecideAnswer, DecideRequest, EvidenceAnswer, EvidenceRequest,
    SubmitClaimAnswer, SubmitClaimRequest,
};
use engine::operations::Caller;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Filters of claims.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClaimsQuery {
    /// Only about this race: key, alias, NASCAR's id, or `next`
    race: Option<String>,
    /// Only in this state
    state: Option<ClaimState>,
    /// Only about this driver: NASCAR's id, the name, or a part of it that only one driver has
    driver: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Claims of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Filters of the claims about one race.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RaceClaimsQuery {
    /// Only in this state
    state: Option<ClaimState>,
    /// Only about this driver: NASCAR's id, the name, or a part of it that only one driver has
    driver: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Claims of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of claims.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClaimsPage {
    /// Mark of the state that was read.
    state: String,
    /// The claims, by race, moment, kind and driver.
    claims: Vec<ClaimLine>,
    /// Where the list goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn listed(app: &App, query: ClaimsQuery) -> Result<Json<ClaimsPage>, Problem> {
    let ClaimsQuery { race, state, driver, cursor, limit } = query;
    let filters = format!("claims {race:?} {state:?} {driver:?}");
    let request = ClaimsRequest { race, state, driver };
    let answer = app.engine(move |engine, progress| engine.claims(&request, progress)).await?;
    let key = |line: &ClaimLine| line.id.to_string();
    let (claims, next) = page(answer.claims, key, &filters, cursor.as_deref(), limit)?;
    Ok(Json(ClaimsPage { state: answer.state, claims, next }))
}

/// Claims about any race
#[utoipa::path(get, path = "/v1/claims", tag = "claims", params(ClaimsQuery), responses((status = 200, description = "A page of claims", body = ClaimsPage)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<ClaimsQuery>,
) -> Result<Json<ClaimsPage>, Problem> {
    listed(&app, query).await
}

/// Claims about a race
#[utoipa::path(
    get, path = "/v1/races/{race}/claims", tag = "claims",
    params(("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next"), RaceClaimsQuery),
    responses((status = 200, description = "A page of claims", body = ClaimsPage))
)]
pub async fn list_of_race(
    State(app): State<App>,
    Path(race): Path<String>,
    Query(query): Query<RaceClaimsQuery>,
) -> Result<Json<ClaimsPage>, Problem> {
    let RaceClaimsQuery { state, driver, cursor, limit } = query;
    listed(&app, ClaimsQuery { race: Some(race), state, driver, cursor, limit }).await
}

/// The evidence of a race: laps of practice and qualifying, odds, claims in every state
#[utoipa::path(
    get, path = "/v1/races/{race}/evidence", tag = "claims",
    params(("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next")),
    responses((status = 200, description = "The evidence", body = EvidenceAnswer))
)]
pub async fn evidence(
    State(app): State<App>,
    Path(race): Path<String>,
) -> Result<Json<EvidenceAnswer>, Problem> {
    let request = EvidenceRequest { race };
    app.engine(move |engine, progress| engine.evidence(&request, progress)).await.map(Json)
}

/// A claim: the words that make it, its file, every decision about it
#[utoipa::path(
    get, path = "/v1/claims/{id}", tag = "claims",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The claim", body = ClaimAnswer))
)]
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<ClaimAnswer>, Problem> {
    app.engine(move |engine, progress| engine.claim(&id, progress)).await.map(Json)
}

/// A claim to submit.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimBody {
    /// Kind, one of the ontology's
    #[schema(example = "rear-start")]
    kind: String,
    /// The driver: NASCAR's id, the name, or a part of it that only one entered driver has; none for claims about the race
    driver: Option<String>,
    /// What is claimed: a truth value or a number
    #[schema(example = json!(true))]
    value: ClaimValue,
    /// Who says so
    #[schema(example = "NASCAR")]
    source: String,
    /// When it was said (default: now)
    known_at: Option<Timestamp>,
    /// How sure it is
    #[schema(minimum = 0, maximum = 1)]
    confidence: Option<f64>,
    /// Whether to accept it at once, unless a law vetoes it
    #[serde(default)]
    accept: bool,
}

/// Submit a claim: it waits to be accepted unless the body accepts it
#[utoipa::path(
    post, path = "/v1/races/{race}/claims", tag = "claims", request_body = ClaimBody,
    params(
        ("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")
    ),
    responses((status = 201, description = "The claim; Location has its address", body = SubmitClaimAnswer))
)]
pub async fn submit(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(race): Path<String>,
    JsonBody(body): JsonBody<ClaimBody>,
) -> Result<Response, Problem> {
    let request = SubmitClaimRequest {
        race,
        kind: body.kind,
        driver: body.driver,
        value: body.value,
        source: body.source,
        known_at: body.known_at,
        confidence: body.confidence,
        accept: body.accept,
    };
    let by = caller.account;
    let submitted = app.engine(move |engine, progress| engine.submit_claim(&request, &by, progress));
    let answer: SubmitClaimAnswer = submitted.await?;
    let location = [(header::LOCATION, format!("/v1/claims/{}", answer.claim.id))];
    Ok((StatusCode::CREATED, location, Json(answer)).into_response())
}

/// Why a claim is decided so.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionBody {
    /// Why, in words; kept with the decision
    why: Option<String>,
}

macro_rules! decisions {
    ($($(#[$doc:meta])* $name:ident $path:literal $method:ident;)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post, path = $path, tag = "claims", request_body = DecisionBody,
            params(
                ("id" = String, Path, description = "Its id"),
                ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")
            ),
            responses((status = 200, description = "The claim as it stands now", body = DecideAnswer))
        )]
        pub async fn $name(
            State(app): State<App>,
            Extension(caller): Extension<Caller>,
            Path(id): Path<String>,
            JsonBody(body): JsonBody<DecisionBody>,
        ) -> Result<Json<DecideAnswer>, Problem> {
            let request = DecideRequest { claims: vec![id], why: body.why };
            let by = caller.account;
            app.engine(move |engine, progress| engine.$method(&request, &by, progress)).await.map(Json)
        }
    )*};
}

decisions! {
    /// Accept a claim: it counts from the moment of its source
    accept "/v1/claims/{id}/accept" accept_claims;
    /// Reject a claim: it does not count
    reject "/v1/claims/{id}/reject" reject_claims;
    /// Withdraw a claim: projections are again what they were without it
    undo "/v1/claims/{id}/undo" undo_claims;
}
