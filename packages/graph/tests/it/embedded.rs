//! What the embedded backend must do besides the contract: files, owners, kills.

use crate::reads::Reads;
use crate::world::open;
use crate::{contract, snapshots, world};
use domain::facts::RaceGroup;
use graph::{Location, OpenError, ReadError, Store, WriteError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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

/// Path and bytes of every file of the graph, the lock left out.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.file_name().unwrap() != "graph.lock" {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
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
    // A new graph is closed to one file; a small change to one that exists stays in a log beside it.
    for (changes, files_left) in [(&race_groups[..], 1), (&world::large(1, 1), 2)] {
        open(dir.path()).apply(changes, &mut |_| {}).unwrap();
        let before = files(dir.path());
        assert_eq!(before.len(), files_left, "{:?}", before.keys());

        let store = open(dir.path());
        world::prepare(&store);
        assert!(store.apply(changes, &mut |_| {}).unwrap().wrote_nothing());
        store.digest().unwrap();
        store.check().unwrap();
        drop(store);
        assert!(files(dir.path()) == before);
    }
}

#[test]
fn a_graph_closed_with_its_log_is_the_graph_built_at_once() {
    let (stepwise, at_once) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let race_groups = &world::large(1, 6)[..4];
    world::prepare(&open(stepwise.path()));
    let file = stepwise.path().join("graph.grafeo");
    let new = std::fs::read(&file).unwrap();
    // Each change reads what the logs before it hold; every second one takes a race away again.
    for whole in race_groups {
        let mut part = whole.clone();
        part.races.truncate(3);
        for race_group in [whole.clone(), part, whole.clone()] {
            let store = open(stepwise.path());
            assert!(!store.apply(&[race_group], &mut |_| {}).unwrap().wrote_nothing());
            assert_eq!(store.check().unwrap().violations, []);
        }
    }
    assert!(std::fs::read(&file).unwrap() == new, "small changes do not rewrite the file");

    let store = open(at_once.path());
    world::prepare(&store);
    store.apply(race_groups, &mut |_| {}).unwrap();
    let reopened = open(stepwise.path());
    assert_eq!(reopened.digest().unwrap(), store.digest().unwrap());
}

/// The files of the log beside the graph's file.
fn log_files(dir: &Path) -> Vec<PathBuf> {
    let all = files(dir).into_keys();
    all.filter(|path| path.extension().is_some_and(|extension| extension == "log")).collect()
}

#[test]
fn what_was_committed_is_read_back_from_disk() {
    let dir = tempfile::tempdir().unwrap();
    world::prepare(&open(dir.path()));
    let store = open(dir.path());
    store.apply(&world::large(1, 1), &mut |_| {}).unwrap();
    let right = store.exclusive().unwrap();
    right.read_back().unwrap();
    // A log that lost its last transaction is not what was committed.
    let [log] = &log_files(dir.path())[..] else { panic!("one file of log") };
    let whole = std::fs::read(log).unwrap();
    std::fs::write(log, &whole[..whole.len() - 40]).unwrap();
    let error = right.read_back().unwrap_err();
    assert!(error.to_string().contains("read back its log"), "{error}");
    std::fs::write(log, whole).unwrap();
    right.read_back().unwrap();
}

#[test]
fn a_long_log_is_read_back_from_the_file_reopened() {
    let dir = tempfile::tempdir().unwrap();
    world::prepare(&open(dir.path()));
    let store = open(dir.path());
    store.apply(&many(), &mut |_| {}).unwrap();
    let before = (store.digest().unwrap(), store.counts().unwrap());
    store.exclusive().unwrap().read_back().unwrap();
    let bytes = |paths: Vec<PathBuf>| -> u64 {
        paths.iter().map(|path| std::fs::metadata(path).unwrap().len()).sum()
    };
    assert_eq!(bytes(log_files(dir.path())), 0, "folded into the file");
    assert_eq!((store.digest().unwrap(), store.counts().unwrap()), before);
    // It goes on being written.
    store.put_snapshot(&world::snapshot("later")).unwrap();
    store.exclusive().unwrap().read_back().unwrap();
    let counts = store.counts().unwrap();
    drop(store);
    assert_eq!(open(dir.path()).counts().unwrap(), counts);
}

#[test]
fn a_mark_of_a_fold_left_alone_hides_no_later_log() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    world::prepare(&open(dir.path()));
    // A kill while a folded log was being removed: its mark names log 7, the next log begins at 0.
    let log = grafeo_storage::wal::LpgWal::open(other.path()).unwrap();
    log.mark_checkpoint(7, 1.into(), 1.into()).unwrap();
    let left = dir.path().join("graph.grafeo.wal");
    std::fs::create_dir(&left).unwrap();
    std::fs::copy(other.path().join("checkpoint.meta"), left.join("checkpoint.meta")).unwrap();

    let store = open(dir.path());
    store.apply(&world::large(1, 1), &mut |_| {}).unwrap();
    let digest = store.digest().unwrap();
    drop(store);
    assert_eq!(log_files(dir.path()).len(), 1);
    assert_eq!(open(dir.path()).digest().unwrap(), digest);
}

#[test]
fn a_long_log_is_folded_into_the_file() {
    let dir = tempfile::tempdir().unwrap();
    world::prepare(&open(dir.path()));
    let before = std::fs::metadata(dir.path().join("graph.grafeo")).unwrap().len();
    open(dir.path()).apply(&many(), &mut |_| {}).unwrap();
    let after = files(dir.path());
    assert_eq!(after.len(), 1, "{:?}", after.keys());
    assert!(after.values().all(|bytes| bytes.len() as u64 > before));
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

    let entries: BTreeMap<String, usize> = many()
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
