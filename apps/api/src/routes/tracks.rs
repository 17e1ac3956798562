//! Tracks of the reference.

use crate::page::page;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, Query};
use engine::Engine;
use engine::tracks::TrackLine;
use serde::{Deserialize, Serialize};

/// Filters of layouts.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TracksQuery {
    /// Only of this class, such as `short`
    class: Option<String>,
    /// Only of this venue, by its key
    venue: Option<String>,
    /// Only layouts raced on in this season, a year
    season: Option<i16>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Layouts of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of layouts.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TracksPage {
    /// The layouts, by key.
    pub tracks: Vec<TrackLine>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The layouts of the tracks
#[utoipa::path(get, path = "/v1/tracks", tag = "tracks", params(TracksQuery), responses((status = 200, description = "A page of layouts", body = TracksPage)))]
pub async fn list(Query(query): Query<TracksQuery>) -> Result<Json<TracksPage>, Problem> {
    let TracksQuery { class, venue, season, cursor, limit } = query;
    let filters = format!("tracks {class:?} {venue:?} {season:?}");
    let mut tracks = Engine::tracks().tracks;
    tracks.retain(|track| {
        class.as_ref().is_none_or(|class| *class == track.class)
            && venue.as_ref().is_none_or(|venue| *venue == track.venue)
            && season.is_none_or(|season| {
                track.since.is_none_or(|since| since <= season)
                    && track.until.is_none_or(|until| season <= until)
            })
    });
    let (tracks, next) = page(tracks, |track| track.layout.clone(), &filters, cursor.as_deref(), limit)?;
    Ok(Json(TracksPage { tracks, next }))
}

/// One layout
#[utoipa::path(
    get, path = "/v1/tracks/{layout}", tag = "tracks",
    params(("layout" = String, Path, description = "Key of the layout", example = "daytona")),
    responses((status = 200, description = "The layout", body = TrackLine))
)]
pub async fn show(Path(layout): Path<String>) -> Result<Json<TrackLine>, Problem> {
    Ok(Json(Engine::track(&layout)?))
}
