//! Rows, files and races for the tests. All drivers are made up.

use domain::facts::RaceGroup;
use domain::ids::{DriverId, SnapshotId};
use domain::race::Entry;
use domain::result::LoopResult;
use domain::series::Series;
use domain::status::Status;
use domain::tracks::TrackReference;
use feeds::entries::EntryRow;
use feeds::identity::{self, RaceGroupRows, RawRows, Resolution, Stated, Supersedes};
use feeds::parsed::Parsed;
use feeds::place::Place;
use feeds::race_logs::{self, LogRow};
use feeds::results::ResultRow;
use feeds::source::RawFile;
use feeds::teams::TeamRow;
use feeds::weekend::{Item, WeekendRow};
use jiff::civil::Date;

pub fn parse_logs(file: &RawFile) -> Parsed<LogRow> {
    race_logs::parse(file, TrackReference::builtin())
}

pub fn stated<T>(snapshot: &str, rows: impl IntoIterator<Item = T>) -> Vec<Stated<T>> {
    rows.into_iter().map(|row| Stated { snapshot: SnapshotId::from(snapshot), row }).collect()
}

/// Resolves the one race_group of these rows.
pub fn resolve(
    logs: Vec<Stated<LogRow>>,
    entries: Vec<Stated<EntryRow>>,
    supersedes: &[Supersedes],
) -> Resolution {
    resolve_all(RawRows { logs, entries, ..RawRows::default() }, supersedes)
}

/// Resolves the one race_group in which these rows, but for those of teams, speak of races.
pub fn resolve_all(rows: RawRows, supersedes: &[Supersedes]) -> Resolution {
    let mut race_groups = identity::race_groups(rows, TrackReference::builtin(), supersedes);
    race_groups.retain(|rows| {
        let alone = rows.logs.is_empty() && rows.entries.is_empty() && rows.results.is_empty();
        !(alone && rows.weekend.is_empty())
    });
    assert_eq!(race_groups.len(), 1);
    identity::resolve(&race_groups[0])
}

/// The race_groups of race logs alone.
pub fn race_groups_of_logs(logs: Vec<Stated<LogRow>>) -> Vec<RaceGroupRows> {
    identity::race_groups(RawRows { logs, ..RawRows::default() }, TrackReference::builtin(), &[])
}

/// All states of these rows, in race_group order.
pub fn states(race_groups: &[RaceGroupRows]) -> Vec<RaceGroup> {
    race_groups.iter().map(|rows| identity::resolve(rows).race_group).collect()
}

/// The state without what names the files: all that the digest holds.
pub fn facts(mut race_group: RaceGroup) -> RaceGroup {
    race_group.parts.clear();
    race_group.races.iter_mut().for_each(|race| race.stated_by.clear());
    race_group
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
            lap_pace: None,
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
        known_at: None,
    }
}

/// A row of the official results of the race of [`log_row`]s with the same numbers.
pub fn result_row(date: Date, race_id: u32, driver: u32, finish: u8, start: u8) -> ResultRow {
    ResultRow {
        line: 2,
        series: Series::Trucks,
        date,
        place: phoenix(),
        race_id,
        race_name: Some(format!("Race {race_id}")),
        driver: None,
        driver_name: format!("Driver {driver}"),
        car_number: Some(driver.to_string()),
        team: None,
        make: Some("Ford".to_owned()),
        start,
        finish,
        laps_completed: 150,
        laps_led: 0,
        status: "running".to_owned(),
    }
}

/// The official results of `log`, dated `date`.
pub fn results_of(log: &[LogRow], date: Date, race_id: u32) -> Vec<ResultRow> {
    let row = |row: &LogRow| {
        let finish = row.result.finish_on_track;
        ResultRow {
            driver_name: row.driver_name.clone(),
            ..result_row(date, race_id, row.driver.0, finish, row.start)
        }
    };
    log.iter().map(row).collect()
}

/// A driver in one car from `first` to `last`.
pub fn team_row(driver: u32, car_number: &str, team: &str, first: Date, last: Date) -> TeamRow {
    TeamRow {
        line: 2,
        series: Series::Trucks,
        season: first.year(),
        driver: DriverId(driver),
        driver_name: format!("Driver {driver}"),
        car_number: car_number.to_owned(),
        team: team.to_owned(),
        make: "Ford".to_owned(),
        first,
        last,
        races: 3,
    }
}

/// A row about the race of [`log_row`]s.
pub fn weekend_row(date: Date, driver: Option<u32>, known_at: Option<&str>, item: Item) -> WeekendRow {
    WeekendRow {
        line: 2,
        series: Series::Trucks,
        date,
        place: phoenix(),
        number: None,
        driver: driver.map(DriverId),
        driver_name: None,
        known_at: known_at.map(|text| text.parse().expect("a moment")),
        item,
    }
}
