//! Decayed, shrunk means over a driver's earlier races, each pooled towards the next wider one.
//!
//! The chain is track inside type inside driver: the ontology's IS_A, used as partial pooling. A kernel
//! without races is its parent.

use crate::config::{KernelConfig, KernelsConfig, Parents, SharesConfig};
use crate::observe::{Observation, Timeline};
use crate::quantity::Quantity;
use crate::trail::{Decay, Sums, Trail};
use domain::ids::{DriverId, LayoutKey};
use domain::pooling::TrackType;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// One link of a chain, for showing where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Which kernel: `long`, `medium`, `short`, `same-type`, `same-track`, `team`, `car-number`.
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

impl Link {
    /// The mean of `sums`, shrunk to `parent` by `pseudo_races`.
    pub fn of(kernel: &'static str, sums: &Sums, pseudo_races: f64, parent: f64) -> Self {
        let total = sums.weight + pseudo_races;
        let (value, parent_share) = if sums.count == 0 {
            (parent, 1.0)
        } else {
            ((sums.sum + pseudo_races * parent) / total, pseudo_races / total)
        };
        Self {
            kernel,
            races: sums.count,
            weight: sums.weight,
            mean: sums.mean(),
            parent,
            parent_share,
            value,
        }
    }
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

impl<'a> View<'a> {
    /// The view that `race` of `timeline` had at its lock.
    pub fn of_past(timeline: &'a Timeline, race: usize) -> Self {
        let observed = &timeline.races[race];
        Self {
            timeline,
            known: timeline.known_by(observed.lock_at).min(race),
            moment: observed.lock_at,
            date: observed.date,
            track_type: observed.track_type,
            layout: &observed.layout,
        }
    }
}

/// The value of a quantity for a car; none where the log has none, or the model no constants for it.
fn value(quantity: Quantity, car: &Observation, shares: Option<&SharesConfig>) -> Option<f64> {
    let flag = |is: bool| Some(f64::from(u8::from(is)));
    match quantity {
        Quantity::Rating => Some(car.rating),
        Quantity::Running => Some(car.running),
        Quantity::Finish => Some(car.finish),
        Quantity::Start => car.start,
        Quantity::Passing => shares.map(|shares| {
            let limit = shares.passing_limit;
            car.passing.clamp(-limit, limit) / shares.passing_unit
        }),
        Quantity::QualityPasses => shares.and(car.quality_passes),
        Quantity::Top15 => shares.and(car.top_15),
        Quantity::Led => shares.map(|_| libm::sqrt(car.led)),
        Quantity::Fastest => shares.map(|_| libm::sqrt(car.fastest)),
        Quantity::Crash => flag(car.crash),
        Quantity::Mechanical => flag(car.mechanical),
    }
}

#[derive(Clone, Debug)]
struct Kernel {
    name: &'static str,
    decay: Decay,
    pseudo_races: f64,
}

impl Kernel {
    fn new(name: &'static str, config: KernelConfig, races: usize) -> Self {
        let decay = Decay::new(config.half_life_races, races);
        Self { name, decay, pseudo_races: config.pseudo_races }
    }

    fn link(&self, trails: Option<&Trails>, quantity: Quantity, known: usize, parent: f64) -> Link {
        let sums =
            trails.map_or_else(Sums::default, |trails| trails[quantity as usize].at(&self.decay, known));
        Link::of(self.name, &sums, self.pseudo_races, parent)
    }
}

/// One trail for each quantity.
type Trails = [Trail; Quantity::ALL.len()];

/// A driver's races, by the widths of the kernels.
#[derive(Clone, Debug, Default)]
struct Driver {
    races: Vec<usize>,
    long: Trails,
    medium: Trails,
    short: Trails,
    by_type: [Trails; 4],
    by_layout: BTreeMap<LayoutKey, Trails>,
}

/// The kernels of every driver of a timeline.
#[derive(Clone, Debug)]
pub struct Kernels {
    long: Kernel,
    medium: Kernel,
    short: Kernel,
    same_type: Kernel,
    same_track: Kernel,
    parents: Parents,
    drivers: BTreeMap<DriverId, Driver>,
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
    /// Walks through `timeline` once.
    pub fn of(timeline: &Timeline, config: &KernelsConfig, shares: Option<&SharesConfig>) -> Self {
        let races = timeline.races.len();
        let mut kernels = Self {
            long: Kernel::new("long", config.long, races),
            medium: Kernel::new("medium", config.medium, races),
            short: Kernel::new("short", config.short, races),
            same_type: Kernel::new("same-type", config.same_type, races),
            same_track: Kernel::new("same-track", config.same_track, races),
            parents: config.parents,
            drivers: BTreeMap::new(),
        };
        for (index, race) in timeline.races.iter().enumerate() {
            for car in &race.cars {
                let driver = kernels.drivers.entry(car.driver).or_default();
                driver.races.push(index);
                let on_layout = driver.by_layout.entry(race.layout.clone()).or_default();
                let on_type = &mut driver.by_type[race.track_type.index()];
                let widths = [
                    (&mut driver.long, &kernels.long),
                    (&mut driver.medium, &kernels.medium),
                    (&mut driver.short, &kernels.short),
                    (on_type, &kernels.same_type),
                    (on_layout, &kernels.same_track),
                ];
                for (trails, kernel) in widths {
                    for quantity in Quantity::ALL {
                        if let Some(value) = value(quantity, car, shares) {
                            trails[quantity as usize].push(&kernel.decay, index, value);
                        }
                    }
                }
            }
        }
        kernels
    }

    /// The chain of `quantity` for `driver`, from `prior`; races without the quantity do not count.
    pub fn chain(&self, view: &View<'_>, driver: DriverId, quantity: Quantity, prior: f64) -> Chain {
        let driver = self.drivers.get(&driver);
        let link = |kernel: &Kernel, trails: Option<&Trails>, wider: f64| {
            kernel.link(trails, quantity, view.known, self.parent(wider, prior))
        };
        let long = link(&self.long, driver.map(|driver| &driver.long), prior);
        let medium = link(&self.medium, driver.map(|driver| &driver.medium), long.value);
        let short = link(&self.short, driver.map(|driver| &driver.short), medium.value);
        let on_type = driver.map(|driver| &driver.by_type[view.track_type.index()]);
        let same_type = link(&self.same_type, on_type, medium.value);
        let on_track = driver.and_then(|driver| driver.by_layout.get(view.layout));
        let same_track = link(&self.same_track, on_track, same_type.value);
        Chain { long, medium, short, same_type, same_track }
    }

    /// The long kernel alone, shrunk to `mean`.
    pub fn long(&self, view: &View<'_>, driver: DriverId, quantity: Quantity, mean: f64) -> Link {
        let trails = self.drivers.get(&driver).map(|driver| &driver.long);
        self.long.link(trails, quantity, view.known, mean)
    }

    /// The medium kernel and, behind it, the long one, shrunk to `prior`.
    pub fn medium(&self, view: &View<'_>, driver: DriverId, quantity: Quantity, prior: f64) -> Link {
        let long = self.long(view, driver, quantity, prior);
        let trails = self.drivers.get(&driver).map(|driver| &driver.medium);
        self.medium.link(trails, quantity, view.known, self.parent(long.value, prior))
    }

    fn parent(&self, wider: f64, prior: f64) -> f64 {
        match self.parents {
            Parents::Wider => wider,
            Parents::Prior => prior,
        }
    }

    /// Known starts of `driver` in the series.
    pub fn starts(&self, view: &View<'_>, driver: DriverId) -> u32 {
        let races = self.drivers.get(&driver).map(|driver| driver.races.as_slice()).unwrap_or_default();
        races.partition_point(|&race| race < view.known) as u32
    }
}
