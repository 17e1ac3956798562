//! `schedule-feed.json`: the sessions of a season's weekends.

use super::moments;
use super::reading::{Log, NotAFeed, Reading};
use jiff::Timestamp;

const FIELDS: &[&str] = &[
    "start_time",
    "end_time",
    "event_name",
    "race_id",
    "track_id",
    "track_name",
    "race_name",
    "series_id",
    "run_type",
    "start_time_utc",
    "end_time_utc",
];

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// NASCAR's id of the race it belongs to.
    pub race_id: u32,
    /// What it is called.
    pub name: String,
    /// 1 practice, 2 qualifying, 3 race, 0 anything else.
    pub run_type: u32,
    /// When it begins; unknown in 2016-2018.
    pub start: Option<Timestamp>,
}

/// Reads the sessions.
///
/// # Errors
/// When it is not an array.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Vec<Session>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let sessions = log.each(log.array(&value)?, FIELDS, |record| {
        Some(Session {
            race_id: record.key("race_id")?,
            name: record.key_text("event_name")?,
            run_type: record.count("run_type").unwrap_or(0),
            start: record.text("start_time_utc").and_then(|text| moments::utc(&text)),
        })
    });
    Ok(log.done(sessions))
}
