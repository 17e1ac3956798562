//! A small, independent reader of the lap files, for measuring what lap times are worth.

use crate::race_logs::RaceLogs;
use csv::Reader;
use domain::history::PastRace;
use domain::ids::DriverId;
use domain::result::LapPace;
use domain::series::Series;
use flate2::read::GzDecoder;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// The laps of one race, as the files give them.
#[derive(Clone, Debug, Default)]
pub struct RaceRows {
    /// Driver, lap and milliseconds.
    pub laps: Vec<(DriverId, u32, Option<u32>)>,
    /// First and last lap of each caution.
    pub cautions: Vec<(u32, u32)>,
    /// Driver and lap of each pit stop; none for a season without a file of stops.
    pub stops: Option<Vec<(DriverId, u32)>>,
}

#[derive(Deserialize)]
struct RaceRow {
    race_id: u32,
    series: String,
    race_date: String,
    track_name: String,
    state: String,
}

#[derive(Deserialize)]
struct LapRow {
    race_id: u32,
    lap: u32,
    driver_id: Option<u32>,
    ms: Option<u32>,
}

#[derive(Deserialize)]
struct StopRow {
    race_id: u32,
    lap: u32,
    driver_id: Option<u32>,
}

#[derive(Deserialize)]
struct ResultRow {
    race_id: u32,
    driver_id: Option<u32>,
    team: String,
}

#[derive(Deserialize)]
struct CautionRow {
    race_id: u32,
    start_lap: u32,
    end_lap: u32,
}

impl RaceLogs {
    /// The same races with what `pace` makes of the lap files in `folder`/laps.
    pub fn with_laps(
        mut self,
        folder: &Path,
        pace: impl Fn(&RaceRows) -> BTreeMap<DriverId, LapPace>,
    ) -> Self {
        let folder = folder.join("laps");
        let ids = race_ids(&folder);
        let mut races = files(&folder);
        for race in &mut self.races {
            let best = of_race(race, &ids).into_iter().max_by_key(|id| alike(race, races.get(id)));
            let Some(laps) = best.and_then(|id| races.remove(&id)) else { continue };
            let pace = pace(&laps);
            for car in &mut race.cars {
                car.result.lap_pace = pace.get(&car.entry.driver).copied();
            }
        }
        self
    }

    /// The same races with the teams of `folder`/laps/results-2019-2025, where no other file states one: that is, in the
    /// series below the Cup, from 2020 on.
    pub fn with_teams(mut self, folder: &Path) -> Self {
        let folder = folder.join("laps");
        let ids = race_ids(&folder);
        let mut teams: BTreeMap<(u32, DriverId), String> = BTreeMap::new();
        for row in rows::<ResultRow>(&folder.join("results-2019-2025.csv.gz")) {
            if let (Some(driver), false) = (row.driver_id, row.team.is_empty()) {
                teams.insert((row.race_id, DriverId(driver)), row.team);
            }
        }
        for race in self.races.iter_mut().filter(|race| race.info.series != Series::Cup) {
            let ids = of_race(race, &ids);
            for entry in race.cars.iter_mut().map(|car| &mut car.entry) {
                let team = || ids.iter().find_map(|id| teams.get(&(*id, entry.driver)).cloned());
                entry.team = entry.team.take().or_else(team);
            }
        }
        self
    }
}

/// The numbers of the races of a series on a day at a track.
type RaceIds = BTreeMap<(String, Date, String), Vec<u32>>;

fn race_ids(folder: &Path) -> RaceIds {
    let mut ids = RaceIds::new();
    for row in rows::<RaceRow>(&folder.join("races.csv")) {
        let Ok(date) = row.race_date.parse::<Date>() else { continue };
        if row.state != "exclude" {
            ids.entry((row.series, date, row.track_name)).or_default().push(row.race_id);
        }
    }
    ids
}

fn of_race(race: &PastRace, ids: &RaceIds) -> Vec<u32> {
    let info = &race.info;
    let key = (info.series.log_name().to_owned(), info.date, info.track_name.clone());
    ids.get(&key).cloned().unwrap_or_default()
}

/// How many cars of a race completed as many laps as the rows say: two races of a day are told apart by it.
fn alike(race: &PastRace, rows: Option<&RaceRows>) -> usize {
    let mut last: BTreeMap<DriverId, u32> = BTreeMap::new();
    for (driver, lap, _) in rows.into_iter().flat_map(|rows| &rows.laps) {
        let of_driver = last.entry(*driver).or_default();
        *of_driver = (*of_driver).max(*lap);
    }
    race.cars.iter().filter(|car| last.get(&car.entry.driver) == Some(&car.result.laps_completed)).count()
}

fn files(folder: &Path) -> BTreeMap<u32, RaceRows> {
    let mut races: BTreeMap<u32, RaceRows> = BTreeMap::new();
    for season in 2020..=2025 {
        for series in ["cup", "oreilly", "trucks"] {
            for row in rows::<LapRow>(&folder.join(format!("{series}-{season}.csv.gz"))) {
                let Some(driver) = row.driver_id else { continue };
                races.entry(row.race_id).or_default().laps.push((DriverId(driver), row.lap, row.ms));
            }
        }
    }
    for season in 2022..=2025 {
        for row in rows::<StopRow>(&folder.join(format!("pits-{season}.csv.gz"))) {
            let (Some(race), Some(driver)) = (races.get_mut(&row.race_id), row.driver_id) else { continue };
            race.stops.get_or_insert_default().push((DriverId(driver), row.lap));
        }
    }
    for row in rows::<CautionRow>(&folder.join("cautions-2019-2025.csv.gz")) {
        if let Some(race) = races.get_mut(&row.race_id) {
            race.cautions.push((row.start_lap, row.end_lap));
        }
    }
    races
}

fn rows<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes: Box<dyn std::io::Read> = if path.extension().is_some_and(|end| end == "gz") {
        Box::new(GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    Reader::from_reader(bytes)
        .into_deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
