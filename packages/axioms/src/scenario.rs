//! Races made by a simulation or a model: exact laws.

use crate::finding::Veto;
use domain::ids::DriverId;
use domain::scoring::{Points, ScoringRules};

/// Finishes are 1..n, each once.
pub const FINISH_PERMUTATION: &str = "finish-permutation";
/// Starts are 1..n, each once.
pub const START_PERMUTATION: &str = "start-permutation";
/// Place differential is start less finish.
pub const PLACE_DIFFERENTIAL: &str = "place-differential";
/// Place differentials sum to 0.
pub const PLACE_DIFFERENTIAL_SUM: &str = "place-differential-sum";
/// Laps led sum to the distance.
pub const LAPS_LED_SUM: &str = "laps-led-sum";
/// Fastest laps sum to at most the distance.
pub const FASTEST_LAPS_SUM: &str = "fastest-laps-sum";
/// Laps led at most laps completed.
pub const LAPS_LED_WITHIN_COMPLETED: &str = "laps-led-within-completed";
/// Fastest laps at most laps completed.
pub const FASTEST_LAPS_WITHIN_COMPLETED: &str = "fastest-laps-within-completed";
/// Laps completed at most the distance.
pub const LAPS_COMPLETED_WITHIN_DISTANCE: &str = "laps-completed-within-distance";
/// The winner completes the distance.
pub const WINNER_COMPLETES_DISTANCE: &str = "winner-completes-distance";
/// The winner leads a lap.
pub const WINNER_LEADS_A_LAP: &str = "winner-leads-a-lap";
/// Laps completed never rise down the order.
pub const LAPS_COMPLETED_ORDER: &str = "laps-completed-order";
/// Cars retired within k laps lead at most k laps between them.
pub const RETIRED_LEADS_NOTHING_AFTERWARDS: &str = "retired-leads-nothing-afterwards";
/// Finish points of the field sum to the table's.
pub const FINISH_POINTS_SUM: &str = "finish-points-sum";

/// A race as simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario<'a> {
    /// Race distance in laps.
    pub distance_laps: u32,
    /// The rules that the finish points are of; without them [`FINISH_POINTS_SUM`] is not judged.
    pub scoring: Option<&'a ScoringRules>,
    /// Cars in any order.
    pub cars: Vec<ScenarioCar>,
}

/// A car in a simulated race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScenarioCar {
    /// Driver.
    pub driver: DriverId,
    /// Place on the grid, 1..n.
    pub start: u8,
    /// Finish, 1..n.
    pub finish: u8,
    /// Places gained, start less finish.
    pub place_differential: i32,
    /// Laps led.
    pub laps_led: u32,
    /// Laps on which it was fastest of the field.
    pub fastest_laps: u32,
    /// Laps completed.
    pub laps_completed: u32,
    /// Out before the end.
    pub retired: bool,
    /// Points for its finish.
    pub finish_points: Points,
}

/// Judges a simulated race by every scenario law. Where the finishes are not a permutation, there is no order
/// of finish, and the laws that need one are not judged.
pub fn check(scenario: &Scenario<'_>) -> Vec<Veto> {
    let cars = &scenario.cars;
    let distance = scenario.distance_laps;
    let field = vec![format!("cars {}", cars.len()), format!("distance {distance} laps")];
    let mut vetoes = Vec::new();

    let finishes_sound = permutation(cars, FINISH_PERMUTATION, |car| car.finish, &mut vetoes);
    permutation(cars, START_PERMUTATION, |car| car.start, &mut vetoes);
    each(
        cars,
        PLACE_DIFFERENTIAL,
        "start less finish",
        |car| car.place_differential != i32::from(car.start) - i32::from(car.finish),
        |car| format!("start {}, finish {}, differential {}", car.start, car.finish, car.place_differential),
        &mut vetoes,
    );
    let differential: i64 = cars.iter().map(|car| i64::from(car.place_differential)).sum();
    if differential != 0 {
        vetoes.push(Veto::new(PLACE_DIFFERENTIAL_SUM, field.clone(), 0, differential));
    }

    let led = total(cars, |car| car.laps_led);
    if led != u64::from(distance) {
        vetoes.push(Veto::new(LAPS_LED_SUM, field.clone(), distance, led));
    }
    let fastest = total(cars, |car| car.fastest_laps);
    if fastest > u64::from(distance) {
        vetoes.push(Veto::new(FASTEST_LAPS_SUM, field.clone(), format!("at most {distance}"), fastest));
    }
    each(
        cars,
        LAPS_LED_WITHIN_COMPLETED,
        "laps completed",
        |car| car.laps_led > car.laps_completed,
        |car| format!("led {}, completed {}", car.laps_led, car.laps_completed),
        &mut vetoes,
    );
    each(
        cars,
        FASTEST_LAPS_WITHIN_COMPLETED,
        "laps completed",
        |car| car.fastest_laps > car.laps_completed,
        |car| format!("fastest on {}, completed {}", car.fastest_laps, car.laps_completed),
        &mut vetoes,
    );
    each(
        cars,
        LAPS_COMPLETED_WITHIN_DISTANCE,
        &format!("at most {distance}"),
        |car| car.laps_completed > distance,
        |car| format!("completed {}", car.laps_completed),
        &mut vetoes,
    );
    if finishes_sound {
        order(scenario, &mut vetoes);
    }
    retirements(cars, &mut vetoes);
    if let Some(rules) = scenario.scoring {
        let table: i64 = (1..=cars.len()).map(|place| table_points(rules, place).hundredths()).sum();
        let given: i64 = cars.iter().map(|car| car.finish_points.hundredths()).sum();
        if table != given {
            let inputs = vec![format!("rules {}", rules.key), format!("cars {}", cars.len())];
            let (limit, measured) = (Points::from_hundredths(table), Points::from_hundredths(given));
            vetoes.push(Veto::new(FINISH_POINTS_SUM, inputs, limit, measured));
        }
    }
    vetoes
}

/// Points of a place that may lie past the range of places.
pub(crate) fn table_points(rules: &ScoringRules, place: usize) -> Points {
    u8::try_from(place).map_or(rules.finish_beyond, |place| rules.finish_points(place))
}

/// Laws that need the order of finish.
fn order(scenario: &Scenario<'_>, vetoes: &mut Vec<Veto>) {
    let distance = scenario.distance_laps;
    let mut ordered: Vec<&ScenarioCar> = scenario.cars.iter().collect();
    ordered.sort_by_key(|car| car.finish);
    if let Some(winner) = ordered.first() {
        let inputs = || vec![format!("driver {}", winner.driver)];
        if winner.laps_completed < distance {
            let veto = Veto::new(WINNER_COMPLETES_DISTANCE, inputs(), distance, winner.laps_completed);
            vetoes.push(veto.of(vec![winner.driver]));
        }
        if winner.laps_led == 0 {
            let veto = Veto::new(WINNER_LEADS_A_LAP, inputs(), "at least 1", winner.laps_led);
            vetoes.push(veto.of(vec![winner.driver]));
        }
    }
    let rises: Vec<&[&ScenarioCar]> =
        ordered.windows(2).filter(|pair| pair[0].laps_completed < pair[1].laps_completed).collect();
    if !rises.is_empty() {
        let inputs = rises
            .iter()
            .map(|pair| {
                format!(
                    "finish {} completed {}, finish {} completed {}",
                    pair[0].finish, pair[0].laps_completed, pair[1].finish, pair[1].laps_completed
                )
            })
            .collect();
        let drivers = rises.iter().map(|pair| pair[1].driver).collect();
        let measured = format!("{} rises", rises.len());
        vetoes.push(Veto::new(LAPS_COMPLETED_ORDER, inputs, "no rise", measured).of(drivers));
    }
}

/// One car leads a lap, and a retired car leads only laps it completed: so for every k the cars that
/// retired after at most k laps led at most k laps between them (Hall's condition, which is also enough
/// for an order of leaders to exist).
fn retirements(cars: &[ScenarioCar], vetoes: &mut Vec<Veto>) {
    let mut retired: Vec<&ScenarioCar> = cars.iter().filter(|car| car.retired).collect();
    retired.sort_by_key(|car| car.laps_completed);
    let mut led = 0u64;
    for (at, car) in retired.iter().enumerate() {
        led += u64::from(car.laps_led);
        if led > u64::from(car.laps_completed) {
            let early = &retired[..=at];
            let inputs = early
                .iter()
                .filter(|car| car.laps_led > 0)
                .map(|car| {
                    format!("driver {}: led {}, out after {}", car.driver, car.laps_led, car.laps_completed)
                })
                .collect();
            let limit = format!("at most {}", car.laps_completed);
            let drivers = early.iter().filter(|car| car.laps_led > 0).map(|car| car.driver).collect();
            vetoes.push(Veto::new(RETIRED_LEADS_NOTHING_AFTERWARDS, inputs, limit, led).of(drivers));
            return;
        }
    }
}

fn permutation(
    cars: &[ScenarioCar],
    rule: &'static str,
    place: impl Fn(&ScenarioCar) -> u8,
    vetoes: &mut Vec<Veto>,
) -> bool {
    let n = cars.len();
    let mut seen = [false; 256];
    let mut bad = Vec::new();
    for car in cars {
        let place = usize::from(place(car));
        if place == 0 || place > n || seen[place] {
            bad.push(car);
        } else {
            seen[place] = true;
        }
    }
    if bad.is_empty() {
        return true;
    }
    let inputs = bad.iter().map(|car| format!("driver {}: place {}", car.driver, place(car))).collect();
    let measured = format!("{} places repeated or outside", bad.len());
    let veto = Veto::new(rule, inputs, format!("1..{n}, each once"), measured);
    vetoes.push(veto.of(bad.iter().map(|car| car.driver).collect()));
    false
}

fn each(
    cars: &[ScenarioCar],
    rule: &'static str,
    limit: &str,
    broken: impl Fn(&ScenarioCar) -> bool,
    inputs: impl Fn(&ScenarioCar) -> String,
    vetoes: &mut Vec<Veto>,
) {
    let bad: Vec<&ScenarioCar> = cars.iter().filter(|car| broken(car)).collect();
    if !bad.is_empty() {
        let drivers = bad.iter().map(|car| car.driver).collect();
        let inputs = bad.iter().map(|car| format!("driver {}: {}", car.driver, inputs(car))).collect();
        vetoes.push(Veto::new(rule, inputs, limit, format!("{} cars beyond", bad.len())).of(drivers));
    }
}

fn total(cars: &[ScenarioCar], value: impl Fn(&ScenarioCar) -> u32) -> u64 {
    cars.iter().map(|car| u64::from(value(car))).sum()
}
