//! Team-mates finish together more often than others, and no car's own distribution knows of it.

use crate::setting::{config, race, rules};
use domain::pooling::TrackType;
use domain::sample::SampleMatrix;
use simulator::config::SimulatorConfig;
use simulator::race::{Race, SimulationError};
use simulator::{reference, simulate};

const DRAWS: usize = 60_000;

/// Twelve equal cars, two to a team but for the last four.
fn equal_cars() -> Race {
    let mut race = race(TrackType::Road, 12, 90);
    for (index, car) in race.cars.iter_mut().enumerate() {
        car.strength_without_start = 0.0;
        car.team = match index {
            0..8 => Some((index / 2) as u16 + 40),
            8 => Some(7),
            _ => None,
        };
    }
    race.start_slope = 0.0;
    race
}

fn correlation(sample: &SampleMatrix, one: usize, other: usize) -> f64 {
    let column = |car: usize| -> Vec<f64> {
        sample.finish.iter().skip(car).step_by(sample.entries).map(|&place| f64::from(place)).collect()
    };
    let (a, b) = (column(one), column(other));
    let n = a.len() as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let product = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    product(&a, mean_a, &b, mean_b)
        / (product(&a, mean_a, &a, mean_a) * product(&b, mean_b, &b, mean_b)).sqrt()
}

#[test]
fn team_mates_have_in_common_what_the_reference_says() {
    let (mut config, race) = (config(), equal_cars());
    config.team_effect = 0.6;
    let slow = reference::simulate::simulate(&race, &config, rules(), DRAWS, 1).unwrap().samples;
    let fast = simulate::simulate(&race, &config, rules(), DRAWS, 2).unwrap().samples;
    for (one, other, together) in [(0, 1, true), (6, 7, true), (0, 2, false), (8, 9, false), (10, 11, false)]
    {
        let (slow, fast) = (correlation(&slow, one, other), correlation(&fast, one, other));
        // A correlation's standard error is about .004.
        assert!((slow - fast).abs() < 0.025, "{one} {other}: {slow} {fast}");
        // Twelve finishes that sum to a constant correlate by -1/11 where nothing is shared.
        assert_eq!(fast > 0.05, together, "{one} {other}: {fast}");
    }
}

#[test]
fn a_cars_own_distribution_does_not_know_of_it() {
    let (mut config, race) = (config(), equal_cars());
    let finishes = |config: &SimulatorConfig| {
        simulate::simulate(&race, config, rules(), DRAWS, 2).unwrap().samples.finish
    };
    let alone = finishes(&config);
    config.team_effect = 0.2;
    let together = finishes(&config);
    assert_ne!(alone, together);
    for car in 0..12 {
        let wins = |finish: &[u8]| finish.iter().skip(car).step_by(12).filter(|&&place| place == 1).count();
        let difference = wins(&alone).abs_diff(wins(&together)) as f64 / DRAWS as f64;
        assert!(difference < 5.0 * (2.0 * 0.083 * 0.917 / DRAWS as f64).sqrt(), "{car}: {difference}");
    }
}

#[test]
fn without_an_effect_teams_change_nothing() {
    let (config, race) = (config(), equal_cars());
    let mut teamless = race.clone();
    teamless.cars.iter_mut().for_each(|car| car.team = None);
    let run = |race| simulate::simulate(race, &config, rules(), 500, 2).unwrap();
    assert_eq!(run(&race), run(&teamless));
}

#[test]
fn more_than_all_is_an_error() {
    let (mut config, race) = (config(), equal_cars());
    for effect in [1.0, -0.1, f64::NAN] {
        config.team_effect = effect;
        let error = simulate::simulate(&race, &config, rules(), 10, 2).unwrap_err();
        assert_eq!(error, SimulationError::TeamEffect);
    }
}
