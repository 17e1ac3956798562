//! Races per second on one core, compared with plain code in the same run.
//!
//! `cargo xtask bench simulator`. Rounds are short, the sides alternate, and the best round of each counts.
//! Other work on the machine slows both sides alike, so the ratio is steady even when the rates are not.
//!
//! Arguments select what runs, for example to profile one side:
//! `cargo bench -p simulator --profile dev -- full road fast`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_types,
    reason = "a bench prints, may panic and reads the clock"
)]

#[path = "../tests/it/setting.rs"]
mod setting;

use domain::dfs::Site;
use domain::pooling::TrackType;
use domain::scoring::ScoringRules;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use setting::{config, race, rules};
use simulator::path::Path;
use simulator::reference;
use simulator::simulate::{Orders, Simulator, simulate};
use std::hint::black_box;
use std::time::Instant;

const CARS: usize = 40;
const LAPS: u32 = 267;
const ROUNDS: usize = 80;
/// Number of races in a sample that is kept in memory.
const KEPT: usize = 10_000;

/// A side: its name, the number of races in one round, and the code that draws them.
type Side<'a> = (&'static str, usize, Box<dyn FnMut() + 'a>);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    // One worker: this thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        println!("{CARS} cars, {LAPS} laps, one core; best of {ROUNDS} alternating rounds");
        bare(&words);
        TrackType::ALL.into_iter().for_each(|track_type| full(&words, track_type));
    });
}

/// Prints races per second of each selected side (best of alternating rounds), and its ratio to the first.
fn contest(words: &[String], part: [&str; 2], mut sides: Vec<Side<'_>>) {
    sides.retain(|(side, ..)| words.iter().all(|word| part.contains(&word.as_str()) || word == side));
    let mut best = vec![0.0f64; sides.len()];
    for _ in 0..ROUNDS {
        for (best, (_, races, side)) in best.iter_mut().zip(&mut sides) {
            let started = Instant::now();
            side();
            *best = best.max(*races as f64 / started.elapsed().as_secs_f64());
        }
    }
    for (rate, (side, ..)) in best.iter().zip(&sides) {
        println!("{:<5} {:<14} {side:<9} {rate:>11.0}/s  ratio {:.1}", part[0], part[1], rate / best[0]);
    }
}

/// The bare draw compared with a naive one: a Gumbel variate per car in f64, a sort, a table of points.
fn bare(words: &[String]) {
    let race = race(TrackType::Intermediate, CARS, LAPS);
    let simulator = Simulator::new(&race, &config(), rules()).unwrap();
    let mut naive = Naive::new(&race, rules().draftkings);
    const BLOCKS: u64 = 30;
    let on = |path: Path| {
        let simulator = simulator.clone().on(path);
        let (mut buffers, mut orders) = (simulator.buffers(), Orders::default());
        Box::new(move || {
            for block in 0..BLOCKS {
                simulator.orders(1, block, Site::Draftkings, &mut buffers, &mut orders);
                black_box(&orders);
            }
        })
    };
    let one_by_one = Box::new(move || {
        for _ in 0..2_000 {
            naive.draw();
            black_box(&naive.points);
        }
    });
    let races = BLOCKS as usize * Simulator::BLOCK;
    let sides: Vec<Side<'_>> = vec![
        ("naive", 2_000, one_by_one),
        ("fast", races, on(Path::best())),
        ("portable", races, on(Path::portable())),
    ];
    contest(words, ["bare", ""], sides);
}

/// Whole races against the slow reference: streamed through one block's memory, and a sample of them kept.
fn full(words: &[String], track_type: TrackType) {
    let (config, race) = (config(), race(track_type, CARS, LAPS));
    let simulator = Simulator::new(&race, &config, rules()).unwrap();
    const BLOCKS: u64 = 8;
    let on = |path: Path| {
        let simulator = simulator.clone().on(path);
        let (mut buffers, mut samples) = (simulator.buffers(), simulator.empty_block());
        Box::new(move || {
            for block in 0..BLOCKS {
                simulator.block(1, block, &mut buffers, &mut samples);
                black_box(&samples);
            }
        })
    };
    let one_by_one = Box::new(|| {
        black_box(reference::simulate::simulate(&race, &config, rules(), 256, 1).unwrap());
    });
    let races = BLOCKS as usize * Simulator::BLOCK;
    let sides: Vec<Side<'_>> = vec![
        ("reference", 256, one_by_one),
        ("fast", races, on(Path::best())),
        ("portable", races, on(Path::portable())),
        (
            "kept",
            KEPT,
            Box::new(|| {
                black_box(simulate(&race, &config, rules(), KEPT, 1).unwrap());
            }),
        ),
    ];
    contest(words, ["full", &format!("{track_type:?}").to_lowercase()], sides);
}

/// The naive way to write the race: one car at a time, double precision, a sort.
struct Naive {
    random: Xoshiro256PlusPlus,
    strength: Vec<f64>,
    retire: Vec<f64>,
    start: Vec<i64>,
    table: Vec<i64>,
    place: i64,
    order: Vec<(f64, bool, usize)>,
    points: Vec<f32>,
}

impl Naive {
    fn new(race: &simulator::race::Race, rules: &ScoringRules) -> Self {
        let cars = race.cars.len();
        let start = |car: &simulator::race::Car| match car.start {
            simulator::race::Start::Known(place) => i64::from(place),
            simulator::race::Start::Unknown { .. } => unreachable!("the bench's grid is known"),
        };
        Self {
            random: Xoshiro256PlusPlus::seed_from_u64(1),
            strength: race.cars.iter().map(|car| race.slope * car.strength_without_start).collect(),
            retire: race.cars.iter().map(|car| car.crash_rate + car.mechanical_rate).collect(),
            start: race.cars.iter().map(start).collect(),
            table: (1..=cars).map(|place| rules.finish_points(place as u8).hundredths()).collect(),
            place: rules.place_differential.hundredths(),
            order: Vec::with_capacity(cars),
            points: vec![0.0; cars],
        }
    }

    fn uniform(&mut self) -> f64 {
        ((self.random.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    fn draw(&mut self) {
        self.order.clear();
        for car in 0..self.strength.len() {
            let retired = self.uniform() < self.retire[car];
            let gumbel = -(-self.uniform().ln()).ln();
            let latent = self.strength[car] + 0.5 * gumbel - if retired { 10.0 } else { 0.0 };
            self.order.push((latent, retired, car));
        }
        self.order.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (at, &(_, _, car)) in self.order.iter().enumerate() {
            let hundredths = self.table[at] + self.place * (self.start[car] - at as i64 - 1);
            self.points[car] = (hundredths as f64 / 100.0) as f32;
        }
    }
}
