//! Simulated races: each law by a case, legal races pass, a random illegal change is caught.

use crate::build::{Draw, scenario};
use axioms::scenario::{Scenario, check};
use domain::scoring::Points;
use proptest::prelude::*;

/// A legal race of three cars over ten laps, changed.
fn broken(change: impl Fn(&mut Scenario<'_>)) -> Scenario<'static> {
    let mut race = three_cars();
    change(&mut race);
    race
}

/// Third is out after four laps, of which it led two.
fn three_cars() -> Scenario<'static> {
    let mut race = scenario(3, 10, 1);
    for (car, (start, completed, led, fastest)) in
        race.cars.iter_mut().zip([(2, 10, 5, 4), (3, 9, 3, 3), (1, 4, 2, 1)])
    {
        car.start = start;
        car.place_differential = i32::from(start) - i32::from(car.finish);
        car.laps_completed = completed;
        car.laps_led = led;
        car.fastest_laps = fastest;
        car.retired = completed == 4;
    }
    race
}

/// One change for each law, and the laws it breaks.
pub fn cases() -> Vec<(&'static str, Vec<&'static str>)> {
    let rules = |race: &Scenario<'_>| check(race).into_iter().map(|veto| veto.rule).collect();
    cases_as_races().iter().map(|(rule, race)| (*rule, rules(race))).collect()
}

/// A race that breaks the law, for each law.
pub fn cases_as_races() -> Vec<(&'static str, Scenario<'static>)> {
    vec![
        (
            "finish-permutation",
            broken(|race| {
                race.cars[1].finish = 3;
                race.cars[1].place_differential = 0;
                race.cars[0].place_differential = 2;
                race.cars[0].start = 3;
                race.cars[1].start = 3;
            }),
        ),
        (
            "start-permutation",
            broken(|race| {
                race.cars[0].start = 3;
                race.cars[0].place_differential = 2;
            }),
        ),
        (
            "place-differential",
            broken(|race| {
                race.cars[0].place_differential += 1;
                race.cars[1].place_differential -= 1;
            }),
        ),
        (
            "place-differential-sum",
            broken(|race| {
                race.cars[0].start = 4;
                race.cars[0].place_differential = 3;
            }),
        ),
        ("laps-led-sum", broken(|race| race.cars[0].laps_led += 1)),
        (
            "fastest-laps-sum",
            broken(|race| {
                race.cars[0].fastest_laps = 10;
                race.cars[1].fastest_laps = 1;
            }),
        ),
        (
            "laps-led-within-completed",
            broken(|race| {
                race.cars[1].laps_led = 0;
                race.cars[2].laps_led = 5;
            }),
        ),
        (
            "fastest-laps-within-completed",
            broken(|race| {
                race.cars[0].fastest_laps = 0;
                race.cars[2].fastest_laps = 5;
            }),
        ),
        ("laps-completed-within-distance", broken(|race| race.cars[0].laps_completed = 11)),
        ("winner-completes-distance", broken(|race| race.cars[0].laps_completed = 9)),
        (
            "winner-leads-a-lap",
            broken(|race| {
                race.cars[0].laps_led = 0;
                race.cars[1].laps_led = 8;
            }),
        ),
        (
            "laps-completed-order",
            broken(|race| {
                race.cars[1].laps_completed = 3;
            }),
        ),
        (
            "retired-leads-nothing-afterwards",
            broken(|race| {
                race.cars[1].retired = true;
                race.cars[1].laps_completed = 4;
                race.cars[1].laps_led = 3;
            }),
        ),
        ("finish-points-sum", broken(|race| race.cars[0].finish_points = Points::ZERO)),
    ]
}

#[test]
fn each_law_fires_on_its_case() {
    assert_eq!(check(&three_cars()), []);
    for (rule, broken) in cases() {
        assert!(broken.contains(&rule), "{rule}: {broken:?}");
    }
    let alone = ["laps-led-sum", "place-differential", "winner-completes-distance", "winner-leads-a-lap"];
    for (rule, broken) in cases().into_iter().filter(|(rule, _)| alone.contains(rule)) {
        assert_eq!(broken, [rule]);
    }
}

#[test]
fn a_veto_names_inputs_limit_and_measure() {
    let mut race = three_cars();
    race.cars[2].laps_led = 5;
    race.cars[1].laps_led = 0;
    let veto = &check(&race)[0];
    assert_eq!(
        veto.to_string(),
        "laps-led-within-completed: measured 1 cars beyond, limit laps completed (driver 102: led 5, completed 4)"
    );
    assert_eq!(veto.drivers, [race.cars[2].driver]);
}

#[test]
fn the_order_of_the_cars_is_of_no_account() {
    let mut race = scenario(40, 267, 5);
    race.cars.reverse();
    assert_eq!(check(&race), []);
    let mut race = three_cars();
    race.cars[0].laps_completed = 8;
    race.cars.rotate_left(1);
    assert_eq!(check(&race).len(), 2, "the winner is short, and the second rises above him");
}

#[test]
fn a_field_of_none_leads_no_lap() {
    let race = Scenario { distance_laps: 10, scoring: None, cars: Vec::new() };
    assert_eq!(check(&race).into_iter().map(|veto| veto.rule).collect::<Vec<_>>(), ["laps-led-sum"]);
}

/// Changes that no legal race survives, whatever it looks like.
pub fn spoil(race: &mut Scenario<'_>, draw: &mut Draw) -> &'static str {
    let n = race.cars.len() as u32;
    let one = draw.below(n) as usize;
    let two = (one + 1 + draw.below(n - 1) as usize) % n as usize;
    let distance = race.distance_laps;
    match draw.below(10) {
        0 => {
            race.cars[one].finish = race.cars[two].finish;
            "finish-permutation"
        }
        1 => {
            race.cars[one].start = n as u8 + 1;
            "start-permutation"
        }
        2 => {
            race.cars[one].laps_led += 1;
            "laps-led-sum"
        }
        3 => {
            race.cars[one].fastest_laps = distance + 1;
            "fastest-laps-sum"
        }
        4 => {
            race.cars[0].laps_completed -= 1;
            "winner-completes-distance"
        }
        5 => {
            race.cars[one].laps_completed = distance + 1;
            "laps-completed-within-distance"
        }
        6 => {
            race.cars[1].laps_led += race.cars[0].laps_led;
            race.cars[0].laps_led = 0;
            "winner-leads-a-lap"
        }
        7 => {
            let last = race.cars.len() - 1;
            race.cars[last].laps_completed = 0;
            race.cars[last].laps_led = 1;
            "laps-led-within-completed"
        }
        8 => {
            let last = race.cars.len() - 1;
            race.cars[last - 1].laps_completed = 0;
            race.cars[last].laps_completed = 1;
            "laps-completed-order"
        }
        _ => {
            race.cars[one].finish_points = Points::from_hundredths(9_999);
            "finish-points-sum"
        }
    }
}

proptest! {
    #[test]
    fn legal_races_pass(n in 2u8..=60, distance in 1u32..600, seed: u64) {
        prop_assert_eq!(check(&scenario(n, distance, seed)), []);
    }

    #[test]
    fn an_illegal_change_is_caught_by_its_law(n in 3u8..=60, distance in 2u32..600, seed: u64) {
        let mut race = scenario(n, distance, seed);
        let rule = spoil(&mut race, &mut Draw(seed ^ 0x5eed));
        let rules: Vec<&str> = check(&race).into_iter().map(|veto| veto.rule).collect();
        prop_assert!(rules.contains(&rule), "{} not in {:?}", rule, rules);
    }
}
