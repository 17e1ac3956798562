//! The tour: simulated seasons into a graph of their own, the next race projected, files written.

use crate::clock::Clock;
use crate::error::EngineError;
use crate::files::write_whole;
use crate::import::ImportRequest;
use crate::models::DEFAULT_MODEL;
use crate::next::NEXT;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectAnswer, ProjectRequest, ProjectionFile, file_of};
use crate::races::RacesRequest;
use crate::undo::UndoRequest;
use feeds::kind::FileKind;
use feeds::source::Limits;
use jiff::{SignedDuration, Timestamp};
use league::LeagueConfig;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DemoRequest {
    /// Folder for the files; the demo's graph is put in `demo` under it.
    pub out: PathBuf,
    /// Seed of the league and of the simulation.
    pub seed: u64,
    /// Number of simulations.
    pub simulations: u32,
}

/// What was loaded, projected and written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoAnswer {
    /// What was loaded.
    pub loaded: DemoLoaded,
    /// The next race of the league, projected by the default model.
    pub projection: ProjectAnswer,
    /// The moment at which the demo's clock stands: a day before the race's lock.
    pub now: Timestamp,
    /// The demo's own data folder.
    pub data_dir: PathBuf,
    /// Files written.
    pub files: Vec<PathBuf>,
}

/// What was loaded of the simulated league.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoLoaded {
    /// Rows of the race logs taken.
    pub race_log_rows: u64,
    /// Races new or changed; none in a second demo of the same seed.
    pub races_written: usize,
    /// Complaints, conflicts and held rows: what the league spoils on purpose.
    pub faults: usize,
    /// Races in the official results.
    pub official_races: usize,
    /// Of them, those that were joined to a race log.
    pub official_races_joined: usize,
    /// Spans of a driver in a car of a team.
    pub team_spans: u64,
    /// Cars in practice.
    pub practice_cars: u64,
    /// Win odds.
    pub win_odds: u64,
}

/// Runs the tour under a clock that stands a day before the league's next lock. Needs no network and no server, and
/// leaves every other graph alone.
///
/// # Errors
/// When a file cannot be written or the demo's graph is held by another process.
pub fn run(request: &DemoRequest, progress: &Progress) -> Result<DemoAnswer, EngineError> {
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
    let data_dir = data_dir(&request.out);
    let engine = Engine::open_dir(&data_dir, Limits::default(), Clock::System, "backstretch demo")?;
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
    // The order does not matter to the result; race logs come after what joins them, so that each race is written once.
    import(official)?;
    let teams = import(car_teams)?;
    let practice = import(laps)?;
    let odds = import(prices)?;
    let race_logs = import(logs)?;
    let entries = import(list)?;
    let engine = engine.a_day_before_the_next_lock()?;
    let projection = engine.project(
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
    files.extend(write_files(&projection, &request.out)?);
    let official = || race_logs.matches.iter().filter(|matched| matched.feed() == "results");
    let loaded = DemoLoaded {
        race_log_rows: race_logs.rows_taken,
        races_written: race_logs.races_written + entries.races_written,
        faults: race_logs.findings.iter().filter(|finding| finding.is_fault()).count(),
        official_races: official().count(),
        official_races_joined: official().filter(|matched| matched.race.is_some()).count(),
        // Read before the logs that they join: held at first, and part of the graph once the logs are there.
        team_spans: teams.rows_read - teams.rows_refused,
        practice_cars: practice.rows_read - practice.rows_refused,
        win_odds: odds.rows_read - odds.rows_refused,
    };
    Ok(DemoAnswer { loaded, projection, now: engine.clock().now(), data_dir, files })
}

/// The data folder of the demo under its folder for files.
pub fn data_dir(out: &Path) -> PathBuf {
    out.join("demo/data")
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
fn write_files(projected: &ProjectAnswer, out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let mut paths = Vec::new();
    for form in [ProjectionFile::Csv, ProjectionFile::Json, ProjectionFile::Png] {
        let file = file_of(&projected.set, form)?;
        let path = out.join(&file.file_name);
        file.save(&path)?;
        paths.push(path);
    }
    Ok(paths)
}
