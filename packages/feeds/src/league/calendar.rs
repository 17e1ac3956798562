//! The season's calendar: real tracks under the names they had, invented dates.

use super::course::{Course, kind_of};
use domain::exhibitions::{ExhibitionKind, exhibitions};
use domain::series::Series;
use domain::tracks::{Layout, TrackReference};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// What is run under one date at one track.
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
    /// The All-Star Open and Race, under one date.
    AllStar,
    /// The Open alone, its race being on the next date.
    Open,
    /// The All-Star Race alone.
    AllStarRace,
}

/// One date of one series at one track.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// Series.
    pub series: Series,
    /// Season.
    pub season: i16,
    /// UTC date of the end.
    pub date: Date,
    /// Local date: the day before where it ends after midnight UTC.
    pub local: Date,
    /// Name of the track as a log of that season writes it.
    pub track_name: &'static str,
    /// Layout that this name has in that season.
    pub layout: &'static Layout,
    /// The layout as raced.
    pub course: Course,
    /// Scheduled laps of a race.
    pub laps: u32,
    /// What is run.
    pub format: Format,
}

const DAYTONA: &str = "Daytona International Speedway";

/// Tracks of a season, `~` before a race that ends after midnight UTC.
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

/// Where the series went before it went there, and what a place was called then: track, first season, and
/// what stands in its place earlier.
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

/// The name that stands on the calendar of `season` for `track`.
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

/// The meetings of a season in order of date, Cup first within a date.
///
/// `double_header`: O'Reilly runs Richmond twice in a day (and not at Homestead). `abroad`: the Cup's street
/// race is held at Mexico City, whose track has a name beyond ASCII.
pub fn season(season: i16, double_header: bool, abroad: bool) -> Vec<Meeting> {
    let sunday = opener(season);
    let mut meetings = special(season, sunday);
    for (round, &track) in CUP.iter().enumerate() {
        let week = round + usize::from(round >= 13) + usize::from(round >= 22);
        let moved = abroad && track == "Chicago Street Race";
        let track = if moved { "Autódromo Hermanos Rodríguez" } else { track };
        meetings.push(points(Series::Cup, season, sunday, week, 0, track));
    }
    for (round, &track) in OREILLY.iter().enumerate() {
        let mut meeting = points(Series::Oreilly, season, sunday, round * 37 / 32, -1, track);
        match track {
            "Richmond Raceway" if double_header => meeting.format = Format::DoubleHeader,
            "Homestead-Miami Speedway" if double_header => continue,
            _ => {}
        }
        meetings.push(meeting);
    }
    for (round, &track) in TRUCKS.iter().enumerate() {
        meetings.push(points(Series::Trucks, season, sunday, round * 37 / 22, -2, track));
    }
    number_laps(&mut meetings);
    meetings.sort_by_key(|meeting| (meeting.date, meeting.series, meeting.track_name));
    meetings
}

/// The Sunday of the season's first points race: the first from 14 February on.
fn opener(season: i16) -> Date {
    let first = date(season, 2, 14);
    let days = (7 - first.weekday().since(Weekday::Sunday)) % 7;
    first.saturating_add(i64::from(days).days())
}

fn points(series: Series, season: i16, sunday: Date, week: usize, day: i64, track: &'static str) -> Meeting {
    let (night, track) = match track.strip_prefix('~') {
        Some(track) => (1, track),
        None => (0, track),
    };
    let date = sunday.saturating_add((week as i64 * 7 + day + night).days());
    let meeting = meeting(series, season, date, name_in(track, season), Format::Points);
    Meeting { local: date.saturating_sub(night.days()), ..meeting }
}

fn meeting(series: Series, season: i16, date: Date, track: &'static str, format: Format) -> Meeting {
    let layout = TrackReference::builtin().resolve(track, season).expect("the calendar names known tracks");
    let course = Course::of(layout, kind_of(layout.class.as_str()));
    Meeting { series, season, date, local: date, track_name: track, layout, course, laps: 0, format }
}

/// Clash, Duels and All-Star races: on their real dates where the reference has them (only so does it know them
/// for exhibitions), else a Clash and Duels of the usual weeks.
fn special(season: i16, sunday: Date) -> Vec<Meeting> {
    let listed: Vec<_> = exhibitions().filter(|e| e.date.year() == season).collect();
    if listed.is_empty() {
        let clash = sunday.saturating_add((-13).days());
        let duels = sunday.saturating_add((-2).days());
        return vec![
            meeting(Series::Cup, season, clash, "Bowman Gray Stadium", Format::Clash),
            meeting(Series::Cup, season, duels, DAYTONA, Format::Duels),
        ];
    }
    let mut meetings = Vec::new();
    for (at, exhibition) in listed.iter().enumerate() {
        let layout =
            TrackReference::builtin().layout(&exhibition.layout).expect("exhibitions stand on layouts");
        let track: &'static str = &layout.names[0];
        let format = match (exhibition.kind, exhibition.races) {
            (ExhibitionKind::Clash, _) => Format::Clash,
            (ExhibitionKind::Duels, _) => Format::Duels,
            (ExhibitionKind::AllStar, 2) => Format::AllStar,
            // Two dates of one race each: the Open is the earlier.
            (ExhibitionKind::AllStar, _) if at + 1 < listed.len() => Format::Open,
            (ExhibitionKind::AllStar, _) => Format::AllStarRace,
        };
        meetings.push(meeting(Series::Cup, season, exhibition.date, track, format));
    }
    meetings
}

/// Laps as scheduled: the reference's, else those of another season there, else a distance in miles.
fn number_laps(meetings: &mut [Meeting]) {
    let mut seen: Vec<(Series, &str)> = Vec::new();
    for meeting in meetings {
        meeting.laps = match meeting.format {
            Format::Points | Format::DoubleHeader => {
                let here = (meeting.series, meeting.layout.key.as_str());
                let visit = seen.iter().filter(|visit| **visit == here).count();
                seen.push(here);
                scheduled(meeting.layout, meeting.series, meeting.season, visit)
            }
            Format::Duels => 60,
            Format::Open => 50,
            Format::Clash if meeting.layout.length_miles > 1.0 => 35,
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
