//! Every simulated race is legal, however odd its setting.

use crate::setting::{config, race, rules};
use axioms::batch::{Counts, Setting};
use domain::pooling::TrackType;
use proptest::prelude::*;
use rayon::prelude::*;
use simulator::race::{Race, Start};
use simulator::simulate::{Simulator, simulate};

fn setting<'a>(race: &Race, start: &'a [u8]) -> Setting<'a> {
    Setting {
        start,
        distance_laps: race.distance_laps,
        draftkings: Some(rules().draftkings),
        fanduel: Some(rules().fanduel),
    }
}

fn broken(race: &Race, simulations: usize, seed: u64) -> Vec<(&'static str, u64)> {
    let simulated = simulate(race, &config(), rules(), simulations, seed).unwrap();
    let start: Vec<u8> = simulated.mean_start.iter().map(|start| *start as u8).collect();
    Counts::of(&simulated.samples, &setting(race, &start)).unwrap().broken_rules().collect()
}

/// Judges at least `races` races of `race`, block by block: any number of them in the memory of one block a
/// thread. Every
/// start must be known.
pub fn check_many(race: &Race, races: usize, seed: u64) -> Counts {
    let simulator = Simulator::new(race, &config(), rules()).unwrap();
    let start: Vec<u8> = simulate(race, &config(), rules(), 1, seed)
        .unwrap()
        .mean_start
        .iter()
        .map(|place| *place as u8)
        .collect();
    let blocks = races.div_ceil(Simulator::BLOCK) as u64;
    let room = || (simulator.buffers(), simulator.empty_block(), Counts::default());
    let judged = (0..blocks).into_par_iter().fold(room, |(mut buffers, mut samples, mut counts), block| {
        simulator.block(seed, block, &mut buffers, &mut samples);
        counts.add(&samples, &setting(race, &start)).unwrap();
        (buffers, samples, counts)
    });
    judged.map(|(_, _, counts)| counts).reduce(Counts::default, |mut all, some| {
        all.merge(&some);
        all
    })
}

/// Ten million of each type: `cargo xtask prove simulator`.
#[test]
fn every_race_of_a_large_sample_is_legal() {
    for track_type in TrackType::ALL {
        let counts = check_many(&race(track_type, 40, 267), 20_000, 1);
        assert!(counts.is_legal() && counts.races >= 20_000, "{track_type:?}: {counts:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn odd_fields_are_legal_too(
        kind in 0usize..4,
        cars in 2usize..70,
        distance in prop_oneof![1u32..500, Just(1), Just(2), Just(10_000)],
        slope in -1.0f64..3.0,
        doom in 0.0f64..1.0,
        seed in any::<u64>(),
    ) {
        let mut race = race(TrackType::ALL[kind], cars, distance);
        race.slope = slope;
        for (index, car) in race.cars.iter_mut().enumerate() {
            car.strength_without_start *= 4.0;
            car.crash_rate = doom;
            car.mechanical_rate = doom * doom;
            car.earlier_starts = 0;
            if index % 3 == 0 {
                // Far apart on the grid: a card that lacks cars.
                car.start = Start::Known(100 + index as u8);
            }
        }
        prop_assert_eq!(broken(&race, 60, seed), []);
    }
}

#[test]
fn the_largest_field_and_the_smallest_are_legal() {
    for track_type in TrackType::ALL {
        for (cars, distance) in [(200, 10_000), (200, 1), (2, 1), (2, 10_000), (3, 7)] {
            assert_eq!(
                broken(&race(track_type, cars, distance), 300, 2),
                [],
                "{track_type:?} {cars} {distance}"
            );
        }
    }
}

#[test]
fn a_field_doomed_to_retire_still_has_a_winner() {
    let mut config = config();
    config.retirement.by_type.short.constant = 60.0;
    let race = race(TrackType::Short, 12, 100);
    let sample = simulate(&race, &config, rules(), 200, 9).unwrap().samples;
    for simulated in 0..200 {
        let cars = simulated * 12..(simulated + 1) * 12;
        let winner = cars.clone().find(|&car| sample.finish[car] == 1).unwrap();
        assert!(!sample.retired[winner] && sample.laps_led[winner] >= 1);
        assert_eq!(sample.laps_completed[winner], 100);
        assert_eq!(cars.filter(|&car| sample.retired[car]).count(), 11);
    }
}

#[test]
fn a_grid_drawn_in_part_is_a_grid_in_every_race() {
    let mut race = race(TrackType::Road, 21, 80);
    for car in [3, 4, 9, 15] {
        race.cars[car].start = Start::Unknown { mean: 0.5, sd: 1.0 };
    }
    let simulated = simulate(&race, &config(), rules(), 2000, 8).unwrap();
    assert!((simulated.mean_start.iter().sum::<f64>() - 21.0 * 11.0).abs() < 1e-9);
    for (car, mean) in race.cars.iter().zip(&simulated.mean_start) {
        match car.start {
            Start::Known(place) => assert_eq!(*mean, f64::from(place)),
            Start::Unknown { .. } => assert!(mean.fract() != 0.0, "never moved"),
        }
    }
    // The points say where each car started: places gained sum to nothing in every race.
    let rules = rules().draftkings;
    for cars in 0..2000 {
        let at = cars * 21..(cars + 1) * 21;
        let sample = &simulated.samples;
        let gained = |i: usize| {
            let of_laps = rules.laps_led.value() * f64::from(sample.laps_led[i])
                + rules.fastest_laps.value() * f64::from(sample.fastest_laps[i]);
            f64::from(sample.draftkings[i]) - rules.finish_points(sample.finish[i]).value() - of_laps
        };
        assert!(at.map(gained).sum::<f64>().abs() < 1e-3);
    }
}

#[test]
fn a_drawn_grid_is_as_wide_as_it_is_uncertain() {
    let mut race = race(TrackType::Intermediate, 30, 200);
    let places = |race: &Race| simulate(race, &config(), rules(), 3000, 4).unwrap();
    for (index, car) in race.cars.iter_mut().enumerate() {
        car.start = Start::Unknown { mean: 1.0 - index as f64 / 15.0, sd: 0.05 };
    }
    let sure = places(&race);
    for car in &mut race.cars {
        if let Start::Unknown { sd, .. } = &mut car.start {
            *sd = 3.0;
        }
    }
    let unsure = places(&race);
    assert!(sure.mean_start[0] < 3.0 && sure.mean_start[29] > 28.0);
    assert!(unsure.mean_start[0] > 5.0 && unsure.mean_start[29] < 26.0);
    // What the start is worth is as uncertain as the start.
    race.start_slope = 1.0;
    let spread = |sd: f64| {
        let mut race = race.clone();
        for car in &mut race.cars {
            car.strength_without_start = 0.0;
            car.start = Start::Unknown { mean: 0.0, sd };
        }
        race.cars[0].start = Start::Known(15);
        let sample = places(&race).samples;
        let squares = |car: usize| -> f64 {
            sample.finish.iter().skip(car).step_by(30).map(|&place| (f64::from(place) - 15.5).powi(2)).sum()
        };
        squares(1) / squares(0)
    };
    assert!(spread(1.0) > 1.1, "a car of unknown start finishes more widely than one in mid-field");
}
