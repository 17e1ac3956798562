//! The fast simulator against the slow reference: the distribution of every column of every car.

use crate::setting::{config, race, rules};
use domain::pooling::TrackType;
use domain::sample::SampleMatrix;
use simulator::config::{SimulatorConfig, TailConfig};
use simulator::race::{Race, Start};
use simulator::{reference, simulate};

/// The limit for a million draws on each side. It is passed by chance once in four million comparisons.
pub const LIMIT: f64 = 0.004;

/// The same chance for `draws` on each side.
pub fn limit(draws: usize) -> f64 {
    LIMIT * (1e6 / draws as f64).sqrt()
}

/// The Kolmogorov-Smirnov distance between the two simulators, by column the greatest of all cars.
pub fn distances(race: &Race, config: &SimulatorConfig, draws: usize) -> [(&'static str, f64); 7] {
    let slow = reference::simulate::simulate(race, config, rules(), draws, 17).unwrap().samples;
    let fast = simulate::simulate(race, config, rules(), draws, 18).unwrap().samples;
    let most = |column: &dyn Fn(&SampleMatrix, usize) -> i32| {
        (0..race.cars.len()).map(|car| distance(&slow, &fast, car, column)).fold(0.0, f64::max)
    };
    [
        ("finish", most(&|sample, at| i32::from(sample.finish[at]))),
        ("retired", most(&|sample, at| i32::from(sample.retired[at]))),
        ("laps completed", most(&|sample, at| i32::from(sample.laps_completed[at]))),
        ("laps led", most(&|sample, at| i32::from(sample.laps_led[at]))),
        ("fastest laps", most(&|sample, at| i32::from(sample.fastest_laps[at]))),
        ("draftkings", most(&|sample, at| hundredths(sample.draftkings[at]))),
        ("fanduel", most(&|sample, at| hundredths(sample.fanduel[at]))),
    ]
}

fn hundredths(points: f32) -> i32 {
    (points * 100.0).round() as i32
}

/// Between two samples of whole numbers: the counts of each value, summed up side by side.
fn distance(
    one: &SampleMatrix,
    other: &SampleMatrix,
    car: usize,
    column: &dyn Fn(&SampleMatrix, usize) -> i32,
) -> f64 {
    let values = |sample: &SampleMatrix| -> Vec<i32> {
        (0..sample.simulations).map(|race| column(sample, race * sample.entries + car)).collect()
    };
    let (one, other) = (values(one), values(other));
    let least = one.iter().chain(&other).copied().min().unwrap();
    let most = one.iter().chain(&other).copied().max().unwrap();
    let mut counts = vec![0i64; (most - least) as usize + 1];
    for value in &one {
        counts[(value - least) as usize] += 1;
    }
    for value in &other {
        counts[(value - least) as usize] -= 1;
    }
    let (mut sum, mut far) = (0i64, 0i64);
    for count in counts {
        sum += count;
        far = far.max(sum.abs());
    }
    far as f64 / one.len() as f64
}

/// The races on which the two are compared: every type, team-mates with something in common.
pub fn settings() -> Vec<(String, Race, SimulatorConfig)> {
    let mut config = config();
    config.team_effect = 0.2;
    config.tail = Some(TailConfig { share: 0.05, factor: 2.5 });
    TrackType::ALL.map(|kind| (format!("{kind:?}"), race(kind, 38, 267), config.clone())).into()
}

/// A million of each type: `cargo xtask prove simulator`.
#[test]
fn every_marginal_is_the_references() {
    let draws = 200_000;
    for (name, race, config) in settings() {
        for (column, distance) in distances(&race, &config, draws) {
            assert!(distance < limit(draws), "{name}, {column}: {distance}");
        }
    }
}

#[test]
fn so_is_every_marginal_on_a_drawn_grid() {
    let (config, mut race) = (config(), race(TrackType::Short, 12, 90));
    for (index, car) in race.cars.iter_mut().enumerate().filter(|(index, _)| index % 4 != 1) {
        car.start = Start::Unknown { mean: 1.0 - index as f64 / 6.0, sd: 0.3 + 0.05 * index as f64 };
    }
    let draws = 60_000;
    for (column, distance) in distances(&race, &config, draws) {
        assert!(distance < limit(draws), "{column}: {distance}");
    }
    let mean_start = |simulated: simulate::Simulated| simulated.mean_start;
    let slow = mean_start(reference::simulate::simulate(&race, &config, rules(), draws, 1).unwrap());
    let fast = mean_start(simulate::simulate(&race, &config, rules(), draws, 2).unwrap());
    for (slow, fast) in slow.into_iter().zip(fast) {
        // Places of a car have a standard deviation below 4: five standard errors of a difference.
        assert!((slow - fast).abs() < 5.0 * 4.0 * (2.0 / draws as f64).sqrt(), "{slow} {fast}");
    }
}

/// A distance that the test must be able to see: sigma two hundredths off.
#[test]
fn a_small_fault_would_be_seen() {
    let (config, race) = (config(), race(TrackType::Intermediate, 20, 100));
    let draws = 200_000;
    let slow = reference::simulate::simulate(&race, &config, rules(), draws, 17).unwrap().samples;
    let wrong = Race { sigma: race.sigma * 1.02, ..race };
    let fast = simulate::simulate(&wrong, &config, rules(), draws, 18).unwrap().samples;
    let finish = |sample: &SampleMatrix, at: usize| i32::from(sample.finish[at]);
    let most = (0..20).map(|car| distance(&slow, &fast, car, &finish)).fold(0.0, f64::max);
    assert!(most < 0.02, "not so small a fault: {most}");
    let million = LIMIT;
    assert!(most > million, "{most} is below the limit for a million draws");
}
