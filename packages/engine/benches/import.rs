//! Loading race logs: the importer against a loader that writes one row at a time.
//!
//! `cargo xtask bench engine`. Reads the shared real data where it is, else the simulated league. Both loaders run in
//! the same process on the same machine; the ratio is what counts.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints its table and may panic")]

use domain::facts::{CarFacts, Cluster, ClusterKey, Part, RaceFacts};
use domain::race::{Entry, RaceInfo};
use domain::tracks::TrackReference;
use engine::Engine;
use engine::import::ImportOptions;
use engine::progress::Silent;
use engine::sidecar::FileKind;
use feeds::race_logs::{self, LogRow};
use feeds::source::{self, Limits, RawFile};
use graph::SnapshotMeta;
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

    let mut imports: Vec<Duration> = (0..RUNS).map(|run| import(dir.path(), run, &file)).collect();
    imports.sort();
    let import = imports[RUNS / 2];
    let one_at_a_time = one_row_at_a_time(dir.path(), &raw, &parsed.rows[..ROWS_ONE_AT_A_TIME.min(rows)]);
    let scaled = one_at_a_time.as_secs_f64() * rows as f64 / ROWS_ONE_AT_A_TIME.min(rows) as f64;
    println!("{} rows of {}", rows, file.display());
    println!("import, median of {RUNS} runs                        {:8.2} s", import.as_secs_f64());
    println!(
        "one row at a time, {} rows in {:.2} s, scaled   {:8.2} s",
        ROWS_ONE_AT_A_TIME.min(rows),
        one_at_a_time.as_secs_f64(),
        scaled
    );
    println!("ratio                                            {:8.1}", scaled / import.as_secs_f64());
}

fn input(dir: &Path) -> PathBuf {
    let shared = std::env::var_os("BACKSTRETCH_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
        .join("race-logs.csv");
    if shared.is_file() {
        return shared;
    }
    let path = dir.join("league.csv");
    std::fs::write(&path, feeds::league::generate(&feeds::league::LeagueConfig::default()).race_log_csv)
        .unwrap();
    path
}

/// From the file to the closed graph.
fn import(dir: &Path, run: usize, file: &Path) -> Duration {
    let data = dir.join(format!("import-{run}"));
    let started = Instant::now();
    let engine = Engine::open_dir(&data, Limits::default(), "bench").unwrap();
    engine.import(file, FileKind::RaceLogs, &ImportOptions::default(), &mut Silent).unwrap();
    drop(engine);
    started.elapsed()
}

/// The plain loader: a race with one car for each row, each in a transaction of its own.
fn one_row_at_a_time(dir: &Path, raw: &RawFile, rows: &[LogRow]) -> Duration {
    let engine = Engine::open_dir(&dir.join("one"), Limits::default(), "bench").unwrap();
    engine
        .store()
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
        engine.store().apply(&[lone(raw, row, index)], &mut |_| {}).unwrap();
    }
    drop(engine);
    started.elapsed()
}

fn lone(raw: &RawFile, row: &LogRow, index: usize) -> Cluster {
    let lock_at = row.date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    // A cluster of its own for each row: the season is what tells them apart.
    let key = ClusterKey { series: row.series, layout: row.place.layout.clone(), season: index as i16 };
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
        stated_by: vec![part.clone()],
    };
    Cluster { key, races: vec![facts], parts: vec![part], quarantines: Vec::new() }
}
