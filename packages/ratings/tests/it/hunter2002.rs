//! The NASCAR example of Hunter (2004): 36 Cup races of 2002, 87 drivers.

use ratings::plackett_luce::{Convergence, FitError, NoEstimate, Rankings, Reason, mm, newton};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Finish {
    race: usize,
    driver_id: usize,
    driver_name: String,
}

#[derive(Deserialize)]
struct Estimate {
    driver_id: usize,
    pl_mle_gamma: f64,
    log_gamma_vs_driver_1: f64,
}

fn rows<T: for<'de> Deserialize<'de>>(file: &str) -> Vec<T> {
    let path = testkit::race_logs::shared_data().join("hunter2002").join(file);
    csv::Reader::from_path(Path::new(&path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .deserialize()
        .map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// Orders over items `0..drivers` (the file's drivers are numbered from 1, its rows in order of place).
fn season(drivers: usize) -> Rankings {
    let mut orders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in rows::<Finish>("nascar2002_finishes.csv") {
        if row.driver_id <= drivers {
            orders.entry(row.race).or_default().push(row.driver_id - 1);
        }
    }
    assert_eq!(orders.len(), 36);
    Rankings::new(drivers, orders.into_values()).expect("the file holds strict orders")
}

#[test]
#[ignore = "needs shared data"]
fn the_83_drivers_who_ever_beat_another_have_the_reference_worths_by_both_solvers() {
    let rankings = season(83);
    let fits = [
        mm::fit(&rankings, &Convergence::default()).unwrap(),
        newton::fit(&rankings, &Convergence::default()).unwrap(),
    ];
    let reference = rows::<Estimate>("nascar2002_pl_mle.csv");
    assert_eq!(reference.len(), 83);
    for fit in &fits {
        println!("{} steps, gradient {:e}, log-likelihood {}", fit.steps, fit.gradient, fit.log_likelihood);
        assert!((fit.log_likelihood + 4191.097284597).abs() < 1e-4, "{}", fit.log_likelihood);
        let worths = fit.worths();
        for row in &reference {
            let item = row.driver_id - 1;
            assert!((worths[item] - row.pl_mle_gamma).abs() < 1e-6, "driver {}", row.driver_id);
            let against_first = fit.log_worths[item] - fit.log_worths[0];
            assert!((against_first - row.log_gamma_vs_driver_1).abs() < 1e-6, "driver {}", row.driver_id);
        }
    }
    for (a, b) in fits[0].log_worths.iter().zip(&fits[1].log_worths) {
        assert!((a - b).abs() < 1e-7, "{a} by MM, {b} by Newton");
    }
}

#[test]
#[ignore = "needs shared data"]
fn the_four_who_never_beat_anyone_are_named() {
    let names: BTreeMap<usize, String> = rows::<Finish>("nascar2002_finishes.csv")
        .into_iter()
        .map(|row| (row.driver_id - 1, row.driver_name))
        .collect();
    for fit in [mm::fit, newton::fit] {
        let Err(FitError::NoEstimate(refusal)) = fit(&season(87), &Convergence::default()) else {
            panic!("87 drivers have no estimate");
        };
        let items = (83..87).map(|item| (item, Reason::NeverBeatAnyone)).collect();
        assert_eq!(refusal, NoEstimate { items, of: 87 });
        let text = refusal.named(|item| names[item].clone()).to_string();
        for name in ["Hillenburg", "Bradberry", "Hedlesky", "Renfrow"] {
            assert!(text.contains(name), "{text}");
        }
    }
}
