//! How fast each car of a race ran on green-flag laps, from its lap times.
//!
//! A lap time depends on the car, on the lap (fuel, heat, the pack) and on the age of the tyres. On the laps that count
//! the logarithm of a time is the sum of an effect of the car, one of the lap and a slope times the tyres' age; medians
//! keep traffic and errors of the timing out of all three.

use domain::ids::DriverId;
use domain::result::LapPace;
use std::collections::{BTreeMap, BTreeSet};

/// A lap of a car.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lap {
    /// Driver.
    pub driver: DriverId,
    /// Lap of the race, from 1; others are left out.
    pub lap: u32,
    /// Lap time in seconds; none, or not above 0, where it was not measured.
    pub seconds: Option<f64>,
}

/// The laps under caution: from the lap on which the flag came out to the last before the restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caution {
    /// First lap.
    pub start_lap: u32,
    /// Last lap.
    pub end_lap: u32,
}

/// A car's pit stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Driver.
    pub driver: DriverId,
    /// The lap on which it came in.
    pub lap: u32,
}

/// What is known of the laps of a race.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RaceLaps {
    /// Every lap of every car, in any order.
    pub laps: Vec<Lap>,
    /// Every caution; empty for a race without any. A race whose cautions are not known has no pace.
    pub cautions: Vec<Caution>,
    /// Every pit stop; none where stops are not known: then slow laps are taken for stops, and restarts for new tyres.
    pub stops: Option<Vec<Stop>>,
}

/// Laps faster than the race's median by more than this share are errors of the timing.
const FASTEST: f64 = 0.12;
/// Laps slower by more than this are no racing laps.
const SLOWEST: f64 = 0.20;
/// The same where pit stops are not known: such a lap may be one.
const SLOWEST_WITHOUT_STOPS: f64 = 0.12;
/// Rounds of the fit.
const ROUNDS: usize = 6;
/// Laps within this of the car's median count, or within so many median deviations.
const WINDOW: f64 = 0.012;
const WINDOW_DEVIATIONS: f64 = 5.0;
/// Tyres older than this are as slow as these.
const OLDEST_TYRES: u32 = 40;
/// Draws the slope on the tyres' age towards 0, in squared laps.
const TYRE_PENALTY: f64 = 3_000.0;
/// A car counts from so many laps on, and this share of the green laps.
const LEAST_LAPS: usize = 8;
const LEAST_SHARE: f64 = 0.1;
/// Its last third counts from so many laps on.
const LEAST_LAPS_OF_LAST_THIRD: usize = 5;

/// A lap that counts.
struct Timed {
    car: usize,
    lap: usize,
    log_time: f64,
    tyre_age: f64,
}

/// The pace of every car with enough laps; of none where hardly any lap was run under green.
///
/// ```
/// use domain::ids::DriverId;
/// use ratings::lap_pace::{Lap, RaceLaps, lap_pace};
///
/// // Two cars of 40 laps; the second is 1 % slower.
/// let lap = |driver, lap, seconds| Lap { driver: DriverId(driver), lap, seconds: Some(seconds) };
/// let laps = (1..=40).flat_map(|n| [lap(1, n, 30.0), lap(2, n, 30.3)]).collect();
/// let pace = lap_pace(&RaceLaps { laps, ..RaceLaps::default() });
/// assert!((pace[&DriverId(1)].pace - pace[&DriverId(2)].pace - (1.01f64).ln()).abs() < 1e-12);
/// assert_eq!(pace[&DriverId(1)].laps, 38);
/// ```
pub fn lap_pace(race: &RaceLaps) -> BTreeMap<DriverId, LapPace> {
    let (green, timed, drivers) = counting_laps(race);
    let mut cars = vec![0.0; drivers.len()];
    let (mut of_lap, mut slope) = (vec![0.0; green.len()], 0.0);
    let by_lap = grouped(&timed, green.len(), |timed| timed.lap);
    let by_car = grouped(&timed, drivers.len(), |timed| timed.car);
    let mut kept = vec![true; timed.len()];
    for _ in 0..ROUNDS {
        for (effect, laps) in of_lap.iter_mut().zip(&by_lap) {
            *effect = median(laps.iter().map(|&at| timed[at].log_time - cars[timed[at].car])).unwrap_or(0.0);
        }
        for (effect, laps) in cars.iter_mut().zip(&by_car) {
            let left = |at: usize| timed[at].log_time - of_lap[timed[at].lap] - slope * timed[at].tyre_age;
            let Some(middle) = median(laps.iter().map(|&at| left(at))) else { continue };
            let deviation = median(laps.iter().map(|&at| (left(at) - middle).abs())).unwrap_or(0.0);
            let window = WINDOW.max(WINDOW_DEVIATIONS * deviation);
            laps.iter().for_each(|&at| kept[at] = (left(at) - middle).abs() <= window);
            *effect = mean(laps.iter().filter(|&&at| kept[at]).map(|&at| left(at))).unwrap_or(middle);
        }
        let (mut along, mut squares) = (0.0, TYRE_PENALTY);
        for lap in timed.iter().zip(&kept).filter_map(|(lap, kept)| kept.then_some(lap)) {
            along += lap.tyre_age * (lap.log_time - cars[lap.car] - of_lap[lap.lap]);
            squares += lap.tyre_age * lap.tyre_age;
        }
        slope = along / squares;
    }
    let least = LEAST_LAPS.max((LEAST_SHARE * green.len() as f64).ceil() as usize);
    let from = green.len() - green.len() / 3;
    let counts: Vec<usize> = (0..drivers.len()).filter(|&car| by_car[car].len() >= least).collect();
    let typical = median(counts.iter().map(|&car| cars[car])).unwrap_or(0.0);
    let pace = |&car: &usize| {
        let late = || by_car[car].iter().filter(|&&at| kept[at] && timed[at].lap >= from);
        let left = |&at: &usize| timed[at].log_time - of_lap[timed[at].lap] - slope * timed[at].tyre_age;
        let last_third = mean(late().map(left)).filter(|_| late().count() >= LEAST_LAPS_OF_LAST_THIRD);
        let pace = LapPace {
            pace: typical - cars[car],
            last_third: last_third.map(|late| typical - late),
            laps: by_car[car].len() as u32,
        };
        (drivers[car], pace)
    };
    counts.iter().map(pace).collect()
}

/// The numbers of the green laps, ascending; the laps that count, by car and place among the green laps; and the drivers.
fn counting_laps(race: &RaceLaps) -> (Vec<u32>, Vec<Timed>, Vec<DriverId>) {
    let slow = |lap: u32| {
        // The lap before the flag and the two after the restart are not raced at full speed.
        let near =
            |caution: &Caution| (caution.start_lap.saturating_sub(1)..=caution.end_lap + 2).contains(&lap);
        lap <= 2 || race.cautions.iter().any(near)
    };
    let last = race.laps.iter().map(|lap| lap.lap).max().unwrap_or(0);
    let is_green: Vec<bool> = (0..=last).map(|lap| !slow(lap)).collect();
    let mut laps: Vec<(DriverId, u32, f64)> = race
        .laps
        .iter()
        .filter(|lap| is_green[lap.lap as usize])
        .filter_map(|lap| {
            Some((lap.driver, lap.lap, libm::log(lap.seconds.filter(|&seconds| seconds > 0.0)?)))
        })
        .collect();
    laps.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    laps.dedup_by_key(|lap| (lap.0, lap.1));
    let Some(middle) = median(laps.iter().map(|lap| lap.2)) else { return Default::default() };
    let stops = race.stops.as_ref().map(|stops| {
        let mut of_driver: BTreeMap<DriverId, BTreeSet<u32>> = BTreeMap::new();
        for stop in stops {
            of_driver.entry(stop.driver).or_default().insert(stop.lap);
        }
        of_driver
    });
    let slowest = libm::log1p(if stops.is_some() { SLOWEST } else { SLOWEST_WITHOUT_STOPS });
    let fastest = libm::log1p(-FASTEST);
    let none = BTreeSet::new();
    // The lap after which the tyres were new, and whether the lap is one into or out of the pits.
    let tyres = |driver: DriverId, lap: u32| match &stops {
        Some(stops) => {
            let own = stops.get(&driver).unwrap_or(&none);
            let in_or_out = own.contains(&lap) || own.contains(&(lap - 1));
            (own.range(..lap).next_back().copied().unwrap_or(0), in_or_out)
        }
        None => {
            let restarts = race.cautions.iter().map(|caution| caution.end_lap).filter(|&end| end < lap);
            (restarts.max().unwrap_or(0), false)
        }
    };
    let mut found: Vec<(DriverId, u32, f64, f64)> = Vec::with_capacity(laps.len());
    for (driver, lap, log_time) in laps {
        let (new_after, in_or_out) = tyres(driver, lap);
        if !in_or_out && (fastest..=slowest).contains(&(log_time - middle)) {
            found.push((driver, lap, log_time, f64::from((lap - new_after).min(OLDEST_TYRES))));
        }
    }
    let green: Vec<u32> = found.iter().map(|lap| lap.1).collect::<BTreeSet<u32>>().into_iter().collect();
    let drivers: Vec<DriverId> =
        found.iter().map(|lap| lap.0).collect::<BTreeSet<DriverId>>().into_iter().collect();
    let place = |lap: u32| green.binary_search(&lap).expect("a lap that counts is a green one");
    let mut timed: Vec<Timed> = found
        .iter()
        .map(|&(driver, lap, log_time, tyre_age)| Timed {
            car: drivers.binary_search(&driver).expect("its driver is listed"),
            lap: place(lap),
            log_time,
            tyre_age,
        })
        .collect();
    for laps in grouped(&timed, green.len(), |timed| timed.lap) {
        let usual = median(laps.iter().map(|&at| timed[at].tyre_age)).unwrap_or(0.0);
        laps.iter().for_each(|&at| timed[at].tyre_age -= usual);
    }
    (green, timed, drivers)
}

/// The places of laps, by group.
fn grouped(timed: &[Timed], groups: usize, of: fn(&Timed) -> usize) -> Vec<Vec<usize>> {
    let mut places = vec![Vec::new(); groups];
    timed.iter().enumerate().for_each(|(at, lap)| places[of(lap)].push(at));
    places
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    Some(if values.len() % 2 == 1 { upper } else { 0.5 * (values[half - 1] + upper) })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::normal;

    /// Numbers spread evenly over 0..1, in an order of their own for each seed.
    struct Uniforms(u64);

    impl Uniforms {
        fn draw(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        }

        fn normal(&mut self) -> f64 {
            normal::quantile(self.draw())
        }
    }

    const CARS: u32 = 20;
    const LAPS: u32 = 150;

    /// What is planted: car 1 is the fastest, each next one .1 % slower; car 3 loses .5 % in the last third.
    fn planted(driver: u32) -> f64 {
        0.001 * f64::from(driver)
    }

    /// Laps of 30 s with a lap effect of the track getting slower, tyre wear, traffic, and two cautions; every car stops
    /// under the cautions and once under green, at laps of its own.
    fn race(seed: u64, with_stops: bool) -> RaceLaps {
        let mut random = Uniforms(seed);
        let cautions = vec![Caution { start_lap: 40, end_lap: 45 }, Caution { start_lap: 110, end_lap: 114 }];
        let (mut laps, mut stops) = (Vec::new(), Vec::new());
        for driver in 1..=CARS {
            let own = [42, 75 + driver / 2, 112];
            stops.extend(own.map(|lap| Stop { driver: DriverId(driver), lap }));
            for lap in 1..=LAPS {
                let yellow = cautions.iter().any(|c| (c.start_lap..=c.end_lap).contains(&lap));
                let age = lap - own.iter().rev().find(|&&stop| stop < lap).copied().unwrap_or(0);
                let mut log = 30f64.ln() + planted(driver) + 2e-5 * f64::from(lap) + 3e-4 * f64::from(age);
                log += 0.0008 * random.normal();
                log += if driver == 3 && lap > 115 { 0.005 } else { 0.0 };
                log += if random.draw() < 0.06 { 0.02 + 0.03 * random.draw() } else { 0.0 };
                log += if yellow { 0.6 } else { 0.0 };
                log += if own.contains(&lap) || own.contains(&(lap - 1)) { 0.25 } else { 0.0 };
                laps.push(Lap { driver: DriverId(driver), lap, seconds: Some(log.exp()) });
            }
        }
        RaceLaps { laps, cautions, stops: with_stops.then_some(stops) }
    }

    #[test]
    fn planted_pace_comes_back_with_stops_and_without() {
        for (with_stops, within) in [(true, 4e-4), (false, 1.2e-3)] {
            let pace = lap_pace(&race(5, with_stops));
            assert_eq!(pace.len(), CARS as usize);
            let typical = planted(10) + 0.0005;
            for (driver, pace) in &pace {
                if driver.0 != 3 {
                    let wanted = typical - planted(driver.0);
                    assert!((pace.pace - wanted).abs() < within, "{driver} {} {wanted}", pace.pace);
                    let late = pace.last_third.unwrap();
                    assert!((late - wanted).abs() < 2.0 * within, "{driver} {late} {wanted}");
                }
            }
            let third = pace[&DriverId(3)];
            assert!(third.last_third.unwrap() < third.pace - 0.002, "{third:?}");
        }
    }

    #[test]
    fn the_order_of_the_laps_and_their_scale_do_not_matter() {
        let race = race(6, true);
        let plain = lap_pace(&race);
        let mut other = race.clone();
        other.laps.reverse();
        assert_eq!(lap_pace(&other), plain);
        let mut longer = race.clone();
        longer.laps.iter_mut().for_each(|lap| lap.seconds = lap.seconds.map(|seconds| 3.0 * seconds));
        for (driver, pace) in lap_pace(&longer) {
            assert!((pace.pace - plain[&driver].pace).abs() < 1e-9 && pace.laps == plain[&driver].laps);
        }
    }

    /// Laps under caution, about restarts, into and out of the pits, and those that nobody drove so are not looked at.
    #[test]
    fn laps_that_do_not_count_change_nothing() {
        let race = race(7, true);
        let plain = lap_pace(&race);
        let mut other = race.clone();
        for lap in &mut other.laps {
            let odd =
                match lap.lap {
                    1 | 2 | 39..=47 | 109..=116 => true,
                    number => race.stops.iter().flatten().any(|stop| {
                        stop.driver == lap.driver && (number == stop.lap || number == stop.lap + 1)
                    }),
                };
            if odd {
                lap.seconds = [None, Some(0.0), Some(31.7), Some(900.0)][lap.lap as usize % 4];
            }
        }
        // They move the median that bounds the laps a little, so that a lap at the bound may differ.
        for (driver, pace) in lap_pace(&other) {
            assert!((pace.pace - plain[&driver].pace).abs() < 1e-6, "{driver}");
        }
    }

    #[test]
    fn a_car_with_few_laps_has_no_pace_and_a_race_without_green_laps_none_at_all() {
        let mut race = race(8, true);
        race.laps.retain(|lap| lap.driver != DriverId(4) || lap.lap < 12);
        let pace = lap_pace(&race);
        assert!(!pace.contains_key(&DriverId(4)));
        race.laps.retain(|lap| lap.driver != DriverId(5) || lap.lap < 40);
        let early = lap_pace(&race)[&DriverId(5)];
        assert!(early.last_third.is_none() && early.laps == 36, "{early:?}");
        race.cautions.push(Caution { start_lap: 1, end_lap: LAPS });
        assert!(lap_pace(&race).is_empty());
        assert!(lap_pace(&RaceLaps::default()).is_empty());
    }
}
