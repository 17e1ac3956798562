//! Bad input leaves the digest that its good rows alone leave: every case of `data/fixtures/bad-input`.

use engine::import::{Finding, ImportRequest};
use engine::undo::UndoRequest;
use engine::{Clock, Engine, EngineError, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[derive(Deserialize)]
struct Manifest {
    case: Vec<Case>,
}

/// The keys of the manifest that matter here; its head documents them all.
#[derive(Deserialize)]
struct Case {
    name: String,
    feed: FileKind,
    file: PathBuf,
    beside: Option<PathBuf>,
    #[serde(default)]
    limits: SetLimits,
    refused: Option<String>,
    #[serde(default)]
    rows_kept: u64,
    #[serde(default)]
    complaints: Vec<Expected>,
    good: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
struct SetLimits {
    max_bytes: Option<u64>,
    max_line_bytes: Option<usize>,
}

#[derive(Deserialize)]
struct Expected {
    rule: String,
    line: u64,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/fixtures/bad-input")
}

fn open(dir: &Path, limits: &SetLimits) -> Engine {
    let defaults = Limits::default();
    let limits = Limits {
        max_bytes: limits.max_bytes.unwrap_or(defaults.max_bytes),
        max_line_bytes: limits.max_line_bytes.unwrap_or(defaults.max_line_bytes),
    };
    Engine::open_dir(dir, limits, Clock::System, "test").unwrap()
}

/// Imports a file and gives the digest of the graph with it; the graph is empty again afterwards.
fn digest_with(engine: &Engine, file: &Path, kind: FileKind) -> String {
    let report = engine.import_path(file, &ImportRequest::new(kind.name()), &Progress::new()).unwrap();
    let digest = digest(engine);
    if report.rows_taken + report.rows_held > 0 {
        engine.undo(&UndoRequest { snapshot: report.snapshot.clone() }, &Progress::new()).unwrap();
    }
    digest
}

#[test]
fn every_case_gives_its_complaint_and_the_digest_of_its_good_rows() {
    let text = std::fs::read_to_string(folder().join("manifest.toml")).unwrap();
    let manifest: Manifest = toml::from_str(&text).unwrap();
    assert!(manifest.case.len() >= 60, "{} cases", manifest.case.len());
    let dir = TempDir::new().unwrap();
    let mut engine = open(dir.path(), &SetLimits::default());
    let empty = digest(&engine);
    for case in &manifest.case {
        let limited = case.limits.max_bytes.is_some() || case.limits.max_line_bytes.is_some();
        if limited {
            drop(engine);
            engine = open(dir.path(), &case.limits);
        }
        check(&engine, case, &empty);
        if limited {
            drop(engine);
            engine = open(dir.path(), &SetLimits::default());
        }
    }
}

/// A case whose file stands beside a race log is tried on a graph that holds the log.
fn check(engine: &Engine, case: &Case, empty: &str) {
    let Some(beside) = &case.beside else { return check_on(engine, case, empty) };
    let kind = FileKind::RaceLogs;
    let log = engine
        .import_path(&folder().join(beside), &ImportRequest::new(kind.name()), &Progress::new())
        .unwrap();
    check_on(engine, case, &digest(engine));
    engine.undo(&UndoRequest { snapshot: log.snapshot.clone() }, &Progress::new()).unwrap();
    assert_eq!(digest(engine), empty, "{}: nothing is left", case.name);
}

fn digest(engine: &Engine) -> String {
    engine.digest(&Progress::new()).unwrap().digest
}

fn check_on(engine: &Engine, case: &Case, without: &str) {
    let name = &case.name;
    let file = folder().join(&case.file);
    let came = engine.import_path(&file, &ImportRequest::new(case.feed.name()), &Progress::new());
    match (came, &case.refused) {
        (Err(EngineError::Source(error)), Some(rule)) => assert_eq!(error.rule(), rule, "{name}"),
        (Err(EngineError::WrongHeader { complaints, .. }), None) => {
            for expected in &case.complaints {
                assert!(complaints.contains(&expected.rule), "{name}: {complaints}");
            }
        }
        (Ok(report), None) => {
            assert_eq!(report.rows_taken + report.rows_held, case.rows_kept, "{name}");
            let of_parse = |finding: &&Finding| finding.race.is_none();
            let of_finding = |finding: &Finding| -> Vec<(String, u64)> {
                let lines = if finding.lines.is_empty() { &[0][..] } else { &finding.lines };
                lines.iter().map(|&line| (finding.rule.clone(), line)).collect()
            };
            let mut found: Vec<(String, u64)> =
                report.findings.iter().filter(of_parse).flat_map(of_finding).collect();
            let mut expected: Vec<(String, u64)> =
                case.complaints.iter().map(|c| (c.rule.clone(), c.line)).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{name}");
            let before = digest(engine);
            if report.rows_taken + report.rows_held > 0 {
                engine.undo(&UndoRequest { snapshot: report.snapshot.clone() }, &Progress::new()).unwrap();
            }
            assert_eq!(digest(engine), without, "{name}: taken back");
            let good = case.good.as_ref().map(|good| digest_with(engine, &folder().join(good), case.feed));
            assert_eq!(
                &before,
                good.as_deref().unwrap_or(without),
                "{name}: the digest of its good rows alone"
            );
            return;
        }
        (Ok(_), Some(rule)) => panic!("{name}: taken, but must be refused by {rule}"),
        (Err(error), _) => panic!("{name}: {error}"),
    }
    assert_eq!(digest(engine), without, "{name}: nothing is kept");
    assert_eq!(
        engine.imports(&Progress::new()).unwrap().files.len(),
        usize::from(case.beside.is_some()),
        "{name}: no file is recorded"
    );
}
