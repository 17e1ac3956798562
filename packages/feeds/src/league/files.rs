//! The league's files, in the shape of the real ones.

use super::outcome::Outcome;
use crate::{entries, race_logs, results, teams};
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt::Write;

/// A row of the race logs.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRow {
    /// Driver's name.
    pub driver_name: String,
    /// Driver's id.
    pub driver_id: u32,
    /// UTC date of the end.
    pub date: Date,
    /// Series as the logs name it.
    pub series: &'static str,
    /// Track.
    pub track_name: &'static str,
    /// Places over all laps, averaged.
    pub average: f64,
    /// Driver rating.
    pub rating: f64,
    /// Everything counted.
    pub outcome: Outcome,
}

/// The race-log file of `rows`, in their order: 24 columns, CRLF.
pub fn race_logs(rows: &[LogRow]) -> String {
    let mut text = race_logs::COLUMNS.join(",") + "\r\n";
    for row in rows {
        let o = &row.outcome;
        let date = row.date.strftime("%Y/%m/%d");
        let (passes, passed) = (o.passes, o.passed);
        let diff = i64::from(passes) - i64::from(passed);
        let _ = write!(
            text,
            "{},{},{date},{},{},{},{},{},{},{},{:?},{diff},{passes},{passed},{},{},{},{},{},{},{},{},{:?},{}\r\n",
            row.driver_name,
            row.driver_id,
            row.series,
            row.track_name,
            o.start,
            o.mid,
            o.finish,
            o.best,
            o.worst,
            row.average,
            o.quality_passes,
            share(o.quality_passes, passes),
            o.fastest_laps,
            o.top_15_laps,
            share(o.top_15_laps, o.laps),
            o.laps_led,
            share(o.laps_led, o.laps),
            o.laps,
            row.rating,
            o.status,
        );
    }
    text
}

/// A percentage as the logs write it; empty where there is nothing to divide by.
fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return String::new();
    }
    format!("{:?}", f64::from(part) / f64::from(whole) * 100.0)
}

/// A row of an entry list.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryRow {
    /// Series as the logs name it.
    pub series: &'static str,
    /// Scheduled date.
    pub date: Date,
    /// Track.
    pub track_name: &'static str,
    /// Driver's id.
    pub driver_id: u32,
    /// Driver's name.
    pub driver_name: String,
    /// Car number.
    pub car_number: String,
    /// Team.
    pub team: &'static str,
    /// Make.
    pub make: &'static str,
    /// Place on the grid.
    pub start: u32,
    /// Scheduled laps.
    pub scheduled_laps: u32,
    /// Lock.
    pub lock_at: Timestamp,
}

/// The entries file of `rows`, in their order.
pub fn entries(rows: &[EntryRow]) -> String {
    let mut text = entries::COLUMNS.join(",") + "\r\n";
    for row in rows {
        let _ = write!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{}\r\n",
            row.series,
            row.date.strftime("%Y/%m/%d"),
            row.track_name,
            row.driver_id,
            row.driver_name,
            row.car_number,
            row.team,
            row.make,
            row.start,
            row.scheduled_laps,
            row.lock_at,
        );
    }
    text
}

/// A row of the official results.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficialRow {
    /// Season.
    pub season: i16,
    /// Series as the logs name it.
    pub series: &'static str,
    /// Id of the race.
    pub race_id: u32,
    /// Local date.
    pub date: Date,
    /// Name of the race.
    pub race_name: String,
    /// Track.
    pub track_name: &'static str,
    /// Car number.
    pub car_number: String,
    /// Driver's name in the source's spelling.
    pub driver_name: String,
    /// Make.
    pub make: &'static str,
    /// Places over all laps, averaged.
    pub average: f64,
    /// Everything counted; the finish is the official one.
    pub outcome: Outcome,
}

/// The file of official results of `rows`, in their order; the team is blank, as in the real one.
pub fn official(rows: &[OfficialRow]) -> String {
    let mut text = results::COLUMNS.join(",") + "\n";
    for row in rows {
        let o = &row.outcome;
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},,{},{},{},{},{},{:?},{},{}",
            row.season,
            row.series,
            row.race_id,
            row.date,
            row.race_name,
            row.track_name,
            row.car_number,
            row.driver_name,
            row.make,
            o.start,
            o.finish,
            o.laps,
            o.laps_led,
            row.average,
            o.fastest_laps,
            o.status,
        );
    }
    text
}

/// A driver in one car over consecutive races of his own.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamRow {
    /// Series as the logs name it.
    pub series: &'static str,
    /// Season.
    pub season: i16,
    /// Driver's id.
    pub driver_id: u32,
    /// Driver's name.
    pub driver_name: String,
    /// Car number.
    pub car_number: String,
    /// Team.
    pub team: &'static str,
    /// Make.
    pub make: &'static str,
    /// Race-log date of the first race.
    pub first: Date,
    /// Race-log date of the last.
    pub last: Date,
    /// Number of races.
    pub races: u32,
}

/// The file of teams of `rows`, in their order.
pub fn teams(rows: &[TeamRow]) -> String {
    let mut text = teams::COLUMNS.join(",") + "\n";
    for row in rows {
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{}",
            row.series,
            row.season,
            row.driver_id,
            row.driver_name,
            row.car_number,
            row.team,
            row.make,
            row.first,
            row.last,
            row.races,
        );
    }
    text
}
