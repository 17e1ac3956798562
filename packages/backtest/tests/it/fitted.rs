//! Baseline C with every layer of the simulated race fitted on the races before each season.

use backtest::run;
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Label, Model, RunConfig};
use testkit::race_logs::{RaceLogs, shared_data};

/// The table's row for it, each figure within 1 %.
#[test]
#[ignore = "needs shared data"]
fn baseline_c_with_all_layers_fitted_reaches_the_table() {
    let logs = RaceLogs::read(&shared_data());
    let history = logs.history(Series::Cup, "2026-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> =
        logs.points_races(Series::Cup, 2023, 2025).map(|race| logs.card(race)).collect();
    let config = RunConfig { simulations: 10_000, seed: 1, label: Label::Backtest };
    let model = Model::baseline_c_fitted();
    let figures = run(&history, &cards, &logs.pooling, &model, &config).unwrap().metrics.overall;
    assert_eq!((figures.races, figures.entries), (108, 4043));
    let got = [
        (figures.rho_finish, 0.428),
        (figures.rho_points, 0.341),
        (figures.mae_points, 18.35),
        (figures.crps_points, 12.75),
        (figures.nll_win, 2.884),
        (figures.log_loss_top5, 0.3203),
        (figures.log_loss_top10, 0.4868),
        (figures.log_loss_top20, 0.6120),
        (figures.capture, 0.649),
    ];
    for (got, wanted) in got {
        assert!((got / wanted - 1.0).abs() < 0.01, "{got} for {wanted} in {figures:?}");
    }
}
