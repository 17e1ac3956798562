//! Rows, files and races for the tests. All drivers are made up.

use domain::facts::Cluster;
use domain::ids::{DriverId, SnapshotId};
use domain::race::Entry;
use domain::result::LoopResult;
use domain::series::Series;
use domain::status::Status;
use domain::tracks::TrackReference;
use feeds::entries::EntryRow;
use feeds::identity::{self, ClusterRows, Resolution, Stated, Supersedes};
use feeds::place::Place;
use feeds::race_logs::{self, LogRow, Parsed};
use feeds::source::RawFile;
use jiff::civil::Date;

pub fn parse_logs(file: &RawFile) -> Parsed<LogRow> {
    race_logs::parse(file, TrackReference::builtin())
}

pub fn stated<T>(snapshot: &str, rows: impl IntoIterator<Item = T>) -> Vec<Stated<T>> {
    rows.into_iter().map(|row| Stated { snapshot: SnapshotId::from(snapshot), row }).collect()
}

/// Resolves the one cluster of these rows.
pub fn resolve(
    logs: Vec<Stated<LogRow>>,
    entries: Vec<Stated<EntryRow>>,
    supersedes: &[Supersedes],
) -> Resolution {
    let clusters = identity::clusters(logs, entries, supersedes);
    assert_eq!(clusters.len(), 1);
    identity::resolve(&clusters[0])
}

/// All states of these rows, in cluster order.
pub fn states(clusters: &[ClusterRows]) -> Vec<Cluster> {
    clusters.iter().map(|rows| identity::resolve(rows).cluster).collect()
}

/// The state without what names the files: all that the digest holds.
pub fn facts(mut cluster: Cluster) -> Cluster {
    cluster.parts.clear();
    cluster.races.iter_mut().for_each(|race| race.stated_by.clear());
    cluster
}

pub fn phoenix() -> Place {
    Place { track_name: "Phoenix Raceway".into(), venue: "phoenix".into(), layout: "phoenix".into() }
}

/// A row of Trucks at Phoenix; places are as given and everything else is plain.
pub fn log_row(date: Date, driver: u32, finish: u8, start: u8, mid: u8) -> LogRow {
    LogRow {
        line: 2,
        series: Series::Trucks,
        date,
        place: phoenix(),
        driver: DriverId(driver),
        driver_name: format!("Driver {driver}"),
        start,
        result: LoopResult {
            finish_on_track: finish,
            finish_official: None,
            mid,
            best: 1,
            worst: 30,
            average_position: 12.5,
            passing_diff: 0,
            green_passes: 10,
            green_times_passed: 10,
            quality_passes: 2,
            fastest_laps: 1,
            top_15_laps: 20,
            laps_led: 0,
            laps_completed: 150,
            rating: 70.5,
            status: Status::parse("running").expect("in the table"),
        },
    }
}

/// A race of drivers `first..first + cars`, starting in the order of finish turned by `turn`.
pub fn race(date: Date, first: u32, cars: u8, turn: u8) -> Vec<LogRow> {
    (1..=cars)
        .map(|finish| {
            let start = (finish + turn - 1) % cars + 1;
            let mid = (finish + 2 * turn + 1) % cars + 1;
            log_row(date, first + u32::from(finish) - 1, finish, start, mid)
        })
        .collect()
}

pub fn entry_row(date: Date, driver: u32, start: Option<u8>, car_number: Option<&str>) -> EntryRow {
    EntryRow {
        line: 2,
        series: Series::Trucks,
        date,
        place: phoenix(),
        entry: Entry {
            driver: DriverId(driver),
            driver_name: format!("Driver {driver}"),
            start,
            car_number: car_number.map(str::to_owned),
            team: None,
            make: None,
        },
        scheduled_laps: None,
        lock_at: None,
    }
}
