//! The league's files, in the shape of the real ones.

use crate::outcome::Outcome;
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt::Write;

/// Columns of the race logs. These headers are the league's own on purpose; a test compares them with the ones that
/// the parsers expect.
pub const RACE_LOG_HEADER: &str = "driver_name,driver_id,race_date,series,track_name,start,mid,finish,best,worst,avg,\
    green_flag_passing_diff,green_flag_passes,green_flag_times_passed,quality_passes,pct_quality_passes,fastest_lap,\
    top_15_laps,pct_top_15_laps,laps_led,pct_laps_led,laps,rating,status";
/// Columns of an entry list.
pub const ENTRY_HEADER: &str = "series,race_date,track_name,driver_id,driver_name,car_number,team,make,start,\
    scheduled_laps,lock_at";
/// Columns of the official results.
pub const OFFICIAL_HEADER: &str = "season,series,race_id,race_date,race_name,track_name,car_number,driver_name,team,\
    manufacturer,start_pos,finish_pos,laps_completed,laps_led,avg_running_position,fastest_laps,status";
/// Columns of the car, team and make of each driver.
pub const TEAM_HEADER: &str =
    "series,season,driver_id,driver_name,car_number,team,make,first_race,last_race,races";
/// Columns of practice and qualifying.
pub const PRACTICE_HEADER: &str = "series,race_date,track_name,session,title,driver_id,driver_name,unit,best_lap,\
    run_5,run_10,run_15,run_20,run_25,run_30,known_at";
/// Columns of the win odds.
pub const ODDS_HEADER: &str = "series,race_date,track_name,driver,odds,known_at,book";

/// A row of the race logs.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRow {
    /// Driver's name.
    pub driver_name: String,
    /// Driver's id.
    pub driver_id: u32,
    /// UTC date on which the race ended.
    pub date: Date,
    /// Series as the logs name it.
    pub series: &'static str,
    /// Track.
    pub track_name: &'static str,
    /// Average running position.
    pub average: f64,
    /// Driver rating.
    pub rating: f64,
    /// Counts of the race.
    pub outcome: Outcome,
}

/// The race-log file with `rows` in the given order: 24 columns, CRLF.
pub fn race_logs(rows: &[LogRow]) -> String {
    let mut text = RACE_LOG_HEADER.to_owned() + "\r\n";
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

/// A percentage as the logs write it; empty if `whole` is 0.
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
    /// Starting position.
    pub start: u32,
    /// Scheduled laps.
    pub scheduled_laps: u32,
    /// Lock of the slates.
    pub lock_at: Timestamp,
}

/// The entry list with `rows` in the given order.
pub fn entries(rows: &[EntryRow]) -> String {
    let mut text = ENTRY_HEADER.to_owned() + "\r\n";
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
    /// Race id.
    pub race_id: u32,
    /// Local date.
    pub date: Date,
    /// Race name.
    pub race_name: String,
    /// Track.
    pub track_name: &'static str,
    /// Car number.
    pub car_number: String,
    /// Driver's name in the source's spelling.
    pub driver_name: String,
    /// Make.
    pub make: &'static str,
    /// Average running position.
    pub average: f64,
    /// Counts of the race, with the official finish.
    pub outcome: Outcome,
}

/// The file of official results with `rows` in the given order. The team is blank, as in the real file.
pub fn official(rows: &[OfficialRow]) -> String {
    let mut text = OFFICIAL_HEADER.to_owned() + "\n";
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

/// One driver in one car over consecutive races of this driver.
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

/// The file of teams with `rows` in the given order.
pub fn teams(rows: &[TeamRow]) -> String {
    let mut text = TEAM_HEADER.to_owned() + "\n";
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
