//! The time of day, which enters the engine here alone.

use crate::settings::SettingsError;
use jiff::Timestamp;
use std::ffi::OsStr;

/// Environment variable that fixes the clock, for tests and replays.
pub const NOW_VARIABLE: &str = "BACKSTRETCH_NOW";

/// Where the engine takes the present moment from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// Always this moment.
    Fixed(Timestamp),
}

impl Clock {
    /// The clock that a value of `BACKSTRETCH_NOW` sets: fixed at an instant such as `2025-11-02T18:00:00Z`, or the
    /// system's where the variable is unset or empty.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] when the value is not an RFC 3339 instant.
    pub fn from_variable(value: Option<&OsStr>) -> Result<Self, SettingsError> {
        let text = match value {
            None => return Ok(Self::System),
            Some(value) if value.is_empty() => return Ok(Self::System),
            Some(value) => value.to_string_lossy(),
        };
        text.parse().map(Self::Fixed).map_err(|_| SettingsError::BadValue {
            key: "now".to_owned(),
            value: text.into_owned(),
            origin: format!("environment {NOW_VARIABLE}"),
            expected: "a time with an offset, such as 2025-11-02T18:00:00Z".to_owned(),
        })
    }

    /// The present moment.
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(moment) => moment,
        }
    }

    /// The present moment in whole seconds, as provenance records it.
    pub fn now_in_seconds(self) -> Timestamp {
        Timestamp::from_second(self.now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Whether the clock is fixed.
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Fixed(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_fixes_the_clock() {
        let clock = |text: &str| Clock::from_variable(Some(OsStr::new(text)));
        let moment = "2025-11-02T18:00:00Z".parse().unwrap();
        assert_eq!(clock("2025-11-02T13:00:00-05:00").unwrap(), Clock::Fixed(moment));
        assert_eq!(clock("2025-11-02T18:00:00Z").unwrap().now(), moment);
        assert_eq!(clock("").unwrap(), Clock::System);
        assert_eq!(Clock::from_variable(None).unwrap(), Clock::System);
        let error = clock("tomorrow").unwrap_err().to_string();
        assert!(error.contains("BACKSTRETCH_NOW") && error.contains("2025-11-02T18:00:00Z"), "{error}");
    }
}
