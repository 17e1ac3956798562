//! The batch form says what the single form says.

use crate::build::{Draw, scenario, scoring};
use crate::scenarios::spoil;
use axioms::batch::{BatchError, Counts, RULES, Setting};
use axioms::scenario::{self, Scenario};
use domain::dfs::Site;
use domain::sample::SampleMatrix;
use domain::scoring::ScoringRules;
use proptest::prelude::*;

/// Races of one field as columns; points as the site scores them, on the given finish points.
fn columns(races: &[Scenario<'_>], rules: &ScoringRules) -> SampleMatrix {
    let entries = races.first().map_or(0, |race| race.cars.len());
    let cars = || races.iter().flat_map(|race| &race.cars);
    let draftkings: Vec<f32> = cars()
        .map(|car| {
            let points = car.finish_points.value()
                + rules.place_differential.value() * (f64::from(car.start) - f64::from(car.finish))
                + rules.laps_led.value() * f64::from(car.laps_led)
                + rules.fastest_laps.value() * f64::from(car.fastest_laps)
                + rules.laps_completed.value() * f64::from(car.laps_completed);
            points as f32
        })
        .collect();
    SampleMatrix {
        entries,
        simulations: races.len(),
        finish: cars().map(|car| car.finish).collect(),
        laps_led: cars().map(|car| car.laps_led as u16).collect(),
        fastest_laps: cars().map(|car| car.fastest_laps as u16).collect(),
        laps_completed: cars().map(|car| car.laps_completed as u16).collect(),
        retired: cars().map(|car| car.retired).collect(),
        fanduel: vec![0.0; draftkings.len()],
        draftkings,
    }
}

fn judge(races: &[Scenario<'_>]) -> Counts {
    let rules = scoring(Site::Draftkings);
    let start: Vec<u8> = races[0].cars.iter().map(|car| car.start).collect();
    let setting = Setting {
        start: &start,
        distance_laps: races[0].distance_laps,
        draftkings: Some(rules),
        fanduel: None,
    };
    Counts::of(&columns(races, rules), &setting).unwrap()
}

proptest! {
    #[test]
    fn batch_and_single_agree(n in 3u8..=60, distance in 2u32..600, seed: u64, spoilt in 0usize..3) {
        let mut race = scenario(n, distance, seed);
        let mut draw = Draw(seed ^ 0xbad);
        for _ in 0..spoilt {
            spoil(&mut race, &mut draw);
        }
        // The columns have no place differential of their own.
        for car in &mut race.cars {
            car.place_differential = i32::from(car.start) - i32::from(car.finish);
        }
        let mut single: Vec<&str> = scenario::check(&race).into_iter().map(|veto| veto.rule).collect();
        single.sort_unstable();
        let mut batch: Vec<&str> = judge(&[race]).broken_rules().map(|(rule, _)| rule).collect();
        batch.sort_unstable();
        prop_assert_eq!(batch, single);
    }
}

/// Each law of the batch, on a change of its own to the columns of a legal race.
pub fn cases() -> Vec<(&'static str, Counts)> {
    crate::scenarios::cases_as_races().into_iter().map(|(rule, race)| (rule, judge(&[race]))).collect()
}

#[test]
fn each_law_counts_its_case() {
    let cases = cases();
    for rule in RULES {
        let (_, counts) = cases.iter().find(|(name, _)| *name == rule).unwrap();
        let broken: Vec<&str> = counts.broken_rules().map(|(rule, _)| rule).collect();
        assert!(broken.contains(&rule), "{rule}: {broken:?}");
        assert_eq!((counts.races, counts.illegal), (1, 1));
    }
}

#[test]
fn counts_are_by_race_and_add_up() {
    let good = scenario(12, 100, 3);
    let mut short = good.clone();
    short.cars[0].laps_completed -= 1;
    let races = [good.clone(), short.clone(), good.clone(), short.clone()];
    let whole = judge(&races);
    assert_eq!((whole.races, whole.illegal), (4, 2));
    let mut parts = judge(&races[..1]);
    parts.merge(&judge(&races[1..]));
    assert_eq!(parts, whole);
    assert!(judge(&[good]).is_legal());
}

#[test]
fn columns_of_the_wrong_length_are_refused() {
    let race = scenario(4, 10, 1);
    let rules = scoring(Site::Draftkings);
    let sound = columns(&[race], rules);
    let setting = Setting { start: &[1, 2, 3, 4], distance_laps: 10, draftkings: None, fanduel: None };
    let mut short = sound.clone();
    short.retired.pop();
    let error = Counts::of(&short, &setting).unwrap_err();
    assert_eq!(error.to_string(), "column `retired` has 3 values; 4 entries in 1 races need 4");
    let grid = Setting { start: &[1, 2, 3], ..setting };
    assert_eq!(Counts::of(&sound, &grid), Err(BatchError::Grid { found: 3, entries: 4 }));
}
