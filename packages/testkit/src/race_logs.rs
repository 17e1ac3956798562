//! A small, independent reader of the race logs, for tests of the model.
//!
//! It shares no code with the importer on purpose: where both give a model the same figures, neither
//! misreads the file.

use crate::seats::Seats;
use domain::history::{History, PastCar, PastRace};
use domain::ids::{ClassKey, DriverId, LayoutKey, RaceKey, VenueKey};
use domain::pooling::{Class, ClassIndex, Pooling};
use domain::race::{Entry, RaceCard, RaceInfo, usual_distance};
use domain::result::LoopResult;
use domain::series::Series;
use domain::status::{Status, StatusKind};
use domain::tracks::TrackReference;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything of a folder of shared data that the model needs.
pub struct RaceLogs {
    /// All single races of all series, in order of date, series and key.
    pub races: Vec<PastRace>,
    /// Layouts and their classes.
    pub pooling: Pooling,
}

/// Where the shared data lies: `BACKSTRETCH_TEST_DATA`, else beside the workspace.
pub fn shared_data() -> PathBuf {
    std::env::var_os("BACKSTRETCH_TEST_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"))
}

#[derive(Clone, Debug, Deserialize)]
struct TrackRow {
    track_name: String,
    alias_of: String,
    venue_id: String,
    season_start: i16,
    season_end: Option<i16>,
    track_class: String,
}

#[derive(Clone, Debug, Deserialize)]
struct LogRow {
    driver_name: String,
    driver_id: u32,
    race_date: String,
    series: String,
    track_name: String,
    start: u8,
    mid: u8,
    finish: u8,
    best: u8,
    worst: u8,
    avg: f64,
    green_flag_passing_diff: i32,
    green_flag_passes: u32,
    green_flag_times_passed: u32,
    quality_passes: u32,
    fastest_lap: u32,
    top_15_laps: u32,
    laps_led: u32,
    laps: u32,
    rating: f64,
    status: String,
}

impl RaceLogs {
    /// Reads `race-logs.csv` and `tracks/tracks.csv` below `folder`.
    pub fn read(folder: &Path) -> Self {
        let tracks: Vec<TrackRow> = rows(&folder.join("tracks/tracks.csv"));
        let mut groups: BTreeMap<(Date, Series, String), Vec<LogRow>> = BTreeMap::new();
        for row in rows::<LogRow>(&folder.join("race-logs.csv")) {
            let date: Date = row.race_date.replace('/', "-").parse().expect("a date");
            let series: Series = row.series.parse().expect("a series");
            groups.entry((date, series, row.track_name.clone())).or_default().push(row);
        }
        let mut races = Vec::new();
        for ((date, series, track), group) in groups {
            for (number, cars) in single_races(group).into_iter().enumerate() {
                races.push(race(date, series, &track, number as u8 + 1, cars, &tracks));
            }
        }
        races.sort_by(|a, b| {
            (a.info.date, a.info.series, &a.info.key).cmp(&(b.info.date, b.info.series, &b.info.key))
        });
        Self { races, pooling: pooling(&tracks) }
    }

    /// The same races with car number, team and make, from the files of results in `folder`.
    pub fn with_seats(mut self, folder: &Path) -> Self {
        let seats = Seats::read(folder);
        self.races.iter_mut().for_each(|race| seats.join(race));
        self
    }

    /// What was known at `as_of` for projecting `series`.
    pub fn history(&self, series: Series, as_of: Timestamp) -> History {
        let kept = |race: &&PastRace| {
            race.known_at <= as_of
                && (race.info.series == series || series.lower().contains(&race.info.series))
        };
        History { series, as_of, races: self.races.iter().filter(kept).cloned().collect() }
    }

    /// The points races of `series` in the seasons `from..=to`.
    pub fn points_races(&self, series: Series, from: i16, to: i16) -> impl Iterator<Item = &PastRace> {
        self.races.iter().filter(move |race| {
            race.info.series == series
                && !race.info.exhibition
                && (from..=to).contains(&race.info.date.year())
        })
    }

    /// The card of `race` as of its lock: entries and grid, no result, and the laps that the reference
    /// schedules, else the most common of the last five distances of its series on that layout (ties: the
    /// latest), as the graph tells it.
    pub fn card(&self, race: &PastRace) -> RaceCard {
        let mut entries: Vec<Entry> = race.cars.iter().map(|car| car.entry.clone()).collect();
        entries.sort_by_key(|entry| entry.driver);
        RaceCard { info: race.info.clone(), distance_laps: self.distance_as_of_lock(&race.info), entries }
    }

    fn distance_as_of_lock(&self, info: &RaceInfo) -> u32 {
        let there = |race: &&PastRace| {
            race.info.series == info.series && race.info.layout == info.layout && !race.info.exhibition
        };
        let season = info.date.year();
        let occurrence = self
            .races
            .iter()
            .filter(there)
            .filter(|race| race.info.date.year() == season && race.info.lock_at < info.lock_at)
            .count();
        let layout = TrackReference::builtin().resolve(&info.track_name, season);
        let laps = layout.map_or(&[][..], |layout| layout.scheduled_laps(info.series, season));
        let alike = laps.iter().all(|other| other == &laps[0]);
        if let Some(laps) = laps.get(if alike { 0 } else { occurrence }) {
            return *laps;
        }
        let there = self.races.iter().rev().filter(there).filter(|race| race.known_at <= info.lock_at);
        let mut earlier: Vec<u32> = there.take(5).map(|race| race.distance_laps).collect();
        earlier.reverse();
        usual_distance(&earlier)
            .unwrap_or_else(|| panic!("no distance is known for {} as of its lock", info.key))
    }
}

fn rows<T: for<'de> Deserialize<'de>>(path: &Path) -> Vec<T> {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader
        .deserialize()
        .map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// The group itself, its two halves where they separate uniquely, or nothing.
fn single_races(group: Vec<LogRow>) -> Vec<Vec<LogRow>> {
    if group.iter().filter(|row| row.finish == 1).count() < 2 {
        return vec![group];
    }
    let clash = |a: &LogRow, b: &LogRow| {
        a.finish == b.finish || a.start == b.start || a.mid == b.mid || a.driver_id == b.driver_id
    };
    let mut half: Vec<Option<bool>> = vec![None; group.len()];
    half[0] = Some(false);
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        for other in (0..group.len()).filter(|&other| other != at && clash(&group[at], &group[other])) {
            match half[other] {
                None => {
                    half[other] = half[at].map(|side| !side);
                    open.push(other);
                }
                same if same == half[at] => return Vec::new(),
                _ => {}
            }
        }
    }
    if half.contains(&None) {
        return Vec::new();
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (row, side) in group.into_iter().zip(half) {
        if side == Some(true) { second.push(row) } else { first.push(row) }
    }
    vec![first, second]
}

fn race(
    date: Date,
    series: Series,
    track: &str,
    number: u8,
    mut rows: Vec<LogRow>,
    tracks: &[TrackRow],
) -> PastRace {
    let row = track_row(track, date.year(), tracks);
    let venue = row.venue_id.replace('_', "-");
    let suffix = if number > 1 { format!("-{number}") } else { String::new() };
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).expect("a date in range").timestamp();
    rows.sort_by_key(|row| row.finish);
    let info = RaceInfo {
        key: RaceKey(format!("{series}-{date}-{venue}{suffix}")),
        series,
        date,
        number_of_day: number,
        venue: VenueKey(venue),
        layout: layout(row, tracks),
        track_name: track.to_owned(),
        exhibition: series == Series::Cup && rows.len() < 30,
        lock_at: midnight(date),
        scheduled_laps: None,
    };
    PastRace {
        info,
        distance_laps: rows.iter().map(|row| row.laps).max().unwrap_or(0),
        known_at: midnight(date.tomorrow().expect("a date in range")),
        cars: rows.into_iter().map(car).collect(),
    }
}

fn car(row: LogRow) -> PastCar {
    PastCar {
        entry: Entry {
            driver: DriverId(row.driver_id),
            driver_name: row.driver_name,
            start: Some(row.start),
            car_number: None,
            team: None,
            make: None,
        },
        result: LoopResult {
            finish_on_track: row.finish,
            finish_official: None,
            mid: row.mid,
            best: row.best,
            worst: row.worst,
            average_position: row.avg,
            passing_diff: row.green_flag_passing_diff,
            green_passes: row.green_flag_passes,
            green_times_passed: row.green_flag_times_passed,
            quality_passes: row.quality_passes,
            fastest_laps: row.fastest_lap,
            top_15_laps: row.top_15_laps,
            laps_led: row.laps_led,
            laps_completed: row.laps,
            rating: row.rating,
            status: Status { kind: kind(&row.status), raw: row.status },
            lap_pace: None,
        },
    }
}

fn kind(status: &str) -> StatusKind {
    match status {
        "running" | "stage 1 winner" | "stage 2 winner" => StatusKind::Running,
        "accident" | "dvp" => StatusKind::Accident,
        "parked" | "too slow" | "fatigue" => StatusKind::Other,
        _ => StatusKind::Mechanical,
    }
}

fn track_row<'a>(track: &str, season: i16, tracks: &'a [TrackRow]) -> &'a TrackRow {
    tracks
        .iter()
        .find(|row| {
            row.track_name == track
                && row.season_start <= season
                && row.season_end.is_none_or(|last| season <= last)
        })
        .unwrap_or_else(|| panic!("no track row for {track} in {season}"))
}

/// A layout is a name in an era; an alias is the first era of the name it stands for.
fn layout(row: &TrackRow, tracks: &[TrackRow]) -> LayoutKey {
    let row = tracks.iter().find(|other| other.track_name == row.alias_of).unwrap_or(row);
    LayoutKey(format!("{}-{}", row.track_name.to_lowercase().replace(' ', "-"), row.season_start))
}

fn pooling(tracks: &[TrackRow]) -> Pooling {
    const CLASSES: [(&str, Option<u16>); 11] = [
        ("intermediate-type", None),
        ("short-type", None),
        ("road-type", None),
        ("superspeedway-type", None),
        ("intermediate", Some(0)),
        ("large-flat", Some(0)),
        ("short", Some(1)),
        ("dirt", Some(1)),
        ("road", Some(2)),
        ("street", Some(2)),
        ("drafting", Some(3)),
    ];
    let class_of = |row: &TrackRow| {
        let name = row.track_class.replace('_', "-");
        let index = CLASSES.iter().position(|(key, _)| *key == name).expect("a class of the ontology");
        (layout(row, tracks), ClassIndex(index as u16))
    };
    Pooling {
        classes: CLASSES
            .iter()
            .map(|(key, parent)| Class { key: ClassKey((*key).to_owned()), parent: parent.map(ClassIndex) })
            .collect(),
        layouts: tracks.iter().map(class_of).collect(),
    }
}
