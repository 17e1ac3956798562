//! Small fictional seasons as values: for laws of the model that must hold without any file.

use domain::history::{History, PastCar, PastRace};
use domain::ids::{ClassKey, DriverId, LayoutKey, RaceKey, VenueKey};
use domain::pooling::{Class, ClassIndex, Pooling};
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::result::LoopResult;
use domain::series::Series;
use domain::status::{Status, StatusKind};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

const LAYOUTS: [&str; 6] = ["oval-a", "oval-b", "short-a", "short-b", "road-a", "drafting-a"];

/// The four root classes and six layouts in them.
pub fn pooling() -> Pooling {
    let roots = ["intermediate-type", "short-type", "road-type", "superspeedway-type"];
    let class = |key: &str| Class { key: ClassKey::from(key), parent: None };
    let class_of = [0, 0, 1, 1, 2, 3];
    Pooling {
        classes: roots.iter().map(|key| class(key)).collect(),
        layouts: LAYOUTS
            .iter()
            .zip(class_of)
            .map(|(key, class)| (LayoutKey::from(*key), ClassIndex(class)))
            .collect(),
    }
}

/// `races` Cup races of `cars` cars, a week apart from February 2021, with every second week a race of the
/// series below; the first drivers are the strongest. `seed` moves everything else.
pub fn history(races: usize, cars: usize, seed: u64) -> History {
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let mut all = Vec::new();
    let mut day = date(2021, 2, 7);
    for number in 0..races {
        all.push(race(Series::Cup, day, number, cars, 0, &mut random));
        if number % 2 == 0 {
            all.push(race(Series::Oreilly, day, number + 1, cars, 20, &mut random));
        }
        day = day.saturating_add(jiff::Span::new().days(7));
    }
    let as_of = all.last().map_or(Timestamp::UNIX_EPOCH, |race| race.known_at);
    History { series: Series::Cup, as_of, races: all }
}

/// The same races with car numbers, teams and makes, and with passes, laps in the top 15 and fastest laps. A
/// driver keeps his car but changes it at the turn of each season; one in nine states none of it.
pub fn with_seats(history: &History, seed: u64) -> History {
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let mut history = history.clone();
    for race in &mut history.races {
        let season = race.info.date.year() as u32;
        for car in &mut race.cars {
            let driver = car.entry.driver.0;
            if driver % 9 != 8 {
                let number = (driver + season) % 37;
                car.entry.car_number = Some(format!("{number:02}"));
                car.entry.team = Some(format!("Team {}", number / 3));
                car.entry.make = Some(["Chevrolet", "Ford", "Toyota"][number as usize / 3 % 3].to_owned());
            }
            let result = &mut car.result;
            result.green_passes = (120.0 * random.uniform()) as u32;
            result.green_times_passed = (120.0 * random.uniform()) as u32;
            result.passing_diff = result.green_passes as i32 - result.green_times_passed as i32;
            result.quality_passes = (f64::from(result.green_passes) * random.uniform()) as u32;
            result.top_15_laps = (f64::from(result.laps_completed) * random.uniform()) as u32;
            result.fastest_laps = (20.0 * random.uniform() * random.uniform()) as u32;
        }
    }
    history
}

/// The part of `history` known at `moment`.
pub fn known_at(history: &History, moment: Timestamp) -> History {
    let races = history.races.iter().filter(|race| race.known_at <= moment).cloned().collect();
    History { series: history.series, as_of: moment, races }
}

/// The card of a past race: its entries and grid, and its distance.
pub fn card(race: &PastRace) -> RaceCard {
    let mut entries: Vec<Entry> = race.cars.iter().map(|car| car.entry.clone()).collect();
    entries.sort_by_key(|entry| entry.driver);
    RaceCard { info: race.info.clone(), distance_laps: race.distance_laps, entries }
}

/// Replaces everything but setting, drivers and grid of the races whose results were not known at `moment`.
pub fn scramble_after(history: &History, moment: Timestamp, seed: u64) -> History {
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let mut history = history.clone();
    for race in history.races.iter_mut().filter(|race| race.known_at > moment) {
        let cars = race.cars.len();
        race.distance_laps = 50 + (random.uniform() * 400.0) as u32;
        for car in &mut race.cars {
            let skill = 3.0 * random.uniform();
            car.result = result(skill, cars, race.distance_laps, &mut random);
        }
        place(race, &mut random);
    }
    history
}

fn race(series: Series, day: Date, number: usize, cars: usize, first: u32, random: &mut Random) -> PastRace {
    let layout = LAYOUTS[number * 5 % LAYOUTS.len()];
    let distance_laps = 100 + 10 * (number % 7) as u32;
    let midnight = |day: Date| day.to_zoned(TimeZone::UTC).expect("a date in range").timestamp();
    let info = RaceInfo {
        key: RaceKey(format!("{series}-{day}-{layout}")),
        series,
        date: day,
        number_of_day: 1,
        venue: VenueKey::from(layout),
        layout: LayoutKey::from(layout),
        track_name: layout.to_owned(),
        exhibition: false,
        lock_at: midnight(day),
        scheduled_laps: None,
    };
    // Skills fall down the list; those near the end race now and then only.
    let mut field = Vec::new();
    for index in 0..cars as u32 + 4 {
        let skill = 1.0 - 2.0 * f64::from(index) / cars as f64;
        let (there, qualifying) = (random.uniform() < 0.5, 1.5 * random.uniform());
        if there || index + 4 < cars as u32 {
            field.push((skill + qualifying, skill, first + index + 1));
        }
    }
    field.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    let count = field.len();
    let mut race =
        PastRace { info, distance_laps, known_at: midnight(day.tomorrow().expect("a date")), cars: vec![] };
    for (start, (_, skill, driver)) in field.into_iter().enumerate() {
        race.cars.push(PastCar {
            entry: Entry {
                driver: DriverId(driver),
                driver_name: format!("Driver {driver}"),
                start: Some(start as u8 + 1),
                car_number: None,
                team: None,
                make: None,
            },
            result: result(skill + 2.0 * random.uniform(), count, distance_laps, random),
        });
    }
    place(&mut race, random);
    race
}

/// A result whose rating is `form` on a scale of its own; its place is settled by [`place`].
fn result(form: f64, cars: usize, laps: u32, random: &mut Random) -> LoopResult {
    let out = random.uniform() < 0.12;
    let kind = match (out, random.uniform() < 0.6) {
        (false, _) => StatusKind::Running,
        (true, true) => StatusKind::Accident,
        (true, false) => StatusKind::Mechanical,
    };
    LoopResult {
        finish_on_track: 0,
        finish_official: None,
        mid: 1,
        best: 1,
        worst: cars as u8,
        average_position: 1.0,
        passing_diff: 0,
        green_passes: 0,
        green_times_passed: 0,
        quality_passes: 0,
        fastest_laps: 0,
        top_15_laps: 0,
        laps_led: 0,
        laps_completed: if out { (f64::from(laps) * random.uniform()) as u32 } else { laps },
        rating: 75.0 + 20.0 * form,
        status: Status { raw: format!("{kind:?}").to_lowercase(), kind },
        lap_pace: None,
    }
}

/// Orders the cars by laps, then rating, and lets the winner lead every lap but a few of the second's.
fn place(race: &mut PastRace, random: &mut Random) {
    race.cars.sort_by(|a, b| {
        (b.result.laps_completed, b.result.rating.to_bits())
            .cmp(&(a.result.laps_completed, a.result.rating.to_bits()))
    });
    for (index, car) in race.cars.iter_mut().enumerate() {
        car.result.finish_on_track = index as u8 + 1;
        car.result.average_position = index as f64 + 1.0 + random.uniform();
        car.result.laps_led = 0;
    }
    race.cars[0].result.laps_completed = race.distance_laps;
    race.cars[0].result.laps_led = race.distance_laps;
}

/// A few random numbers, the same everywhere.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}
