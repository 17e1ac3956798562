//! The headline figures, as an independent program with the same constants got them.

use backtest::{Figures, run};
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Label, Model, RunConfig};
use testkit::race_logs::{RaceLogs, shared_data};

fn figures(model: &Model) -> Figures {
    let logs = RaceLogs::read(&shared_data());
    let history = logs.history(Series::Cup, "2026-01-01T00:00:00Z".parse().unwrap());
    let cards: Vec<RaceCard> =
        logs.points_races(Series::Cup, 2023, 2025).map(|race| logs.card(race)).collect();
    let config = RunConfig {
        simulations: 10_000,
        seed: 1,
        data_digest: "race-logs".to_owned(),
        label: Label::Backtest,
    };
    run(&history, &cards, &logs.pooling, model, &config).unwrap().metrics.overall
}

fn check(model: &Model, wanted: [f64; 5]) {
    let figures = figures(model);
    assert_eq!((figures.races, figures.entries), (108, 4043));
    let got =
        [figures.rho_finish, figures.rho_points, figures.mae_points, figures.crps_points, figures.nll_win];
    for (got, wanted) in got.iter().zip(wanted) {
        assert!((got / wanted - 1.0).abs() < 0.01, "{}: {got} for {wanted} in {figures:?}", model.version);
    }
}

#[test]
#[ignore = "needs shared data"]
fn baseline_c_reaches_its_figures() {
    check(&Model::baseline_c(), [0.430, 0.338, 18.36, 12.75, 2.876]);
}

#[test]
#[ignore = "needs shared data"]
fn start_only_reaches_its_figures() {
    check(&Model::start_only(), [0.370, 0.183, 19.59, 13.62, 3.078]);
}
