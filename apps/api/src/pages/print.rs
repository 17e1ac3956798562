//! Numbers and moments as pages print them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A number with so many decimals; never `-0`.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if zero { text.replace('-', "") } else { text }
}

/// A share of 1 in per cent, with one decimal and without its sign.
pub fn percent(share: f64) -> String {
    number(100.0 * share, 1)
}

/// With its sign: `+1.2`, `-0.4`, `0.0`.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// A moment in a zone, UTC where there is none: `Sun, Nov 2, 1:00 PM MST`.
pub fn moment(at: Timestamp, zone: Option<&str>) -> String {
    let zone = zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%a, %b %-d, %-I:%M %p %Z").to_string()
}

/// A length of time in its two largest units: `1 d 4 h`, `3 h 20 min`, `12 min`.
pub fn span(length: SignedDuration) -> String {
    let minutes = length.abs().as_mins();
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// `3 h 20 min ago` or `in 3 h 20 min`.
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let length = at.duration_since(now);
    if length.is_negative() { format!("{} ago", span(length)) } else { format!("in {}", span(length)) }
}

/// `1 race`, `2 races`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_negative_zero() {
        assert_eq!([number(-0.04, 1), number(-0.05, 1), number(12.345, 2)], ["0.0", "-0.1", "12.35"]);
        assert_eq!([signed(1.25, 1), signed(-1.0, 1), signed(0.01, 1)], ["+1.2", "-1.0", "0.0"]);
        assert_eq!(percent(0.1234), "12.3");
    }

    #[test]
    fn moments_are_those_of_the_track() {
        let at = "2025-11-02T20:00:00Z".parse().unwrap();
        assert_eq!(moment(at, Some("America/Phoenix")), "Sun, Nov 2, 1:00 PM MST");
        assert_eq!(moment(at, None), "Sun, Nov 2, 8:00 PM UTC");
    }

    #[test]
    fn spans_have_two_units() {
        let check = |minutes: i64, expected: &str| {
            assert_eq!(span(SignedDuration::from_mins(minutes)), expected);
        };
        check(0, "0 min");
        check(59, "59 min");
        check(200, "3 h 20 min");
        check(1680, "1 d 4 h");
        let now: Timestamp = "2025-11-02T20:00:00Z".parse().unwrap();
        assert_eq!(relative(now - SignedDuration::from_mins(5), now), "5 min ago");
        assert_eq!(relative(now + SignedDuration::from_mins(65), now), "in 1 h 5 min");
    }
}
