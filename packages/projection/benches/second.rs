//! The first projection of a race and the second one by the same projector, on one core.
//!
//! `cargo xtask bench projection`, or `cargo bench -p projection --profile dev` without a release build. Real Cup races
//! where the shared data is, else fictional ones of as many cars.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a bench prints, may panic, reads files and the clock"
)]

use domain::history::History;
use domain::pooling::Pooling;
use domain::race::RaceCard;
use domain::series::Series;
use jiff::Timestamp;
use projection::{Model, Projector, RunConfig};
use std::hint::black_box;
use std::time::{Duration, Instant};
use testkit::race_logs::{RaceLogs, shared_data};
use testkit::seasons;

const SIMULATIONS: u32 = 10_000;
const ROUNDS: usize = 30;

fn main() {
    let (history, pooling, card) = past();
    let (model, run) = (Model::named("e2-weekend").unwrap(), RunConfig { simulations: SIMULATIONS, seed: 1 });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        println!("{}: {} cars, {SIMULATIONS} simulations, one core", card.info.key, card.entries.len());
        let started = Instant::now();
        let projector = Projector::new(&history, &pooling, &model).unwrap();
        black_box(projector.project(&card, &run).unwrap());
        println!("first   {:8.1} ms", milliseconds(started.elapsed()));
        let second = (0..ROUNDS).map(|_| {
            let started = Instant::now();
            black_box(projector.project(&card, &run).unwrap());
            started.elapsed()
        });
        println!("second  {:8.1} ms, the best of {ROUNDS}", milliseconds(second.min().unwrap()));
    });
}

fn past() -> (History, Pooling, RaceCard) {
    let folder = shared_data();
    if folder.is_dir() {
        let logs = RaceLogs::read(&folder).with_seats(&folder);
        let race = logs.points_races(Series::Cup, 2025, 2025).last().unwrap().clone();
        return (logs.history(Series::Cup, race.info.lock_at), logs.pooling.clone(), logs.card(&race));
    }
    let history = seasons::with_seats(&seasons::history(180, 38, 5), 2);
    let race = history.points_races().next_back().unwrap().clone();
    let before: Timestamp = race.info.lock_at;
    (seasons::known_at(&history, before), seasons::pooling(), seasons::card(&race))
}

fn milliseconds(time: Duration) -> f64 {
    1000.0 * time.as_secs_f64()
}
