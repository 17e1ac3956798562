//! The headline figures, as an independent program with the same constants got them.

use backtest::{Backtest, BacktestData, Measure, Paired, Record, run};
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Model, RunConfig};
use testkit::race_logs::{RaceLogs, shared_data};

fn walk(model: &Model, seed: u64) -> Backtest {
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    let history = logs.history(Series::Cup, "2026-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> =
        logs.points_races(Series::Cup, 2023, 2025).map(|race| logs.card(race)).collect();
    let config = RunConfig { simulations: 10_000, seed };
    run(&BacktestData::of(&history, &cards, &logs.pooling), model, &config).unwrap()
}

/// Every figure within 1 % of what the other program got, in the mean over `seeds`.
fn check(model: &Model, seeds: &[u64], wanted: [f64; 5]) {
    let walks: Vec<Backtest> = seeds.iter().map(|&seed| walk(model, seed)).collect();
    let measures =
        [Measure::RhoFinish, Measure::RhoPoints, Measure::MaePoints, Measure::CrpsPoints, Measure::NllWin];
    for (measure, wanted) in measures.into_iter().zip(wanted) {
        let of = |walk: &Backtest| {
            let figures = &walk.metrics.overall;
            assert_eq!((figures.races, figures.entries), (108, 4043));
            figures.value(measure).unwrap()
        };
        let got = walks.iter().map(of).sum::<f64>() / seeds.len() as f64;
        assert!((got / wanted - 1.0).abs() < 0.01, "{}: {measure:?} {got} for {wanted}", model.version);
    }
}

fn record(walk: &Backtest) -> Record {
    Record { run: walk.metrics.run.clone(), races: walk.races.clone() }
}

#[test]
#[ignore = "needs shared data"]
fn baseline_c_reaches_its_figures() {
    check(&Model::named("baseline-c").unwrap(), &[1], [0.430, 0.338, 18.36, 12.75, 2.876]);
}

/// Mean points of the grid alone are nearly level over the middle of the field: at 10,000 simulations the seed moves
/// their rank correlation by .002, more than the 1 % it is held to. So it is the mean over seeds that is.
#[test]
#[ignore = "needs shared data"]
fn start_only_reaches_its_figures() {
    check(&Model::named("start-only").unwrap(), &[1, 2, 3, 4], [0.370, 0.183, 19.59, 13.62, 3.078]);
}

/// What E1 and E2 must reach: rank correlations and capture at least, errors and losses at most; and by two standard
/// errors better than baseline C.
#[test]
#[ignore = "needs shared data"]
fn e1_and_e2_reach_their_figures_and_beat_baseline_c() {
    let baseline = walk(&Model::named("baseline-c").unwrap(), 1);
    let aims = [
        (Model::named("e1").unwrap(), [0.428, 0.350, 0.645], [18.25, 2.82, 0.484]),
        (Model::named("e2").unwrap(), [0.428, 0.357, 0.645], [18.17, 2.82, 0.482]),
    ];
    for (model, at_least, at_most) in aims {
        let better = walk(&model, 1);
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
