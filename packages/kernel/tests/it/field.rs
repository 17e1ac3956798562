//! A small race for tests.

use domain::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::series::Series;

pub const NAMES: [&str; 8] = [
    "Martin Keller Jr.",
    "Owen Keller",
    "Luis Valdéz",
    "A.J. Thornbury",
    "Piet van Houten",
    "Grady Whitlock",
    "Desmond Okafor",
    "Sam Tillerson",
];

/// A race of the first `count` drivers.
pub fn card(count: usize) -> RaceCard {
    let entry = |(at, name): (usize, &&str)| Entry {
        driver: DriverId(at as u32 + 1),
        driver_name: (*name).to_owned(),
        start: None,
        car_number: Some((at * 7 + 3).to_string()),
        team: None,
        make: None,
    };
    RaceCard {
        info: RaceInfo {
            key: RaceKey::from("cup-2024-05-12-darlington"),
            series: Series::Cup,
            date: "2024-05-12".parse().unwrap(),
            number_of_day: 1,
            venue: VenueKey::from("darlington"),
            layout: LayoutKey::from("darlington"),
            track_name: "Darlington Raceway".to_owned(),
            exhibition: false,
            lock_at: jiff::Timestamp::UNIX_EPOCH,
            scheduled_laps: None,
        },
        distance_laps: 293,
        entries: NAMES.iter().take(count).enumerate().map(entry).collect(),
    }
}
