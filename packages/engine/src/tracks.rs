//! The tracks of the reference.

use crate::error::EngineError;
use crate::open::Engine;
use crate::zone;
use domain::nearest::nearest;
use domain::tracks::{Layout, TrackReference};
use serde::{Deserialize, Serialize};

/// Keys offered in an error.
const SUGGESTIONS: usize = 3;

/// A layout of a venue in one era.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrackLine {
    /// Key of the layout, such as `atlanta-2022`.
    pub layout: String,
    /// Key of the venue.
    pub venue: String,
    /// Present name of the venue.
    pub name: String,
    /// Town and state.
    pub place: String,
    /// Time zone of that place (IANA); absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Class of the layout.
    pub class: String,
    /// First season of the era; absent where it is unknown.
    pub since: Option<i16>,
    /// Last season of the era; absent while it lasts.
    pub until: Option<i16>,
    /// Length of a lap in miles.
    pub length_miles: f64,
    /// Surface, such as `asphalt`.
    pub surface: String,
    /// Number of turns.
    pub turns: u8,
    /// Banking of the turns in degrees, in words where it varies.
    pub banking: Option<String>,
    /// Names under which sources know it, the usual one first.
    pub names: Vec<String>,
}

/// Every layout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TracksAnswer {
    /// The layouts, by key.
    pub tracks: Vec<TrackLine>,
}

impl Engine {
    /// Lists the layouts of the reference; needs no graph.
    pub fn tracks() -> TracksAnswer {
        let reference = TrackReference::builtin();
        let mut tracks: Vec<TrackLine> = reference.layouts().map(|layout| line(reference, layout)).collect();
        tracks.sort_by(|a, b| a.layout.cmp(&b.layout));
        TracksAnswer { tracks }
    }

    /// One layout by its key; needs no graph.
    ///
    /// # Errors
    /// [`EngineError::UnknownTrack`] with the nearest keys.
    pub fn track(key: &str) -> Result<TrackLine, EngineError> {
        let reference = TrackReference::builtin();
        let found = reference.layouts().find(|layout| layout.key.as_str() == key);
        found.map(|layout| line(reference, layout)).ok_or_else(|| EngineError::UnknownTrack {
            key: key.to_owned(),
            suggestions: nearest(key, reference.layouts().map(|layout| layout.key.as_str()), SUGGESTIONS),
        })
    }
}

fn line(reference: &TrackReference, layout: &Layout) -> TrackLine {
    let venue = reference.venue(&layout.venue);
    TrackLine {
        layout: layout.key.to_string(),
        venue: layout.venue.to_string(),
        name: venue.map(|venue| venue.name.clone()).unwrap_or_default(),
        place: venue.map(|venue| venue.place.clone()).unwrap_or_default(),
        zone: venue.and_then(|venue| zone::of_place(&venue.place)).map(str::to_owned),
        class: layout.class.to_string(),
        since: layout.since,
        until: layout.until,
        length_miles: layout.length_miles,
        surface: layout.surface.clone(),
        turns: layout.turns,
        banking: layout.banking.clone(),
        names: layout.names.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_layout_can_be_asked_for() {
        let tracks = Engine::tracks().tracks;
        assert!(tracks.len() > 30);
        assert!(tracks.iter().all(|track| Engine::track(&track.layout).is_ok_and(|found| found == *track)));
        let error = Engine::track("daytonna").unwrap_err();
        assert_eq!(error.code(), "unknown-track");
    }
}
