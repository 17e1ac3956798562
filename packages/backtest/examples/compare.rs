//! Models side by side over seasons of the race logs, each paired with the first:
//!
//! `cargo run -p backtest --example compare -- cup 2021 2022 2000 1 baseline-c e1 path/to/model.toml`
//!
//! The arguments are series, first and last season, simulations per race, seed, and models by name or file.
//! With 0 simulations only strengths are compared: their rank correlation with the finish, and time taken.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "a tool for experiments: it reads files and the clock"
)]

use backtest::score::spearman;
use backtest::{Backtest, BacktestData, Measure, Paired, Record, run};
use domain::history::{History, PastRace};
use domain::pooling::TrackType;
use domain::race::RaceCard;
use domain::rank::normal_score;
use domain::series::Series;
use projection::{Model, RunConfig};
use ratings::config::Spread;
use ratings::strength::{Ratings, Strengths};
use std::time::Instant;
use testkit::race_logs::{RaceLogs, shared_data};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [series, from, to, simulations, seed, models @ ..] = arguments.as_slice() else {
        panic!("series, first season, last season, simulations, seed, models");
    };
    let series: Series = series.parse().unwrap();
    let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
    let config = RunConfig { simulations: simulations.parse().unwrap(), seed: seed.parse().unwrap() };
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    let history = logs.history(series, "2030-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> = logs.points_races(series, from, to).map(|race| logs.card(race)).collect();
    let read = |name: &String| {
        let file = || {
            let text = std::fs::read_to_string(name).unwrap_or_else(|error| panic!("{name}: {error}"));
            Model::parse(name, &text).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        Model::named(name).unwrap_or_else(file)
    };
    if config.simulations == 0 {
        for name in models {
            strengths(name, &read(name), &history, &cards, &logs);
        }
        return;
    }
    println!("{:<24} races  rhoF   rhoDK  MAE    CRPS   NLL    top5   top10  top20  capt", "model");
    let mut first: Option<Record> = None;
    for name in models {
        let model = read(name);
        let walk = run(&BacktestData::of(&history, &cards, &logs.pooling), &model, &config).unwrap();
        show(name, &walk);
        let record = Record { run: walk.metrics.run, races: walk.races };
        match &first {
            Some(first) => paired(&Paired::of(&record, first).unwrap()),
            None => first = Some(record),
        }
    }
}

const MEASURES: [Measure; 9] = [
    Measure::RhoFinish,
    Measure::RhoPoints,
    Measure::MaePoints,
    Measure::CrpsPoints,
    Measure::NllWin,
    Measure::LogLossTop5,
    Measure::LogLossTop10,
    Measure::LogLossTop20,
    Measure::Capture,
];

fn show(name: &str, walk: &Backtest) {
    let all = (name.to_owned(), &walk.metrics.overall);
    let types = walk.metrics.by_type.iter().map(|(kind, figures)| (format!("  {kind:?}"), figures));
    for (label, figures) in [all].into_iter().chain(types) {
        let value = |measure: Measure| {
            let decimals = measure.spec().decimals;
            format!("{:.decimals$}", figures.value(measure).unwrap_or(f64::NAN))
        };
        println!("{label:<24} {:>5}  {}", figures.races, MEASURES.map(value).join(" "));
    }
}

/// Differences to the first model, their standard errors (plain), and how many of them they are.
fn paired(paired: &Paired) {
    for of in MEASURES.into_iter().filter_map(|measure| paired.overall.get(measure)) {
        let (label, error) = (of.measure.spec().label, of.plain_error.unwrap_or(f64::NAN));
        println!("    {label:<10} {:+.4} +- {error:.4}  ({:+.1})", of.difference(), of.difference() / error);
    }
}

fn strengths(name: &str, model: &Model, history: &History, cards: &[RaceCard], logs: &RaceLogs) {
    let begun = Instant::now();
    let ratings = Ratings::of(history, &logs.pooling, &model.rating).unwrap();
    let fitted = begun.elapsed();
    let mut rho: Vec<(TrackType, f64)> = Vec::new();
    let mut likelihood: Vec<(TrackType, f64)> = Vec::new();
    let mut last = None;
    for card in cards {
        let rated = ratings.rate(card, &logs.pooling).unwrap();
        let actual = history.races.iter().find(|race| race.info.key == card.info.key).unwrap();
        let (mut strengths, mut finishes) = (Vec::new(), Vec::new());
        for entry in &rated.entries {
            let car = actual.cars.iter().find(|car| car.driver() == entry.driver).unwrap();
            strengths.push(-entry.strength);
            finishes.push(f64::from(car.result.finish_on_track));
        }
        likelihood.push((rated.track_type, running_likelihood(&rated, actual)));
        rho.extend(spearman(&strengths, &finishes).map(|rho| (rated.track_type, rho)));
        last = Some(rated);
    }
    let mean = |values: &[(TrackType, f64)], kind: Option<TrackType>| {
        let of =
            values.iter().filter(|(other, _)| kind.is_none_or(|kind| kind == *other)).map(|(_, value)| value);
        of.clone().sum::<f64>() / of.count() as f64
    };
    let by_type = |values: &[(TrackType, f64)]| {
        TrackType::ALL.map(|kind| format!("{:.4}", mean(values, Some(kind)))).join(" ")
    };
    println!(
        "{name:<24} rho {:.4} ({}), likelihood {:.4} ({}), fitted in {fitted:.2?}, rated in {:.2?}",
        mean(&rho, None),
        by_type(&rho),
        mean(&likelihood, None),
        by_type(&likelihood),
        begun.elapsed()
    );
    if std::env::var_os("FIT").is_some() {
        fits(model, &ratings, last.unwrap().known_races);
    }
}

/// Mean log-likelihood of the finish scores of the cars running at the end, about the line of their
/// strengths; their mean over the line is taken off.
fn running_likelihood(rated: &Strengths, actual: &PastRace) -> f64 {
    let Spread { slope, sigma } = rated.spread.spread;
    let cars = actual.cars.iter().filter(|car| !car.result.status.kind.is_retired());
    let mut off: Vec<f64> = cars
        .map(|car| {
            let entry = rated.entries.iter().find(|entry| entry.driver == car.driver()).unwrap();
            let place = f64::from(car.result.finish_on_track);
            normal_score(place, actual.cars.len()) - slope * entry.strength
        })
        .collect();
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    off.iter_mut().for_each(|off| *off = (*off - mean) / sigma);
    let squares = off.iter().map(|off| off * off).sum::<f64>() / off.len() as f64;
    -0.5 * squares - sigma.ln()
}

/// What was fitted on the first `known` races, as a model file has it.
fn fits(model: &Model, ratings: &Ratings, known: usize) {
    if let Some(fit) = ratings.fit_after(known) {
        println!("# on {} races", fit.races);
        for (feature, term) in model.rating.features().iter().zip(&fit.terms) {
            let by_type = term.by_type.unwrap_or_default().map(|value| format!("{value:.3}")).join(", ");
            let (scale, coefficient) = (term.scale, term.coefficient);
            println!(
                "{feature} = {{ scale = {scale:.3}, coefficient = {coefficient:.3}, by-type = [{by_type}] }}"
            );
        }
    }
    for kind in TrackType::ALL {
        println!("{kind:?}: {:?}", ratings.spread(kind, known, 2099));
    }
}
