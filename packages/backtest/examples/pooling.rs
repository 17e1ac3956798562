//! What the graph adds for drivers with little history: pooling through it and flat pooling, paired.
//!
//! `cargo run -p backtest --example pooling -- cup 2023 2025 20000`
//!
//! The arguments are series, first and last season, and simulations per race; it needs the race logs and the
//! files of results. Flat pooling shrinks every kernel of a driver to one prior that is the same for all: no
//! wider kernel, no form in a lower series, no history of the car number, no team, car or make. The rows in
//! between take one of these away.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a tool that prints what it finds"
)]

use backtest::{Backtest, BacktestData, DriverScore, run};
use domain::ids::{DriverId, RaceKey};
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Model, RunConfig};
use ratings::config::{Parents, StrengthConfig};
use ratings::features::{EvidenceGroup, Feature};
use std::collections::BTreeMap;
use testkit::race_logs::{RaceLogs, shared_data};

/// Fewer earlier starts than this, and little is known of a driver.
const FEW: usize = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [series, from, to, simulations] = arguments.as_slice() else {
        panic!("series, first season, last season, simulations");
    };
    let series: Series = series.parse().unwrap();
    let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
    let config = RunConfig { simulations: simulations.parse().unwrap(), seed: 1 };
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    let history = logs.history(series, "2030-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> = logs.points_races(series, from, to).map(|race| logs.card(race)).collect();
    let mut starts: BTreeMap<(RaceKey, DriverId), usize> = BTreeMap::new();
    let mut so_far: BTreeMap<DriverId, usize> = BTreeMap::new();
    for race in history.points_races() {
        for car in &race.cars {
            let of_driver = so_far.entry(car.driver()).or_default();
            starts.insert((race.info.key.clone(), car.driver()), *of_driver);
            *of_driver += 1;
        }
    }
    let walk =
        |model: &Model| run(&BacktestData::of(&history, &cards, &logs.pooling), model, &config).unwrap();
    let graph = walk(&Model::named("e2").unwrap());
    println!(
        "{} races; the model less the one named, per race, for drivers with so many earlier starts",
        cards.len()
    );
    println!(
        "{:<26} {:<10} driver-races  {}",
        "against",
        "starts",
        MEASURES.map(|(name, _)| format!("{name:<20}")).join(" ")
    );
    for (name, model) in others() {
        let other = walk(&model);
        for (label, counts) in GROUPS {
            let differences = MEASURES.map(|(_, measure)| {
                let of = |key: &RaceKey, score: &DriverScore| {
                    counts(starts[&(key.clone(), score.driver)]).then(|| measure(score))
                };
                difference(&graph, &other, &of)
            });
            let shown =
                differences.map(|(mean, error, _)| format!("{:<20}", format!("{mean:+.4} +- {error:.4}")));
            println!("{name:<26} {label:<10} {:>12}  {}", differences[0].2, shown.join(" "));
        }
    }
}

type Counts = fn(usize) -> bool;
const GROUPS: [(&str, Counts); 4] =
    [("0", |n| n == 0), ("under 10", |n| n < FEW), ("10 on", |n| n >= FEW), ("all", |_| true)];

type Score = fn(&DriverScore) -> f64;
const MEASURES: [(&str, Score); 5] = [
    ("finish off by", |driver| (driver.projected_finish - f64::from(driver.finish)).abs()),
    ("MAE DK", |driver| (driver.draftkings.projected - driver.draftkings.actual).abs()),
    ("CRPS DK", |driver| driver.draftkings.crps),
    ("LL top10", |driver| driver.tops[3].log_loss),
    ("LL top20", |driver| driver.tops[4].log_loss),
];

/// E2 with less and less of the graph.
fn others() -> Vec<(&'static str, Model)> {
    let e2 = || Model::named("e2").unwrap();
    let mut one_level = e2();
    one_level.rating.common.kernels.parents = Parents::Prior;
    let mut no_car = e2();
    forget_cars(&mut no_car);
    let mut no_form = e2();
    no_form.rating.common.prior.lower_series_weight = 0.0;
    let mut flat = one_level.clone();
    forget_cars(&mut flat);
    flat.rating.common.prior.lower_series_weight = 0.0;
    flat.rating.common.prior.base = FLAT;
    vec![
        ("no chain of kernels", one_level),
        ("no team, car, make", no_car),
        ("no lower series", no_form),
        ("flat", flat),
    ]
}

/// The one prior of flat pooling, the best for it of five on 2020-2022 (-.95, -.75, -.6, -.45, -.3).
const FLAT: f64 = -0.95;

fn forget_cars(model: &mut Model) {
    model.rating.common.prior.car = None;
    model.rating.common.equipment = None;
    let StrengthConfig::Ridge(ridge) = &mut model.rating.strength else { panic!("E2 is a ridge") };
    let stays = |feature: &Feature| feature.group() != EvidenceGroup::Car;
    ridge.features.retain(stays);
    ridge.by_type.retain(stays);
    ridge.prior.retain(|feature, _| stays(feature));
}

/// Mean difference over such drivers, its standard error with whole races as what is drawn, and how many they are.
fn difference(
    one: &Backtest,
    other: &Backtest,
    score: &dyn Fn(&RaceKey, &DriverScore) -> Option<f64>,
) -> (f64, f64, usize) {
    let mut races = Vec::new();
    for (one, other) in one.races.iter().zip(&other.races) {
        let key = &one.setting.race;
        assert_eq!(key, &other.setting.race);
        let pairs = one.drivers.iter().zip(&other.drivers);
        let apart: Vec<f64> = pairs
            .filter_map(|(one, other)| {
                assert_eq!(one.driver, other.driver);
                Some(score(key, one)? - score(key, other)?)
            })
            .collect();
        races.push((apart.iter().sum::<f64>(), apart.len() as f64));
    }
    let drivers: f64 = races.iter().map(|(_, drivers)| drivers).sum();
    let mean = races.iter().map(|(sum, _)| sum).sum::<f64>() / drivers;
    let squares: f64 = races.iter().map(|(sum, drivers)| (sum - mean * drivers).powi(2)).sum();
    let n = races.len() as f64;
    (mean, (squares * n / (n - 1.0)).sqrt() / drivers, drivers as usize)
}
