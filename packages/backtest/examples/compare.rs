//! Models side by side over seasons of the race logs, each paired with the first:
//!
//! `cargo run -p backtest --example compare -- cup 2021 2022 2000 1 baseline-c e1 path/to/model.toml`
//!
//! The arguments are series (or `all`, for the three of them together), first and last season, simulations per race, seed,
//! and models by name or file. `with-laps` among the models adds the pace of past races from the lap files, and
//! `with-practice` the files of practice and qualifying, and `with-teams` the teams of O'Reilly and Trucks. `placebo` gives both to other cars of the same race.
//! With 0 simulations only strengths are compared: their rank correlation with the finish, and time taken.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "a tool for experiments: it reads files and the clock"
)]

use backtest::paired::Differences;
use backtest::score::spearman;
use backtest::{Backtest, BacktestData, Measure, Paired, Record, run};
use domain::evidence::EvidenceBook;
use domain::history::{History, PastRace};
use domain::ids::DriverId;
use domain::pooling::TrackType;
use domain::race::RaceCard;
use domain::rank::normal_score;
use domain::result::LapPace;
use domain::series::Series;
use projection::{Model, RunConfig};
use ratings::config::Spread;
use ratings::lap_pace::{self, Caution, Lap, RaceLaps, Stop};
use ratings::strength::{Ratings, Strengths};
use std::collections::BTreeMap;
use std::time::Instant;
use testkit::laps::RaceRows;
use testkit::race_logs::{RaceLogs, shared_data};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [series, from, to, simulations, seed, rest @ ..] = arguments.as_slice() else {
        panic!("series, first season, last season, simulations, seed, models");
    };
    let series: Vec<Series> =
        if series == "all" { Series::ALL.to_vec() } else { vec![series.parse().unwrap()] };
    let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
    let config = RunConfig { simulations: simulations.parse().unwrap(), seed: seed.parse().unwrap() };
    let (options, names): (Vec<&String>, Vec<&String>) = rest
        .iter()
        .partition(|word| ["with-laps", "with-practice", "with-teams", "placebo"].contains(&word.as_str()));
    let with = |option: &str| options.iter().any(|word| word.as_str() == option);
    let mut logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    if with("with-teams") {
        logs = logs.with_teams(&shared_data());
    }
    if with("with-laps") {
        logs = logs.with_laps(&shared_data(), pace);
    }
    let mut weeks = if with("with-practice") { logs.race_weeks(&shared_data()) } else { EvidenceBook::new() };
    if with("placebo") {
        logs.races.iter_mut().for_each(|race| permute(race, &mut weeks));
    }
    let read = |name: &String| {
        let file = || {
            let text = std::fs::read_to_string(name).unwrap_or_else(|error| panic!("{name}: {error}"));
            Model::parse(name, &text).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        (name.clone(), Model::named(name).unwrap_or_else(file))
    };
    let models: Vec<(String, Model)> = names.into_iter().map(read).collect();
    let mut all: Vec<Record> = Vec::new();
    for &one in &series {
        println!("{one}");
        let history = logs.history(one, "2030-01-01T00:00:00Z".parse().unwrap());
        let cards: Vec<RaceCard> = logs.points_races(one, from, to).map(|race| logs.card(race)).collect();
        if config.simulations == 0 {
            models.iter().for_each(|(name, model)| strengths(name, model, &history, &cards, &logs));
            continue;
        }
        let data = BacktestData { evidence: &weeks, ..BacktestData::of(&history, &cards, &logs.pooling) };
        println!("{:<24} races  rhoF   rhoDK  MAE    CRPS   NLL    top5   top10  top20  capt", "model");
        let mut records: Vec<Record> = Vec::new();
        for (name, model) in &models {
            let walk = run(&data, model, &config).unwrap();
            show(name, &walk);
            records.push(Record { run: walk.metrics.run, races: walk.races });
            if let [first, .., last] = records.as_slice() {
                paired(&Paired::of(last, first).unwrap());
            }
        }
        for (at, record) in records.into_iter().enumerate() {
            match all.get_mut(at) {
                Some(of_model) => of_model.races.extend(record.races),
                None => all.push(record),
            }
        }
    }
    if series.len() > 1 {
        all.iter_mut().for_each(|record| {
            record
                .races
                .sort_by(|a, b| (a.setting.date, &a.setting.race).cmp(&(b.setting.date, &b.setting.race)));
        });
        for (record, (name, _)) in all.iter().zip(&models).skip(1) {
            println!("all series: {name} less {}", models[0].0);
            paired(&Paired::of(record, &all[0]).unwrap());
        }
    }
}

/// The pace of the cars of a race.
fn pace(rows: &RaceRows) -> BTreeMap<DriverId, LapPace> {
    if rows.laps.is_empty() {
        return BTreeMap::new();
    }
    let seconds = |ms: u32| f64::from(ms) / 1_000.0;
    lap_pace::lap_pace(&RaceLaps {
        laps: rows
            .laps
            .iter()
            .map(|&(driver, lap, ms)| Lap { driver, lap, seconds: ms.map(seconds) })
            .collect(),
        cautions: rows.cautions.iter().map(|&(start_lap, end_lap)| Caution { start_lap, end_lap }).collect(),
        stops: rows
            .stops
            .as_ref()
            .map(|stops| stops.iter().map(|&(driver, lap)| Stop { driver, lap }).collect()),
    })
}

/// Gives each car the pace and the practice of the car that finished eleven places behind it.
fn permute(race: &mut PastRace, weeks: &mut EvidenceBook) {
    let cars = race.cars.len();
    let other = |at: usize| (at + 11) % cars;
    let paces: Vec<Option<LapPace>> = race.cars.iter().map(|car| car.result.lap_pace).collect();
    let drivers: Vec<DriverId> = race.cars.iter().map(|car| car.driver()).collect();
    for (at, car) in race.cars.iter_mut().enumerate() {
        car.result.lap_pace = paces[other(at)];
    }
    if let Some(week) = weeks.get_mut(&race.info.key) {
        for pace in &mut week.paces {
            if let Some(at) = drivers.iter().position(|driver| *driver == pace.driver) {
                pace.driver = drivers[other(at)];
            }
        }
        week.sort();
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
    let crps = |differences: &Differences| {
        let of = differences.get(Measure::CrpsPoints)?;
        Some(format!("{:+.3} +- {:.3}", of.difference(), of.plain_error.unwrap_or(f64::NAN)))
    };
    let types = paired.by_type.iter().filter_map(|(kind, of)| Some(format!("{kind:?} {}", crps(of)?)));
    let seasons = paired.by_season.iter().filter_map(|(season, of)| Some(format!("{season} {}", crps(of)?)));
    println!("    CRPS by type and season: {}", types.chain(seasons).collect::<Vec<_>>().join(", "));
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
