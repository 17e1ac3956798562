//! The race logs as rows and groups.

use domain::series::Series;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A file of the shared data.
pub fn shared(path: &str) -> PathBuf {
    let root = std::env::var_os("BACKSTRETCH_TEST_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    root.join(path)
}

/// The rows of a CSV file of the shared data, by column name.
pub fn table(path: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(shared(path)).unwrap().deserialize().map(Result::unwrap).collect()
}

/// One car in one race.
pub struct Row {
    pub series: Series,
    pub track_name: String,
    pub date: Date,
    pub driver_id: u32,
    pub driver_name: String,
    pub start: u8,
    pub finish: u8,
    pub laps_led: u32,
    pub fastest_laps: u32,
    pub laps: u32,
    pub status: String,
}

/// All rows of the race logs.
pub fn rows() -> Vec<Row> {
    table("race-logs.csv")
        .into_iter()
        .map(|row| Row {
            series: row["series"].parse().unwrap(),
            track_name: row["track_name"].clone(),
            date: row["race_date"].replace('/', "-").parse().unwrap(),
            driver_id: row["driver_id"].parse().unwrap(),
            driver_name: row["driver_name"].clone(),
            start: row["start"].parse().unwrap(),
            finish: row["finish"].parse().unwrap(),
            laps_led: row["laps_led"].parse().unwrap(),
            fastest_laps: row["fastest_lap"].parse().unwrap(),
            laps: row["laps"].parse().unwrap(),
            status: row["status"].clone(),
        })
        .collect()
}

/// The rows of one series, track name and date.
pub struct Group {
    pub series: Series,
    pub track_name: String,
    pub date: Date,
    pub rows: Vec<Row>,
}

impl Group {
    /// Races in the group: its winners.
    pub fn races(&self) -> usize {
        self.rows.iter().filter(|row| row.finish == 1).count()
    }

    /// Most laps any car completed.
    pub fn laps(&self) -> u32 {
        self.rows.iter().map(|row| row.laps).max().unwrap()
    }

    /// Distinct finishing places.
    pub fn distinct_finishes(&self) -> usize {
        self.rows.iter().map(|row| row.finish).collect::<BTreeSet<_>>().len()
    }
}

/// All groups, by series, track name and date.
pub fn groups() -> Vec<Group> {
    let mut groups: BTreeMap<(Series, String, Date), Vec<Row>> = BTreeMap::new();
    for row in rows() {
        groups.entry((row.series, row.track_name.clone(), row.date)).or_default().push(row);
    }
    groups
        .into_iter()
        .map(|((series, track_name, date), rows)| Group { series, track_name, date, rows })
        .collect()
}
