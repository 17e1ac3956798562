//! The simulated league in the shape of the feeds: a source without a network, and what tests serve over one.
//!
//! Only races whose log and official results say the same of every car are served: the league's quirks are those of its
//! files, not of a feed. [`LeagueFeeds::files`] gives the same races as files, so that both ways can be compared.

use domain::aliases::NameKey;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::Date;
use league::{LeagueConfig, generate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a table, by column.
type Row = BTreeMap<String, String>;

/// The feeds of a league.
#[derive(Clone, Debug)]
pub struct LeagueFeeds {
    bodies: BTreeMap<String, Vec<u8>>,
    files: LeagueFiles,
}

/// The races of the feeds as files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeagueFiles {
    /// Race logs.
    pub race_logs: String,
    /// Official results.
    pub results: String,
    /// Practice and qualifying.
    pub practice: String,
    /// Number of races.
    pub races: usize,
}

/// A race with all its rows.
struct Race {
    id: u32,
    series: Series,
    date: Date,
    log_date: Date,
    name: String,
    track_name: String,
    log: Vec<Row>,
    official: Vec<Row>,
    practice: Vec<Row>,
}

impl LeagueFeeds {
    /// The feeds of a league.
    pub fn new(config: &LeagueConfig) -> Self {
        let league = generate(config);
        let mut races = races(&rows(&league.race_log_csv), &rows(&league.official_results_csv));
        let practice = rows(&league.practice_csv);
        for race in &mut races {
            let of_race = |row: &&Row| {
                row["series"] == race.series.log_name()
                    && row["race_date"].parse::<Date>().ok() == Some(race.date)
                    && row["track_name"] == race.track_name
            };
            race.practice =
                practice.iter().filter(of_race).filter_map(|row| in_seconds(row, race.date)).collect();
        }
        let mut bodies = BTreeMap::new();
        let mut seasons: BTreeMap<i16, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
        for race in &races {
            let (year, series) = (race.date.year(), race.series.nascar_id());
            let list = seasons.entry(year).or_default();
            list.entry(format!("series_{series}")).or_default().push(race.setting());
            let mut put = |path: String, value: Value| bodies.insert(path, value.to_string().into_bytes());
            let folder = format!("/cacher/{year}/{series}/{}", race.id);
            put(format!("{folder}/weekend-feed.json"), race.weekend());
            put(format!("{folder}/lap-averages.json"), race.averages());
            put(format!("/loopstats/prod/{year}/{series}/{}.json", race.id), race.loop_stats());
        }
        for (year, list) in seasons {
            bodies
                .insert(format!("/cacher/{year}/race_list_basic.json"), json!(list).to_string().into_bytes());
        }
        Self { bodies, files: files(&races) }
    }

    /// The feeds of a league that runs from one season to another, 2019 at the earliest.
    pub fn of_seasons(seed: u64, from: i16, to: i16) -> Self {
        let first_season = from.max(2019);
        let seasons = u16::try_from(to - first_season + 1).unwrap_or(1).clamp(1, 50);
        Self::new(&LeagueConfig { seed, first_season, seasons })
    }

    /// The body under a path.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.bodies.get(path).map(Vec::as_slice)
    }

    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.bodies.keys().map(String::as_str)
    }

    /// The same races as files.
    pub fn files(&self) -> &LeagueFiles {
        &self.files
    }
}

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Result<Vec<Row>, csv::Error> = reader.deserialize().collect();
    rows.expect("the league writes tables")
}

fn number(row: &Row, column: &str) -> u32 {
    row[column].parse().expect("the league writes numbers")
}

/// Official races whose rows are those of one log, car by car.
fn races(logs: &[Row], official: &[Row]) -> Vec<Race> {
    let date =
        |row: &Row| row["race_date"].replace('/', "-").parse::<Date>().expect("the league writes dates");
    let mut by_log: BTreeMap<(&str, &str, Date), Vec<&Row>> = BTreeMap::new();
    for row in logs {
        by_log.entry((&row["series"], &row["track_name"], date(row))).or_default().push(row);
    }
    let mut by_id: BTreeMap<u32, Vec<&Row>> = BTreeMap::new();
    for row in official {
        by_id.entry(number(row, "race_id")).or_default().push(row);
    }
    let mut races = Vec::new();
    let mut used = BTreeSet::new();
    for (id, rows) in by_id {
        let first = rows[0];
        let (series, track, local) = (first["series"].as_str(), first["track_name"].as_str(), date(first));
        let near =
            by_log.range((series, track, local)..).take_while(|((s, t, _), _)| (*s, *t) == (series, track));
        let Some((key, log)) = near.into_iter().find(|((_, _, log), _)| (*log - local).get_days() <= 1)
        else {
            continue;
        };
        let of = |row: &Row, official: bool| {
            let names = if official {
                ["start_pos", "finish_pos", "laps_completed"]
            } else {
                ["start", "finish", "laps"]
            };
            let [start, finish, laps] = names.map(|name| row[name].clone());
            let driver = NameKey::of(&row["driver_name"]);
            (driver, start, finish, laps, row["laps_led"].clone(), row["status"].clone())
        };
        let logged: BTreeSet<_> = log.iter().map(|row| of(row, false)).collect();
        let stated: BTreeSet<_> = rows.iter().map(|row| of(row, true)).collect();
        if logged != stated || logged.len() != log.len() || stated.len() != rows.len() || !used.insert(*key) {
            continue;
        }
        // The feeds spell a name one way.
        let names: BTreeMap<NameKey, &String> =
            log.iter().map(|row| (NameKey::of(&row["driver_name"]), &row["driver_name"])).collect();
        let named = |row: &&Row| {
            let name = names[&NameKey::of(&row["driver_name"])].clone();
            let mut row = (*row).clone();
            row.insert("driver_name".to_owned(), name);
            row
        };
        races.push(Race {
            id,
            series: series.parse().expect("the league names series"),
            date: local,
            log_date: key.2,
            name: first["race_name"].clone(),
            track_name: track.to_owned(),
            log: log.iter().map(|row| (*row).clone()).collect(),
            official: rows.iter().map(named).collect(),
            practice: Vec::new(),
        });
    }
    races
}

/// A row of practice with times in seconds to the millisecond, as timing gives them.
fn in_seconds(row: &Row, date: Date) -> Option<Row> {
    let tracks = TrackReference::builtin();
    let miles = tracks.resolve(&row["track_name"], date.year()).ok()?.length_miles;
    let mut row = row.clone();
    for (column, value) in &mut row {
        if (column == "best_lap" || column.starts_with("run_")) && !value.is_empty() {
            let speed: f64 = value.parse().ok()?;
            *value = ((3600.0 * miles / speed * 1000.0).round() / 1000.0).to_string();
        }
    }
    row.insert("unit".to_owned(), "s".to_owned());
    Some(row)
}

/// Rows as a file.
fn table<'r>(columns: &[&str], rows: impl Iterator<Item = &'r Row>) -> String {
    let mut text = format!("{}\n", columns.join(","));
    for row in rows {
        let fields: Vec<&str> = columns.iter().map(|column| row[*column].as_str()).collect();
        text += &format!("{}\n", fields.join(","));
    }
    text
}

fn files(races: &[Race]) -> LeagueFiles {
    LeagueFiles {
        race_logs: table(&feeds::race_logs::COLUMNS, races.iter().flat_map(|race| &race.log)),
        results: table(&feeds::results::COLUMNS, races.iter().flat_map(|race| &race.official)),
        practice: table(&feeds::weekend::practice::COLUMNS, races.iter().flat_map(|race| &race.practice)),
        races: races.len(),
    }
}

impl Race {
    /// Eastern time of the start: in the evening where the log has the next day.
    fn start(&self) -> String {
        let hour = if self.log_date == self.date { "14:00:00" } else { "19:00:00" };
        format!("{}T{hour}", self.date)
    }

    fn laps(&self) -> u32 {
        self.log.iter().map(|row| number(row, "laps")).max().unwrap_or(0)
    }

    fn setting(&self) -> Value {
        let winner = self.official.iter().find(|row| row["finish_pos"] == "1");
        let winner = winner.and_then(|row| self.driver(row));
        json!({
            "race_id": self.id,
            "series_id": self.series.nascar_id(),
            "race_season": self.date.year(),
            "race_name": self.name,
            "race_type_id": 1,
            "track_name": self.track_name,
            "race_date": self.start(),
            "date_scheduled": self.start(),
            "scheduled_laps": self.laps(),
            "actual_laps": self.laps(),
            "number_of_cars_in_field": self.official.len(),
            "winner_driver_id": winner,
        })
    }

    /// NASCAR's number of the driver of an official row: that of the same name in the log.
    fn driver(&self, official: &Row) -> Option<u32> {
        let row = self.log.iter().find(|row| row["driver_name"] == official["driver_name"])?;
        Some(number(row, "driver_id"))
    }

    fn weekend(&self) -> Value {
        let car = |row: &Row| {
            json!({
                "driver_id": self.driver(row),
                "driver_fullname": row["driver_name"],
                "car_number": row["car_number"],
                "team_name": row["team"],
                "car_make": row["manufacturer"],
                "starting_position": number(row, "start_pos"),
                "finishing_position": number(row, "finish_pos"),
                "laps_completed": number(row, "laps_completed"),
                "laps_led": number(row, "laps_led"),
                "finishing_status": row["status"],
                "disqualified": false,
            })
        };
        let mut race = self.setting();
        race["results"] = self.official.iter().map(car).collect();
        let mut runs: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
        for row in &self.practice {
            runs.entry((&row["session"], &row["known_at"])).or_default().push(row);
        }
        let run = |((session, known_at), rows): (&(&str, &str), &Vec<&Row>)| {
            let cars: Vec<Value> = rows
                .iter()
                .map(|row| {
                    json!({
                        "driver_id": number(row, "driver_id"),
                        "driver_name": row["driver_name"],
                        "best_lap_time": row["best_lap"].parse::<f64>().unwrap_or(0.0),
                    })
                })
                .collect();
            json!({
                "run_type": if *session == "practice" { 1 } else { 2 },
                "run_name": "",
                "run_date_utc": known_at.trim_end_matches('Z'),
                "results": cars,
            })
        };
        let runs: Vec<Value> = runs.iter().map(run).collect();
        json!({ "weekend_race": [race], "weekend_runs": runs })
    }

    fn averages(&self) -> Value {
        let item = |row: &Row| {
            let ten = row["run_10"].parse::<f64>().ok();
            json!({
                "NASCARDriverID": number(row, "driver_id"),
                "FullName": row["driver_name"],
                "BestLapTime": row["best_lap"].parse::<f64>().ok(),
                "Con10Lap": ten.unwrap_or(999.0),
                "Con10LapRank": ten.map(|_| 1),
            })
        };
        let items: Vec<Value> =
            self.practice.iter().filter(|row| row["session"] == "practice").map(item).collect();
        if items.is_empty() { json!([]) } else { json!([{ "Title": "", "Items": items }]) }
    }

    fn loop_stats(&self) -> Value {
        let car = |row: &Row| {
            let decimal = |column: &str| row[column].parse::<f64>().expect("the league writes numbers");
            json!({
                "driver_id": number(row, "driver_id"),
                "start_ps": number(row, "start"),
                "mid_ps": number(row, "mid"),
                "ps": number(row, "finish"),
                "best_ps": number(row, "best"),
                "worst_ps": number(row, "worst"),
                "avg_ps": decimal("avg"),
                "passes_gf": number(row, "green_flag_passes"),
                "passing_diff": decimal("green_flag_passing_diff"),
                "passed_gf": number(row, "green_flag_times_passed"),
                "quality_passes": number(row, "quality_passes"),
                "fast_laps": number(row, "fastest_lap"),
                "top15_laps": number(row, "top_15_laps"),
                "lead_laps": number(row, "laps_led"),
                "laps": number(row, "laps"),
                "rating": decimal("rating"),
            })
        };
        let drivers: Vec<Value> = self.log.iter().map(car).collect();
        json!([{
            "race_id": self.id,
            "race_name": self.name,
            "series_id": self.series.nascar_id(),
            "sch_laps": self.laps(),
            "act_laps": self.laps(),
            "drivers": drivers,
        }])
    }
}
