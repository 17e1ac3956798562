//! Notes read into claims, and projections told in words.

use crate::answer::JsonBody;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use domain::series::Series;
use engine::explain::{ExplainAnswer, ExplainRequest};
use engine::models::DEFAULT_MODEL;
use engine::notes::{KeepNotes, Note, NoteLine, NotesAnswer, NotesRequest};
use engine::operations::Caller;
use engine::project::ProjectRequest;
use jiff::Timestamp;
use serde::Deserialize;

/// A note to read.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NoteBody {
    /// The note
    #[schema(example = "To the rear: engine change.")]
    text: String,
    /// Its name, given back with its claims; default `note`
    id: Option<String>,
    /// Keep the claims: they wait until somebody accepts them
    #[serde(default)]
    keep: bool,
    /// Keep the claims, and accept those that no law vetoes, from this confidence on
    #[schema(minimum = 0, maximum = 1)]
    accept: Option<f64>,
    /// Who wrote the note
    source: Option<String>,
    /// When it was written (default: now)
    known_at: Option<Timestamp>,
}

/// Read claims from a note about a race
#[utoipa::path(
    post, path = "/v1/races/{race}/notes", tag = "claims", request_body = NoteBody,
    params(
        ("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")
    ),
    responses((status = 200, description = "What the note says", body = NotesAnswer))
)]
pub async fn read(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(race): Path<String>,
    JsonBody(body): JsonBody<NoteBody>,
) -> Result<Json<NotesAnswer>, Problem> {
    // An unknown race is a problem of the request here, not of one note among many.
    let named = race.clone();
    let race = app.engine(move |engine, _| engine.find_race(&named, None)).await?.to_string();
    let id = body.id.unwrap_or_else(|| "note".to_owned());
    let keep = KeepNotes { source: body.source, known_at: body.known_at, accept: body.accept };
    let request = NotesRequest {
        notes: vec![NoteLine::Note(Note { id, race: None, text: body.text })],
        race: Some(race),
        keep: (body.keep || body.accept.is_some()).then_some(keep),
        ..NotesRequest::default()
    };
    let by = caller.account;
    app.engine(move |engine, progress| engine.read_notes(&request, &by, progress)).await.map(Json)
}

/// Which projection to tell.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// The driver: NASCAR's id, the name, or a part of it that only one has (default: the whole race)
    driver: Option<String>,
    /// The series that `next` means
    series: Option<Series>,
    /// Only facts known by this time (default: the race's lock)
    as_of: Option<Timestamp>,
    /// Name of the model
    model: Option<String>,
    /// Number of simulations, 1 to 1,000,000
    #[param(minimum = 1, maximum = 1000000)]
    simulations: Option<u32>,
    /// Seed
    #[param(minimum = 0)]
    seed: Option<u64>,
}

/// A race, or a driver's projection, told in sentences, each with what it stands on
#[utoipa::path(
    get, path = "/v1/races/{race}/explanation", tag = "races",
    params(("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next"), ExplainQuery),
    responses((status = 200, description = "The sentences", body = ExplainAnswer))
)]
pub async fn explain(
    State(app): State<App>,
    Path(race): Path<String>,
    Query(query): Query<ExplainQuery>,
) -> Result<Json<ExplainAnswer>, Problem> {
    let config = app.config();
    let projection = ProjectRequest {
        race,
        series: query.series,
        as_of: query.as_of,
        model: query.model.unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
        simulations: query.simulations.unwrap_or(config.simulations),
        seed: query.seed.unwrap_or(config.seed),
    };
    let request = ExplainRequest { projection, driver: query.driver };
    app.engine(move |engine, progress| engine.explain(&request, progress)).await.map(Json)
}
