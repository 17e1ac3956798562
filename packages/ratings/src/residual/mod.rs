//! What recent races showed of drivers and teams beyond the strengths given before them.
//!
//! After a race each car has a residual: its driver rating's score, less the strength it was given at the lock. Where lap
//! times are known the scores of its pace take the rating's place, for they see what a car could do where the finish
//! did not. The residuals of all earlier races are explained jointly by effects of driver, driver on this type of track,
//! team and team on this type of track, each drawn towards 0. A strength gains a share of the sum of its car's effects.
//!
//! Kernels of a driver, of a team and of a type each see one side. What they lack is, above all, the two sides crossed:
//! a team that is strong on one type of track.

mod sums;

use crate::config::ResidualConfig;
use crate::features::{Feature, centre};
use crate::kernel::View;
use crate::observe::{Observation, ObservedRace, Seat, Timeline};
use crate::trail::half_life_weight;
use domain::ids::{ClassKey, DriverId};
use domain::pooling::TrackType;
use std::collections::BTreeMap;
use sums::{Effect, EffectSums};

/// The type of a track as the effects by type know it: its root class, or a class of the model's that stands apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Root(TrackType),
    Apart(ClassKey),
}

impl Kind {
    /// The kind of a layout in `classes`, narrowest first, whose root is `track_type`.
    pub fn of<'a>(
        classes: impl IntoIterator<Item = &'a ClassKey>,
        track_type: TrackType,
        config: &ResidualConfig,
    ) -> Self {
        let apart = classes.into_iter().find(|class| config.classes_apart.contains(class));
        apart.map_or(Self::Root(track_type), |class| Self::Apart(class.clone()))
    }
}

/// Whose effect, on which kind of track.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    of: Of,
    on: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Driver(DriverId),
    /// By index in the timeline.
    Team(usize),
}

/// The effects after every number of races.
#[derive(Clone, Debug)]
pub(crate) struct Residuals {
    config: ResidualConfig,
    numbers: BTreeMap<Key, Effect>,
    /// By number of races known.
    solutions: Vec<Vec<f64>>,
}

impl Residuals {
    /// Walks through `timeline`, whose races were given `strengths`, and adds to each race's strengths what the races
    /// known at its lock had shown.
    pub fn through(timeline: &Timeline, strengths: &mut [Option<Vec<f64>>], config: &ResidualConfig) -> Self {
        let mut residuals =
            Self { config: config.clone(), numbers: BTreeMap::new(), solutions: vec![Vec::new()] };
        let mut sums = EffectSums::new(config.pseudo_races);
        let mut cells: BTreeMap<Vec<Effect>, usize> = BTreeMap::new();
        for (index, race) in timeline.races.iter().enumerate() {
            let kind = Kind::of(&race.classes, race.track_type, config);
            let observed = strengths[index].as_ref().map(|strengths| observed(race, strengths));
            if let Some(strengths) = &mut strengths[index] {
                let seats = race.cars.iter().map(|car| (car.driver, car.seat));
                let known = View::of_past(timeline, index).known;
                for values in residuals.effects(known, &seats.collect::<Vec<_>>(), &kind) {
                    let mut values = values;
                    centre(&mut values);
                    strengths.iter_mut().zip(values).for_each(|(s, value)| *s += config.share * value);
                }
            }
            sums.scale(half_life_weight(1.0, config.half_life_races));
            let on_type = match race.track_type {
                TrackType::Superspeedway => config.superspeedway_weight,
                _ => 1.0,
            };
            let weight = on_type * half_life_weight(1.0, config.half_life_races);
            for (car, value) in race.cars.iter().zip(observed.iter().flatten()) {
                let Some(value) = value else { continue };
                let effects = residuals.numbered(car, &kind);
                let cell = *cells.entry(effects.clone()).or_insert_with(|| sums.cell(&effects));
                sums.add(cell, weight, *value);
            }
            residuals.solutions.push(sums.solve());
        }
        residuals
    }

    /// The effects, by feature of the model file, then car.
    pub fn features(&self) -> &[Feature] {
        &self.config.features
    }

    /// Strength for each unit of an effect.
    pub fn share(&self) -> f64 {
        self.config.share
    }

    /// The effects of each car of a field after `known` races, by feature, then car; 0 where nothing is known.
    pub fn effects(&self, known: usize, field: &[(DriverId, Seat)], kind: &Kind) -> Vec<Vec<f64>> {
        let solution = &self.solutions[known];
        let of = |feature: Feature, (driver, seat): &(DriverId, Seat)| {
            let number = self.numbers.get(&key(feature, *driver, *seat, kind)?)?;
            solution.get(*number as usize).copied()
        };
        let by_car = |&feature: &Feature| field.iter().map(|car| of(feature, car).unwrap_or(0.0)).collect();
        self.config.features.iter().map(by_car).collect()
    }

    /// The kind of a layout in `classes`.
    pub fn kind<'a>(&self, classes: impl IntoIterator<Item = &'a ClassKey>, track_type: TrackType) -> Kind {
        Kind::of(classes, track_type, &self.config)
    }

    /// The numbers of a car's effects; those met for the first time get the next ones.
    fn numbered(&mut self, car: &Observation, kind: &Kind) -> Vec<Effect> {
        let keys =
            self.config.features.iter().filter_map(|&feature| key(feature, car.driver, car.seat, kind));
        let numbers = &mut self.numbers;
        let number = |key| {
            let next = numbers.len() as Effect;
            *numbers.entry(key).or_insert(next)
        };
        keys.map(number).collect()
    }
}

/// Whose effect a feature is of a car; none of a team where none is stated.
fn key(feature: Feature, driver: DriverId, seat: Seat, kind: &Kind) -> Option<Key> {
    let (of, by_type) = match feature {
        Feature::TeamResidual => (Of::Team(seat.team?), false),
        Feature::TeamTypeResidual => (Of::Team(seat.team?), true),
        Feature::DriverTypeResidual => (Of::Driver(driver), true),
        _ => (Of::Driver(driver), false),
    };
    Some(Key { of, on: by_type.then(|| kind.clone()) })
}

/// What a race showed of each car beyond its strength, with mean 0 over the cars that have a value.
fn observed(race: &ObservedRace, strengths: &[f64]) -> Vec<Option<f64>> {
    let with_laps = race.cars.iter().any(|car| car.pace.is_some());
    let score = |car: &Observation| if with_laps { car.pace } else { Some(car.rating) };
    let mut values: Vec<Option<f64>> = race
        .cars
        .iter()
        .zip(strengths)
        .map(|(car, strength)| score(car).map(|score| score - strength))
        .collect();
    let count = values.iter().flatten().count().max(1) as f64;
    let mean = values.iter().flatten().sum::<f64>() / count;
    values.iter_mut().flatten().for_each(|value| *value -= mean);
    values
}
