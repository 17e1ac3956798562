//! Moments as backends store them: in whole milliseconds since 1970.

use jiff::Timestamp;

/// Rounded up, so that nothing is due early.
pub fn milliseconds(moment: Timestamp) -> i64 {
    let whole = moment.as_millisecond();
    whole + i64::from(moment.subsec_nanosecond().rem_euclid(1_000_000) > 0 && moment.as_nanosecond() > 0)
}

/// Rounded down: what is listed as due by a moment is due.
pub fn milliseconds_passed(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

/// The moment that was stored.
pub fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_round_up_and_never_become_due_early() {
        let check = |text: &str, expected: i64| {
            assert_eq!(milliseconds(text.parse().unwrap()), expected, "{text}");
        };
        check("1970-01-01T00:00:01Z", 1000);
        check("1970-01-01T00:00:01.0000001Z", 1001);
        check("1970-01-01T00:00:01.001Z", 1001);
        check("1969-12-31T23:59:59.9999Z", 0);
        check("1969-12-31T23:59:59.999Z", -1);
    }
}
