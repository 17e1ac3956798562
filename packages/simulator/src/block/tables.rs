//! What all races of a run share, in single precision and in the shapes the kernels read.

use super::grid::Grid;
use super::network::Network;
use super::parts::{Cells, FieldParts, Parts};
use crate::absent::{self, AbsentCar, Skips};
use crate::config::{LapsCompletedConfig, SimulatorConfig};
use crate::race::{Car, Race, Teams};
use crate::retirement;
use domain::rank;
use domain::scoring::ScoringRules;

/// All constants of a run.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    /// Cars.
    pub cars: usize,
    /// Laps of the race.
    pub distance: i32,
    /// Who retires and who is ahead.
    pub order: OrderTables,
    /// The grid, or how it is drawn.
    pub grid: Grid,
    /// Laps completed by place.
    pub completed: CompletedTables,
    /// Laps led.
    pub led: LapsTables,
    /// Fastest laps.
    pub fastest: LapsTables,
    /// What fastest laps owe to laps led: weight by laps led, 0..=distance.
    pub fastest_of_led: Vec<f32>,
    /// Share of fastest laps: mean, standard deviation, minimum.
    pub fastest_share: [f32; 3],
    /// Sites: DraftKings, FanDuel.
    pub sites: [SiteTable; 2],
    /// By place from 0: the two sites' [`SiteTable::by_place`].
    pub finish_points: Vec<[i32; 2]>,
    /// Network for the field.
    pub network: Network,
    /// Networks for 0, 4, 8, ... rows, up to the field and beyond by less than 4.
    pub networks: Vec<Network>,
}

/// Constants of retirement and order.
#[derive(Clone, Debug)]
pub(crate) struct OrderTables {
    /// Spread of each car's own draw, of those that are not wide and of those that are.
    pub own: Vec<[f32; 2]>,
    /// How many draws of 512 are wide.
    pub wide_of_512: u32,
    /// Spread of each car's share in its team's draw.
    pub shared: Vec<f32>,
    /// Shared team of each car.
    pub team: Vec<Option<usize>>,
    /// Teams that are shared.
    pub teams: usize,
    /// What is thrown away between the draws of the cars.
    pub skips: Skips,
    /// Standard deviation of the common effect on retirement, in logits.
    pub race_sd: f32,
    /// Of the probability that a retired car's latent finish stands at: at 0, slope, and changes of slope at the
    /// knots .1, .5 and .9.
    pub retired: [f32; 5],
    /// Latent finish of a retired car for a unit of that probability's quantile.
    pub retired_spread: f32,
    /// From latent finish to the 23 bits of a key.
    pub key_scale: f32,
}

/// Constants of laps completed.
#[derive(Clone, Debug)]
pub(crate) struct CompletedTables {
    /// By place: chance to be off the lead lap, its binary logarithm, mean laps down beyond the first
    /// times ln 2.
    pub off: Vec<[f32; 3]>,
    /// Laps at which a car stops: at tenth k of the draws, `stop[k] + slope[k] * u`.
    pub stop: [f32; 16],
    /// Its slope.
    pub slope: [f32; 16],
}

/// Constants of a Dirichlet over the field.
#[derive(Clone, Debug)]
pub(crate) struct LapsTables {
    /// Weight by place.
    pub by_place: Vec<f32>,
    /// Weight by car, for a known grid.
    pub by_car: Cells,
    /// Factor for a retired car.
    pub retired: f32,
    /// Sum of the shapes.
    pub concentration: f32,
    /// A smaller shape gets no laps, without a draw.
    pub minimum_shape: f32,
}

/// A site's points in hundredths.
#[derive(Clone, Debug)]
pub(crate) struct SiteTable {
    /// By place from 0: the table's points less the place's part of the place differential.
    pub by_place: Vec<i32>,
    /// For each place of the start.
    pub place: i32,
    /// For each lap led.
    pub led: i32,
    /// For each fastest lap.
    pub fastest: i32,
    /// For each lap completed.
    pub completed: i32,
}

impl Tables {
    /// The tables of a checked race.
    pub fn new(
        race: &Race,
        absent: &[AbsentCar],
        config: &SimulatorConfig,
        draftkings: &ScoringRules,
        fanduel: &ScoringRules,
    ) -> Self {
        let cars = race.cars.len();
        let scores: Vec<f64> = (1..=cars).map(|place| rank::normal_score(place as f64, cars)).collect();
        let parts = FieldParts::new(race, config, &scores);
        let grid = Grid::new(race, absent, &parts);
        let sites = [SiteTable::new(draftkings, cars), SiteTable::new(fanduel, cars)];
        let (led, fast) = (config.laps_led.of(race.track_type), config.fastest_laps.of(race.track_type));
        let by_place = |finish: f64, win: f64, front: f64| -> Vec<f32> {
            let logit = |(place, score): (usize, &f64)| {
                finish * score + if place == 0 { win } else { 0.0 } + front * (score - 1.0).max(0.0)
            };
            scores.iter().enumerate().map(|place| libm::exp(logit(place)) as f32).collect()
        };
        let laps = |by_place, by_car, retired: f64, concentration: f64| LapsTables {
            by_place,
            by_car,
            retired: libm::exp(retired) as f32,
            concentration: concentration as f32,
            minimum_shape: config.minimum_shape as f32,
        };
        let fastest_of_led = |led: u32| {
            let share = f64::from(led) / f64::from(race.distance_laps);
            let some = if share > 0.02 { fast.led_some } else { 0.0 };
            libm::exp(fast.led * libm::sqrt(share) + some) as f32
        };
        Self {
            cars,
            distance: race.distance_laps as i32,
            order: OrderTables::new(race, absent, config, &parts.latent),
            completed: CompletedTables::new(
                config.laps_completed.of(race.track_type),
                cars,
                race.distance_laps,
            ),
            led: laps(
                by_place(led.finish, led.win, led.front),
                grid.cells(&parts.led),
                led.retired,
                led.concentration,
            ),
            fastest: laps(
                by_place(fast.finish, fast.win, fast.front),
                grid.cells(&parts.fastest),
                fast.retired,
                fast.concentration,
            ),
            fastest_of_led: (0..=race.distance_laps).map(fastest_of_led).collect(),
            fastest_share: [fast.share as f32, fast.share_sd as f32, fast.minimum_share as f32],
            finish_points: sites[0]
                .by_place
                .iter()
                .zip(&sites[1].by_place)
                .map(|(&one, &other)| [one, other])
                .collect(),
            sites,
            network: Network::new(cars),
            networks: (0..=cars.div_ceil(4)).map(|fours| Network::new(4 * fours)).collect(),
            grid,
        }
    }

    /// Places on a known grid.
    pub fn known_grid(&self) -> Option<Vec<u8>> {
        match &self.grid {
            Grid::Known(known) => Some(known.start.iter().map(|&place| place as u8).collect()),
            Grid::Drawn(_) => None,
        }
    }
}

impl OrderTables {
    fn new(race: &Race, absent: &[AbsentCar], config: &SimulatorConfig, latent: &Parts) -> Self {
        let Teams { of: team, count: teams, effect } = race.teams_beside(absent, config.team_effect);
        let tail = config.tail();
        let own = |(team, car): (&Option<usize>, &Car)| {
            let share = if team.is_some() { libm::sqrt(1.0 - effect * effect) } else { 1.0 };
            [tail.narrow, tail.wide].map(|factor| (race.sigma * car.spread * share * factor) as f32)
        };
        let widest = race.cars.iter().fold(0.0f64, |most, car| most.max(car.spread))
            * race.sigma.abs()
            * (tail.narrow.max(tail.wide) + effect);
        // The probability itself, 1 - place: a line with three bends.
        let q = retirement::ascending(config.retired_place.of(race.track_type));
        let slopes: [f64; 4] = std::array::from_fn(|k| {
            let width = [0.1, 0.4, 0.4, 0.1][k];
            (q[k] - q[k + 1]) / width
        });
        let greatest = |parts: &[f64]| parts.iter().fold(0.0f64, |most, part| most.max(part.abs()));
        let retired_spread = retirement::spread(race, config);
        // No draw lies further out than 5.5 (2^-25).
        let reach =
            (greatest(&latent.car) + greatest(&latent.start) + 5.5 * widest).max(5.5 * retired_spread);
        Self {
            own: team.iter().zip(&race.cars).map(own).collect(),
            wide_of_512: tail.of_512,
            shared: race.cars.iter().map(|car| (race.sigma * car.spread * effect) as f32).collect(),
            team,
            teams,
            skips: absent::of_cars(race, absent),
            race_sd: config.retirement.by_type.of(race.track_type).race_sd as f32,
            retired: [
                (1.0 - q[0]) as f32,
                slopes[0] as f32,
                (slopes[1] - slopes[0]) as f32,
                (slopes[2] - slopes[1]) as f32,
                (slopes[3] - slopes[2]) as f32,
            ],
            retired_spread: retired_spread as f32,
            key_scale: (4_194_000.0 / reach) as f32,
        }
    }
}

impl CompletedTables {
    fn new(config: &LapsCompletedConfig, cars: usize, distance: u32) -> Self {
        let off = |place: usize| {
            let at = (place as f64 + 0.5) / cars as f64;
            let off = 1.0 / (1.0 + libm::exp(-(at - config.lead_lap_place) / config.lead_lap_width));
            let off = off.max(1e-30);
            let mean = config.laps_down * libm::exp(config.laps_down_growth * (at - 0.65));
            // The winner is never off the lead lap.
            let mean = mean * std::f64::consts::LN_2;
            [if place == 0 { 0.0 } else { off as f32 }, libm::log2(off) as f32, mean as f32]
        };
        let distance = f64::from(distance);
        let tenth = |k: usize| k.min(9);
        let slope =
            |k: usize| (config.retired_at[tenth(k) + 1] - config.retired_at[tenth(k)]) * 10.0 * distance;
        Self {
            off: (0..cars).map(off).collect(),
            stop: std::array::from_fn(|k| {
                (config.retired_at[tenth(k)] * distance - slope(k) * tenth(k) as f64 / 10.0) as f32
            }),
            slope: std::array::from_fn(|k| slope(k) as f32),
        }
    }
}

impl SiteTable {
    fn new(rules: &ScoringRules, cars: usize) -> Self {
        let place = rules.place_differential.hundredths() as i32;
        let finish = |finish: usize| {
            rules.finish_points(finish.min(255) as u8).hundredths() as i32 - place * finish as i32
        };
        Self {
            by_place: (1..=cars).map(finish).collect(),
            place,
            led: rules.laps_led.hundredths() as i32,
            fastest: rules.fastest_laps.hundredths() as i32,
            completed: rules.laps_completed.hundredths() as i32,
        }
    }
}
