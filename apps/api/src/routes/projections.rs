//! Projections: made, kept, listed, shown as a table, verified and scored.

use crate::answer::{FileAnswer, JsonBody};
use crate::app::App;
use crate::negotiate::choose;
use crate::page;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::series::Series;
use engine::models::DEFAULT_MODEL;
use engine::operations::Caller;
use engine::project::{Label, ProjectRequest, ProjectionFile, SealedSet};
use engine::projections::{
    HeadAnswer, KeepAnswer, KeepRequest, KeptLine, KeptProjection, ListRequest, ScenariosFile, ScoreAnswer,
    ScoreRequest, VerifyAnswer,
};
use engine::scenarios::{ScenarioSet, ScenarioSpec};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Media type of Parquet.
const PARQUET: &str = "application/vnd.apache.parquet";

/// What to project, and how.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectionBody {
    /// Key, alias, NASCAR's id, or `next`
    #[schema(example = "next")]
    race: String,
    /// The series that `next` means (default: any)
    series: Option<Series>,
    /// Name of the model (default: the default model)
    model: Option<String>,
    /// Number of simulations, 1 to 1,000,000
    #[schema(minimum = 1, maximum = 1000000)]
    simulations: Option<u32>,
    /// Seed
    #[schema(minimum = 0)]
    seed: Option<u64>,
    /// Only facts known by this time (default: the race's lock)
    as_of: Option<Timestamp>,
    /// Scenarios to simulate besides, at most 20: `name`, and any of `grid`, `withdrawn`, `laps`, `claims`, `attrition`
    #[schema(max_items = 20)]
    scenarios: Option<Vec<ScenarioSpec>>,
}

/// Project a race and keep the projection
#[utoipa::path(
    post, path = "/v1/projections", tag = "projections", request_body = ProjectionBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses((status = 201, description = "The projection and its record; Location has its address", body = KeepAnswer))
)]
pub async fn create(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    JsonBody(body): JsonBody<ProjectionBody>,
) -> Result<Response, Problem> {
    let config = app.config();
    let request = KeepRequest {
        projection: ProjectRequest {
            race: body.race,
            series: body.series,
            as_of: body.as_of,
            model: body.model.unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
            simulations: body.simulations.unwrap_or(config.simulations),
            seed: body.seed.unwrap_or(config.seed),
        },
        scenarios: body.scenarios.unwrap_or_default(),
        made_by: caller.account,
        run_id: None,
    };
    let keep = app.engine(move |engine, progress| engine.keep_projection(&request, progress));
    let kept: KeepAnswer = keep.await?;
    let location = [(header::LOCATION, format!("/v1/projections/{}", kept.id))];
    Ok((StatusCode::CREATED, location, Json(kept)).into_response())
}

/// Filters of projections.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProjectionsQuery {
    /// Only of this series: cup, oreilly or trucks
    series: Option<Series>,
    /// Only of this race, by its key
    race: Option<String>,
    /// Only those whose last record is this
    label: Option<Label>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Projections of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of kept projections.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProjectionsPage {
    /// The projections, the newest first.
    pub projections: Vec<KeptLine>,
    /// Where the list goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Kept projections, the newest first
#[utoipa::path(get, path = "/v1/projections", tag = "projections", params(ProjectionsQuery), responses((status = 200, description = "A page of projections", body = ProjectionsPage)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<ProjectionsQuery>,
) -> Result<Json<ProjectionsPage>, Problem> {
    let limit = page::limit(query.limit)?;
    let filters = format!("projections {:?} {:?} {:?}", query.series, query.race, query.label);
    let after = query.cursor.as_deref().map(|cursor| page::after(cursor, &filters)).transpose()?;
    let ProjectionsQuery { series, race, label, .. } = query;
    let request = ListRequest { series, race, label, after, limit: Some(limit) };
    let answer = app.engine(move |engine, progress| engine.kept_projections(&request, progress)).await?;
    let last = answer.projections.last().filter(|_| answer.more);
    let next = last.map(|last| page::cursor(&filters, last.position.clone()));
    Ok(Json(ProjectionsPage { projections: answer.projections, next }))
}

/// A kept projection: the sealed set and its records
#[utoipa::path(
    get, path = "/v1/projections/{id}", tag = "projections",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The projection", body = KeptProjection))
)]
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<KeptProjection>, Problem> {
    app.engine(move |engine, progress| engine.kept_projection(&id, progress)).await.map(Json)
}

/// The table of a kept projection: the sealed set, a row for each entry, or a picture
#[utoipa::path(
    get, path = "/v1/projections/{id}/table", tag = "projections",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The table in the form that Accept asks for", content(
        (SealedSet = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.apache.parquet"), (Vec<u8> = "image/png")
    )))
)]
pub async fn table(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<FileAnswer, Problem> {
    let forms = [
        ("application/json", ProjectionFile::Json),
        ("text/csv", ProjectionFile::Csv),
        (PARQUET, ProjectionFile::Parquet),
        ("image/png", ProjectionFile::Png),
    ];
    let form = choose(&headers, &forms)?;
    app.engine(move |engine, progress| engine.kept_projection_file(&id, form, progress)).await.map(FileAnswer)
}

/// The samples of a kept projection: a row for each run and entry
#[utoipa::path(
    get, path = "/v1/projections/{id}/samples", tag = "projections",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The samples", content((Vec<u8> = "application/vnd.apache.parquet"))))
)]
pub async fn samples(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<FileAnswer, Problem> {
    choose(&headers, &[(PARQUET, ())])?;
    app.engine(move |engine, progress| engine.kept_samples(&id, progress)).await.map(FileAnswer)
}

/// Scenarios that were simulated with a kept projection: their summary, or every run
#[utoipa::path(
    get, path = "/v1/projections/{id}/scenarios/{checksum}", tag = "projections",
    params(
        ("id" = String, Path, description = "Id of the projection"),
        ("checksum" = String, Path, description = "Checksum of the scenarios, as a record has it")
    ),
    responses((status = 200, description = "The scenarios in the form that Accept asks for", content(
        (ScenarioSet = "application/json"), (Vec<u8> = "application/vnd.apache.parquet")
    )))
)]
pub async fn scenarios(
    State(app): State<App>,
    Path((id, checksum)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<FileAnswer, Problem> {
    let forms = [("application/json", ScenariosFile::Json), (PARQUET, ScenariosFile::Parquet)];
    let form = choose(&headers, &forms)?;
    app.engine(move |engine, progress| engine.kept_scenarios(&id, &checksum, form, progress))
        .await
        .map(FileAnswer)
}

/// Whether every kept set, its samples and every record are what was written
#[utoipa::path(
    get, path = "/v1/projections/verify", tag = "projections",
    responses((status = 200, description = "What was checked and what is wrong", body = VerifyAnswer))
)]
pub async fn verify(State(app): State<App>) -> Result<Json<VerifyAnswer>, Problem> {
    app.engine(|engine, progress| engine.verify_projections(progress)).await.map(Json)
}

/// The head of the chain of records of each series
#[utoipa::path(
    get, path = "/v1/projections/head", tag = "projections",
    responses((status = 200, description = "The heads", body = HeadAnswer))
)]
pub async fn head(State(app): State<App>) -> Result<Json<HeadAnswer>, Problem> {
    app.engine(|engine, progress| engine.projection_heads(progress)).await.map(Json)
}

/// Filters of scores.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ScoreQuery {
    /// Only of this series: cup, oreilly or trucks
    series: Option<Series>,
    /// Only of this season, a year
    season: Option<i16>,
}

/// The frozen forecasts against what happened
#[utoipa::path(
    get, path = "/v1/projections/score", tag = "projections", params(ScoreQuery),
    responses((status = 200, description = "Scores over all races, by series and by race", body = ScoreAnswer))
)]
pub async fn score(
    State(app): State<App>,
    Query(query): Query<ScoreQuery>,
) -> Result<Json<ScoreAnswer>, Problem> {
    let request = ScoreRequest { series: query.series, season: query.season };
    app.engine(move |engine, progress| engine.score_projections(&request, progress)).await.map(Json)
}
