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
    let config = RunConfig { simulations: 10_000, seed: 1, label: Label::Backtest };
    run(&history, &cards, &logs.pooling, model, &config).unwrap().metrics.overall
}

fn check(model: &Model, wanted: [(f64, f64); 5]) {
    let figures = figures(model);
    assert_eq!((figures.races, figures.entries), (108, 4043));
    let got =
        [figures.rho_finish, figures.rho_points, figures.mae_points, figures.crps_points, figures.nll_win];
    for (got, (wanted, tolerance)) in got.iter().zip(wanted) {
        let off = got / wanted - 1.0;
        assert!(off.abs() < tolerance, "{}: {got} for {wanted} in {figures:?}", model.version);
    }
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
