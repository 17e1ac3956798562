//! Baseline C with every layer of the simulated race fitted on the races before each season.

use backtest::{BacktestData, Measure, run};
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Model, RunConfig};
use testkit::race_logs::{RaceLogs, shared_data};

/// The table's row for it, each figure within 1 %.
#[test]
#[ignore = "needs shared data"]
fn baseline_c_with_all_layers_fitted_reaches_the_table() {
    let logs = RaceLogs::read(&shared_data());
    let history = logs.history(Series::Cup, "2026-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> =
        logs.points_races(Series::Cup, 2023, 2025).map(|race| logs.card(race)).collect();
    let config = RunConfig { simulations: 10_000, seed: 1 };
    let model = Model::named("baseline-c-fitted").unwrap();
    let figures =
        run(&BacktestData::of(&history, &cards, &logs.pooling), &model, &config).unwrap().metrics.overall;
    assert_eq!((figures.races, figures.entries), (108, 4043));
    let wanted = [
        (Measure::RhoFinish, 0.428),
        (Measure::RhoPoints, 0.341),
        (Measure::MaePoints, 18.35),
        (Measure::CrpsPoints, 12.75),
        (Measure::NllWin, 2.884),
        (Measure::LogLossTop5, 0.3203),
        (Measure::LogLossTop10, 0.4868),
        (Measure::LogLossTop20, 0.6120),
        (Measure::Capture, 0.649),
    ];
    for (measure, wanted) in wanted {
        let got = figures.value(measure).unwrap();
        assert!((got / wanted - 1.0).abs() < 0.01, "{measure:?}: {got} for {wanted}");
    }
}
