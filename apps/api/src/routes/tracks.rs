//! Tracks of the reference.

use crate::problem::Problem;
use axum::Json;
use axum::extract::Path;
use engine::Engine;
use engine::tracks::{TrackLine, TracksAnswer};

/// Every layout of every track
#[utoipa::path(get, path = "/v1/tracks", tag = "tracks", responses((status = 200, description = "The layouts", body = serde_json::Value)))]
pub async fn list() -> Json<TracksAnswer> {
    Json(Engine::tracks())
}

/// One layout
#[utoipa::path(
    get, path = "/v1/tracks/{layout}", tag = "tracks",
    params(("layout" = String, Path, description = "Key of the layout", example = "daytona")),
    responses((status = 200, description = "The layout", body = serde_json::Value))
)]
pub async fn show(Path(layout): Path<String>) -> Result<Json<TrackLine>, Problem> {
    Ok(Json(Engine::track(&layout)?))
}
