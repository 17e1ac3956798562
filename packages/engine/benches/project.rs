//! The first and the second projection of a race in one process: `cargo bench -p engine --profile dev --bench project`.
//!
//! The first one reads the history and fits the model; the second one finds both kept. Both run on one core, in one run,
//! on the real race logs where they are, else on the simulated league.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints its table and may panic")]

use engine::import::ImportRequest;
use engine::project::ProjectRequest;
use engine::races::RacesRequest;
use engine::{Clock, Engine, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SIMULATIONS: u32 = 10_000;

/// Projections after the first, of which the median counts.
const AGAIN: usize = 9;

fn main() {
    engine::threads::limit(Some(1)).unwrap();
    let dir = TempDir::new().unwrap();
    let engine = Engine::open_dir(dir.path(), Limits::default(), Clock::System, "bench").unwrap();
    let quiet = Progress::new();
    let file = input(dir.path());
    engine.import_path(&file, &ImportRequest::new(FileKind::RaceLogs.name()), &quiet).unwrap();
    let cup = RacesRequest { series: Some(domain::series::Series::Cup), ..RacesRequest::default() };
    let races = engine.races(&cup, &quiet).unwrap().races;
    let race = races.iter().rfind(|line| !line.race.exhibition).unwrap().race.key.to_string();
    for model in ["start-only", "e2-weekend"] {
        let request = ProjectRequest {
            race: race.clone(),
            series: None,
            as_of: None,
            model: model.to_owned(),
            simulations: SIMULATIONS,
            seed: 1,
        };
        let project = |seed: u64| -> Duration {
            let request = ProjectRequest { seed, ..request.clone() };
            let started = Instant::now();
            engine.project(&request, &quiet).unwrap();
            started.elapsed()
        };
        let first = project(1);
        let mut again: Vec<Duration> = (0..AGAIN).map(|at| project(at as u64 + 2)).collect();
        again.sort_unstable();
        let second = again[AGAIN / 2];
        println!(
            "{model}, {race}, {SIMULATIONS} simulations, one core: first {:.0} ms, second {:.0} ms, ratio {:.1}",
            millis(first),
            millis(second),
            first.as_secs_f64() / second.as_secs_f64()
        );
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
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
