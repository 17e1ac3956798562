//! The tour: simulated seasons into a graph of their own, the next race projected, files written.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::files::write_whole;
use crate::import::{ImportOptions, ImportReport};
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectRequest, Projected};
use feeds::kind::FileKind;
use feeds::source::Limits;
use league::LeagueConfig;
use projection::Model;
use std::path::{Path, PathBuf};

/// What to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoRequest {
    /// Folder for the files; the demo's graph is put in `demo` under it.
    pub out: PathBuf,
    /// Seed of the league and of the simulation.
    pub seed: u64,
    /// Simulated races.
    pub simulations: usize,
}

/// What was done and written.
#[derive(Debug)]
pub struct Demo {
    /// How the race logs were read.
    pub race_logs: ImportReport,
    /// How the official results were read.
    pub results: ImportReport,
    /// How cars and teams were read.
    pub teams: ImportReport,
    /// How the laps of practice were read.
    pub practice: ImportReport,
    /// How the win odds were read.
    pub odds: ImportReport,
    /// How the entry list was read.
    pub entries: ImportReport,
    /// The projection.
    pub projected: Projected,
    /// Files written.
    pub files: Vec<PathBuf>,
}

/// Runs the tour. Needs no network and no server, and leaves every other graph alone.
///
/// # Errors
/// When a file cannot be written or the demo's graph is held by another process.
pub fn run(request: &DemoRequest, progress: &Progress) -> Result<Demo, EngineError> {
    let home = request.out.join("demo");
    progress.begin("simulated seasons", 1);
    let league = league::generate(&LeagueConfig { seed: request.seed, ..LeagueConfig::default() });
    progress.end();
    let files = [
        ("race-logs.csv", FileKind::RaceLogs, &league.race_log_csv),
        ("official-results.csv", FileKind::Results, &league.official_results_csv),
        ("car-teams.csv", FileKind::Teams, &league.car_teams_csv),
        ("practice.csv", FileKind::Practice, &league.practice_csv),
        ("odds.csv", FileKind::Odds, &league.odds_csv),
        ("entries.csv", FileKind::Entries, &league.entries_csv),
    ];
    for (name, _, text) in &files {
        write_whole(&home.join(name), text.as_bytes())?;
    }
    let engine = Engine::open_dir(&home.join("data"), Limits::default(), Clock::System, "backstretch demo")?;
    // A demo of another seed stood here: its files go, so that one league is in the graph.
    let ours = files.map(|(_, _, text)| feeds::source::snapshot_id(text.as_bytes()));
    for snapshot in engine.snapshots()? {
        if !ours.contains(&snapshot.id) {
            engine.undo(snapshot.id.as_str(), progress)?;
        }
    }
    let options = ImportOptions::default();
    let import = |(name, kind, _): (&str, FileKind, &String)| {
        engine.import(&home.join(name), kind, &options, progress)
    };
    let [logs, official, car_teams, laps, prices, list] = files;
    // In any order to the same end; the race logs after what joins them, so that each race is written once.
    let results = import(official)?;
    let teams = import(car_teams)?;
    let practice = import(laps)?;
    let odds = import(prices)?;
    let race_logs = import(logs)?;
    let entries = import(list)?;
    let projected = engine.project(&ProjectRequest {
        race: "next".to_owned(),
        series: None,
        as_of: None,
        model: Model::named("e2-weekend").expect("the model is compiled in"),
        simulations: request.simulations,
        seed: request.seed,
    })?;
    let mut files: Vec<PathBuf> = files.iter().map(|(name, ..)| home.join(name)).collect();
    files.extend(write_files(&projected, &request.out)?);
    Ok(Demo { race_logs, results, teams, practice, odds, entries, projected, files })
}

/// Writes a projection as `<race>.csv`, `.json` and `.png`, each whole.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write_files(projected: &Projected, out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let set = &projected.projection.set;
    let race = set.body().race.as_str();
    let files = [
        (format!("{race}.csv"), report::projection::as_csv(set)?.into_bytes()),
        (format!("{race}.json"), (set.canonical_json() + "\n").into_bytes()),
        (format!("{race}.png"), report::projection::picture(set)?),
    ];
    let mut paths = Vec::new();
    for (name, contents) in files {
        let path = out.join(name);
        write_whole(&path, &contents)?;
        paths.push(path);
    }
    Ok(paths)
}
