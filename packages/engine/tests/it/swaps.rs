//! Projections while a loader swaps races: each is one made from a committed state, and none fails.

use engine::import::ImportRequest;
use engine::project::ProjectRequest;
use engine::undo::UndoRequest;
use engine::{Clock, Engine, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use graph::{Location, Neo4jServer};
use league::LeagueConfig;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::neo4j::TestServer;
use testkit::rows::Table;

/// Projections of a run: `BACKSTRETCH_TEST_SNAPSHOTS`, else 200.
fn projections() -> usize {
    std::env::var("BACKSTRETCH_TEST_SNAPSHOTS").map_or(200, |projections| projections.parse().unwrap())
}

const READERS: usize = 2;

/// A season of the Cup without some of its races, and the files of those.
struct Season {
    base: Vec<u8>,
    swapped: Vec<Vec<u8>>,
}

fn season() -> Season {
    let league = league::generate(&LeagueConfig { seed: 11, first_season: 2024, seasons: 1 });
    let table = Table::parse(&league.race_log_csv);
    let (series, date) = (table.column("series"), table.column("race_date"));
    let cup: Vec<Vec<String>> = table.rows.iter().filter(|row| row[series] == "Cup").cloned().collect();
    let dates: BTreeSet<String> = cup.iter().map(|row| row[date].clone()).collect();
    let dates: Vec<&String> = dates.iter().collect();
    let away = [dates[5], dates[dates.len() / 2]];
    let file = |wanted: &dyn Fn(&String) -> bool| {
        let rows = cup.iter().filter(|row| wanted(&row[date])).cloned().collect();
        Table { header: table.header.clone(), rows }.text().into_bytes()
    };
    let swapped = away.iter().map(|&away| file(&|date| date == away)).collect();
    Season { base: file(&|date| !away.contains(&date)), swapped }
}

fn import(engine: &Engine, bytes: &[u8]) -> String {
    let request = ImportRequest {
        file_name: "log.csv".to_owned(),
        bytes: bytes.to_vec(),
        ..ImportRequest::new(FileKind::RaceLogs.name())
    };
    engine.import(&request, &Progress::new()).unwrap().snapshot
}

fn undo(engine: &Engine, snapshot: &str) {
    let request = UndoRequest { snapshot: snapshot.to_owned() };
    engine.undo(&request, &Progress::new()).unwrap();
}

/// A step of the loader: a file comes, or goes again.
fn step(engine: &Engine, season: &Season, loaded: &mut BTreeMap<usize, String>, at: usize) {
    let file = at % season.swapped.len();
    match loaded.remove(&file) {
        Some(snapshot) => undo(engine, &snapshot),
        None => _ = loaded.insert(file, import(engine, &season.swapped[file])),
    }
}

/// One thread imports and undoes two races in turn while others project a later one.
fn every_projection_is_of_one_committed_state(engine: &Engine) {
    let season = season();
    import(engine, &season.base);
    let races = engine.races(&Default::default(), &Progress::new()).unwrap().races;
    let race = races.iter().rfind(|line| !line.race.exhibition).unwrap().race.key.to_string();
    let request = ProjectRequest {
        race,
        series: None,
        as_of: None,
        model: "start-only".to_owned(),
        simulations: 50,
        seed: 3,
    };
    let project = || {
        let answer = engine.project(&request, &Progress::new())?;
        Ok::<_, engine::EngineError>((answer.state, answer.set.checksum().to_owned()))
    };
    // Both come, both go: every state that the loader below can leave.
    let steps = 2 * season.swapped.len();
    let mut loaded = BTreeMap::new();
    let mut committed = BTreeSet::new();
    for at in 0..steps {
        step(engine, &season, &mut loaded, at);
        committed.insert(project().unwrap().1);
    }
    assert_eq!(committed.len(), steps, "each state has a projection of its own");

    let ended = AtomicBool::new(false);
    let found: Vec<(String, String)> = std::thread::scope(|scope| {
        let loader = scope.spawn(|| {
            let mut loaded = BTreeMap::new();
            for at in 0.. {
                // It leaves nothing of its own behind.
                if ended.load(Ordering::Relaxed) && loaded.is_empty() {
                    break;
                }
                step(engine, &season, &mut loaded, at);
            }
        });
        let read = || (0..projections() / READERS).map(|_| project()).collect::<Result<Vec<_>, _>>();
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
        let found: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
        ended.store(true, Ordering::Relaxed);
        loader.join().expect("the loader goes on");
        found.into_iter().flat_map(|found| found.expect("no panic").expect("none fails")).collect()
    });
    let torn = found.iter().filter(|(_, checksum)| !committed.contains(checksum)).count();
    assert_eq!(torn, 0, "of {} projections", found.len());
    let mut states: BTreeMap<&str, &str> = BTreeMap::new();
    for (state, checksum) in &found {
        assert_eq!(*states.entry(state).or_insert(checksum), checksum, "two projections of one state");
    }
    let seen: BTreeSet<&str> = states.values().copied().collect();
    assert!(seen.len() > 1, "the loader never came between two projections");
}

fn open(location: &Location, folder: &Path) -> Engine {
    Engine::open_at(location, folder, Limits::default(), Clock::System, "a test").unwrap()
}

#[test]
fn every_projection_is_of_a_committed_state() {
    let dir = tempfile::tempdir().unwrap();
    let location = Location::Embedded { dir: dir.path().join("graph") };
    every_projection_is_of_one_committed_state(&open(&location, dir.path()));
}

#[test]
#[ignore = "needs neo4j"]
fn neo4j_every_projection_is_of_a_committed_state() {
    let (server, dir) = (TestServer::take(), tempfile::tempdir().unwrap());
    let address = &server.server;
    let location = Neo4jServer::new(&address.uri, &address.user, &address.password);
    every_projection_is_of_one_committed_state(&open(&Location::Neo4j(location), dir.path()));
}
