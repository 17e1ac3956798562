//! Moments at which something became known.

use crate::entries::midnight;
use crate::table::Fault;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How long after 00:00Z of its date something may still have become known of a race: the rest of it is over.
const LATEST: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A row is not about a race that had long been run when it was seen: its prices are those of another.
pub(crate) fn not_after_the_race(
    field: &'static str,
    known_at: Option<Timestamp>,
    date: Date,
) -> Result<(), Fault> {
    match known_at {
        Some(moment) if moment.duration_since(midnight(date)) > LATEST => {
            let problem = format!("is days after the race of {date}: most likely it is about another");
            Err(Fault::new(field, "known-after-race", moment, problem, "correct the date or the race"))
        }
        _ => Ok(()),
    }
}

/// The moment, rounded up to a whole second, so that nothing counts before it was known.
pub(crate) fn whole_second(moment: Timestamp) -> Timestamp {
    let second = moment.as_second() + i64::from(moment.subsec_nanosecond() > 0);
    Timestamp::from_second(second).unwrap_or(moment)
}

/// A moment with an offset, or one without that is meant in UTC; fractions of a second are rounded up. A day alone means its end, so that
/// nothing counts before it was known. The name of a zone alone does not count as an offset.
pub(crate) fn moment(field: &'static str, text: &str) -> Result<Timestamp, Fault> {
    let in_utc = || {
        if text.contains('[') {
            return None;
        }
        let civil: DateTime = match text.parse::<Date>() {
            Ok(day) if !text.contains(':') => day.at(23, 59, 59, 0),
            _ => text.replacen(' ', "T", 1).parse().ok()?,
        };
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    text.parse().ok().or_else(in_utc).map(whole_second).ok_or_else(|| {
        let next_step = "write it like 2026-06-07T18:00:00Z";
        Fault::new(field, "not-a-moment", text, "is not a moment", next_step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_never_read_as_earlier_than_it_was() {
        let read = |text: &str| moment("known_at", text).map(|moment| moment.to_string()).map_err(|_| ());
        let is = |moment: &str| Ok(moment.to_owned());
        assert_eq!(read("2025-11-02T18:00:00Z"), is("2025-11-02T18:00:00Z"));
        assert_eq!(read("2025-11-02 18:00:00"), is("2025-11-02T18:00:00Z"));
        assert_eq!(read("2025-11-02T18:00:00-05:00"), is("2025-11-02T23:00:00Z"));
        assert_eq!(read("2025-11-02T18:00:00-05:00[America/New_York]"), is("2025-11-02T23:00:00Z"));
        assert_eq!(read("2025-11-02T18:00:00.2Z"), is("2025-11-02T18:00:01Z"));
        assert_eq!(read("2025-11-02"), is("2025-11-02T23:59:59Z"));
        for text in ["2025-11-02T18:00:00[America/New_York]", "yesterday", "", "18:00"] {
            assert_eq!(read(text), Err(()), "{text}");
        }
    }
}
