//! Series and seasons.

use crate::app::App;
use crate::page::page;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Query, State};
use domain::series::Series;
use engine::seasons::{SeasonLine, SeriesAnswer};
use serde::{Deserialize, Serialize};

/// Every series
#[utoipa::path(get, path = "/v1/series", tag = "races", responses((status = 200, description = "The series", body = SeriesAnswer)))]
pub async fn list(State(app): State<App>) -> Result<Json<SeriesAnswer>, Problem> {
    app.engine(|engine, progress| engine.series(progress)).await.map(Json)
}

/// Filters of seasons.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeasonsQuery {
    /// Only of this series
    #[param(inline, example = "cup")]
    series: Option<Series>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Seasons of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of seasons.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeasonsPage {
    /// Mark of the state that was read.
    pub state: String,
    /// The seasons, by series and year.
    pub seasons: Vec<SeasonLine>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Seasons with a loaded race
#[utoipa::path(get, path = "/v1/seasons", tag = "races", params(SeasonsQuery), responses((status = 200, description = "The seasons", body = SeasonsPage)))]
pub async fn seasons(
    State(app): State<App>,
    Query(query): Query<SeasonsQuery>,
) -> Result<Json<SeasonsPage>, Problem> {
    let answer = app.engine(move |engine, progress| engine.seasons(query.series, progress)).await?;
    let key = |line: &SeasonLine| format!("{} {:05}", line.series as u8, line.season);
    let filters = format!("seasons {:?}", query.series);
    let (seasons, next) = page(answer.seasons, key, &filters, query.cursor.as_deref(), query.limit)?;
    Ok(Json(SeasonsPage { state: answer.state, seasons, next }))
}
