//! Races and their entries.

use crate::answer::FileAnswer;
use crate::app::App;
use crate::negotiate::choose;
use crate::page::{PageQuery, page};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::race::Entry;
use domain::series::Series;
use engine::race::{RaceAnswer, RaceRequest};
use engine::races::{RaceLine, RacesRequest};
use serde::{Deserialize, Serialize};

/// Filters of races.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RacesQuery {
    /// Only of this series
    #[param(inline, example = "cup")]
    series: Option<Series>,
    /// Only of this season, a year
    season: Option<i16>,
    /// Only races without a result
    #[serde(default)]
    #[param(required = false)]
    upcoming: bool,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Races of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of races.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RacesPage {
    /// Mark of the state that was read.
    pub state: String,
    /// Races in the graph, of any kind.
    pub loaded: u32,
    /// The races, by date, series and key.
    pub races: Vec<RaceLine>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Races, by date
#[utoipa::path(get, path = "/v1/races", tag = "races", params(RacesQuery), responses((status = 200, description = "A page of races", body = RacesPage)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<RacesQuery>,
) -> Result<Json<RacesPage>, Problem> {
    let RacesQuery { series, season, upcoming, cursor, limit } = query;
    let filters = format!("races {series:?} {season:?} {upcoming}");
    let request = RacesRequest { series, season, upcoming };
    let answer = app.engine(move |engine, progress| engine.races(&request, progress)).await?;
    let key = |line: &RaceLine| format!("{} {} {}", line.race.date, line.race.series as u8, line.race.key);
    let (races, next) = page(answer.races, key, &filters, cursor.as_deref(), limit)?;
    Ok(Json(RacesPage { state: answer.state, loaded: answer.loaded, races, next }))
}

/// A form of a race.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Turtle,
}

/// A race: setting, entries, result, sources
#[utoipa::path(
    get, path = "/v1/races/{race}", tag = "races",
    params(("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next")),
    responses((status = 200, description = "The race", content((RaceAnswer = "application/json"), (String = "text/turtle"))))
)]
pub async fn show(
    State(app): State<App>,
    Path(race): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request = RaceRequest { race };
    match choose(&headers, &[("application/json", Form::Json), ("text/turtle", Form::Turtle)])? {
        Form::Json => {
            let answer = app.engine(move |engine, progress| engine.race(&request, progress)).await?;
            Ok(Json(answer).into_response())
        }
        Form::Turtle => {
            let file = app.engine(move |engine, progress| engine.race_turtle(&request, progress)).await?;
            Ok(FileAnswer(file).into_response())
        }
    }
}

/// A page of the entries of a race.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntriesPage {
    /// Mark of the state that was read.
    pub state: String,
    /// Key of the race.
    pub race: String,
    /// Entries, by driver.
    pub entries: Vec<Entry>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The entries of a race
#[utoipa::path(
    get, path = "/v1/races/{race}/entries", tag = "races",
    params(("race" = String, Path, description = "Key, alias, NASCAR's id, or `next`", example = "next"), PageQuery),
    responses((status = 200, description = "A page of the entries", body = EntriesPage))
)]
pub async fn entries(
    State(app): State<App>,
    Path(race): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<EntriesPage>, Problem> {
    let request = RaceRequest { race };
    let answer = app.engine(move |engine, progress| engine.race(&request, progress)).await?;
    let race = answer.race.key.to_string();
    let key = |entry: &Entry| format!("{:010}", entry.driver.0);
    let filters = format!("entries {race}");
    let (entries, next) = page(answer.entries, key, &filters, query.cursor.as_deref(), query.limit)?;
    Ok(Json(EntriesPage { state: answer.state, race, entries, next }))
}
