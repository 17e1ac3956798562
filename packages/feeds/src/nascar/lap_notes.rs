//! `lap-notes.json`: notes by lap.

use super::reading::{Log, NotAFeed, Reading};
use serde_json::Value;

const FIELDS: &[&str] = &["FlagState", "Note", "NoteID", "DriverIDs"];

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Lap.
    pub lap: u32,
    /// State of the flag.
    pub flag: Option<u32>,
    /// Text.
    pub text: String,
    /// Drivers it is about.
    pub drivers: Vec<u32>,
}

/// Reads notes: `laps` is a map from the number of the lap as text.
///
/// # Errors
/// When it is not an object with `laps`.
pub fn read(file: &str, bytes: &[u8]) -> Result<Reading<Vec<Note>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let Some(laps) = value.get("laps").and_then(Value::as_object) else {
        return Err(log.not_a_feed("it has no map `laps`"));
    };
    let mut notes = Vec::new();
    for (lap, list) in laps {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        let lap: Option<u32> = lap.parse().ok();
        notes.extend(log.each(list, FIELDS, |record| {
            let drivers = record.list("DriverIDs").iter();
            let drivers = drivers.filter_map(Value::as_u64).filter_map(|id| u32::try_from(id).ok()).collect();
            Some(Note { lap: lap?, flag: record.count("FlagState"), text: record.text("Note")?, drivers })
        }));
    }
    notes.sort_by_key(|note| note.lap);
    Ok(log.done(notes))
}
