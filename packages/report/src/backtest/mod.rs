//! A backtest as text, CSV and pages of pictures.

pub mod pictures;
pub mod records;
pub mod tables;
pub mod text;

use domain::pooling::TrackType;

/// What the mark of [`type_name`] means.
pub const NEAR_UNPREDICTABLE_NOTE: &str = "* superspeedways are near-unpredictable: packs and their crashes decide, and no model orders the field well there";

/// A type's name for people, marked where its finish can hardly be predicted.
pub fn type_name(track_type: TrackType) -> &'static str {
    match track_type {
        TrackType::Intermediate => "intermediate",
        TrackType::Short => "short",
        TrackType::Road => "road",
        TrackType::Superspeedway => "superspeedway *",
    }
}
