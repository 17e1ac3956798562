//! Invented races: who is entered, where and when.

use super::Random;
use domain::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

const FIRST: [&str; 40] = [
    "Grady", "Owen", "Luis", "Piet", "Desmond", "Sam", "Wade", "Nolan", "Trent", "Hollis", "Beau", "Emmett",
    "Silas", "Rafael", "Dax", "Lyle", "Colt", "Merle", "Roscoe", "Tobias", "Vance", "Alvin", "Boyd", "Clyde",
    "Dwight", "Ernie", "Floyd", "Gus", "Hank", "Irvin", "Jasper", "Kip", "Lonnie", "Mack", "Ned", "Otis",
    "Percy", "Quinn", "Rory", "Stan",
];
const LAST: [&str; 90] = [
    "Whitlock",
    "Okafor",
    "Tillerson",
    "Thornbury",
    "Valdez",
    "Keller",
    "Abernathy",
    "Bixby",
    "Calloway",
    "Dunmore",
    "Eastwick",
    "Farrow",
    "Gantry",
    "Hargrove",
    "Ingersoll",
    "Jessup",
    "Kilbride",
    "Lockhart",
    "Mabry",
    "Northcutt",
    "Oakley",
    "Pemberton",
    "Quigley",
    "Rutledge",
    "Stockdale",
    "Tolliver",
    "Underhill",
    "Vickery",
    "Wexler",
    "Yancey",
    "Zeller",
    "Ashcroft",
    "Birdsong",
    "Crenshaw",
    "Delacroix",
    "Ellsworth",
    "Fontaine",
    "Goodwin",
    "Hathaway",
    "Isbell",
    "Jarvis",
    "Kettering",
    "Ledbetter",
    "Mayfield",
    "Nesmith",
    "Overby",
    "Pickett",
    "Rawlings",
    "Satterfield",
    "Tidwell",
    "Upchurch",
    "Vandiver",
    "Winslow",
    "Youngblood",
    "Zimmer",
    "Alderson",
    "Blackwood",
    "Castellano",
    "Dempsey",
    "Everhart",
    "Fitzroy",
    "Gallagher",
    "Holloway",
    "Ibarra",
    "Jankowski",
    "Kowalczyk",
    "Lindqvist",
    "Montoro",
    "Nakamura",
    "Ostrowski",
    "Petrov",
    "Quintero",
    "Rasmussen",
    "Silvestri",
    "Takeda",
    "Ulrich",
    "Villanueva",
    "Weatherby",
    "Xavier",
    "Yarborough",
    "Zapata",
    "Armistead",
    "Bancroft",
    "Carmody",
    "Driscoll",
    "Endicott",
    "Fairchild",
    "Greenleaf",
    "Huxley",
    "Ironside",
];
const TEAMS: [&str; 12] = [
    "Joe Gibbs Racing",
    "Hendrick Motorsports",
    "Team Penske",
    "RFK Racing",
    "23XI Racing",
    "Trackhouse Racing",
    "Richard Childress Racing",
    "Spire Motorsports",
    "Kaulig Racing",
    "Front Row Motorsports",
    "Legacy Motor Club",
    "Haas Factory Team",
];

/// A race with a field, and somebody who is not in it.
pub(super) fn race(random: &mut Random, field: usize) -> (RaceCard, String) {
    let venues = TrackReference::builtin().venues();
    let keys: Vec<String> = venues.into_iter().map(|venue| venue.key.as_str().to_owned()).collect();
    let venue = random.pick(&keys).clone();
    let series = *random.pick(&[Series::Cup, Series::Cup, Series::Oreilly, Series::Trucks]);
    let mut date = Date::constant(
        random.within(2015, 2029) as i16,
        random.within(2, 11) as i8,
        random.within(1, 28) as i8,
    );
    while date.weekday() != *random.pick(&[Weekday::Sunday, Weekday::Sunday, Weekday::Monday]) {
        date = date.saturating_add(1.day());
    }
    let lasts = random.several(field + 1, LAST.len());
    let cars = random.several(field, 99);
    let mut entries: Vec<Entry> = (0..field)
        .map(|at| Entry {
            driver: DriverId(at as u32 + 1),
            driver_name: format!("{} {}", random.pick(&FIRST), LAST[lasts[at]]),
            start: None,
            car_number: Some((cars[at] + 1).to_string()),
            team: Some(TEAMS[at % TEAMS.len()].to_owned()),
            make: None,
        })
        .collect();
    entries.sort_by_key(|entry| entry.driver);
    let other = format!("{} {}", random.pick(&FIRST), LAST[lasts[field]]);
    let info = RaceInfo {
        key: RaceKey::from(format!("cup-{date}-{venue}").as_str()),
        series,
        date,
        number_of_day: 1,
        venue: VenueKey::from(venue.as_str()),
        layout: LayoutKey::from(venue.as_str()),
        track_name: title(&venue),
        exhibition: false,
        lock_at: jiff::Timestamp::UNIX_EPOCH,
        scheduled_laps: None,
    };
    (RaceCard { info, distance_laps: 200, entries }, other)
}

/// A track other than the race's own.
pub(super) fn away(card: &RaceCard, random: &mut Random) -> String {
    let own = card.info.venue.as_str();
    let venues = TrackReference::builtin().venues();
    let others: Vec<String> = venues
        .into_iter()
        .map(|venue| venue.key.as_str().to_owned())
        .filter(|key| !key.contains(own) && !own.contains(key.as_str()))
        .collect();
    title(random.pick::<String>(&others))
}

/// `las-vegas` as `Las Vegas`.
pub(super) fn title(key: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars
            .next()
            .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
            .unwrap_or_default()
    };
    key.split('-').map(word).collect::<Vec<_>>().join(" ")
}

/// A series that races beside the race's own.
pub(super) fn series(card: &RaceCard, random: &mut Random) -> &'static str {
    let all = [(Series::Cup, "Cup"), (Series::Oreilly, "Xfinity"), (Series::Trucks, "Truck")];
    let others: Vec<&str> =
        all.iter().filter(|(series, _)| *series != card.info.series).map(|(_, name)| *name).collect();
    if random.chance(0.2) { "ARCA" } else { random.pick::<&str>(&others) }
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
];

/// The day of the race, or one that it is not.
pub(super) fn day(card: &RaceCard, own: bool, random: &mut Random) -> &'static str {
    let date = card.info.date.weekday();
    let near = [date, date.previous()];
    let days: Vec<&str> = DAYS
        .iter()
        .filter(
            |(day, _)| if own { near.contains(day) && *day != Weekday::Monday } else { !near.contains(day) },
        )
        .map(|(_, name)| *name)
        .collect();
    random.pick::<&str>(&days)
}
