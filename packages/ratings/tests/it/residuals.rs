//! What recent races showed beyond the strengths: against a plain refit of every race, and what must hold of it.

use crate::strengths::{at, model};
use domain::history::{History, PastRace};
use domain::ids::{ClassKey, DriverId};
use domain::pooling::{Class, ClassIndex, Pooling, TrackType};
use domain::result::LapPace;
use ratings::config::RatingModel;
use ratings::features::Feature;
use ratings::observe::ObservedRace;
use ratings::strength::{EntryStrength, Ratings};
use std::collections::BTreeMap;
use testkit::seasons;

fn rate(history: &History, model: &RatingModel) -> Ratings {
    Ratings::of(history, &seasons::pooling(), model).unwrap()
}

fn whole() -> History {
    seasons::with_seats(&seasons::history(90, 24, 3), 7)
}

/// The effects of a car: of whom, and on which type.
fn keys(race: &ObservedRace, car: usize) -> Vec<(String, Option<TrackType>)> {
    let (driver, team) = (race.cars[car].driver, race.cars[car].seat.team);
    let mut of = vec![format!("driver {driver}")];
    of.extend(team.map(|team| format!("team {team}")));
    of.into_iter().flat_map(|of| [(of.clone(), None), (of, Some(race.track_type))]).collect()
}

/// Gaussian elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for pivot in 0..n {
        for row in pivot + 1..n {
            let share = matrix[row][pivot] / matrix[pivot][pivot];
            if share != 0.0 {
                let above = matrix[pivot].clone();
                matrix[row].iter_mut().zip(above).for_each(|(cell, above)| *cell -= share * above);
                right[row] -= share * right[pivot];
            }
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

/// Every race's correction from all earlier races at once, by the page's formulas.
#[test]
fn what_is_kept_race_by_race_is_a_refit_of_all_earlier_races() {
    let history = whole();
    let (plain, corrected) = (rate(&history, &model("e2")), rate(&history, &model("e3")));
    let races = &plain.timeline().races;
    for index in [30, 31, 47, 89] {
        let mut numbers: BTreeMap<(String, Option<TrackType>), usize> = BTreeMap::new();
        let mut rows: Vec<(f64, Vec<usize>, f64)> = Vec::new();
        for (earlier, race) in races[..index].iter().enumerate() {
            let Some(strengths) = plain.strengths_of_past(earlier) else { continue };
            let weight = 0.5f64.powf((index - earlier) as f64 / 30.0)
                * if race.track_type == TrackType::Superspeedway { 0.35 } else { 1.0 };
            let values: Vec<f64> = race.cars.iter().zip(strengths).map(|(car, s)| car.rating - s).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            for (car, value) in values.iter().enumerate() {
                let of = keys(race, car).into_iter().map(|key| {
                    let next = numbers.len();
                    *numbers.entry(key).or_insert(next)
                });
                rows.push((weight, of.collect(), value - mean));
            }
        }
        let n = numbers.len();
        let (mut matrix, mut right) = (vec![vec![0.0; n]; n], vec![0.0; n]);
        (0..n).for_each(|at| matrix[at][at] = 4.0);
        for (weight, of, value) in rows {
            for &a in &of {
                right[a] += weight * value;
                of.iter().for_each(|&b| matrix[a][b] += weight);
            }
        }
        let effects = solve(matrix, right);
        let race = &races[index];
        let sums: Vec<f64> = (0..race.cars.len())
            .map(|car| keys(race, car).iter().filter_map(|key| Some(effects[*numbers.get(key)?])).sum())
            .collect();
        let mean = sums.iter().sum::<f64>() / sums.len() as f64;
        let before = plain.strengths_of_past(index).unwrap();
        let after = corrected.strengths_of_past(index).unwrap();
        for ((before, after), sum) in before.iter().zip(after).zip(&sums) {
            assert!((after - before - 0.2 * (sum - mean)).abs() < 1e-9, "race {index}");
        }
        if index > 30 {
            assert!(before.iter().zip(after).any(|(before, after)| (before - after).abs() > 0.01));
        }
    }
}

#[test]
fn other_numbers_for_the_drivers_change_nothing() {
    let history = whole();
    let mut renamed = history.clone();
    let other = |driver: DriverId| DriverId(1_000 + driver.0 * 7 % 101);
    for car in renamed.races.iter_mut().flat_map(|race| &mut race.cars) {
        car.entry.driver = other(car.entry.driver);
    }
    let (plain, renamed) = (rate(&history, &model("e3")), rate(&renamed, &model("e3")));
    for index in [40, 89] {
        let cars = &plain.timeline().races[index].cars;
        for (car, strength) in cars.iter().zip(plain.strengths_of_past(index).unwrap()) {
            let cars = &renamed.timeline().races[index].cars;
            let at = cars.iter().position(|renamed| renamed.driver == other(car.driver)).unwrap();
            assert!((strength - renamed.strengths_of_past(index).unwrap()[at]).abs() < 1e-9);
        }
    }
}

fn effect(entry: &EntryStrength, feature: Feature) -> f64 {
    entry.contributions.iter().find(|part| part.feature == feature).unwrap().value
}

/// A team whose cars are suddenly better on short tracks is seen there, by the team and not by its drivers.
#[test]
fn a_team_that_gains_on_one_type_is_found_there() {
    let mut history = whole();
    let pooling = seasons::pooling();
    for race in history.races.iter_mut().skip(60) {
        if pooling.track_type(&race.info.layout) != Ok(TrackType::Short) {
            continue;
        }
        for car in race.cars.iter_mut().filter(|car| car.entry.team.as_deref() == Some("Team 5")) {
            car.result.rating += 40.0;
        }
    }
    let rated = rate(&history, &model("e3"));
    let last = |kind: TrackType| {
        let of_kind = |race: &&domain::history::PastRace| pooling.track_type(&race.info.layout) == Ok(kind);
        let race = history.points_races().rfind(of_kind).unwrap();
        rated.rate(&seasons::card(race), &pooling).unwrap()
    };
    let of_team = |kind: TrackType, feature: Feature| {
        let rated = last(kind);
        let race = history.races.iter().find(|race| race.info.key == rated.race).unwrap();
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for entry in &rated.entries {
            let car = race.cars.iter().find(|car| car.driver() == entry.driver).unwrap();
            let of = if car.entry.team.as_deref() == Some("Team 5") { &mut own } else { &mut others };
            of.push(effect(entry, feature));
        }
        assert!(!own.is_empty());
        (own[0], others.into_iter().fold(f64::NEG_INFINITY, f64::max))
    };
    let (on_short, best_other) = of_team(TrackType::Short, Feature::TeamTypeResidual);
    assert!(on_short > 2.0 * best_other.max(0.05), "{on_short} {best_other}");
    let (elsewhere, _) = of_team(TrackType::Road, Feature::TeamTypeResidual);
    assert!(elsewhere < 0.3 * on_short, "{elsewhere} {on_short}");
}

/// A class that stands apart has effects by type of its own, and the ontology says which layouts are in it.
#[test]
fn a_class_that_stands_apart_is_a_type_of_its_own() {
    // A layout that shares its class with another: one alone would only be renamed.
    let of = seasons::pooling().layouts;
    let shared = |race: &PastRace| of.values().filter(|class| **class == of[&race.info.layout]).count() > 1;
    let (history, race) = (70..80).map(at).find(|(_, race)| shared(race)).unwrap();
    let moved = |class: Option<&str>| {
        let mut pooling = seasons::pooling();
        let parent = pooling.layouts[&race.info.layout];
        if let Some(class) = class {
            pooling.classes.push(Class { key: ClassKey::from(class), parent: Some(parent) });
            pooling.layouts.insert(race.info.layout.clone(), ClassIndex(4));
        }
        let strengths = |pooling: &Pooling| {
            let rated = Ratings::of(&history, pooling, &model("e3")).unwrap();
            rated.rate(&seasons::card(&race), pooling).unwrap().entries
        };
        strengths(&pooling)
    };
    let (plain, other, dirt) = (moved(None), moved(Some("concrete")), moved(Some("dirt")));
    assert_eq!(plain, other);
    let by_type = |entries: &[EntryStrength]| -> Vec<f64> {
        entries.iter().map(|entry| effect(entry, Feature::DriverTypeResidual)).collect()
    };
    assert_ne!(by_type(&plain), by_type(&dirt));
}

/// Where a race has lap times its pace decides, and the cars without enough laps say nothing.
#[test]
fn pace_takes_the_place_of_the_rating_where_there_is_some() {
    let (history, race) = at(80);
    let with = |pace: &dyn Fn(DriverId) -> Option<LapPace>| {
        let mut history = history.clone();
        for car in history.races.iter_mut().rev().take(20).flat_map(|race| &mut race.cars) {
            car.result.lap_pace = pace(car.entry.driver);
        }
        let entries = rate(&history, &model("e3")).rate(&seasons::card(&race), &seasons::pooling());
        entries.unwrap().entries
    };
    let of_driver = |entries: &[EntryStrength], driver: u32| {
        let entry = entries.iter().find(|entry| entry.driver == DriverId(driver)).unwrap();
        effect(entry, Feature::DriverResidual)
    };
    // Driver 20, one of the slowest, is the fastest of all by lap times.
    let pace = |driver: DriverId| {
        let pace = if driver == DriverId(20) { 0.02 } else { -1e-4 * f64::from(driver.0) };
        Some(LapPace { pace, last_third: Some(pace), laps: 100 })
    };
    let (plain, fast) = (with(&|_| None), with(&pace));
    assert!(of_driver(&fast, 20) > of_driver(&plain, 20) + 0.5);
    // Without his own laps his effect rests on older races alone.
    let without = with(&|driver| pace(driver).filter(|_| driver != DriverId(20)));
    let older = of_driver(&without, 20);
    assert!(older < of_driver(&fast, 20) - 0.5);
}

#[test]
fn a_residual_is_no_feature_of_the_ridge_and_the_other_way_round() {
    let wrong = |text: &str| projection::Model::parse("mine.toml", text).unwrap_err().to_string();
    let text = "version = \"x\"\nextends = \"e3\"\n[rating.residual]\nfeatures = [\"start\"]\n";
    assert!(wrong(text).contains("`start`"), "{}", wrong(text));
    let text = "version = \"x\"\nextends = \"start-only\"\n[rating.strength]\nsingle = \"team-residual\"\n";
    assert!(wrong(text).contains("rating.residual.features"), "{}", wrong(text));
}
