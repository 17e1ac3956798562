//! A quota per period, as in `RATE_LIMIT_DEFAULT`.

use std::fmt;
use std::str::FromStr;

const SECOND: u64 = 1_000_000;

/// The periods that have a name, in microseconds.
const PERIODS: [(&str, u64); 4] =
    [("second", SECOND), ("minute", 60 * SECOND), ("hour", 3_600 * SECOND), ("day", 86_400 * SECOND)];

/// A quota per period. Written `100/minute` or `100/15 minutes`; `100 per minute` is understood too.
///
/// ```
/// use ops::limits::Rate;
/// let rate: Rate = "100/minute".parse().unwrap();
/// assert_eq!((rate.quota(), rate.period_seconds()), (100, 60));
/// assert_eq!("5 per 10 seconds".parse::<Rate>().unwrap().to_string(), "5/10 seconds");
/// assert!("100".parse::<Rate>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    quota: u32,
    /// In microseconds; a whole number of seconds.
    period: u64,
}

/// A text that is not a rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a rate: write 100/minute, 5/second or 1000/2 hours (1 to 1,000,000 per 1 second to 31 days)"
)]
pub struct InvalidRate(pub String);

impl Rate {
    /// A quota per number of seconds: 1 to 1,000,000 per 1 second to 31 days.
    pub fn new(quota: u32, period_seconds: u64) -> Option<Rate> {
        let fits = (1..=1_000_000).contains(&quota) && (1..=31 * 86_400).contains(&period_seconds);
        fits.then_some(Rate { quota, period: period_seconds * SECOND })
    }

    /// The quota; also the most that can be taken at once.
    pub fn quota(self) -> u32 {
        self.quota
    }

    /// The period.
    pub fn period_seconds(self) -> u64 {
        self.period / SECOND
    }

    /// Microseconds in which one unit comes back, rounded up: a quota is never exceeded.
    pub(super) fn interval(self) -> i64 {
        i64::try_from(self.period.div_ceil(u64::from(self.quota))).expect("31 days of microseconds fit")
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) = PERIODS
            .into_iter()
            .rev()
            .find(|(_, unit)| self.period.is_multiple_of(*unit))
            .expect("a period is a whole number of seconds");
        match self.period / unit {
            1 => write!(f, "{}/{name}", self.quota),
            many => write!(f, "{}/{many} {name}s", self.quota),
        }
    }
}

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Rate, InvalidRate> {
        let invalid = || InvalidRate(text.chars().take(64).collect());
        let (quota, period) =
            text.split_once('/').or_else(|| text.split_once(" per ")).ok_or_else(invalid)?;
        let words: Vec<&str> = period.split_whitespace().collect();
        let (many, name) = match words[..] {
            [name] => (1, name),
            [many, name] => (many.parse::<u64>().map_err(|_| invalid())?, name),
            _ => return Err(invalid()),
        };
        let singular = name.strip_suffix('s').unwrap_or(name);
        let (_, unit) = PERIODS.into_iter().find(|(known, _)| *known == singular).ok_or_else(invalid)?;
        let seconds = many.checked_mul(unit / SECOND).ok_or_else(invalid)?;
        let quota = quota.trim().parse().map_err(|_| invalid())?;
        Rate::new(quota, seconds).ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_print_as_they_parse() {
        let check = |text: &str, quota: u32, seconds: u64, printed: &str| {
            let rate: Rate = text.parse().unwrap();
            assert_eq!((rate.quota(), rate.period_seconds()), (quota, seconds), "{text}");
            assert_eq!(rate.to_string(), printed);
            assert_eq!(printed.parse(), Ok(rate));
        };
        check("100/minute", 100, 60, "100/minute");
        check("100 per minute", 100, 60, "100/minute");
        check("7/90 seconds", 7, 90, "7/90 seconds");
        check("1/1 hours", 1, 3600, "1/hour");
        check("1000/24 hours", 1000, 86_400, "1000/day");
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in [
            "",
            "100",
            "/minute",
            "0/minute",
            "-1/minute",
            "1/0 seconds",
            "1/32 days",
            "1/fortnight",
            "1.5/minute",
            "2000000/second",
            "1/99999999999999999999 days",
            "1/a b c",
        ] {
            let error = text.parse::<Rate>().unwrap_err().to_string();
            assert!(error.contains("100/minute"), "{text}: {error}");
        }
    }
}
