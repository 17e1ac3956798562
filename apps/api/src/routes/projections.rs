//! Projections: made, kept, listed, shown as a table.

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
use engine::kept_projections::{KeptLine, KeptProjection};
use engine::models::DEFAULT_MODEL;
use engine::operations::Caller;
use engine::project::{ProjectRequest, ProjectionFile, SealedSet};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What to project, and how.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectionBody {
    /// Key, alias, NASCAR's id, or `next`
    #[schema(example = "next")]
    race: String,
    /// The series that `next` means; any without it
    series: Option<Series>,
    /// Name of the model; the default one without it
    model: Option<String>,
    /// Number of simulations, 1 to 1,000,000
    #[schema(minimum = 1, maximum = 1000000)]
    simulations: Option<u32>,
    /// Seed
    #[schema(minimum = 0)]
    seed: Option<u64>,
    /// Moment of knowledge; the race's lock without it
    as_of: Option<Timestamp>,
}

/// Project a race and keep the projection
#[utoipa::path(
    post, path = "/v1/projections", tag = "projections", request_body = ProjectionBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses((status = 201, description = "The projection; Location has its address", body = KeptProjection))
)]
pub async fn create(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    JsonBody(body): JsonBody<ProjectionBody>,
) -> Result<Response, Problem> {
    let config = app.config();
    let request = ProjectRequest {
        race: body.race,
        series: body.series,
        as_of: body.as_of,
        model: body.model.unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
        simulations: body.simulations.unwrap_or(config.simulations),
        seed: body.seed.unwrap_or(config.seed),
    };
    let by = caller.account;
    let keep = app.engine(move |engine, progress| engine.keep_projection(&request, &by, progress));
    let kept: KeptProjection = keep.await?;
    let location = [(header::LOCATION, format!("/v1/projections/{}", kept.id))];
    Ok((StatusCode::CREATED, location, Json(kept)).into_response())
}

/// Filters of projections.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProjectionsQuery {
    /// Only of this race, by its key
    race: Option<String>,
    /// Where the page before ended: its `next`
    cursor: Option<String>,
    /// Projections of the page, 1 to 500; 100 without it
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of kept projections.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProjectionsPage {
    /// The projections, the newest first.
    projections: Vec<KeptLine>,
    /// Where the list goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Kept projections, the newest first
#[utoipa::path(get, path = "/v1/projections", tag = "projections", params(ProjectionsQuery), responses((status = 200, description = "A page of projections", body = ProjectionsPage)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<ProjectionsQuery>,
) -> Result<Json<ProjectionsPage>, Problem> {
    let limit = page::limit(query.limit)?;
    let filters = format!("projections {:?}", query.race);
    let after = query.cursor.as_deref().map(|cursor| page::after(cursor, &filters)).transpose()?;
    let race = query.race.as_deref().map(Into::into);
    let list = move |engine: &engine::Engine, _: &engine::Progress| {
        engine.kept_projections(race.as_ref(), after.as_deref(), limit)
    };
    let answer = app.engine(list).await?;
    let last = answer.projections.last().filter(|_| answer.more);
    let next = last.map(|last| page::cursor(&filters, last.id.clone()));
    Ok(Json(ProjectionsPage { projections: answer.projections, next }))
}

/// A kept projection: request, sealed set, record, notes
#[utoipa::path(
    get, path = "/v1/projections/{id}", tag = "projections",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The projection", body = KeptProjection))
)]
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<KeptProjection>, Problem> {
    app.engine(move |engine, _| engine.kept_projection(&id)).await.map(Json)
}

/// The table of a kept projection: the sealed set, a row for each entry, or a picture
#[utoipa::path(
    get, path = "/v1/projections/{id}/table", tag = "projections",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The table in the form that Accept asks for", content(
        (SealedSet = "application/json"), (String = "text/csv"), (Vec<u8> = "image/png")
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
        ("image/png", ProjectionFile::Png),
    ];
    let form = choose(&headers, &forms)?;
    app.engine(move |engine, _| engine.kept_projection_file(&id, form)).await.map(FileAnswer)
}
