//! What E3 costs beside E2: the fit over all seasons of every series, and a backtest of the last three seasons.
//!
//! `cargo bench -p backtest --profile dev --bench e3`, with practice where the shared data is, else on
//! fictional seasons. Both models run on one core, in one run.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a bench prints, may panic, reads files and the clock"
)]

use backtest::{BacktestData, run};
use domain::evidence::EvidenceBook;
use domain::history::History;
use domain::pooling::Pooling;
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Model, RunConfig};
use ratings::strength::Ratings;
use std::hint::black_box;
use std::time::{Duration, Instant};
use testkit::race_logs::{RaceLogs, shared_data};
use testkit::seasons;

const SIMULATIONS: u32 = 10_000;

/// What there is to rate and to walk over.
struct Past {
    histories: Vec<History>,
    /// Of the first history.
    cards: Vec<RaceCard>,
    pooling: Pooling,
    weeks: EvidenceBook,
}

fn main() {
    let past = past();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let models = ["e2", "e3"].map(|name| (name, Model::named(name).unwrap()));
    pool.install(|| {
        let fit = |model: &Model| -> Duration {
            let started = Instant::now();
            for history in &past.histories {
                black_box(Ratings::of(history, &past.pooling, &model.rating).unwrap());
            }
            started.elapsed()
        };
        let walk = |model: &Model| -> Duration {
            let data = BacktestData {
                evidence: &past.weeks,
                ..BacktestData::of(&past.histories[0], &past.cards, &past.pooling)
            };
            let started = Instant::now();
            black_box(run(&data, model, &RunConfig { simulations: SIMULATIONS, seed: 1 }).unwrap());
            started.elapsed()
        };
        let races: usize = past.histories.iter().map(|history| history.points_races().count()).sum();
        let (fits, walks) = (models.each_ref().map(|(_, model)| fit(model)), models.each_ref().map(|(_, model)| walk(model)));
        for ((name, _), (fit, walk)) in models.iter().zip(fits.iter().zip(&walks)) {
            println!(
                "{name}: {races} races fitted in {:.2} s; {} races of {SIMULATIONS} simulations walked in {:.1} s",
                fit.as_secs_f64(),
                past.cards.len(),
                walk.as_secs_f64()
            );
        }
        let ratio = |of: [Duration; 2]| of[1].as_secs_f64() / of[0].as_secs_f64();
        println!("ratio: fit {:.2}, walk {:.2}", ratio(fits), ratio(walks));
    });
}

fn past() -> Past {
    let folder = shared_data();
    if folder.is_dir() {
        let logs = RaceLogs::read(&folder).with_seats(&folder);
        let all = |series| logs.history(series, "2030-01-01T00:00:00Z".parse().unwrap());
        return Past {
            histories: Series::ALL.map(all).to_vec(),
            cards: logs.points_races(Series::Cup, 2023, 2025).map(|race| logs.card(race)).collect(),
            weeks: logs.race_weeks(&folder),
            pooling: logs.pooling,
        };
    }
    let history = seasons::with_seats(&seasons::history(250, 38, 5), 2);
    Past {
        cards: history.points_races().skip(150).map(seasons::card).collect(),
        histories: vec![history],
        pooling: seasons::pooling(),
        weeks: EvidenceBook::new(),
    }
}
