//! Every simulated race is legal, however odd its setting.

use crate::setting::{config, race, rules};
use axioms::batch::{Counts, Setting};
use domain::pooling::TrackType;
use proptest::prelude::*;
use simulator::race::{Race, Start};
use simulator::simulate::simulate;

fn broken(race: &Race, simulations: usize, seed: u64) -> Vec<(&'static str, u64)> {
    let simulated = simulate(race, &config(), rules(), simulations, seed).unwrap();
    let start: Vec<u8> = simulated.mean_start.iter().map(|start| *start as u8).collect();
    let setting = Setting {
        start: &start,
        distance_laps: race.distance_laps,
        draftkings: Some(rules().draftkings),
        fanduel: Some(rules().fanduel),
    };
    Counts::of(&simulated.samples, &setting).unwrap().broken_rules().collect()
}

#[test]
fn every_race_of_a_large_sample_is_legal() {
    for track_type in TrackType::ALL {
        let race = race(track_type, 40, 267);
        assert_eq!(broken(&race, 4000, 1), [], "{track_type:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn odd_fields_are_legal_too(
        kind in 0usize..4,
        cars in 2usize..44,
        distance in 1u32..500,
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
