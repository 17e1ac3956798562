//! What the embedded backend must do besides the contract: files, owners, kills.

use crate::world::open;
use crate::{contract, snapshots, world};
use domain::facts::RaceGroup;
use graph::{Location, OpenError, ReadError, Store, WriteError};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

#[test]
fn contract_on_the_embedded_store() {
    for (name, scenario) in contract::ALL {
        println!("{name}");
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        world::prepare(&store);
        scenario(&store);
    }
}

#[test]
fn every_reading_is_of_one_committed_state() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    world::prepare(&store);
    snapshots::every_reading_is_of_one_committed_state(&store);
}

#[test]
fn a_wait_for_a_lock_ends() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).with_lock_limit(Duration::from_millis(50));
    world::prepare(&store);
    let right = store.exclusive().unwrap();
    let second = std::thread::scope(|scope| scope.spawn(|| store.exclusive().map(drop)).join().unwrap());
    assert!(matches!(second, Err(WriteError::Busy { .. })), "{second:?}");
    drop(right);
    // A transaction waits for the readers that came before it.
    let written = store.snapshot(|_| {
        let write = || store.put_snapshot(&world::snapshot("b"));
        Ok::<_, ReadError>(std::thread::scope(|scope| scope.spawn(write).join().unwrap()))
    });
    assert!(matches!(written, Ok(Err(WriteError::Busy { .. }))), "{written:?}");
    store.put_snapshot(&world::snapshot("b")).unwrap();
}

/// Name and bytes of every file of the graph, the lock left out.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_name() != "graph.lock")
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn what_writes_nothing_leaves_the_file_alone() {
    let dir = tempfile::tempdir().unwrap();
    let race_groups = world::small();
    let store = open(dir.path());
    world::prepare(&store);
    store.apply(&race_groups, &mut |_| {}).unwrap();
    drop(store);
    let before = files(dir.path());
    assert_eq!(before.len(), 1, "a closed graph is one file");

    let store = open(dir.path());
    world::prepare(&store);
    assert!(store.apply(&race_groups, &mut |_| {}).unwrap().wrote_nothing());
    store.digest().unwrap();
    store.check().unwrap();
    drop(store);
    assert!(files(dir.path()) == before);
}

#[test]
fn a_closed_graph_holds_what_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    world::prepare(&store);
    store.apply(&world::small(), &mut |_| {}).unwrap();
    let digest = store.digest().unwrap();
    drop(store);
    let store = open(dir.path());
    assert_eq!(store.digest().unwrap(), digest);
    // And can be written to again, after it was opened for reading.
    store.apply(&world::large(1, 5)[..1], &mut |_| {}).unwrap();
    let larger = store.digest().unwrap();
    assert_ne!(larger, digest);
    drop(store);
    assert_eq!(open(dir.path()).digest().unwrap(), larger);
}

#[test]
fn the_mark_outlasts_closing_and_is_not_that_of_a_graph_built_anew() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mark = |store: &Store| store.snapshot(|view| Ok::<_, ReadError>(view.mark().to_owned())).unwrap();
    let fill = |dir: &Path| {
        let store = open(dir);
        world::prepare(&store);
        store.apply(&world::small(), &mut |_| {}).unwrap();
        (mark(&store), store.digest().unwrap())
    };
    let (first, digest) = fill(dir.path());
    assert_eq!(mark(&open(dir.path())), first);
    let (again, same) = fill(other.path());
    assert_eq!(same, digest);
    assert_ne!(again, first);
}

#[test]
fn a_second_opener_is_told_who_holds_the_graph() {
    let dir = tempfile::tempdir().unwrap();
    let location = Location::Embedded { dir: dir.path().to_owned() };
    let store = Store::open(&location, "backstretch serve").unwrap();
    match Store::open(&location, "another").map(drop) {
        Err(OpenError::InUse { holder, .. }) => {
            assert_eq!(holder, format!("process {} (backstretch serve)", std::process::id()));
        }
        other => panic!("{other:?}"),
    }
    drop(store);
    Store::open(&location, "another").unwrap();
}

const CHILD_DIR: &str = "GRAPH_TEST_CHILD_DIR";

fn many() -> Vec<RaceGroup> {
    world::large(2, 20)
}

/// Not a test of its own: what the child process of the next test does until it is killed.
#[test]
#[ignore = "runs as a child of a_kill_leaves_whole_races"]
fn child_that_applies() {
    let Ok(dir) = std::env::var(CHILD_DIR) else { return };
    let store = open(Path::new(&dir));
    world::prepare(&store);
    println!("ready");
    store.apply(&many(), &mut |_| {}).unwrap();
}

#[test]
fn a_kill_leaves_whole_races() {
    let clean = tempfile::tempdir().unwrap();
    let store = open(clean.path());
    world::prepare(&store);
    store.apply(&many(), &mut |_| {}).unwrap();
    let digest = store.digest().unwrap();
    drop(store);

    let entries: std::collections::BTreeMap<String, usize> = many()
        .iter()
        .flat_map(|race_group| &race_group.races)
        .map(|race| (race.info.key.to_string(), race.cars.len()))
        .collect();
    let mut part_loaded = 0;
    for log_bytes in world::kills(3).map(|part| 20_000 + (part * 1_600_000.0) as u64) {
        let dir = tempfile::tempdir().unwrap();
        kill_when_logged(dir.path(), log_bytes);
        let store = open(dir.path());
        let races = store.races(&graph::RaceFilter::default()).unwrap();
        part_loaded += usize::from(!races.is_empty() && races.len() < entries.len());
        for race in &races {
            assert_eq!(race.entries, entries[race.info.key.as_str()], "{}", race.info.key);
        }
        world::prepare(&store);
        store.apply(&many(), &mut |_| {}).unwrap();
        assert_eq!(store.digest().unwrap(), digest, "killed at {log_bytes} bytes of log");
    }
    assert!(part_loaded > 0, "every kill came too early or too late");
}

/// Starts the child and kills it once its log is that long.
fn kill_when_logged(dir: &Path, log_bytes: u64) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "embedded::child_that_applies", "--ignored", "--nocapture"])
        .env(CHILD_DIR, dir)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let log_length = || -> u64 {
        let Ok(entries) = std::fs::read_dir(dir.join("graph.grafeo.wal")) else { return 0 };
        entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|data| data.len()).sum()
    };
    while log_length() < log_bytes && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
