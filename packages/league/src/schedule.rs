//! The season's schedule: real tracks under the names of that season, on invented dates.

use crate::track::{Track, kind_of};
use domain::exhibitions::{ExhibitionKind, exhibitions};
use domain::series::Series;
use domain::tracks::{Layout, TrackReference};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// What is run on one date at one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A race for points.
    Points,
    /// Two races for points within one UTC date.
    DoubleHeader,
    /// The Clash.
    Clash,
    /// The two Duels.
    Duels,
    /// The All-Star Open and Race, on one date.
    AllStar,
    /// The Open alone; its race is on the next date.
    Open,
    /// The All-Star Race alone.
    AllStarRace,
}

/// A race event: one series at one track on one date, with one race or two.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Series.
    pub series: Series,
    /// Season.
    pub season: i16,
    /// UTC date on which it ends.
    pub date: Date,
    /// Local date: the day before if it ends after midnight UTC.
    pub local: Date,
    /// Name of the track as a log of that season writes it.
    pub track_name: &'static str,
    /// Layout that goes by this name in that season.
    pub layout: &'static Layout,
    /// How the layout races.
    pub track: Track,
    /// Scheduled laps of a race.
    pub laps: u32,
    /// What is run.
    pub format: Format,
}

const DAYTONA: &str = "Daytona International Speedway";

/// Tracks of a season. `~` marks a race that ends after midnight UTC.
const CUP: [&str; 36] = [
    DAYTONA,
    "Atlanta Motor Speedway",
    "Las Vegas Motor Speedway",
    "Phoenix Raceway",
    "~Bristol Motor Speedway Dirt",
    "Circuit of The Americas",
    "~Richmond Raceway",
    "Martinsville Speedway",
    "Texas Motor Speedway",
    "Talladega Superspeedway",
    "Dover Motor Speedway",
    "Kansas Speedway",
    "Darlington Raceway",
    "~Charlotte Motor Speedway",
    "World Wide Technology Raceway",
    "Sonoma Raceway",
    "~Iowa Speedway",
    "New Hampshire Motor Speedway",
    "~Nashville Superspeedway",
    "Chicago Street Race",
    "Pocono Raceway",
    "Indianapolis Motor Speedway",
    "~Richmond Raceway",
    "Michigan International Speedway",
    "~Daytona International Speedway",
    "~Darlington Raceway",
    "Atlanta Motor Speedway",
    "Watkins Glen International",
    "~Bristol Motor Speedway",
    "Kansas Speedway",
    "Talladega Superspeedway",
    "Charlotte Motor Speedway Road Course",
    "Las Vegas Motor Speedway",
    "Homestead-Miami Speedway",
    "Martinsville Speedway",
    "Phoenix Raceway",
];
const OREILLY: [&str; 33] = [
    DAYTONA,
    "Atlanta Motor Speedway",
    "Las Vegas Motor Speedway",
    "Phoenix Raceway",
    "Circuit of The Americas",
    "Richmond Raceway",
    "~Martinsville Speedway",
    "Texas Motor Speedway",
    "Talladega Superspeedway",
    "Dover Motor Speedway",
    "Darlington Raceway",
    "Charlotte Motor Speedway",
    "Portland International Raceway",
    "Sonoma Raceway",
    "Iowa Speedway",
    "New Hampshire Motor Speedway",
    "Nashville Superspeedway",
    "Chicago Street Race",
    "Pocono Raceway",
    "Indianapolis Motor Speedway",
    "Michigan International Speedway",
    "~Daytona International Speedway",
    "Darlington Raceway",
    "Atlanta Motor Speedway",
    "Watkins Glen International",
    "~Bristol Motor Speedway",
    "Kansas Speedway",
    "Talladega Superspeedway",
    "Charlotte Motor Speedway Road Course",
    "~Las Vegas Motor Speedway",
    "Homestead-Miami Speedway",
    "~Martinsville Speedway",
    "~Phoenix Raceway",
];
const TRUCKS: [&str; 23] = [
    "~Daytona International Speedway",
    "Atlanta Motor Speedway",
    "~Las Vegas Motor Speedway",
    "~Bristol Motor Speedway Dirt",
    "Circuit of The Americas",
    "~Martinsville Speedway",
    "Texas Motor Speedway",
    "~Kansas Speedway",
    "~Darlington Raceway",
    "North Wilkesboro Speedway",
    "~Charlotte Motor Speedway",
    "World Wide Technology Raceway",
    "~Nashville Superspeedway",
    "Pocono Raceway",
    "~Lucas Oil Indianapolis Raceway Park",
    "~Richmond Raceway",
    "The Milwaukee Mile",
    "~Bristol Motor Speedway",
    "~Kansas Speedway",
    "Talladega Superspeedway",
    "Homestead-Miami Speedway",
    "~Martinsville Speedway",
    "~Phoenix Raceway",
];

/// Earlier names and predecessors of tracks: track, its first season on the schedule, and what is there in earlier
/// seasons.
const BEFORE: [(&str, i16, &str); 9] = [
    ("Dover Motor Speedway", 2022, "Dover International Speedway"),
    ("World Wide Technology Raceway", 2022, "World Wide Technology Raceway at Gateway"),
    ("Iowa Speedway", 2024, "Road America"),
    ("Chicago Street Race", 2023, "Mid-Ohio Sports Car Course"),
    ("North Wilkesboro Speedway", 2023, "Knoxville Raceway"),
    ("The Milwaukee Mile", 2024, "Milwaukee Mile Speedway"),
    ("Milwaukee Mile Speedway", 2023, "Mid-Ohio Sports Car Course"),
    ("Lucas Oil Indianapolis Raceway Park", 2022, "Iowa Speedway"),
    ("Phoenix Raceway", 2020, "ISM Raceway"),
];

/// The name on the schedule of `season` for `track`.
fn name_in(track: &'static str, season: i16) -> &'static str {
    let mut name = match track {
        "Bristol Motor Speedway Dirt" if season >= 2024 => "Bristol Motor Speedway",
        other => other,
    };
    for (later, since, earlier) in BEFORE {
        if name == later && season < since {
            name = earlier;
        }
    }
    name
}

/// The events of a season in order of date, Cup first within a date.
///
/// `double_header`: O'Reilly runs twice in a day at Richmond (and not at Homestead). `abroad`: the Cup's street
/// race is at Mexico City, whose track name is not all ASCII.
pub fn season(season: i16, double_header: bool, abroad: bool) -> Vec<Event> {
    let sunday = opener(season);
    let mut events = special(season, sunday);
    for (round, &track) in CUP.iter().enumerate() {
        let week = round + usize::from(round >= 13) + usize::from(round >= 22);
        let moved = abroad && track == "Chicago Street Race";
        let track = if moved { "Autódromo Hermanos Rodríguez" } else { track };
        events.push(points(Series::Cup, season, sunday, week, 0, track));
    }
    for (round, &track) in OREILLY.iter().enumerate() {
        let mut event = points(Series::Oreilly, season, sunday, round * 37 / 32, -1, track);
        match track {
            "Richmond Raceway" if double_header => event.format = Format::DoubleHeader,
            "Homestead-Miami Speedway" if double_header => continue,
            _ => {}
        }
        events.push(event);
    }
    for (round, &track) in TRUCKS.iter().enumerate() {
        events.push(points(Series::Trucks, season, sunday, round * 37 / 22, -2, track));
    }
    number_laps(&mut events);
    events.sort_by_key(|event| (event.date, event.series, event.track_name));
    events
}

/// The Sunday of the season's first points race: the first one on or after 14 February.
fn opener(season: i16) -> Date {
    let first = date(season, 2, 14);
    let days = (7 - first.weekday().since(Weekday::Sunday)) % 7;
    first.saturating_add(i64::from(days).days())
}

fn points(series: Series, season: i16, sunday: Date, week: usize, day: i64, track: &'static str) -> Event {
    let (night, track) = match track.strip_prefix('~') {
        Some(track) => (1, track),
        None => (0, track),
    };
    let date = sunday.saturating_add((week as i64 * 7 + day + night).days());
    let event = event(series, season, date, name_in(track, season), Format::Points);
    Event { local: date.saturating_sub(night.days()), ..event }
}

fn event(series: Series, season: i16, date: Date, name: &'static str, format: Format) -> Event {
    let layout = TrackReference::builtin().resolve(name, season).expect("the schedule names known tracks");
    let track = Track::of(layout, kind_of(layout.class.as_str()));
    Event { series, season, date, local: date, track_name: name, layout, track, laps: 0, format }
}

/// Clash, Duels and All-Star races: on their real dates if the reference lists that season (it recognises exhibitions
/// by date), otherwise a Clash and Duels in the usual weeks.
fn special(season: i16, sunday: Date) -> Vec<Event> {
    let listed: Vec<_> = exhibitions().filter(|e| e.date.year() == season).collect();
    if listed.is_empty() {
        let clash = sunday.saturating_add((-13).days());
        let duels = sunday.saturating_add((-2).days());
        return vec![
            event(Series::Cup, season, clash, "Bowman Gray Stadium", Format::Clash),
            event(Series::Cup, season, duels, DAYTONA, Format::Duels),
        ];
    }
    let mut events = Vec::new();
    for (at, exhibition) in listed.iter().enumerate() {
        let layout =
            TrackReference::builtin().layout(&exhibition.layout).expect("exhibitions name known layouts");
        let track: &'static str = &layout.names[0];
        let format = match (exhibition.kind, exhibition.races) {
            (ExhibitionKind::Clash, _) => Format::Clash,
            (ExhibitionKind::Duels, _) => Format::Duels,
            (ExhibitionKind::AllStar, 2) => Format::AllStar,
            // Two dates with one race each: the Open comes first.
            (ExhibitionKind::AllStar, _) if at + 1 < listed.len() => Format::Open,
            (ExhibitionKind::AllStar, _) => Format::AllStarRace,
        };
        events.push(event(Series::Cup, season, exhibition.date, track, format));
    }
    events
}

/// Scheduled laps: the reference's, otherwise those of another season at this track, otherwise a distance in miles.
fn number_laps(events: &mut [Event]) {
    let mut seen: Vec<(Series, &str)> = Vec::new();
    for event in events {
        event.laps = match event.format {
            Format::Points | Format::DoubleHeader => {
                let here = (event.series, event.layout.key.as_str());
                let visit = seen.iter().filter(|visit| **visit == here).count();
                seen.push(here);
                scheduled(event.layout, event.series, event.season, visit)
            }
            Format::Duels => 60,
            Format::Open => 50,
            Format::Clash if event.layout.length_miles > 1.0 => 35,
            Format::Clash => 150,
            Format::AllStar | Format::AllStarRace => 140,
        };
    }
}

fn scheduled(layout: &Layout, series: Series, season: i16, visit: usize) -> u32 {
    let near = (0..10).flat_map(|years| [season - years, season + years]);
    let known = near.map(|season| layout.scheduled_laps(series, season)).find(|laps| !laps.is_empty());
    if let Some(laps) = known {
        return laps[visit.min(laps.len() - 1)];
    }
    let miles = match series {
        Series::Cup => 300.0,
        Series::Oreilly => 200.0,
        Series::Trucks => 150.0,
    };
    let short = if layout.length_miles < 1.0 { 0.6 } else { 1.0 };
    libm::round(miles * short / layout.length_miles) as u32
}
