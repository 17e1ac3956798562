//! Moments of the feeds: Eastern time without a zone, UTC without a zone, and nulls dressed as dates.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The zone that race dates are written in.
const EASTERN: &str = "America/New_York";

/// A civil date and time; `0001-01-01T00:00:00` and its like mean none.
pub(super) fn civil(text: &str) -> Option<DateTime> {
    let moment: DateTime = text.trim_end_matches('Z').parse().ok()?;
    (moment.year() >= 1949).then_some(moment)
}

/// A moment written in UTC.
pub(super) fn utc(text: &str) -> Option<Timestamp> {
    Some(civil(text)?.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// A moment written in Eastern time.
pub(super) fn eastern(text: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(EASTERN).expect("the zones are compiled in");
    Some(civil(text)?.to_zoned(zone).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_dressed_as_dates_are_none_and_summer_time_counts() {
        assert_eq!(civil("0001-01-01T00:00:00"), None);
        assert_eq!(civil("1900-01-01T00:00:00"), None);
        assert_eq!(civil(""), None);
        let shown = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
        assert_eq!(shown(eastern("2025-02-16T13:30:00")), Some("2025-02-16T18:30:00Z".to_owned()));
        assert_eq!(shown(eastern("2025-04-13T15:00:00")), Some("2025-04-13T19:00:00Z".to_owned()));
        assert_eq!(shown(utc("2025-04-13T19:00:00")), Some("2025-04-13T19:00:00Z".to_owned()));
    }
}
