//! Why a race cannot be rated.

use crate::linear::NotPositiveDefinite;
use domain::ids::{DriverId, RaceKey};
use domain::pooling::PoolingError;

/// Why strengths cannot be given; each names the race and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RatingError {
    /// A race runs on a layout without a type.
    #[error("race `{race}`: {source}; add the layout's IS_A to the ontology's classes")]
    Layout {
        /// The race, past or to come.
        race: RaceKey,
        /// What is missing.
        source: PoolingError,
    },
    /// The card is too short to be a race.
    #[error("race `{race}` has {entries} entries and needs at least two: import its entry list")]
    TooFewEntries {
        /// The race.
        race: RaceKey,
        /// Entries on the card.
        entries: usize,
    },
    /// A driver stands twice on the card.
    #[error("race `{race}` lists driver {driver} twice: import a corrected entry list")]
    DriverTwice {
        /// The race.
        race: RaceKey,
        /// The driver.
        driver: DriverId,
    },
    /// Two entries share a place on the grid, or one starts from place 0.
    #[error("race `{race}`: grid place {place} must belong to exactly one car: import a corrected grid")]
    Grid {
        /// The race.
        race: RaceKey,
        /// The place.
        place: u8,
    },
    /// The history is of another series than the card.
    #[error("race `{race}` was given the history of another series, {history}")]
    OtherSeries {
        /// The race.
        race: RaceKey,
        /// Series of the history.
        history: domain::series::Series,
    },
    /// The normal equations have no solution.
    #[error(
        "the ridge over the {races} races before `{race}` cannot be solved: {source}; its lambda must be positive"
    )]
    Ridge {
        /// First race after the fit.
        race: RaceKey,
        /// Races in the fit.
        races: usize,
        /// The pivot that failed.
        source: NotPositiveDefinite,
    },
}
