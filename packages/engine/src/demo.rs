//! The tour: simulated seasons into a graph of their own, the next race projected, files written.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::files::write_whole;
use crate::import::{ImportAnswer, ImportRequest};
use crate::models::DEFAULT_MODEL;
use crate::next::NEXT;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectAnswer, ProjectRequest, ProjectionFile, file_of};
use crate::races::RacesRequest;
use crate::undo::UndoRequest;
use feeds::kind::FileKind;
use feeds::source::Limits;
use jiff::SignedDuration;
use league::LeagueConfig;
use std::path::{Path, PathBuf};

/// What to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoRequest {
    /// Folder for the files; the demo's graph is put in `demo` under it.
    pub out: PathBuf,
    /// Seed of the league and of the simulation.
    pub seed: u64,
    /// Number of simulations.
    pub simulations: u32,
}

/// What was done and written.
#[derive(Debug)]
pub struct Demo {
    /// How the race logs were read.
    pub race_logs: ImportAnswer,
    /// How the official results were read.
    pub results: ImportAnswer,
    /// How cars and teams were read.
    pub teams: ImportAnswer,
    /// How the laps of practice were read.
    pub practice: ImportAnswer,
    /// How the win odds were read.
    pub odds: ImportAnswer,
    /// How the entry list was read.
    pub entries: ImportAnswer,
    /// The projection.
    pub projected: ProjectAnswer,
    /// The clock it was made under, a day before the race's lock.
    pub clock: Clock,
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
    // Undo the files of an earlier demo with another seed, so that one league is in the graph.
    let ours = files.map(|(_, _, text)| feeds::source::snapshot_id(text.as_bytes()));
    for file in engine.imports(progress)?.files {
        if !ours.iter().any(|id| id.as_str() == file.snapshot) {
            engine.undo(&UndoRequest { snapshot: file.snapshot }, progress)?;
        }
    }
    let import = |(name, kind, _): (&str, FileKind, &String)| {
        engine.import_path(&home.join(name), &ImportRequest::new(kind.name()), progress)
    };
    let [logs, official, car_teams, laps, prices, list] = files;
    // In any order to the same end; the race logs after what joins them, so that each race is written once.
    let results = import(official)?;
    let teams = import(car_teams)?;
    let practice = import(laps)?;
    let odds = import(prices)?;
    let race_logs = import(logs)?;
    let entries = import(list)?;
    let engine = engine.a_day_before_the_next_lock()?;
    let projected = engine.project(
        &ProjectRequest {
            race: NEXT.to_owned(),
            series: None,
            as_of: None,
            model: DEFAULT_MODEL.to_owned(),
            simulations: request.simulations,
            seed: request.seed,
        },
        progress,
    )?;
    let mut files: Vec<PathBuf> = files.iter().map(|(name, ..)| home.join(name)).collect();
    files.extend(write_files(&projected, &request.out)?);
    let clock = engine.clock();
    Ok(Demo { race_logs, results, teams, practice, odds, entries, projected, clock, files })
}

impl Engine {
    /// The same engine with its clock at a day before the lock of the last race without a result.
    fn a_day_before_the_next_lock(self) -> Result<Self, EngineError> {
        let upcoming = RacesRequest { upcoming: true, ..RacesRequest::default() };
        let races = self.races(&upcoming, &Progress::new())?.races;
        let lock_at = races.iter().map(|line| line.race.lock_at).max();
        let lock_at =
            lock_at.ok_or(EngineError::NoNextRace { series: None, last: None, without_result: false })?;
        Ok(self.with_clock(Clock::Fixed(lock_at - SignedDuration::from_hours(24))))
    }
}

/// Writes a projection as `<race>.csv`, `.json` and `.png`, each whole.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write_files(projected: &ProjectAnswer, out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let mut paths = Vec::new();
    for form in [ProjectionFile::Csv, ProjectionFile::Json, ProjectionFile::Png] {
        let file = file_of(&projected.set, form)?;
        let path = out.join(&file.file_name);
        file.save(&path)?;
        paths.push(path);
    }
    Ok(paths)
}
