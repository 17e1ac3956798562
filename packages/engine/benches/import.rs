//! Loading race logs: the importer against a loader that writes one row at a time.
//!
//! `cargo xtask bench engine`. Reads the shared real data where it is, else the simulated league. Both loaders run in
//! the same process on the same machine; the ratio is what counts.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints its table and may panic")]

use domain::facts::{CarFacts, Part, RaceFacts, RaceGroup, RaceGroupKey};
use domain::race::{Entry, RaceInfo};
use domain::series::Series;
use domain::tracks::TrackReference;
use engine::import::ImportRequest;
use engine::{Clock, Engine, Progress};
use feeds::kind::FileKind;
use feeds::race_logs::{self, LogRow};
use feeds::source::{self, Limits, RawFile};
use graph::{Location, Neo4jServer, SnapshotMeta, Store};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Rows that the slow loader is given; its time is scaled to the whole file.
const ROWS_ONE_AT_A_TIME: usize = 1_000;
const RUNS: usize = 3;

fn main() {
    let dir = TempDir::new().unwrap();
    let file = input(dir.path());
    let raw = source::read(&file, &Limits::default()).unwrap();
    let parsed = race_logs::parse(&raw, TrackReference::builtin());
    let rows = parsed.rows.len();

    println!("{rows} rows of {}", file.display());
    let bench = Bench { file: &file, raw: &raw, rows: &parsed.rows };
    bench
        .report("embedded", RUNS, &|run| Location::Embedded { dir: dir.path().join(format!("graph-{run}")) });
    match server() {
        Some(server) => bench.report("Neo4j", 1, &|_| Location::Neo4j(server.clone())),
        None => {
            println!("Neo4j is left out: BACKSTRETCH_TEST_NEO4J_URI names none (cargo xtask bench engine)")
        }
    }
}

/// The server that the environment names; the bench writes to it.
fn server() -> Option<Neo4jServer> {
    let env = |name: &str| std::env::var(format!("BACKSTRETCH_TEST_NEO4J_{name}")).ok();
    Some(Neo4jServer::new(env("URI")?, env("USER")?, env("PASSWORD")?))
}

struct Bench<'a> {
    file: &'a Path,
    raw: &'a RawFile,
    rows: &'a [LogRow],
}

impl Bench<'_> {
    /// The median import, one row at a time, and the history of the Cup with the series below it.
    fn report(&self, store: &str, runs: usize, location: &dyn Fn(&str) -> Location) {
        let mut imports: Vec<Duration> =
            (0..runs).map(|run| self.import(&location(&run.to_string()))).collect();
        imports.sort();
        let import = imports[runs / 2].as_secs_f64();
        let (races, history) = history(&location("0"));
        let slow = &self.rows[..ROWS_ONE_AT_A_TIME.min(self.rows.len())];
        let one_at_a_time = one_row_at_a_time(&location("one"), self.raw, slow).as_secs_f64();
        let scaled = one_at_a_time * self.rows.len() as f64 / slow.len() as f64;
        println!("{store}: import, median of {runs}: {import:.2} s");
        println!(
            "{store}: one row at a time, {} rows in {one_at_a_time:.2} s, scaled: {scaled:.2} s",
            slow.len()
        );
        println!("{store}: ratio {:.1}", scaled / import);
        println!("{store}: history of the Cup and the series below, {races} races: {:.0} ms", history * 1e3);
    }

    /// From the file to the closed graph, whose schema and reference stand already.
    fn import(&self, location: &Location) -> Duration {
        let data = TempDir::new().unwrap();
        let engine =
            Engine::open_at(location, data.path(), Limits::default(), Clock::System, "bench").unwrap();
        let started = Instant::now();
        engine
            .import_path(self.file, &ImportRequest::new(FileKind::RaceLogs.name()), &Progress::new())
            .unwrap();
        drop(engine);
        started.elapsed()
    }
}

/// Races and seconds, of an open store.
fn history(location: &Location) -> (usize, f64) {
    let store = Store::open(location, "bench").unwrap();
    let as_of = "2100-01-01T00:00:00Z".parse().unwrap();
    let mut times: Vec<(usize, f64)> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let history = store.history(Series::Cup, as_of).unwrap();
            (history.races.len(), started.elapsed().as_secs_f64())
        })
        .collect();
    times.sort_by(|a, b| a.1.total_cmp(&b.1));
    times[RUNS / 2]
}

fn input(dir: &Path) -> PathBuf {
    let shared = std::env::var_os("BACKSTRETCH_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
        .join("race-logs.csv");
    if shared.is_file() {
        return shared;
    }
    let path = dir.join("league.csv");
    std::fs::write(&path, league::generate(&league::LeagueConfig::default()).race_log_csv).unwrap();
    path
}

/// The plain loader: a race with one car for each row, each in a transaction of its own.
fn one_row_at_a_time(location: &Location, raw: &RawFile, rows: &[LogRow]) -> Duration {
    let data = TempDir::new().unwrap();
    // Migrates and seeds the graph.
    drop(Engine::open_at(location, data.path(), Limits::default(), Clock::System, "bench").unwrap());
    let store = Store::open(location, "bench").unwrap();
    store
        .put_snapshot(&SnapshotMeta {
            id: raw.snapshot.clone(),
            kind: "race-logs".to_owned(),
            file_name: "bench.csv".to_owned(),
            rows: rows.len() as u32,
            complaints: 0,
            fetched_at: Timestamp::UNIX_EPOCH,
            supersedes: Vec::new(),
            complete: true,
        })
        .unwrap();
    let started = Instant::now();
    for (index, row) in rows.iter().enumerate() {
        store.apply(&[lone(raw, row, index)], &mut |_| {}).unwrap();
    }
    drop(store);
    started.elapsed()
}

fn lone(raw: &RawFile, row: &LogRow, index: usize) -> RaceGroup {
    let lock_at = row.date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    // A race_group of its own for each row: the season is what tells them apart.
    let key = RaceGroupKey { series: row.series, layout: row.place.layout.clone(), season: index as i16 };
    let part = Part { snapshot: raw.snapshot.clone(), group: format!("race-logs|{key}"), rows: 1 };
    let facts = RaceFacts {
        info: RaceInfo {
            key: format!("{}-{}-{index}", row.series, row.place.venue).as_str().into(),
            series: row.series,
            date: row.date,
            number_of_day: 1,
            venue: row.place.venue.clone(),
            layout: row.place.layout.clone(),
            track_name: row.place.track_name.clone(),
            exhibition: false,
            lock_at,
            scheduled_laps: None,
        },
        name: None,
        aliases: Vec::new(),
        result_known_at: Some(lock_at),
        cars: vec![CarFacts {
            entry: Entry {
                driver: row.driver,
                driver_name: row.driver_name.clone(),
                start: Some(row.start),
                car_number: None,
                team: None,
                make: None,
            },
            entry_known_at: lock_at,
            grid_known_at: lock_at,
            result: Some(row.result.clone()),
        }],
        lists: Vec::new(),
        evidence: domain::evidence::Evidence::default(),
        stated_by: vec![part.clone()],
    };
    RaceGroup { key, races: vec![facts], parts: vec![part], quarantines: Vec::new() }
}
