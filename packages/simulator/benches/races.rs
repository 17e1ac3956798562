//! Races a second on one core, against plain code in the same run.
//!
//! `cargo bench -p simulator`. Rounds are short, the sides alternate, and the best round of each counts: what is
//! left of other work on the machine slows both sides or neither, so the ratio stands where the rates move.
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
use simulator::simulate::{Orders, Simulator};
use std::hint::black_box;
use std::time::Instant;

const CARS: usize = 40;
const LAPS: u32 = 267;
const ROUNDS: usize = 80;

fn main() {
    // One worker: this thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        println!("{CARS} cars, {LAPS} laps, one core; best of {ROUNDS} alternating rounds");
        bare();
        TrackType::ALL.into_iter().for_each(full);
    });
}

/// Races a second of each side: the best of alternating rounds.
fn contest<const N: usize>(sides: [(usize, &mut dyn FnMut()); N]) -> [f64; N] {
    let mut best = [0.0f64; N];
    let mut sides = sides;
    for _ in 0..ROUNDS {
        for (best, (races, side)) in best.iter_mut().zip(&mut sides) {
            let started = Instant::now();
            side();
            *best = best.max(*races as f64 / started.elapsed().as_secs_f64());
        }
    }
    best
}

/// The bare draw against a naive one: a Gumbel variate a car in f64, a sort, a table of points.
fn bare() {
    let race = race(TrackType::Intermediate, CARS, LAPS);
    let simulator = Simulator::new(&race, &config(), rules()).unwrap();
    let portable = simulator.clone().on(Path::portable());
    let (mut buffers, mut orders) = (simulator.buffers(), Orders::default());
    let (mut buffers_2, mut orders_2) = (portable.buffers(), Orders::default());
    let mut naive = Naive::new(&race, rules().draftkings);
    let blocks = 30u64;
    let [slow, fast, plain] = contest([
        (2_000, &mut || {
            for _ in 0..2_000 {
                naive.draw();
                black_box(&naive.points);
            }
        }),
        (blocks as usize * Simulator::BLOCK, &mut || {
            for block in 0..blocks {
                simulator.orders(1, block, Site::Draftkings, &mut buffers, &mut orders);
                black_box(&orders);
            }
        }),
        (blocks as usize * Simulator::BLOCK, &mut || {
            for block in 0..blocks {
                portable.orders(1, block, Site::Draftkings, &mut buffers_2, &mut orders_2);
                black_box(&orders_2);
            }
        }),
    ]);
    println!("bare  {:<14} naive     {slow:>11.0}/s", "");
    println!("bare  {:<14} fast      {fast:>11.0}/s  ratio {:.1}", "", fast / slow);
    println!("bare  {:<14} portable  {plain:>11.0}/s  ratio {:.1}", "", plain / slow);
}

/// Whole races against the slow reference.
fn full(track_type: TrackType) {
    let (config, race) = (config(), race(track_type, CARS, LAPS));
    let simulator = Simulator::new(&race, &config, rules()).unwrap();
    let portable = simulator.clone().on(Path::portable());
    let (mut buffers, mut block_sample) = (simulator.buffers(), simulator.empty_block());
    let (mut buffers_2, mut block_2) = (portable.buffers(), portable.empty_block());
    let blocks = 8u64;
    let races = blocks as usize * Simulator::BLOCK;
    let [slow, fast, plain, kept] = contest([
        (256, &mut || {
            black_box(reference::simulate::simulate(&race, &config, rules(), 256, 1).unwrap());
        }),
        (races, &mut || {
            for block in 0..blocks {
                simulator.block(1, block, &mut buffers, &mut block_sample);
                black_box(&block_sample);
            }
        }),
        (races, &mut || {
            for block in 0..blocks {
                portable.block(1, block, &mut buffers_2, &mut block_2);
                black_box(&block_2);
            }
        }),
        (races, &mut || {
            black_box(simulator.sample(races, 1));
        }),
    ]);
    let name = format!("{track_type:?}").to_lowercase();
    println!("full  {name:<14} reference {slow:>11.0}/s");
    println!("full  {name:<14} fast      {fast:>11.0}/s  ratio {:.1}", fast / slow);
    println!("full  {name:<14} portable  {plain:>11.0}/s  ratio {:.1}", plain / slow);
    println!("full  {name:<14} kept      {kept:>11.0}/s  ratio {:.1}", kept / slow);
}

/// The race as it is first written: one car at a time, double precision, a sort.
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
