//! Laws of scenarios: each obeys the sport, and shares its random numbers with the race as it is known.

use crate::laws::last_race;
use axioms::batch::{Counts, Setting};
use domain::dfs::Site;
use domain::evidence::Grid;
use domain::ids::DriverId;
use domain::race::RaceCard;
use domain::sample::SampleMatrix;
use domain::scoring::{Scored, ScoringRules};
use jiff::civil::Date;
use projection::differences::{Measure, difference, level};
use projection::scenario::{Changes, Scenario};
use projection::{Model, ProjectionError, Projector, RunConfig};
use proptest::prelude::*;
use std::sync::LazyLock;
use testkit::seasons;

static WORLD: LazyLock<(Projector, RaceCard)> = LazyLock::new(|| {
    let (history, card) = last_race(60);
    let model = Model::named("e2").unwrap();
    (Projector::new(&history, &seasons::pooling(), &model).unwrap(), card)
});

fn run(simulations: u32, seed: u64) -> RunConfig {
    RunConfig { simulations, seed }
}

fn scenario(changes: &Changes, run: &RunConfig) -> Scenario {
    WORLD.0.scenario(&WORLD.1, run, changes).unwrap()
}

fn drivers() -> Vec<DriverId> {
    WORLD.1.entries.iter().map(|entry| entry.driver).collect()
}

/// Places 1..n in the order of a grid.
fn places(grid: &[Option<u8>]) -> Vec<u8> {
    let known: Vec<u8> = grid.iter().map(|place| place.unwrap()).collect();
    known.iter().map(|place| 1 + known.iter().filter(|other| *other < place).count() as u8).collect()
}

fn obeys_the_axioms(samples: &SampleMatrix, grid: &Grid, distance_laps: u32, date: Date) {
    let start = places(&grid.official);
    let rules = |site| ScoringRules::of(site, date).unwrap();
    let (draftkings, fanduel) = (rules(Site::Draftkings), rules(Site::Fanduel));
    let official: Vec<u8> = grid.official.iter().map(|place| place.unwrap()).collect();
    // Where a place is empty, points count from the official place, and the law takes places without gaps.
    let whole = official == start;
    let setting = Setting {
        start: &start,
        distance_laps,
        draftkings: whole.then_some(draftkings),
        fanduel: whole.then_some(fanduel),
    };
    for at in 0..samples.finish.len() {
        let car = Scored {
            start: official[at % samples.entries],
            finish: samples.finish[at],
            laps_led: samples.laps_led[at].into(),
            fastest_laps: samples.fastest_laps[at].into(),
            laps_completed: samples.laps_completed[at].into(),
        };
        let scored = (draftkings.score(&car).value() as f32, fanduel.score(&car).value() as f32);
        assert!((samples.draftkings[at] - scored.0).abs() < 0.01, "{} for {car:?}", samples.draftkings[at]);
        assert!((samples.fanduel[at] - scored.1).abs() < 0.01, "{} for {car:?}", samples.fanduel[at]);
    }
    let counts = Counts::of(samples, &setting).unwrap();
    assert!(counts.is_legal(), "{:?}", counts.broken_rules().collect::<Vec<_>>());
    assert_eq!(counts.races as usize, samples.simulations);
}

fn changes() -> impl Strategy<Value = Changes> {
    let all = drivers();
    let field = all.len();
    let grid = prop::collection::btree_map(0..field, 1..=(field - 4) as u8, 0..4);
    let withdrawn = prop::collection::btree_set(0..field, 0..4);
    let attrition = prop::option::of(0.0f64..2.5);
    (grid, withdrawn, prop::option::of(30u32..600), attrition).prop_map(
        move |(grid, withdrawn, laps, attrition)| {
            let mut taken = std::collections::BTreeSet::new();
            Changes {
                grid: grid
                    .into_iter()
                    .filter(|(driver, place)| !withdrawn.contains(driver) && taken.insert(*place))
                    .map(|(driver, place)| (all[driver], place))
                    .collect(),
                withdrawn: withdrawn.iter().map(|driver| all[*driver]).collect(),
                laps,
                attrition,
                ..Changes::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_scenario_obeys_the_axioms(changes in changes(), seed in any::<u64>()) {
        let simulated = scenario(&changes, &run(300, seed));
        obeys_the_axioms(&simulated.samples, &simulated.grid, simulated.distance_laps, WORLD.1.info.date);
        prop_assert_eq!(simulated.entries.len(), drivers().len() - changes.withdrawn.len());
        if let Some(laps) = changes.laps {
            prop_assert_eq!(simulated.distance_laps, laps);
        }
        for (driver, place) in &changes.grid {
            let entry = simulated.entries.iter().find(|entry| entry.driver == *driver).unwrap();
            prop_assert_eq!(entry.start, Some(*place));
        }
    }
}

#[test]
fn no_change_is_the_projection_itself() {
    let base = WORLD.0.project(&WORLD.1, &run(500, 3)).unwrap();
    let same = scenario(&Changes::default(), &run(500, 3));
    assert_eq!((same.samples, same.entries), (base.samples, base.set.body().entries.clone()));
}

#[test]
fn the_others_close_up_around_a_car_that_moves() {
    let simulated =
        scenario(&Changes { grid: [(drivers()[5], 2)].into(), ..Changes::default() }, &run(10, 1));
    let before: Vec<u8> = places(&WORLD.1.entries.iter().map(|entry| entry.start).collect::<Vec<_>>());
    let mut order: Vec<usize> = (0..before.len()).collect();
    order.sort_by_key(|&at| before[at]);
    order.retain(|&at| at != 5);
    order.insert(1, 5);
    let mut expected = vec![0; before.len()];
    for (place, at) in (1..).zip(order) {
        expected[at] = place;
    }
    let found: Vec<u8> = simulated.entries.iter().map(|entry| entry.start.unwrap()).collect();
    assert_eq!(found, expected);
}

#[test]
fn attrition_scales_the_mean_number_of_retirements() {
    let retired = |attrition: Option<f64>| {
        let samples = scenario(&Changes { attrition, ..Changes::default() }, &run(4000, 1)).samples;
        samples.retired.iter().filter(|&&out| out).count() as f64 / 4000.0
    };
    let base = retired(None);
    assert!((retired(Some(1.0)) / base - 1.0).abs() < 0.01);
    assert_eq!(retired(Some(0.0)), 0.0);
    for factor in [0.5, 1.5, 2.0] {
        let found = retired(Some(factor)) / base;
        assert!((found / factor - 1.0).abs() < 0.03, "asked for {factor}, got {found}");
    }
    let all = Changes { attrition: Some(50.0), ..Changes::default() };
    let error = WORLD.0.scenario(&WORLD.1, &run(100, 1), &all).unwrap_err();
    assert!(matches!(error, ProjectionError::ScenarioAttrition { .. }), "{error}");
}

#[test]
fn what_cannot_be_is_refused() {
    let refused =
        |changes: Changes| WORLD.0.scenario(&WORLD.1, &run(10, 1), &changes).unwrap_err().to_string();
    let all = drivers();
    let moved =
        |grid: &[(DriverId, u8)]| Changes { grid: grid.iter().copied().collect(), ..Changes::default() };
    let field = all.len();
    assert!(refused(moved(&[(all[0], field as u8 + 1)])).contains(&format!("places 1 to {field}")));
    assert!(refused(moved(&[(all[0], 0)])).contains("in place 0"));
    assert!(refused(moved(&[(all[0], 3), (all[1], 3)])).contains("there too"));
    assert!(refused(moved(&[(DriverId(9999), 3)])).contains("not entered"));
    let gone = Changes { withdrawn: all[1..].iter().copied().collect(), ..Changes::default() };
    assert!(refused(gone).contains("leaves 1"));
}

/// Whoever stays away leaves the others the race that they have without him, whatever random numbers it takes.
#[test]
fn a_withdrawal_is_the_race_without_the_driver() {
    const RUNS: u32 = 4000;
    let away: std::collections::BTreeSet<DriverId> = [drivers()[2], drivers()[7]].into();
    let simulated = scenario(&Changes { withdrawn: away.clone(), ..Changes::default() }, &run(RUNS, 1));
    let mut card = WORLD.1.clone();
    card.entries.retain(|entry| !away.contains(&entry.driver));
    let without = WORLD.0.project(&card, &run(RUNS, 2)).unwrap().samples;
    for entry in 0..without.entries {
        for measure in Measure::ALL {
            let (one, other) = (level(&simulated.samples, entry, measure), level(&without, entry, measure));
            let allowed = 5.0 * (one.error.powi(2) + other.error.powi(2)).sqrt() + 1e-9;
            assert!((one.value - other.value).abs() < allowed, "{measure:?} of entry {entry}");
        }
    }
}

/// Common random numbers: the error of a difference is far below that of a level, and below that of independent runs. The
/// means agree within what both errors allow.
#[test]
fn differences_are_known_better_than_levels_and_than_from_independent_runs() {
    const RUNS: u32 = 4000;
    let base = WORLD.0.project(&WORLD.1, &run(RUNS, 1)).unwrap().samples;
    let moved = |place: u8| [(drivers()[3], place)].into();
    let cases = [
        ("another place on the grid", Changes { grid: moved(20), ..Changes::default() }, 0.75),
        ("more retirements", Changes { attrition: Some(1.3), ..Changes::default() }, 0.75),
        (
            "another distance",
            Changes { laps: Some(WORLD.1.distance_laps * 9 / 10), ..Changes::default() },
            0.9,
        ),
        ("a withdrawal", Changes { withdrawn: [drivers()[0]].into(), ..Changes::default() }, 0.5),
        (
            "two withdrawals",
            Changes { withdrawn: [drivers()[4], drivers()[5]].into(), ..Changes::default() },
            0.5,
        ),
    ];
    for (name, changes, most) in cases {
        let same = scenario(&changes, &run(RUNS, 1)).samples;
        let other = scenario(&changes, &run(RUNS, 2)).samples;
        let (mut together, mut apart, mut levels) = (0.0, 0.0, 0.0);
        let racing = drivers().into_iter().filter(|driver| !changes.withdrawn.contains(driver));
        for (entry, driver) in racing.enumerate() {
            let measure = Measure::Finish;
            let in_base = drivers().iter().position(|other| *other == driver).unwrap();
            let common = difference((&base, in_base), (&same, entry), measure);
            let independent = difference((&base, in_base), (&other, entry), measure);
            together += common.error;
            apart += independent.error;
            levels += level(&same, entry, measure).error;
            let allowed = 5.0 * (common.error.powi(2) + independent.error.powi(2)).sqrt();
            assert!((common.value - independent.value).abs() < allowed, "{name}, entry {entry}");
        }
        assert!(together < most * apart, "{name}: {together} is not far below {apart}");
        assert!(
            together < most * levels * std::f64::consts::SQRT_2,
            "{name}: {together} and levels {levels}"
        );
        println!(
            "{name}: errors of differences {:.2} of independent runs', {:.2} of the levels'",
            together / apart,
            together / levels
        );
    }
}
