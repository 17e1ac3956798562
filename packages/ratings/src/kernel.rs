//! Decayed, shrunk means over a driver's earlier races, each pooled towards the next wider one.
//!
//! The chain is track inside type inside driver: the ontology's IS_A, used as partial pooling. A kernel
//! without races is its parent.

use crate::config::{CommonConfig, KernelConfig, KernelsConfig};
use crate::observe::{Observation, Timeline};
use domain::ids::{DriverId, LayoutKey};
use domain::pooling::TrackType;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// One link of a chain, for showing where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Which kernel: `long`, `medium`, `short`, `same-type`, `same-track`.
    pub kernel: &'static str,
    /// Races it saw.
    pub races: u32,
    /// Sum of their decayed weights.
    pub weight: f64,
    /// Their weighted mean; none without races.
    pub mean: Option<f64>,
    /// Value of the wider kernel, or the prior.
    pub parent: f64,
    /// The parent's share of the value, 0..1.
    pub parent_share: f64,
    /// Value after shrinking.
    pub value: f64,
}

/// What a value is asked of: the races known at a moment, seen from a race to come.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// All races.
    pub timeline: &'a Timeline,
    /// How many leading races are known.
    pub known: usize,
    /// The moment of knowledge.
    pub moment: Timestamp,
    /// Date of the race to come.
    pub date: Date,
    /// Its type.
    pub track_type: TrackType,
    /// Its layout.
    pub layout: &'a LayoutKey,
}

/// A driver's earlier races in the series: index in the timeline and place in that race's list.
pub type Past = [(usize, usize)];

/// Powers of one half, by calendar races ago.
#[derive(Clone, Debug)]
pub struct Decay {
    kernel: KernelConfig,
    weights: Vec<f64>,
}

impl Decay {
    /// Weights for up to `races` races ago.
    pub fn new(kernel: KernelConfig, races: usize) -> Self {
        let weights = (0..=races).map(|ago| half_life_weight(ago as f64, kernel.half_life_races)).collect();
        Self { kernel, weights }
    }

    fn link(
        &self,
        name: &'static str,
        view: &View<'_>,
        past: &Past,
        parent: f64,
        value: impl Fn(&Observation) -> Option<f64>,
        counts: impl Fn(usize) -> bool,
    ) -> Link {
        let (mut races, mut weight, mut sum) = (0, 0.0, 0.0);
        for &(race, car) in past.iter().filter(|&&(race, _)| race < view.known && counts(race)) {
            if let Some(value) = value(&view.timeline.races[race].cars[car]) {
                let share = self.weights[view.known - race];
                races += 1;
                weight += share;
                sum += share * value;
            }
        }
        let total = weight + self.kernel.pseudo_races;
        let pooled = if races == 0 { parent } else { (sum + self.kernel.pseudo_races * parent) / total };
        let parent_share = if races == 0 { 1.0 } else { self.kernel.pseudo_races / total };
        Link {
            kernel: name,
            races,
            weight,
            mean: (races > 0).then(|| sum / weight),
            parent,
            parent_share,
            value: pooled,
        }
    }
}

/// .5^(ago / half-life).
pub fn half_life_weight(ago: f64, half_life: f64) -> f64 {
    libm::exp2(-ago / half_life)
}

/// The kernels with their weights laid out.
#[derive(Clone, Debug)]
pub struct Kernels {
    long: Decay,
    medium: Decay,
    short: Decay,
    same_type: Decay,
    same_track: Decay,
}

/// A whole chain, widest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// All of the driver's races, slowly decayed.
    pub long: Link,
    /// All, less slowly.
    pub medium: Link,
    /// All, quickly.
    pub short: Link,
    /// On the same type of track.
    pub same_type: Link,
    /// On the same layout.
    pub same_track: Link,
}

impl Kernels {
    /// Kernels for timelines of up to `races` races.
    pub fn new(config: &KernelsConfig, races: usize) -> Self {
        let decay = |kernel| Decay::new(kernel, races);
        Self {
            long: decay(config.long),
            medium: decay(config.medium),
            short: decay(config.short),
            same_type: decay(config.same_type),
            same_track: decay(config.same_track),
        }
    }

    /// The chain of `value` over `past`, from `prior`; races where `value` is none do not count.
    pub fn chain(
        &self,
        view: &View<'_>,
        past: &Past,
        prior: f64,
        value: impl Fn(&Observation) -> Option<f64> + Copy,
    ) -> Chain {
        let races = &view.timeline.races;
        let long = self.long.link("long", view, past, prior, value, |_| true);
        let medium = self.medium.link("medium", view, past, long.value, value, |_| true);
        let short = self.short.link("short", view, past, medium.value, value, |_| true);
        let on_type = |race: usize| races[race].track_type == view.track_type;
        let same_type = self.same_type.link("same-type", view, past, medium.value, value, on_type);
        let on_track = |race: usize| &races[race].layout == view.layout;
        let same_track = self.same_track.link("same-track", view, past, same_type.value, value, on_track);
        Chain { long, medium, short, same_type, same_track }
    }

    /// The long kernel alone, of a chance, shrunk to `mean`.
    pub fn long_rate(&self, view: &View<'_>, past: &Past, mean: f64, value: fn(&Observation) -> bool) -> f64 {
        let chance = |car: &Observation| Some(f64::from(u8::from(value(car))));
        self.long.link("long", view, past, mean, chance, |_| true).value
    }
}

/// What is thought of a driver's normal score before the first race in the series: the form shown in the
/// series below, clipped.
pub fn prior(view: &View<'_>, driver: DriverId, config: &CommonConfig) -> f64 {
    let config = &config.prior;
    let (mut races, mut weight, mut sum) = (0, 0.0, 0.0);
    for (days, series, rating) in view.timeline.lower_races(driver, view.moment, view.date) {
        let share = libm::exp(-days / config.lower_series_days);
        let discount = if series == Series::Trucks { config.trucks_discount } else { 0.0 };
        races += 1;
        weight += share;
        sum += share * (rating - discount);
    }
    let form = if races == 0 {
        0.0
    } else {
        config.lower_series_weight * sum / (weight + config.lower_series_pseudo_races)
    };
    (config.base + form).clamp(config.least, config.most)
}
