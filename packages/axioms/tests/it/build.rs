//! Legal values to break.

use axioms::projection::{ProjectedCar, ProjectedField};
use axioms::scenario::{Scenario, ScenarioCar};
use domain::dfs::{Dollars, Lineup, Salary, Site, Slate};
use domain::history::{PastCar, PastRace};
use domain::ids::DriverId;
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::result::LoopResult;
use domain::scoring::ScoringRules;
use domain::series::Series;
use domain::status::{Status, StatusKind};
use jiff::Timestamp;
use jiff::civil::date;

pub fn scoring(site: Site) -> &'static ScoringRules {
    ScoringRules::of(site, date(2025, 11, 2)).unwrap()
}

/// Numbers that look drawn: a linear congruence (Knuth's MMIX constants).
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % u64::from(n.max(1))) as u32
    }
}

/// A race run lap by lap, so that it is legal however it is drawn: each lap is led by a car that completes it.
pub fn scenario(n: u8, distance: u32, seed: u64) -> Scenario<'static> {
    let mut draw = Draw(seed);
    let mut starts: Vec<u8> = (1..=n).collect();
    for at in (1..starts.len()).rev() {
        starts.swap(at, draw.below(at as u32 + 1) as usize);
    }
    let mut completed: Vec<(u32, bool)> = (0..n)
        .map(|car| match draw.below(5) {
            _ if car == 0 => (distance, false),
            0 => (draw.below(distance), true),
            1 => (distance - draw.below(distance.min(4)), false),
            _ => (distance, false),
        })
        .collect();
    completed.sort_by_key(|(laps, _)| std::cmp::Reverse(*laps));
    completed[0].1 = false;
    let rules = scoring(Site::Draftkings);
    let mut cars: Vec<ScenarioCar> = (0..n)
        .map(|car| {
            let (start, finish) = (starts[usize::from(car)], car + 1);
            let (laps_completed, retired) = completed[usize::from(car)];
            ScenarioCar {
                driver: DriverId(100 + u32::from(car)),
                start,
                finish,
                place_differential: i32::from(start) - i32::from(finish),
                laps_led: 0,
                fastest_laps: 0,
                laps_completed,
                retired,
                finish_points: rules.finish_points(finish),
            }
        })
        .collect();
    for lap in 1..=distance {
        let running = cars.iter().filter(|car| car.laps_completed >= lap).count() as u32;
        let leader = if lap == distance { 0 } else { draw.below(running) as usize };
        cars[leader].laps_led += 1;
        if draw.below(4) > 0 {
            cars[draw.below(running) as usize].fastest_laps += 1;
        }
    }
    Scenario { distance_laps: distance, scoring: Some(rules), cars }
}

pub fn info() -> RaceInfo {
    RaceInfo {
        key: "cup-2025-11-02-phoenix".into(),
        series: Series::Cup,
        date: date(2025, 11, 2),
        number_of_day: 1,
        venue: "phoenix".into(),
        layout: "phoenix".into(),
        track_name: "Phoenix Raceway".to_owned(),
        exhibition: false,
        lock_at: Timestamp::UNIX_EPOCH,
        scheduled_laps: Some(312),
    }
}

pub fn entry(driver: u32, start: u8) -> Entry {
    Entry {
        driver: DriverId(driver),
        driver_name: format!("Driver {driver}"),
        start: Some(start),
        car_number: None,
        team: None,
        make: None,
    }
}

/// Three cars over ten laps, without a remark.
pub fn past_race() -> PastRace {
    let car = |finish: u8, start: u8, laps_led: u32| PastCar {
        entry: entry(100 + u32::from(finish), start),
        result: LoopResult {
            finish_on_track: finish,
            finish_official: None,
            mid: finish,
            best: finish.min(start),
            worst: finish.max(start),
            average_position: f64::from(finish + start) / 2.0,
            passing_diff: 1,
            green_passes: 3,
            green_times_passed: 2,
            quality_passes: 2,
            fastest_laps: 2,
            top_15_laps: 10,
            laps_led,
            laps_completed: 10,
            rating: 100.0,
            status: Status { raw: "running".to_owned(), kind: StatusKind::Running },
            lap_pace: None,
        },
    };
    PastRace {
        info: info(),
        distance_laps: 10,
        known_at: Timestamp::UNIX_EPOCH,
        cars: vec![car(1, 2, 7), car(2, 1, 3), car(3, 3, 0)],
    }
}

pub fn card() -> RaceCard {
    RaceCard {
        info: info(),
        distance_laps: 312,
        entries: (1..=3).map(|car| entry(100 + car, car as u8)).collect(),
    }
}

/// Eight drivers at 8,000 dollars, and the first six of them.
pub fn slate() -> (Slate, Lineup) {
    let salaries = (1..=8)
        .map(|driver| Salary {
            driver: DriverId(driver),
            salary: Dollars(8_000),
            site_id: None,
            modelled: false,
        })
        .collect();
    let slate = Slate { site: Site::Draftkings, race: info().key, salaries };
    (slate, Lineup { drivers: (1..=6).map(DriverId).collect() })
}

/// Three cars, the tops 1 and 5.
pub fn projected() -> ProjectedField<'static> {
    let car = |driver, win, top: &'static [f64], mean_finish, mean_laps_led| ProjectedCar {
        driver: DriverId(driver),
        win,
        top,
        mean_finish,
        mean_laps_led,
        quantiles: &[&[-1.0, 0.0, 0.0, 4.5], &[1.0, 2.0]],
    };
    ProjectedField {
        distance_laps: 10,
        tops: &[2, 5],
        cars: vec![
            car(1, 0.5, &[0.75, 1.0], 1.75, 6.0),
            car(2, 0.25, &[0.75, 1.0], 2.0, 3.0),
            car(3, 0.25, &[0.5, 1.0], 2.25, 1.0),
        ],
    }
}
