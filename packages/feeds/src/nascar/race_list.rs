//! `race_list_basic.json`: the races of a season, of all series or as a bare array of one.

use super::reading::{Log, NotAFeed, Reading};
use super::setting::{RACE_FIELDS, Setting, setting};
use serde_json::Value;

/// Reads the list; races of another season than `year` are left out, for some addresses serve another year's.
///
/// # Errors
/// When it is not JSON of this shape, or holds races of other seasons alone.
pub fn read(file: &str, bytes: &[u8], year: i16) -> Result<Reading<Vec<Setting>>, NotAFeed> {
    let mut log = Log::new(file);
    let value = log.json(bytes)?;
    let mut races = Vec::new();
    match &value {
        Value::Array(list) => races.extend(log.each(list, RACE_FIELDS, setting)),
        Value::Object(of_series) if of_series.keys().any(|key| key.starts_with("series_")) => {
            for (_, list) in of_series.iter().filter(|(key, _)| key.starts_with("series_")) {
                races.extend(log.each(log.array(list)?, RACE_FIELDS, setting));
            }
        }
        _ => return Err(log.not_a_feed("it is neither an array of races nor an object of series")),
    }
    let all = races.len();
    races.retain(|race| race.season == year);
    if races.is_empty() && all > 0 {
        return Err(log.not_a_feed(format!("all of its {all} races are of another season than {year}")));
    }
    races.sort_by_key(|race| (race.start, race.race_id));
    Ok(log.done(races))
}
