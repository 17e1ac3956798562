//! The headline figures, as an independent program with the same constants got them.

use backtest::{Backtest, RaceScore, run};
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
    let got =
        [figures.rho_finish, figures.rho_points, figures.mae_points, figures.crps_points, figures.nll_win];
    for (got, (wanted, tolerance)) in got.iter().zip(wanted) {
        let off = got / wanted - 1.0;
        assert!(off.abs() < tolerance, "{}: {got} for {wanted} in {figures:?}", model.version);
    }
    walk
}

/// Mean gain of `better` over `worse` by race, in standard errors; a score that falls with skill is negated.
fn gain(worse: &Backtest, better: &Backtest, score: impl Fn(&RaceScore) -> f64) -> f64 {
    let off: Vec<f64> = worse.scores.iter().zip(&better.scores).map(|(a, b)| score(b) - score(a)).collect();
    let n = off.len() as f64;
    let mean = off.iter().sum::<f64>() / n;
    let variance = off.iter().map(|off| (off - mean) * (off - mean)).sum::<f64>() / (n - 1.0);
    mean / (variance / n).sqrt()
}

#[test]
#[ignore = "needs shared data"]
fn baseline_c_reaches_its_figures() {
    check(&Model::baseline_c(), [0.430, 0.338, 18.36, 12.75, 2.876].map(|wanted| (wanted, 0.01)));
}

/// Mean points of the grid alone are nearly level over the middle of the field, so their rank correlation moves
/// with the seed: .184 to .191 over sixteen runs at 10,000 simulations, eight of the reference's and eight of the fast
/// simulator's, where the other program had .183 from one. That figure alone is held to 3 % of the middle of those
/// runs instead of 1 % of its own.
#[test]
#[ignore = "needs shared data"]
fn start_only_reaches_its_figures() {
    let wanted = [(0.370, 0.01), (0.188, 0.03), (19.59, 0.01), (13.62, 0.01), (3.078, 0.01)];
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
        let per_entry = |score: &RaceScore, sum: f64| -sum / score.entries as f64;
        let gains = [
            gain(&baseline, better, |score| score.rho_points.unwrap()),
            gain(&baseline, better, |score| per_entry(score, score.crps_sum)),
            gain(&baseline, better, |score| -score.nll_win.unwrap()),
            gain(&baseline, better, |score| per_entry(score, score.log_loss_sums[1])),
        ];
        assert!(gains.iter().all(|&gain| gain > 2.0), "{}: {gains:?}", better.metrics.model_version);
    }
}
