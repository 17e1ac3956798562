//! The constants of the simulated race, from a versioned model file.

use crate::race::SimulationError;
use domain::pooling::TrackType;
use serde::Deserialize;

/// One value for each type of track.
///
/// ```
/// use domain::pooling::TrackType;
/// use simulator::config::PerType;
///
/// let laps = PerType { intermediate: 267, short: 500, road: 90, superspeedway: 188 };
/// assert_eq!(*laps.of(TrackType::Road), 90);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PerType<T> {
    /// Intermediate and large flat ovals.
    pub intermediate: T,
    /// Short ovals and dirt.
    pub short: T,
    /// Road and street courses.
    pub road: T,
    /// Drafting tracks.
    pub superspeedway: T,
}

impl<T> PerType<T> {
    /// The value of a type.
    pub fn of(&self, track_type: TrackType) -> &T {
        match track_type {
            TrackType::Intermediate => &self.intermediate,
            TrackType::Short => &self.short,
            TrackType::Road => &self.road,
            TrackType::Superspeedway => &self.superspeedway,
        }
    }
}

/// All constants.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SimulatorConfig {
    /// Who retires.
    pub retirement: RetirementConfig,
    /// Where a retired car is classified: places as (r - .5)/n at 0, 10, 50, 90 and 100 % of the sample.
    pub retired_place: PerType<[f64; 5]>,
    /// What such a place is a place in.
    #[serde(default)]
    pub retired_scale: RetiredScale,
    /// How many laps a car completes.
    pub laps_completed: PerType<LapsCompletedConfig>,
    /// Who leads.
    pub laps_led: PerType<LapsLedConfig>,
    /// Who is fastest.
    pub fastest_laps: PerType<FastestLapsConfig>,
    /// A car whose Dirichlet shape is under this gets no laps, without a draw.
    pub minimum_shape: f64,
    /// Share of sigma that team-mates have in common, from 0 (none) to below 1; what is a car's own shrinks so
    /// that the spread of each stays sigma.
    #[serde(default)]
    pub team_effect: f64,
    /// Running cars' own draws that reach further; all alike where it is absent.
    #[serde(default)]
    pub tail: Option<TailConfig>,
}

/// How the place of a retired car becomes its latent finish, beside those of running cars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetiredScale {
    /// The normal score of the place: that place in a field whose latent finishes spread by 1.
    #[default]
    Standard,
    /// The normal score times the spread of the race's own latent finishes ([`Race::field_spread`]): that place in
    /// this field. Where strength and sigma explain less than all, running cars stand closer together than normal
    /// scores do, and retired cars would else come in too far down.
    ///
    /// [`Race::field_spread`]: crate::race::Race::field_spread
    Field,
}

/// A normal draw that now and then is wider (Tukey's contaminated normal), its variance kept: the fuel that
/// lasts, the wreck that is not the car's own.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TailConfig {
    /// Share of draws that are wider, from 0 to 1, taken to the nearest 512th.
    pub share: f64,
    /// How much wider, above 0.
    pub factor: f64,
}

/// The tail in numbers to draw with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// How many draws of 512 are wide.
    pub of_512: u32,
    /// Factor on the others.
    pub narrow: f64,
    /// Factor on the wide ones.
    pub wide: f64,
}

/// A logistic model with an effect common to the race.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RetirementConfig {
    /// Coefficient of log(crash rate + crash floor).
    pub crash: f64,
    /// Added to the crash rate.
    pub crash_floor: f64,
    /// Coefficient of log(mechanical rate + mechanical floor).
    pub mechanical: f64,
    /// Added to the mechanical rate.
    pub mechanical_floor: f64,
    /// Coefficient of log(1 + earlier starts).
    pub experience: f64,
    /// The logit is stretched by sqrt(1 + stretch * sd^2), which keeps the mean under the race effect.
    pub stretch: f64,
    /// What depends on the type.
    pub by_type: PerType<RetirementByType>,
}

/// The part of retirement that depends on the type.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RetirementByType {
    /// Constant of the logit.
    pub constant: f64,
    /// Coefficient of strength.
    pub strength: f64,
    /// Coefficient of the start's normal score.
    pub start: f64,
    /// Standard deviation of the common race effect, in logits.
    pub race_sd: f64,
}

/// Laps completed, given place and retirement.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LapsCompletedConfig {
    /// Place (r - .5)/n at which half of the running cars are off the lead lap.
    pub lead_lap_place: f64,
    /// Logistic width of that edge.
    pub lead_lap_width: f64,
    /// Mean laps down beyond the first, for a car off the lead lap at place .65.
    pub laps_down: f64,
    /// Exponential growth of it with place.
    pub laps_down_growth: f64,
    /// Share of the distance at which cars retire, at 0, 10, ..., 100 % of retirements.
    pub retired_at: [f64; 11],
}

/// A Dirichlet over the field.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LapsLedConfig {
    /// Concentration.
    pub concentration: f64,
    /// Coefficient of the finish's normal score.
    pub finish: f64,
    /// For the winner.
    pub win: f64,
    /// Of the start's normal score.
    pub start: f64,
    /// For the pole.
    pub pole: f64,
    /// Of the mean of the latent finish.
    pub latent: f64,
    /// For a retired car.
    pub retired: f64,
    /// Of the finish's normal score beyond one.
    pub front: f64,
    /// For the second on the grid.
    pub second_on_grid: f64,
}

/// A total and a Dirichlet over the field.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FastestLapsConfig {
    /// Mean share of the race's laps that count as someone's fastest (green laps).
    pub share: f64,
    /// Its standard deviation.
    pub share_sd: f64,
    /// Smallest share.
    pub minimum_share: f64,
    /// Concentration.
    pub concentration: f64,
    /// Coefficient of the finish's normal score.
    pub finish: f64,
    /// For the winner.
    pub win: f64,
    /// Of the start's normal score.
    pub start: f64,
    /// Of the square root of the share of laps led.
    pub led: f64,
    /// Of the mean of the latent finish.
    pub latent: f64,
    /// For a retired car.
    pub retired: f64,
    /// Of the finish's normal score beyond one.
    pub front: f64,
    /// For a car that led over 2 % of the laps.
    pub led_some: f64,
}

impl SimulatorConfig {
    /// Whether races can be drawn with these constants.
    ///
    /// # Errors
    /// A team effect or a tail out of range.
    pub fn check(&self) -> Result<(), SimulationError> {
        if !(0.0..1.0).contains(&self.team_effect) {
            return Err(SimulationError::TeamEffect);
        }
        let sound = |tail: &TailConfig| {
            (0.0..=1.0).contains(&tail.share) && tail.factor > 0.0 && tail.factor.is_finite()
        };
        if self.tail.as_ref().is_none_or(sound) { Ok(()) } else { Err(SimulationError::Tail) }
    }

    /// The tail of running cars' own draws.
    pub fn tail(&self) -> Tail {
        let TailConfig { share, factor } = self.tail.unwrap_or(TailConfig { share: 0.0, factor: 1.0 });
        let of_512 = libm::round(512.0 * share) as u32;
        let share = f64::from(of_512) / 512.0;
        let narrow = 1.0 / libm::sqrt(1.0 - share + share * factor * factor);
        Tail { of_512, narrow, wide: narrow * factor }
    }
}
