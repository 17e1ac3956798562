//! One seed, one sample.

use crate::setting::{config, race, rules};
use domain::pooling::TrackType;
use simulator::race::{SimulationError, Start};
use simulator::simulate::simulate;

#[test]
fn the_sample_does_not_depend_on_the_number_of_threads() {
    let (config, mut race) = (config(), race(TrackType::Short, 31, 250));
    race.cars[4].start = Start::Unknown { mean: 0.4, sd: 0.8 };
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulate(&race, &config, rules(), 1500, 42).unwrap())
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

#[test]
fn a_longer_run_begins_with_the_shorter_one() {
    let (config, race) = (config(), race(TrackType::Road, 20, 90));
    let short = simulate(&race, &config, rules(), 300, 5).unwrap().samples;
    let long = simulate(&race, &config, rules(), 700, 5).unwrap().samples;
    assert_eq!(short.draftkings, long.draftkings[..300 * 20]);
    let other = simulate(&race, &config, rules(), 300, 6).unwrap().samples;
    assert_ne!(short.draftkings, other.draftkings);
}

#[test]
fn what_is_no_race_is_an_error() {
    let (config, good) = (config(), race(TrackType::Road, 20, 90));
    let error = |race| simulate(&race, &config, rules(), 10, 5).unwrap_err();
    let mut race = good.clone();
    race.distance_laps = 0;
    assert_eq!(error(race), SimulationError::Distance(0));
    let mut race = good.clone();
    race.cars.truncate(1);
    assert_eq!(error(race), SimulationError::Cars(1));
    let mut race = good.clone();
    race.cars[3].start = race.cars[5].start;
    assert!(matches!(error(race), SimulationError::Grid(_)));
    assert_eq!(simulate(&good, &config, rules(), 0, 5), Err(SimulationError::NoSimulations));
}
