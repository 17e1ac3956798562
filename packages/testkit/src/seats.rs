//! Car number, team and make of past entries, joined from files of results: for experiments, until an
//! importer brings them.

use csv::Reader;
use domain::history::PastRace;
use domain::ids::DriverId;
use domain::series::Series;
use flate2::read::GzDecoder;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Spans of a Cup driver's consecutive races in one car, dated as in the race logs.
#[derive(Deserialize)]
struct Span {
    series: String,
    driver_id: u32,
    car_number: String,
    team: String,
    make: String,
    first_race: Date,
    last_race: Date,
}

/// A row of official results, local date.
#[derive(Deserialize)]
struct ResultRow {
    series: String,
    race_date: Date,
    track_name: String,
    car_number: String,
    driver_name: String,
    manufacturer: String,
}

/// Number and make of an entry.
type Car = (String, String);

/// Everything both files say.
pub(crate) struct Seats {
    spans: BTreeMap<(Series, DriverId), Vec<Span>>,
    /// By series, track, driver's name and date; a name twice under one date is there twice.
    results: BTreeMap<(Series, String, String), Vec<(Date, Car)>>,
}

impl Seats {
    /// Reads `results/car-teams-2019-2025.csv` and `results/official-results-2022-2025.csv.gz` below `folder`.
    pub fn read(folder: &Path) -> Self {
        let open = |name: &str| {
            let path = folder.join("results").join(name);
            File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let series = |name: &str| -> Series { name.parse().expect("a series") };
        let mut spans: BTreeMap<_, Vec<Span>> = BTreeMap::new();
        for span in rows::<Span>(open("car-teams-2019-2025.csv")) {
            spans.entry((series(&span.series), DriverId(span.driver_id))).or_default().push(span);
        }
        let mut results: BTreeMap<_, Vec<(Date, Car)>> = BTreeMap::new();
        for row in rows::<ResultRow>(GzDecoder::new(open("official-results-2022-2025.csv.gz"))) {
            let key = (series(&row.series), row.track_name, plain(&row.driver_name));
            results.entry(key).or_default().push((row.race_date, (row.car_number, row.manufacturer)));
        }
        Self { spans, results }
    }

    /// Writes number, team and make into the entries of `race`; what is in no file, or in one in two ways,
    /// stays absent.
    pub fn join(&self, race: &mut PastRace) {
        let info = &race.info;
        for car in &mut race.cars {
            let entry = &mut car.entry;
            let spans = self.spans.get(&(info.series, entry.driver)).map(Vec::as_slice).unwrap_or_default();
            let mut at = spans.iter().filter(|span| (span.first_race..=span.last_race).contains(&info.date));
            if let (Some(span), None) = (at.next(), at.next()) {
                entry.car_number = Some(span.car_number.clone());
                entry.team = Some(span.team.clone());
                entry.make = Some(span.make.clone());
                continue;
            }
            let key = (info.series, info.track_name.clone(), plain(&entry.driver_name));
            let rows = self.results.get(&key).map(Vec::as_slice).unwrap_or_default();
            // Logs are dated up to two days after the local date, or one before.
            let near = |date: Date| (-1..=2).contains(&(info.date - date).get_days());
            let mut cars: Vec<&Car> =
                rows.iter().filter(|(date, _)| near(*date)).map(|(_, car)| car).collect();
            cars.sort();
            cars.dedup();
            if let [(number, make)] = cars[..] {
                entry.car_number = Some(number.clone());
                entry.make = Some(make.clone()).filter(|make| !make.is_empty());
            }
        }
    }
}

fn rows<T: for<'de> Deserialize<'de>>(file: impl Read) -> Vec<T> {
    Reader::from_reader(file).deserialize().map(|row| row.expect("a row of the file's columns")).collect()
}

/// A name's letters, lower-case: suffixes are written with and without a stop.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
