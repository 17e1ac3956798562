//! The headline figures, as an independent program with the same constants got them.

use backtest::{Backtest, Course, Measure, Paired, Record, run};
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
    run(&Course::of(&history, &cards, &logs.pooling), model, &config).unwrap()
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
/// moves with the seed: .188 to .193 over five runs at 10,000 simulations, where the other program had .183
/// from one with fixed layers and .193 with fitted ones. That figure alone is held to 6 % instead of 1.
#[test]
#[ignore = "needs shared data"]
fn start_only_reaches_its_figures() {
    let wanted = [(0.370, 0.01), (0.183, 0.06), (19.59, 0.01), (13.62, 0.01), (3.078, 0.01)];
    check(&Model::start_only(), wanted);
}

/// What E1 and E2 must reach: rank correlations and capture at least, errors and losses at most; and by two standard
/// errors better than baseline C.
#[test]
#[ignore = "needs shared data"]
fn e1_and_e2_reach_their_figures_and_beat_baseline_c() {
    let baseline = walk(&Model::baseline_c());
    let aims = [
        (Model::e1(), [0.428, 0.350, 0.645], [18.25, 2.82, 0.484]),
        (Model::e2(), [0.428, 0.357, 0.645], [18.17, 2.82, 0.482]),
    ];
    for (model, at_least, at_most) in aims {
        let better = walk(&model);
        let figure = |measure| better.metrics.overall.value(measure).unwrap();
        let high = [Measure::RhoFinish, Measure::RhoPoints, Measure::Capture].map(figure);
        let low = [Measure::MaePoints, Measure::NllWin, Measure::LogLossTop10].map(figure);
        assert!(high.iter().zip(at_least).all(|(figure, aim)| *figure >= aim), "{}: {high:?}", model.version);
        assert!(low.iter().zip(at_most).all(|(figure, aim)| *figure <= aim), "{}: {low:?}", model.version);
        let paired = Paired::of(&record(&better), &record(&baseline)).unwrap();
        let gain = |measure| paired.overall.get(measure).unwrap().gain_in_errors().unwrap();
        let gains =
            [Measure::RhoPoints, Measure::CrpsPoints, Measure::NllWin, Measure::LogLossTop10].map(gain);
        assert!(gains.iter().all(|&gain| gain > 2.0), "{}: {gains:?}", model.version);
    }
}
