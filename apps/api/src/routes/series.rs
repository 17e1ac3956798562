//! Series and seasons.

use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Query, State};
use domain::series::Series;
use engine::seasons::{SeasonsAnswer, SeriesAnswer};
use serde::Deserialize;

/// Every series
#[utoipa::path(get, path = "/v1/series", tag = "races", responses((status = 200, description = "The series", body = serde_json::Value)))]
pub async fn list(State(app): State<App>) -> Result<Json<SeriesAnswer>, Problem> {
    app.engine(|engine, progress| engine.series(progress)).await.map(Json)
}

/// Filters of seasons.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeasonsQuery {
    /// Only of this series
    #[param(value_type = Option<String>, example = "cup")]
    series: Option<Series>,
}

/// Seasons with a loaded race
#[utoipa::path(get, path = "/v1/seasons", tag = "races", params(SeasonsQuery), responses((status = 200, description = "The seasons", body = serde_json::Value)))]
pub async fn seasons(
    State(app): State<App>,
    Query(query): Query<SeasonsQuery>,
) -> Result<Json<SeasonsAnswer>, Problem> {
    app.engine(move |engine, progress| engine.seasons(query.series, progress)).await.map(Json)
}
