//! The canonical key of a race.

use domain::ids::{RaceKey, VenueKey};
use domain::series::Series;
use jiff::civil::Date;

/// Canonical key of the `number`th race of a day.
pub(super) fn race_key(series: Series, date: Date, venue: &VenueKey, number: u8) -> RaceKey {
    let suffix = if number > 1 { format!("-{number}") } else { String::new() };
    RaceKey(format!("{series}-{date}-{venue}{suffix}"))
}
