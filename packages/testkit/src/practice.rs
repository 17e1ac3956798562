//! A small, independent reader of the practice files, for measuring what practice is worth.

use crate::race_logs::RaceLogs;
use csv::Reader;
use domain::evidence::{EvidenceBook, Pace, RUNS, SessionName};
use domain::ids::DriverId;
use domain::season::SessionKind;
use flate2::read::GzDecoder;
use jiff::civil::Date;
use serde::Deserialize;
use std::fs::File;
use std::path::Path;

#[derive(Deserialize)]
struct Row {
    series: String,
    race_date: Date,
    track_name: String,
    session: String,
    title: String,
    driver_id: Option<u32>,
    unit: String,
    best_lap: Option<f64>,
    run_5: Option<f64>,
    run_10: Option<f64>,
    run_15: Option<f64>,
    run_20: Option<f64>,
    run_25: Option<f64>,
    run_30: Option<f64>,
}

/// Length of a lap by which times become speeds: scores within a session do not depend on it.
const MILES: f64 = 1.0;

impl RaceLogs {
    /// What the practice and qualifying files in `folder`/practice say of the races, known at their locks.
    pub fn race_weeks(&self, folder: &Path) -> EvidenceBook {
        let mut book = EvidenceBook::new();
        let mut files: Vec<_> = std::fs::read_dir(folder.join("practice"))
            .expect("the folder of practice files")
            .map(|entry| entry.expect("an entry of the folder").path())
            .filter(|path| path.extension().is_some_and(|end| end == "gz"))
            .collect();
        files.sort();
        for path in files {
            let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for row in Reader::from_reader(GzDecoder::new(file)).into_deserialize::<Row>() {
                let row = row.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let of_row = |race: &&domain::history::PastRace| {
                    race.info.series.log_name() == row.series
                        && race.info.date == row.race_date
                        && race.info.track_name == row.track_name
                };
                let (Some(race), Some(driver)) = (self.races.iter().find(of_row), row.driver_id) else {
                    continue;
                };
                let speed = |value: Option<f64>| {
                    value.map(|value| if row.unit == "s" { 3_600.0 * MILES / value } else { value })
                };
                let runs = [row.run_5, row.run_10, row.run_15, row.run_20, row.run_25, row.run_30].map(speed);
                assert_eq!(runs.len(), RUNS.len());
                let kind =
                    if row.session == "practice" { SessionKind::Practice } else { SessionKind::Qualifying };
                book.entry(race.info.key.clone()).or_default().paces.push(Pace {
                    session: SessionName { kind, title: row.title.clone() },
                    driver: DriverId(driver),
                    known_at: race.info.lock_at,
                    best_lap: speed(row.best_lap),
                    runs,
                });
            }
        }
        book.values_mut().for_each(domain::evidence::Evidence::sort);
        book
    }
}
