//! Models side by side over seasons of the race logs, each paired with the first:
//!
//! `cargo run -p backtest --example compare -- cup 2021 2022 2000 1 baseline-c e1 path/to/model.toml`
//!
//! The arguments are series, first and last season, simulations a race, seed, and models by name or by file.
//! With 0 simulations only strengths are compared: their rank correlation with the finish, and time taken.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "a tool for experiments: it reads files and the clock"
)]

use backtest::score::spearman;
use backtest::{Backtest, RaceScore, run};
use domain::history::{History, PastRace};
use domain::pooling::TrackType;
use domain::race::RaceCard;
use domain::rank::normal_score;
use domain::series::Series;
use projection::{Label, Model, RunConfig};
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
    let config = RunConfig {
        simulations: simulations.parse().unwrap(),
        seed: seed.parse().unwrap(),
        label: Label::Backtest,
    };
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    let history = logs.history(series, "2030-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> = logs.points_races(series, from, to).map(|race| logs.card(race)).collect();
    let read = |name: &String| {
        let file = || {
            let text = std::fs::read_to_string(name).unwrap_or_else(|error| panic!("{name}: {error}"));
            Model::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
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
    let mut first: Option<Backtest> = None;
    for name in models {
        let model = read(name);
        let walk = run(&history, &cards, &logs.pooling, &model, &config).unwrap();
        show(name, &walk);
        match &first {
            Some(first) => paired(&first.scores, &walk.scores),
            None => first = Some(walk),
        }
    }
}

fn show(name: &str, walk: &Backtest) {
    let all = ("".to_owned(), &walk.metrics.overall);
    let types = walk.metrics.by_type.iter().map(|(kind, figures)| (format!("  {kind:?}"), figures));
    for (part, f) in [all].into_iter().chain(types) {
        let label = if part.is_empty() { name.to_owned() } else { part };
        println!(
            "{label:<24} {:>5}  {:.4} {:.4} {:.3} {:.3} {:.4} {:.4} {:.4} {:.4} {:.4}",
            f.races,
            f.rho_finish,
            f.rho_points,
            f.mae_points,
            f.crps_points,
            f.nll_win,
            f.log_loss_top5,
            f.log_loss_top10,
            f.log_loss_top20,
            f.capture
        );
    }
}

/// A column of the table of differences.
type Column = (&'static str, fn(&RaceScore) -> Option<f64>);

/// Mean difference to the first model by race, and its standard error.
fn paired(first: &[RaceScore], second: &[RaceScore]) {
    let columns: [Column; 9] = [
        ("rhoF", |s| s.rho_finish),
        ("rhoDK", |s| s.rho_points),
        ("MAE", |s| Some(s.absolute_error_sum / s.entries as f64)),
        ("CRPS", |s| Some(s.crps_sum / s.entries as f64)),
        ("NLL", |s| s.nll_win),
        ("top5", |s| Some(s.log_loss_sums[0] / s.entries as f64)),
        ("top10", |s| Some(s.log_loss_sums[1] / s.entries as f64)),
        ("top20", |s| Some(s.log_loss_sums[2] / s.entries as f64)),
        ("capture", |s| s.capture),
    ];
    for (name, value) in columns {
        let off: Vec<f64> =
            first.iter().zip(second).filter_map(|(a, b)| Some(value(b)? - value(a)?)).collect();
        let n = off.len() as f64;
        let mean = off.iter().sum::<f64>() / n;
        let variance = off.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        println!(
            "    {name:<8} {mean:+.4} +- {:.4}  ({:+.1})",
            (variance / n).sqrt(),
            mean / (variance / n).sqrt()
        );
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
