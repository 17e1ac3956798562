//! Races as measured: laws that no real race breaks, and remarks on what is incomplete or odd.

use crate::finding::{Findings, Remark, Veto};
use domain::history::{PastCar, PastRace};
use domain::ids::DriverId;
use std::collections::BTreeSet;

/// No driver twice.
pub const DRIVERS_DISTINCT: &str = "observed-drivers-distinct";
/// Finishes and starts are distinct.
pub const POSITIONS_DISTINCT: &str = "observed-positions-distinct";
/// Places lie within 1..max(finish, start, rows).
pub const POSITIONS_IN_RANGE: &str = "observed-positions-in-range";
/// Laps led at most laps completed.
pub const LAPS_LED_WITHIN_COMPLETED: &str = "observed-laps-led-within-completed";
/// Fastest laps at most laps completed.
pub const FASTEST_LAPS_WITHIN_COMPLETED: &str = "observed-fastest-laps-within-completed";
/// Laps completed at most the distance.
pub const LAPS_WITHIN_DISTANCE: &str = "observed-laps-within-distance";
/// Laps led sum to at most the distance.
pub const LAPS_LED_SUM: &str = "observed-laps-led-sum";
/// Fastest laps sum to at most the distance.
pub const FASTEST_LAPS_SUM: &str = "observed-fastest-laps-sum";
/// Passing difference is passes less times passed.
pub const PASSING_DIFFERENCE: &str = "observed-passing-difference";
/// Quality passes at most green passes.
pub const QUALITY_PASSES: &str = "observed-quality-passes";
/// Rating within 0..150.
pub const RATING_IN_RANGE: &str = "observed-rating-in-range";
/// A finish is missing.
pub const FINISH_GAP: &str = "finish-gap";
/// A start is missing.
pub const START_GAP: &str = "start-gap";
/// A car without a start.
pub const START_MISSING: &str = "start-missing";
/// Laps led sum to less than the distance.
pub const LAPS_LED_SHORT: &str = "laps-led-short";
/// The winner led nothing.
pub const WINNER_LED_NOTHING: &str = "winner-led-nothing";
/// The winner completed less than the distance.
pub const WINNER_SHORT_OF_DISTANCE: &str = "winner-short-of-distance";
/// Laps completed rise down the order.
pub const LAPS_COMPLETED_RISE: &str = "laps-completed-rise";
/// More top-15 laps than laps.
pub const TOP_15_LAPS_BEYOND_COMPLETED: &str = "top-15-laps-beyond-completed";
/// Average place outside best..worst.
pub const AVERAGE_OUTSIDE_BEST_WORST: &str = "average-outside-best-worst";
/// Best place behind both start and finish.
pub const BEST_BEHIND_ENDS: &str = "best-behind-ends";
/// Worst place ahead of the finish.
pub const WORST_AHEAD_OF_FINISH: &str = "worst-ahead-of-finish";
/// Worst place behind the whole field.
pub const WORST_BEYOND_FIELD: &str = "worst-beyond-field";
/// More laps led than top-15 laps.
pub const LED_OUTSIDE_TOP_15: &str = "led-outside-top-15";

/// Judges a measured race. At most one veto or remark a law; its drivers are the cars concerned, so that
/// counts by car can be had. Places are those on the track, before disqualifications.
pub fn check(race: &PastRace) -> Findings {
    let table = RaceTable::new(race);
    Findings { vetoes: vetoes(&table), remarks: remarks(&table) }
}

/// The race, and what several laws need.
struct RaceTable<'a> {
    race: &'a PastRace,
    /// Cars in order of on-track finish.
    ordered: Vec<&'a PastCar>,
    /// The last place there can be: max(finish, start, rows).
    last: usize,
}

impl<'a> RaceTable<'a> {
    fn new(race: &'a PastRace) -> Self {
        let mut ordered: Vec<&PastCar> = race.cars.iter().collect();
        ordered.sort_by_key(|car| (car.result.finish_on_track, car.driver()));
        let places =
            race.cars.iter().flat_map(|car| [Some(car.result.finish_on_track), car.entry.start]).flatten();
        let last = places.map(usize::from).chain([race.cars.len()]).max().unwrap_or(0);
        Self { race, ordered, last }
    }

    fn field(&self) -> Vec<String> {
        vec![
            format!("race {}", self.race.info.key),
            format!("rows {}", self.race.cars.len()),
            format!("distance {} laps", self.race.distance_laps),
        ]
    }

    fn sum(&self, value: impl Fn(&PastCar) -> u32) -> u64 {
        self.race.cars.iter().map(|car| u64::from(value(car))).sum()
    }

    /// Cars for which `broken` holds, with `inputs` of each; none where there is none.
    fn cars(
        &self,
        broken: impl Fn(&PastCar) -> bool,
        inputs: impl Fn(&PastCar) -> String,
    ) -> Option<(Vec<DriverId>, Vec<String>)> {
        let cars: Vec<&PastCar> = self.race.cars.iter().filter(|car| broken(car)).collect();
        (!cars.is_empty()).then(|| {
            let line = |car: &&PastCar| format!("driver {}: {}", car.driver(), inputs(car));
            (cars.iter().map(|car| car.driver()).collect(), cars.iter().map(line).collect())
        })
    }
}

fn vetoes(table: &RaceTable<'_>) -> Vec<Veto> {
    let race = table.race;
    let distance = u64::from(race.distance_laps);
    let last = table.last;
    let mut vetoes = Vec::new();
    let mut judge = |rule, limit: &str, found: Option<(Vec<DriverId>, Vec<String>)>| {
        if let Some((drivers, inputs)) = found {
            let measured = format!("{} cars beyond", drivers.len());
            vetoes.push(Veto::new(rule, inputs, limit, measured).of(drivers));
        }
    };

    let twice = repeated(race.cars.iter().map(PastCar::driver));
    judge(
        DRIVERS_DISTINCT,
        "one row a driver",
        table.cars(
            |car| twice.contains(&car.driver()),
            |car| format!("finish {}", car.result.finish_on_track),
        ),
    );
    let finishes = repeated(race.cars.iter().map(|car| car.result.finish_on_track));
    let starts = repeated(race.cars.iter().filter_map(|car| car.entry.start));
    judge(
        POSITIONS_DISTINCT,
        "one car a place",
        table.cars(
            |car| {
                finishes.contains(&car.result.finish_on_track)
                    || car.entry.start.is_some_and(|start| starts.contains(&start))
            },
            |car| format!("start {}, finish {}", start(car), car.result.finish_on_track),
        ),
    );
    let inside = |place: u8| place >= 1 && usize::from(place) <= last;
    judge(
        POSITIONS_IN_RANGE,
        &format!("1..{last}"),
        table.cars(
            |car| {
                let r = &car.result;
                let average = (1.0..=last as f64).contains(&r.average_position);
                let start = car.entry.start.is_none_or(inside);
                !(start
                    && inside(r.finish_on_track)
                    && inside(r.mid)
                    && inside(r.best)
                    && r.worst >= 1
                    && average)
            },
            |car| {
                let r = &car.result;
                format!(
                    "start {}, finish {}, mid {}, best {}, worst {}, average {}",
                    start(car),
                    r.finish_on_track,
                    r.mid,
                    r.best,
                    r.worst,
                    r.average_position
                )
            },
        ),
    );
    judge(
        LAPS_LED_WITHIN_COMPLETED,
        "laps completed",
        table.cars(
            |car| car.result.laps_led > car.result.laps_completed,
            |car| format!("led {}, completed {}", car.result.laps_led, car.result.laps_completed),
        ),
    );
    judge(
        FASTEST_LAPS_WITHIN_COMPLETED,
        "laps completed",
        table.cars(
            |car| car.result.fastest_laps > car.result.laps_completed,
            |car| format!("fastest on {}, completed {}", car.result.fastest_laps, car.result.laps_completed),
        ),
    );
    judge(
        LAPS_WITHIN_DISTANCE,
        &format!("at most {distance}"),
        table.cars(
            |car| u64::from(car.result.laps_completed) > distance,
            |car| format!("completed {}", car.result.laps_completed),
        ),
    );
    judge(
        PASSING_DIFFERENCE,
        "passes less times passed",
        table.cars(
            |car| {
                let r = &car.result;
                i64::from(r.passing_diff) != i64::from(r.green_passes) - i64::from(r.green_times_passed)
            },
            |car| {
                let r = &car.result;
                format!("{} of {} less {}", r.passing_diff, r.green_passes, r.green_times_passed)
            },
        ),
    );
    judge(
        QUALITY_PASSES,
        "green passes",
        table.cars(
            |car| car.result.quality_passes > car.result.green_passes,
            |car| format!("quality {}, green {}", car.result.quality_passes, car.result.green_passes),
        ),
    );
    judge(
        RATING_IN_RANGE,
        "0..150",
        table.cars(
            |car| !(0.0..=150.0).contains(&car.result.rating),
            |car| format!("rating {}", car.result.rating),
        ),
    );
    let limit = format!("at most {distance}");
    for (rule, sum) in [
        (LAPS_LED_SUM, table.sum(|car| car.result.laps_led)),
        (FASTEST_LAPS_SUM, table.sum(|car| car.result.fastest_laps)),
    ] {
        if sum > distance {
            vetoes.push(Veto::new(rule, table.field(), &limit, sum));
        }
    }
    vetoes
}

fn remarks(table: &RaceTable<'_>) -> Vec<Remark> {
    let race = table.race;
    let distance = race.distance_laps;
    let mut remarks = Vec::new();
    let starts: Vec<u8> = race.cars.iter().filter_map(|car| car.entry.start).collect();
    let finishes: Vec<u8> = race.cars.iter().map(|car| car.result.finish_on_track).collect();
    for (rule, places) in [(FINISH_GAP, &finishes), (START_GAP, &starts)] {
        let missing = gaps(places);
        if !missing.is_empty() {
            let measured = format!("missing {}", missing.join(", "));
            remarks.push(Remark::new(rule, table.field(), "no gap", measured));
        }
    }
    let mut note = |rule, limit: &str, found: Option<(Vec<DriverId>, Vec<String>)>| {
        if let Some((drivers, inputs)) = found {
            let measured = format!("{} cars", drivers.len());
            remarks.push(Remark::new(rule, inputs, limit, measured).of(drivers));
        }
    };
    note(
        START_MISSING,
        "a place on the grid",
        table.cars(|car| car.entry.start.is_none(), |_| "no start".to_owned()),
    );
    note(
        TOP_15_LAPS_BEYOND_COMPLETED,
        "laps completed",
        table.cars(
            |car| car.result.top_15_laps > car.result.laps_completed,
            |car| format!("top 15 {}, completed {}", car.result.top_15_laps, car.result.laps_completed),
        ),
    );
    note(
        AVERAGE_OUTSIDE_BEST_WORST,
        "best..worst",
        table.cars(
            |car| {
                let r = &car.result;
                r.average_position < f64::from(r.best) || r.average_position > f64::from(r.worst)
            },
            |car| {
                let r = &car.result;
                format!("average {} of {}..{}", r.average_position, r.best, r.worst)
            },
        ),
    );
    note(
        BEST_BEHIND_ENDS,
        "the better of start and finish",
        table.cars(
            |car| {
                let r = &car.result;
                r.best > car.entry.start.unwrap_or(u8::MAX).min(r.finish_on_track)
            },
            |car| {
                let r = &car.result;
                format!("best {}, start {}, finish {}", r.best, start(car), r.finish_on_track)
            },
        ),
    );
    note(
        WORST_AHEAD_OF_FINISH,
        "finish",
        table.cars(
            |car| car.result.worst < car.result.finish_on_track,
            |car| format!("worst {}, finish {}", car.result.worst, car.result.finish_on_track),
        ),
    );
    note(
        WORST_BEYOND_FIELD,
        &table.last.to_string(),
        table.cars(
            |car| usize::from(car.result.worst) > table.last,
            |car| format!("worst {}", car.result.worst),
        ),
    );
    note(
        LED_OUTSIDE_TOP_15,
        "laps in the top 15",
        table.cars(
            |car| car.result.laps_led > car.result.top_15_laps,
            |car| format!("led {}, top 15 {}", car.result.laps_led, car.result.top_15_laps),
        ),
    );
    let led = table.sum(|car| car.result.laps_led);
    if led < u64::from(distance) {
        remarks.push(Remark::new(LAPS_LED_SHORT, table.field(), distance, led));
    }
    if let Some(winner) = table.ordered.first() {
        let (driver, result) = (winner.driver(), &winner.result);
        let inputs = || vec![format!("driver {driver}")];
        if result.laps_led == 0 {
            remarks.push(Remark::new(WINNER_LED_NOTHING, inputs(), "at least 1", 0).of(vec![driver]));
        }
        if result.laps_completed < distance {
            let remark = Remark::new(WINNER_SHORT_OF_DISTANCE, inputs(), distance, result.laps_completed);
            remarks.push(remark.of(vec![driver]));
        }
    }
    let rises: Vec<_> = table
        .ordered
        .windows(2)
        .filter(|pair| pair[0].result.laps_completed < pair[1].result.laps_completed)
        .collect();
    if !rises.is_empty() {
        let line = |car: &PastCar| {
            format!("finish {} completed {}", car.result.finish_on_track, car.result.laps_completed)
        };
        let inputs = rises.iter().map(|pair| format!("{}, {}", line(pair[0]), line(pair[1]))).collect();
        let drivers = rises.iter().map(|pair| pair[1].driver()).collect();
        let measured = format!("{} rises", rises.len());
        remarks.push(Remark::new(LAPS_COMPLETED_RISE, inputs, "no rise", measured).of(drivers));
    }
    remarks
}

fn start(car: &PastCar) -> String {
    car.entry.start.map_or_else(|| "none".to_owned(), |start| start.to_string())
}

/// Values that come more than once.
fn repeated<T: Ord + Copy>(values: impl Iterator<Item = T>) -> BTreeSet<T> {
    let mut seen = BTreeSet::new();
    values.filter(|value| !seen.insert(*value)).collect()
}

/// Places from 1 to the last one that nobody has.
fn gaps(places: &[u8]) -> Vec<String> {
    let taken: BTreeSet<u8> = places.iter().copied().collect();
    let last = taken.last().copied().unwrap_or(0);
    (1..=last).filter(|place| !taken.contains(place)).map(|place| place.to_string()).collect()
}
