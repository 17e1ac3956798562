//! Cron expressions in an IANA time zone.

use super::Slot;
use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::str::FromStr;

/// A schedule: a cron expression in a zone.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Its name.
    pub name: String,
    cron: Cron,
    zone: TimeZone,
}

/// A text that is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a schedule ({reason}); write a cron expression and a zone, such as `30 6 * * *` America/New_York"
)]
pub struct InvalidSchedule {
    /// The text.
    pub text: String,
    /// What is wrong.
    pub reason: String,
}

impl Schedule {
    /// A schedule by its expression and zone.
    ///
    /// # Errors
    /// When one of them is not known.
    ///
    /// ```
    /// use ingest::schedule::cron::Schedule;
    /// let daily = Schedule::new("daily", "30 6 * * *", "America/New_York").unwrap();
    /// let slot = daily.next("2025-11-02T12:00:00Z".parse().unwrap()).unwrap();
    /// assert_eq!(slot.at.to_string(), "2025-11-03T11:30:00Z");
    /// ```
    pub fn new(name: &str, expression: &str, zone: &str) -> Result<Self, InvalidSchedule> {
        let invalid = |reason: String| InvalidSchedule { text: format!("{expression} {zone}"), reason };
        let cron = Cron::from_str(expression).map_err(|error| invalid(error.to_string()))?;
        let zone = TimeZone::get(zone).map_err(|error| invalid(error.to_string()))?;
        Ok(Self { name: name.to_owned(), cron, zone })
    }

    /// The first slot after a moment.
    pub fn next(&self, after: Timestamp) -> Option<Slot> {
        let from: Zoned = after.to_zoned(self.zone.clone());
        let at = self.cron.find_next_occurrence(&from, false).ok()?.timestamp();
        Some(Slot { at, name: format!("{}@{at}", self.name) })
    }

    /// The slots after one moment and up to another, the newest first, at most so many: what was missed.
    pub fn due(&self, after: Timestamp, now: Timestamp, cap: usize) -> Vec<Slot> {
        let mut slots = Vec::new();
        let mut from = after;
        while let Some(slot) = self.next(from).filter(|slot| slot.at <= now) {
            from = slot.at;
            slots.push(slot);
        }
        slots.reverse();
        slots.truncate(cap);
        slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(expression: &str, from: &str, to: &str) -> Vec<String> {
        let schedule = Schedule::new("x", expression, "America/New_York").unwrap();
        let slots = schedule.due(from.parse().unwrap(), to.parse().unwrap(), usize::MAX);
        slots.into_iter().rev().map(|slot| slot.at.to_string()).collect()
    }

    #[test]
    fn an_hour_that_is_skipped_or_repeated_loses_and_doubles_no_daily_run() {
        // 9 March 2025: 02:00 to 03:00 does not exist. The run of 02:30 is due at the change.
        let march = slots("30 2 * * *", "2025-03-08T12:00:00Z", "2025-03-10T12:00:00Z");
        assert_eq!(march.len(), 2, "{march:?}");
        assert!(march[0].starts_with("2025-03-09T07:"), "{march:?}");
        // 2 November 2025: 01:00 to 02:00 comes twice. The run of 01:30 is due once.
        let november = slots("30 1 * * *", "2025-11-01T12:00:00Z", "2025-11-03T12:00:00Z");
        assert_eq!(november, ["2025-11-02T05:30:00Z", "2025-11-03T06:30:00Z"]);
    }

    #[test]
    fn what_was_missed_is_caught_up_newest_first_with_a_cap() {
        let schedule = Schedule::new("hourly", "0 * * * *", "UTC").unwrap();
        let (from, to) = ("2025-11-02T00:30:00Z".parse().unwrap(), "2025-11-02T05:10:00Z".parse().unwrap());
        let names: Vec<String> = schedule.due(from, to, 2).into_iter().map(|slot| slot.name).collect();
        assert_eq!(names, ["hourly@2025-11-02T05:00:00Z", "hourly@2025-11-02T04:00:00Z"]);
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        assert!(Schedule::new("x", "61 * * * *", "UTC").is_err());
        assert!(Schedule::new("x", "* * * * *", "America/Daytona").is_err());
        assert!(Schedule::new("x", "", "UTC").is_err());
    }
}
