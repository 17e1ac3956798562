//! Why a race cannot be projected.

use domain::dfs::Site;
use domain::ids::{DriverId, RaceKey};
use jiff::civil::Date;
use ratings::error::RatingError;
use simulator::fit::FitError;
use simulator::race::SimulationError;

/// Why a race cannot be projected; each message names the race and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProjectionError {
    /// No strengths.
    #[error(transparent)]
    Rating(#[from] RatingError),
    /// No simulation.
    #[error("race `{race}` cannot be simulated: {source}; correct its entry list or scheduled laps")]
    Simulation {
        /// The race.
        race: RaceKey,
        /// Why.
        source: SimulationError,
    },
    /// Layers without a fit.
    #[error("race `{race}`: its simulation cannot be fitted on {races} past races: {source}")]
    Layers {
        /// The race.
        race: RaceKey,
        /// Past races of the series in the fit.
        races: usize,
        /// Why.
        source: FitError,
    },
    /// No rules for the date.
    #[error("race `{race}`: no scoring rules for {site:?} on {date}; add them with their source")]
    NoScoringRules {
        /// The race.
        race: RaceKey,
        /// The site.
        site: Site,
        /// The race's date.
        date: Date,
    },
    /// Claims that leave no race.
    #[error(
        "race `{race}`: claims withdraw {withdrawn} of its entries and leave {left}; a race needs two: undo the import of those claims"
    )]
    AllWithdrawn {
        /// The race.
        race: RaceKey,
        /// Entries withdrawn.
        withdrawn: usize,
        /// Entries left.
        left: usize,
    },
    /// A driver whose entry is withdrawn.
    #[error("driver {driver} is withdrawn from race `{race}` by a claim: choose another entry")]
    Withdrawn {
        /// The race.
        race: RaceKey,
        /// The driver.
        driver: DriverId,
    },
    /// A place that no car of a scenario can have.
    #[error("race `{race}`: a scenario puts driver {driver} in place {place}; {expected}")]
    ScenarioGrid {
        /// The race.
        race: RaceKey,
        /// The driver.
        driver: DriverId,
        /// The place.
        place: u8,
        /// What would do.
        expected: String,
    },
    /// Withdrawals that leave no race.
    #[error(
        "race `{race}`: a scenario withdraws {withdrawn} of its entries and leaves {left}; a race needs two"
    )]
    ScenarioField {
        /// The race.
        race: RaceKey,
        /// Entries withdrawn.
        withdrawn: usize,
        /// Entries left.
        left: usize,
    },
    /// More retirements than a race can have.
    #[error(
        "race `{race}`: attrition {factor} asks for {wanted:.1} retirements in a field of {cars}; at most {most:.1} can be simulated"
    )]
    ScenarioAttrition {
        /// The race.
        race: RaceKey,
        /// The factor.
        factor: f64,
        /// Retirements that it asks for, on average.
        wanted: f64,
        /// Retirements that can be simulated, on average.
        most: f64,
        /// Cars.
        cars: usize,
    },
    /// A driver who does not race.
    #[error("driver {driver} is not entered in race `{race}`: choose one of its entries")]
    NotEntered {
        /// The race.
        race: RaceKey,
        /// The driver.
        driver: DriverId,
    },
}
