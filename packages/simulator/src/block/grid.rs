//! The grid: known, or drawn for every race.
//!
//! Every number of a field that depends on the start is one of the car times (or plus) one of the place on the
//! grid. A known grid puts the two together once; a drawn one does so for each car and lane.

use super::curves::{exp, normal_quantiles};
use super::lanes::{LANES, Row};
use super::network::Network;
use super::parts::{CELLS, Cells, FieldParts, Parts, odds, odds_of};
use super::random::Random;
use crate::absent::{self, AbsentCar, Skips};
use crate::race::{Race, Start};

/// The grid of a run.
#[derive(Clone, Debug)]
pub(crate) enum Grid {
    /// Known.
    Known(KnownGrid),
    /// Drawn in part or wholly.
    Drawn(Box<DrawnGrid>),
}

/// A known grid.
#[derive(Clone, Debug)]
pub(crate) struct KnownGrid {
    /// Place of each car, 1..n.
    pub start: Vec<i32>,
    /// Mean of the latent finish.
    pub mean: Vec<f32>,
    /// Odds to retire, before the race's effect, and their inverse.
    pub odds: Vec<(f32, f32)>,
}

/// A grid that is drawn.
#[derive(Clone, Debug)]
pub(crate) struct DrawnGrid {
    /// Places of the cars whose place is known, else 0.
    fixed: Vec<i32>,
    /// Cars whose place is drawn: index, expected score, its standard deviation.
    open: Vec<(usize, f32, f32)>,
    /// What is thrown away between their draws.
    skips: Skips,
    /// The places they share, from the front.
    slots: Vec<i32>,
    scale: f32,
    network: Network,
    by_car: Vec<CarParts>,
    by_start: Vec<CarParts>,
}

/// What a car, or a place on the grid, brings to a field.
#[derive(Clone, Copy, Debug)]
struct CarParts {
    latent: f32,
    retirement: f32,
    led: f32,
    fastest: f32,
}

/// A drawn grid's numbers: rows by car, a lane each.
#[derive(Clone, Debug)]
pub(crate) struct DrawnField {
    /// Place, 1..n.
    pub start: Vec<Row<i32>>,
    /// Mean of the latent finish.
    pub mean: Vec<Row<f32>>,
    /// Odds to retire, before the race's effect.
    pub odds: Vec<Row<f32>>,
    /// Their inverse.
    pub inverse_odds: Vec<Row<f32>>,
    /// Weight in laps led, at `car * LANES + lane`.
    pub led: Cells,
    /// Weight in fastest laps, likewise.
    pub fastest: Cells,
    keys: Vec<Row<i32>>,
}

/// Cells of nothing.
pub(crate) fn no_cells() -> Cells {
    vec![0.0; CELLS].into_boxed_slice().try_into().expect("as many cells as there are")
}

impl Grid {
    /// The grid of a checked race. Where a card lacks cars, those behind move up, so that places gained and lost
    /// balance: the places are 1..n in any case, and which of them are open is the same in every race.
    pub fn new(race: &Race, absent: &[AbsentCar], parts: &FieldParts) -> Self {
        let cars = race.cars.len();
        let known = |place: u8| {
            race.cars.iter().any(|car| matches!(car.start, Start::Known(other) if other == place))
        };
        let all_known = race.cars.iter().filter(|car| matches!(car.start, Start::Known(_))).count();
        // Cards' places in use: the known ones, and the first free ones for the others.
        let mut open = cars - all_known;
        let mut used = Vec::with_capacity(cars);
        for place in 1..=255u8 {
            if known(place) {
                used.push((place, true));
            } else if open > 0 {
                used.push((place, false));
                open -= 1;
            }
        }
        let rank = |place: u8| 1 + used.iter().filter(|(other, _)| *other < place).count() as i32;
        let fixed: Vec<i32> = race
            .cars
            .iter()
            .map(|car| match car.start {
                Start::Known(place) => rank(place),
                Start::Unknown { .. } => 0,
            })
            .collect();
        if all_known == cars {
            let sum = |parts: &Parts, i: usize| parts.car[i] + parts.start[fixed[i] as usize - 1];
            return Grid::Known(KnownGrid {
                mean: (0..cars).map(|i| sum(&parts.latent, i) as f32).collect(),
                odds: (0..cars).map(|i| odds(sum(&parts.retirement, i))).collect(),
                start: fixed,
            });
        }
        let open: Vec<(usize, f32, f32)> = race
            .cars
            .iter()
            .enumerate()
            .filter_map(|(index, car)| match car.start {
                Start::Known(_) => None,
                Start::Unknown { mean, sd } => Some((index, mean as f32, sd as f32)),
            })
            .collect();
        let reach = open.iter().fold(1.0f32, |most, (_, mean, sd)| most.max(mean.abs() + 5.5 * sd.abs()));
        let of = |latent: &[f64], retirement: &[f64], led: &[f64], fastest: &[f64]| -> Vec<CarParts> {
            (0..cars)
                .map(|i| CarParts {
                    latent: latent[i] as f32,
                    retirement: retirement[i] as f32,
                    led: led[i] as f32,
                    fastest: fastest[i] as f32,
                })
                .collect()
        };
        Grid::Drawn(Box::new(DrawnGrid {
            slots: used.iter().filter(|(_, known)| !known).map(|&(place, _)| rank(place)).collect(),
            network: Network::new(open.len()),
            skips: absent::of_starts(race, absent),
            scale: 4_194_000.0 / reach,
            open,
            fixed,
            by_car: of(&parts.latent.car, &parts.retirement.car, &parts.led.car, &parts.fastest.car),
            by_start: of(
                &parts.latent.start,
                &parts.retirement.start,
                &parts.led.start,
                &parts.fastest.start,
            ),
        }))
    }

    /// Weights by car on a known grid; a drawn one has its own.
    pub fn cells(&self, parts: &Parts) -> Cells {
        let mut cells = no_cells();
        if let Grid::Known(known) = self {
            for (car, start) in known.start.iter().enumerate() {
                cells[car] = libm::exp(parts.car[car] + parts.start[*start as usize - 1]) as f32;
            }
        }
        cells
    }
}

impl DrawnField {
    /// Room for `cars`.
    pub fn new(cars: usize) -> Self {
        Self {
            start: Row::many(0, cars),
            mean: Row::many(0.0, cars),
            odds: Row::many(0.0, cars),
            inverse_odds: Row::many(0.0, cars),
            led: no_cells(),
            fastest: no_cells(),
            keys: Row::many(0, cars),
        }
    }

    /// Draws a grid in every lane: known places stay, the others are taken in the order of drawn scores.
    #[inline(always)]
    pub fn draw(&mut self, grid: &DrawnGrid, random: &mut Random) {
        let (mut p, mut z) = (Row::of(0.0), Row::of(0.0));
        let keys = &mut self.keys[..grid.open.len()];
        for ((key, &(car, mean, sd)), &skips) in keys.iter_mut().zip(&grid.open).zip(&grid.skips.before) {
            random.skip(skips);
            let draw = random.draw();
            for l in 0..LANES {
                p.0[l] = random.uniform(draw, l);
            }
            normal_quantiles(&p, &mut z);
            for l in 0..LANES {
                let score = super::curves::nearest((mean + sd * z.0[l]) * grid.scale);
                key.0[l] = (score << 9) | car as i32;
            }
        }
        random.skip(grid.skips.after);
        grid.network.descending(keys);
        for (car, &place) in grid.fixed.iter().enumerate() {
            self.start[car] = Row::of(place);
        }
        for (key, &slot) in keys.iter().zip(&grid.slots) {
            for l in 0..LANES {
                self.start[(key.0[l] & 255) as usize].0[l] = slot;
            }
        }
        for (car, own) in grid.by_car.iter().enumerate() {
            for l in 0..LANES {
                let place = &grid.by_start[(self.start[car].0[l] - 1) as usize];
                self.mean[car].0[l] = own.latent + place.latent;
                let (odds, inverse) = odds_of(own.retirement + place.retirement);
                self.odds[car].0[l] = odds;
                self.inverse_odds[car].0[l] = inverse;
                self.led[car * LANES + l] = exp((own.led + place.led).max(-80.0));
                self.fastest[car * LANES + l] = exp((own.fastest + place.fastest).max(-80.0));
            }
        }
    }
}
