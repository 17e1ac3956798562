//! The headline figures, as an independent program with the same constants got them.

use backtest::{Backtest, Measure, Paired, Record, run};
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Label, Model, RunConfig};
use testkit::race_logs::{RaceLogs, shared_data};

fn walk(model: &Model) -> Backtest {
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    let history = logs.history(Series::Cup, "2026-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> =
        logs.points_races(Series::Cup, 2023, 2025).map(|race| logs.card(race)).collect();
    let config = RunConfig { simulations: 10_000, seed: 1, label: Label::Backtest };
    run(&history, &cards, &logs.pooling, model, &config).unwrap()
}

fn check(model: &Model, wanted: [(f64, f64); 5]) -> Backtest {
    let walk = walk(model);
    let figures = &walk.metrics.overall;
    assert_eq!((figures.races, figures.entries), (108, 4043));
    let measures =
        [Measure::RhoFinish, Measure::RhoPoints, Measure::MaePoints, Measure::CrpsPoints, Measure::NllWin];
    for (measure, (wanted, tolerance)) in measures.into_iter().zip(wanted) {
        let got = figures.value(measure).unwrap();
        let off = got / wanted - 1.0;
        assert!(off.abs() < tolerance, "{}: {measure:?} {got} for {wanted}", model.version);
    }
    walk
}

fn record(walk: &Backtest) -> Record {
    Record { run: walk.metrics.run.clone(), races: walk.races.clone() }
}

#[test]
#[ignore = "needs shared data"]
fn baseline_c_reaches_its_figures() {
    check(&Model::baseline_c(), [0.430, 0.338, 18.36, 12.75, 2.876].map(|wanted| (wanted, 0.01)));
}

/// Mean points of the grid alone are nearly level over the middle of the field, so their rank correlation
/// moves with the seed: .184 to .190 over eleven runs at 10,000 simulations, where the other program had
/// .183 from one. That figure alone is held to 3 % instead of 1.
#[test]
#[ignore = "needs shared data"]
fn start_only_reaches_its_figures() {
    let wanted = [(0.370, 0.01), (0.183, 0.03), (19.59, 0.01), (13.62, 0.01), (3.078, 0.01)];
    check(&Model::start_only(), wanted);
}

/// E1 and E2 with the race's layers at fixed values; fitted ones score the same or better.
#[test]
#[ignore = "needs shared data"]
fn e1_and_e2_reach_their_figures_and_beat_baseline_c() {
    let baseline = walk(&Model::baseline_c());
    let e1 = check(&Model::e1(), [0.434, 0.3566, 18.27, 12.71, 2.818].map(|wanted| (wanted, 0.01)));
    let e2 = check(&Model::e2(), [0.437, 0.3584, 18.20, 12.66, 2.815].map(|wanted| (wanted, 0.01)));
    for better in [&e1, &e2] {
        let paired = Paired::of(&record(better), &record(&baseline)).unwrap();
        let measures = [Measure::RhoPoints, Measure::CrpsPoints, Measure::NllWin, Measure::LogLossTop10];
        let gains = measures.map(|measure| paired.overall.get(measure).unwrap().gain_in_errors().unwrap());
        assert!(gains.iter().all(|&gain| gain > 2.0), "{}: {gains:?}", better.metrics.run.model_version);
    }
}
