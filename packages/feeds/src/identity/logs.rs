//! The rows of one series, layout and race-log date: one race, two, or a contradiction.

use super::doubles;
use super::resolution::Conflict;
use super::stated::{Distinct, Precedence};
use crate::race_logs::{LARGEST_FIELD, LogRow};
use domain::ids::DriverId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Beyond so many distinct rows of one day a group is rubbish, and the pairs of its rows are not gone through.
const MOST_ROWS: usize = 2000;

/// Most values of a column that a conflict spells out.
const MOST_VALUES: usize = 4;

pub(super) type LogRows<'a> = Vec<Distinct<'a, LogRow>>;

/// What a group turned out to be.
pub(super) struct Verdict<'a> {
    /// No race, one, or two in the order of their rows.
    pub races: Vec<LogRows<'a>>,
    /// Drivers whose rows contradict each other and are held back.
    pub conflicts: Vec<Conflict>,
    /// Why the whole group is held back: rule and reason.
    pub veto: Option<(&'static str, String)>,
    /// Rows that gave way to those of a newer file.
    pub yielded: LogRows<'a>,
}

impl Verdict<'_> {
    fn is_clean(&self) -> bool {
        self.veto.is_none() && self.conflicts.is_empty()
    }
}

/// Decides on a group. Rows of superseded files give way only where the group is contradictory with them: first those
/// of a driver with a newer row, then also those that claim a place which a newer row claims.
pub(super) fn judge<'a>(group: &str, rows: &LogRows<'a>, precedence: &Precedence<'_>) -> Verdict<'a> {
    let as_it_is = decide(group, rows);
    if as_it_is.is_clean() || precedence.is_empty() || rows.len() > MOST_ROWS {
        return as_it_is;
    }
    let same_driver = |a: &LogRow, b: &LogRow| a.driver == b.driver;
    let same_place = |a: &LogRow, b: &LogRow| {
        same_driver(a, b) || a.start == b.start || a.result.finish_on_track == b.result.finish_on_track
    };
    let by_driver = without_yielding(group, rows, precedence, same_driver);
    if by_driver.is_clean() {
        return by_driver;
    }
    let by_place = without_yielding(group, rows, precedence, same_place);
    if by_place.is_clean() {
        return by_place;
    }
    [by_driver, by_place].into_iter().find(|verdict| verdict.veto.is_none()).unwrap_or(as_it_is)
}

fn without_yielding<'a>(
    group: &str,
    rows: &LogRows<'a>,
    precedence: &Precedence<'_>,
    contradict: impl Fn(&LogRow, &LogRow) -> bool,
) -> Verdict<'a> {
    let gives_way = |old: &Distinct<'a, LogRow>| {
        rows.iter()
            .any(|new| contradict(old.row, new.row) && precedence.yields(&old.stated_by, &new.stated_by))
    };
    let (yielded, kept): (LogRows<'a>, LogRows<'a>) = rows.iter().cloned().partition(gives_way);
    Verdict { yielded, ..decide(group, &kept) }
}

fn decide<'a>(group: &str, rows: &LogRows<'a>) -> Verdict<'a> {
    if contradiction(rows).is_none() {
        return single(rows.clone(), Vec::new());
    }
    let by_driver = by_driver(rows);
    let with_rows = |count: usize| -> BTreeSet<DriverId> {
        by_driver.iter().filter(|(_, rows)| rows.len() >= count).map(|(&driver, _)| driver).collect()
    };
    let not_parted = match part(rows) {
        Ok(races) => return Verdict { races, conflicts: Vec::new(), veto: None, yielded: Vec::new() },
        Err(reason) => reason,
    };
    // No driver runs three races of a day: these rows contradict each other whatever the rest is.
    let thrice = with_rows(3);
    if !thrice.is_empty()
        && let Ok(races) = part(&without(rows, &thrice))
    {
        let conflicts = conflicts(group, &by_driver, &thrice);
        return Verdict { races, conflicts, veto: None, yielded: Vec::new() };
    }
    let twice = with_rows(2);
    let mostly_twice = 2 * twice.len() > by_driver.len();
    // A second race of the day has a grid of its own; a second version of a race has the same one.
    let on_one_grid =
        |driver: &&DriverId| by_driver[driver].windows(2).all(|two| two[0].row.start == two[1].row.start);
    if mostly_twice && 2 * twice.iter().filter(on_one_grid).count() > twice.len() {
        let (twice, drivers) = (twice.len(), by_driver.len());
        let reason =
            format!("{twice} of {drivers} drivers have different rows on one grid: two versions of one race");
        return veto("two-versions", reason);
    }
    let rest = without(rows, &twice);
    if !twice.is_empty() && !mostly_twice && contradiction(&rest).is_none() {
        return single(rest, conflicts(group, &by_driver, &twice));
    }
    if has_two_winners(rows) {
        let winners = rows.iter().filter(|row| row.row.result.finish_on_track == 1).count();
        let reason =
            format!("{} rows with {winners} winners do not part into two races: {not_parted}", rows.len());
        return veto("two-winners", reason);
    }
    if rows.len() > usize::from(LARGEST_FIELD) {
        let reason = format!("{} rows with one winner; a race has at most {LARGEST_FIELD} cars", rows.len());
        return veto("too-many-rows", reason);
    }
    let reason = contradiction(&rest).or_else(|| contradiction(rows)).unwrap_or_default();
    veto("place-claimed-twice", reason)
}

fn veto<'a>(rule: &'static str, reason: String) -> Verdict<'a> {
    Verdict { races: Vec::new(), conflicts: Vec::new(), veto: Some((rule, reason)), yielded: Vec::new() }
}

fn single(rows: LogRows<'_>, conflicts: Vec<Conflict>) -> Verdict<'_> {
    if rows.len() == 1 {
        let row = rows[0].row;
        let reason =
            format!("one row alone, {} ({}): most likely a wrong date or track", row.driver_name, row.driver);
        return Verdict { conflicts, ..veto("lone-row", reason) };
    }
    let races = if rows.is_empty() { Vec::new() } else { vec![rows] };
    Verdict { races, conflicts, veto: None, yielded: Vec::new() }
}

/// The two races of a day. Nothing says which ran first, so the one whose rows sort first, by finish and then by
/// start: the one whose winner started further forward, then the rest of their rows.
fn part<'a>(rows: &LogRows<'a>) -> Result<Vec<LogRows<'a>>, String> {
    let plain: Vec<&LogRow> = rows.iter().map(|row| row.row).collect();
    let halves = doubles::part(&plain)?;
    let mut races: Vec<LogRows<'a>> =
        halves.iter().map(|half| half.iter().map(|&at| rows[at].clone()).collect()).collect();
    races.sort_by(|a, b| a.iter().map(|row| row.row.key()).cmp(b.iter().map(|row| row.row.key())));
    Ok(races)
}

fn has_two_winners(rows: &LogRows<'_>) -> bool {
    rows.iter().filter(|row| row.row.result.finish_on_track == 1).nth(1).is_some()
}

/// The first way in which the rows cannot be one race, in words.
fn contradiction(rows: &LogRows<'_>) -> Option<String> {
    let mut finishes = BTreeMap::new();
    let mut starts = BTreeMap::new();
    let mut drivers = BTreeSet::new();
    for row in rows.iter().map(|row| row.row) {
        let finish = row.result.finish_on_track;
        for (name, place, claims) in [("finish", finish, &mut finishes), ("start", row.start, &mut starts)] {
            if let Some(other) = claims.insert(place, row.driver) {
                return Some(format!("{name} {place} is claimed by drivers {other} and {}", row.driver));
            }
        }
        if !drivers.insert(row.driver) {
            return Some(format!("driver {} has two different rows", row.driver));
        }
    }
    None
}

type ByDriver<'r, 'a> = BTreeMap<DriverId, Vec<&'r Distinct<'a, LogRow>>>;

fn by_driver<'r, 'a>(rows: &'r LogRows<'a>) -> ByDriver<'r, 'a> {
    let mut found: ByDriver<'_, '_> = BTreeMap::new();
    for row in rows {
        found.entry(row.row.driver).or_default().push(row);
    }
    found
}

fn without<'a>(rows: &LogRows<'a>, drivers: &BTreeSet<DriverId>) -> LogRows<'a> {
    rows.iter().filter(|row| !drivers.contains(&row.row.driver)).cloned().collect()
}

fn conflicts(group: &str, rows: &ByDriver<'_, '_>, drivers: &BTreeSet<DriverId>) -> Vec<Conflict> {
    let conflict = |driver: &DriverId| {
        let rows = &rows[driver];
        Conflict {
            group: group.to_owned(),
            rule: "two-rows-one-driver",
            driver: *driver,
            driver_name: rows[0].row.driver_name.clone(),
            differences: differences(rows),
            rows: rows.len() as u32,
            origins: rows
                .iter()
                .flat_map(|row| &row.origins)
                .map(|&(snapshot, line)| (snapshot.clone(), line))
                .collect(),
        }
    };
    drivers.iter().map(conflict).collect()
}

/// The columns in which the rows of a driver differ: `finish 3 or 4, laps 200 or 199`.
fn differences(rows: &[&Distinct<'_, LogRow>]) -> String {
    type Column = (&'static str, fn(&LogRow) -> String);
    let columns: [Column; 18] = [
        ("name", |row| row.driver_name.clone()),
        ("finish", |row| row.result.finish_on_track.to_string()),
        ("start", |row| row.start.to_string()),
        ("mid", |row| row.result.mid.to_string()),
        ("best", |row| row.result.best.to_string()),
        ("worst", |row| row.result.worst.to_string()),
        ("avg", |row| row.result.average_position.to_string()),
        ("passing difference", |row| row.result.passing_diff.to_string()),
        ("passes", |row| row.result.green_passes.to_string()),
        ("times passed", |row| row.result.green_times_passed.to_string()),
        ("quality passes", |row| row.result.quality_passes.to_string()),
        ("fastest laps", |row| row.result.fastest_laps.to_string()),
        ("top-15 laps", |row| row.result.top_15_laps.to_string()),
        ("laps led", |row| row.result.laps_led.to_string()),
        ("laps", |row| row.result.laps_completed.to_string()),
        ("rating", |row| row.result.rating.to_string()),
        ("status", |row| row.result.status.raw.clone()),
        ("track", |row| row.place.layout.to_string()),
    ];
    let mut text = String::new();
    for (name, value) in columns {
        let values: BTreeSet<String> = rows.iter().map(|row| value(row.row)).collect();
        if values.len() > 1 {
            let shown: Vec<&str> = values.iter().take(MOST_VALUES).map(String::as_str).collect();
            let more = if values.len() > MOST_VALUES { " ..." } else { "" };
            let comma = if text.is_empty() { "" } else { ", " };
            write!(text, "{comma}{name} {}{more}", shown.join(" or "))
                .expect("writing to a String never fails");
        }
    }
    text
}
