//! The layers of the simulated race, fitted on past races.
//!
//! The data: what each car of past races did, and what the simulator would have been given before that
//! race (strength, retirement rates, starts, place on the grid: all as of that race's lock, never in sample).
//! The likelihoods: retirement is logistic with an effect common to the race; laps led and fastest laps are
//! Dirichlet-multinomial counts over the field; cars off the lead lap are logistic in their place and their
//! further laps down geometric; the rest are quantiles and moments. Each is weighted race by race and
//! penalised towards a given config, whose value it takes where there are no races: the outcome is a config
//! of the same kind, good to simulate with.

pub mod constants;
pub mod dirichlet;
pub mod fastest_laps;
pub mod gamma;
pub mod laps_completed;
pub mod laps_led;
pub mod minimise;
pub mod observation;
mod quantiles;
pub mod retired_place;
pub mod retirement;

pub use observation::{Observations, Outlook, RaceObservation, Weighted};
pub use retired_place::RetiredPlaces;

use crate::config::{PerType, SimulatorConfig};
use domain::pooling::TrackType;
use minimise::NotConverged;
use serde::Deserialize;

/// How strongly each layer is pulled to the config it starts from. All are above 0.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Penalties {
    /// On half the squared distance of each coefficient of retirement.
    pub retirement: f64,
    /// Retired cars, of weight one, that the given quantiles of their places stand for, on each type.
    pub retired_place_cars: f64,
    /// On half the squared distance of each coefficient of laps led, and of the logarithm of the
    /// concentration.
    pub laps_led: f64,
    /// The same for fastest laps.
    pub fastest_laps: f64,
    /// Races, of weight one, that the given share of fastest laps stands for, on each type.
    pub fastest_share_races: f64,
    /// On half the squared distance of each coefficient of laps completed.
    pub laps_completed: f64,
    /// Retired cars, of weight one, that the given deciles of the retirement lap stand for, on each type.
    pub retired_at_cars: f64,
}

/// Why the layers cannot be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// A penalty that would leave a fit without an end.
    #[error("penalty `{name}` of the fit is {value}: it must be above 0")]
    Penalty {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A search without an end.
    #[error("{layer}: {source}")]
    NotConverged {
        /// The layer.
        layer: &'static str,
        /// What the search came to.
        source: NotConverged,
    },
}

impl Penalties {
    /// Whether every penalty is above 0.
    ///
    /// # Errors
    /// [`FitError::Penalty`] names the first that is not.
    pub fn check(&self) -> Result<(), FitError> {
        let all = [
            ("retirement", self.retirement),
            ("retired-place-cars", self.retired_place_cars),
            ("laps-led", self.laps_led),
            ("fastest-laps", self.fastest_laps),
            ("fastest-share-races", self.fastest_share_races),
            ("laps-completed", self.laps_completed),
            ("retired-at-cars", self.retired_at_cars),
        ];
        match all.into_iter().find(|(_, value)| !(*value > 0.0 && value.is_finite())) {
            Some((name, value)) => Err(FitError::Penalty { name, value }),
            None => Ok(()),
        }
    }
}

/// Fits every layer on `races`, from and towards `prior`; `slopes` turn strengths into means of the latent
/// finish and `places` says on
/// which scale retired cars are placed. Constants that no layer fits (floors, the stretch, minimum shares and shapes) are `prior`'s.
///
/// # Errors
/// A penalty that is not above 0, or a search without an end.
pub fn fit(
    races: &[Weighted<'_>],
    slopes: &PerType<f64>,
    prior: &SimulatorConfig,
    places: RetiredPlaces,
    penalties: &Penalties,
) -> Result<SimulatorConfig, FitError> {
    penalties.check()?;
    let at = |layer| move |source| FitError::NotConverged { layer, source };
    Ok(SimulatorConfig {
        retirement: retirement::fit(races, &prior.retirement, penalties.retirement)
            .map_err(at("retirement"))?,
        retired_place: retired_place::fit(races, places, &prior.retired_place, penalties.retired_place_cars),
        retired_scale: prior.retired_scale,
        laps_completed: laps_completed::fit(races, &prior.laps_completed, penalties)
            .map_err(at("laps completed"))?,
        laps_led: laps_led::fit(races, slopes, &prior.laps_led, penalties.laps_led)
            .map_err(at("laps led"))?,
        fastest_laps: fastest_laps::fit(races, slopes, &prior.fastest_laps, penalties)
            .map_err(at("fastest laps"))?,
        minimum_shape: prior.minimum_shape,
        team_effect: prior.team_effect,
        tail: prior.tail,
    })
}

/// One value for each type, by `value`.
pub fn by_type<T, E>(mut value: impl FnMut(TrackType) -> Result<T, E>) -> Result<PerType<T>, E> {
    Ok(PerType {
        intermediate: value(TrackType::Intermediate)?,
        short: value(TrackType::Short)?,
        road: value(TrackType::Road)?,
        superspeedway: value(TrackType::Superspeedway)?,
    })
}
