//! The headline figures of the baselines, by the command that the README names.

use crate::program::World;

/// Figures of model.md's independent program: rho finish, rho DK, MAE DK, CRPS DK, NLL win.
const BASELINE_C: [f64; 5] = [0.430, 0.338, 18.36, 12.75, 2.876];
const START_ONLY: [f64; 5] = [0.370, 0.183, 19.59, 13.62, 3.078];

/// Share by which a figure may differ.
const CLOSE: f64 = 0.01;
/// Start only orders the field by differences of points so small that at 10,000 simulations the seed alone moves
/// its rank correlation of points by .0022 (1.2 %, one standard deviation over eleven seeds, mean .187).
const NOISY: f64 = 0.06;

#[test]
#[ignore = "needs shared data"]
fn real_baselines_reach_their_figures_within_one_percent() {
    let world = World::with_real_logs();
    let mut faults = Vec::new();
    for (model, wanted) in [("baseline-c", BASELINE_C), ("start-only", START_ONLY)] {
        let metrics = world.json(&[
            "backtest",
            "run",
            "--series",
            "cup",
            "--from",
            "2023",
            "--to",
            "2025",
            "--sims",
            "10000",
            "--model",
            model,
            "--against",
            "none",
            "--out",
            model,
        ]);
        let overall = &metrics["overall"];
        assert_eq!(overall["races"], 108);
        assert_eq!(overall["entries"], 4_043);
        let names = ["rhoFinish", "rhoPoints", "maePoints", "crpsPoints", "nllWin"];
        for (name, wanted) in names.into_iter().zip(wanted) {
            let found = overall[name].as_f64().unwrap();
            let within = if (model, name) == ("start-only", "rhoPoints") { NOISY } else { CLOSE };
            if (found / wanted - 1.0).abs() > within {
                faults.push(format!("{model} {name}: {found:.4} is not within {within} of {wanted}"));
            }
        }
        let table = std::fs::read_to_string(world.path(&format!("{model}/projections.csv"))).unwrap();
        assert_eq!(table.lines().count(), 4_044);
        assert!(table.starts_with(
            "series,race_date,track_name,driver_id,driver_name,start,proj_finish,proj_dk_points,p_win,p_top5,\
             p_top10,p_top20,q05,q10,q15,q20,q25,q30,q35,q40,q45,q50,q55,q60,q65,q70,q75,q80,q85,q90,q95\n"
        ));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
