//! Kept projections: one set however often it is kept, a chain of records, and every change of a byte found.

use domain::series::Series;
use engine::graph_export::ExportRequest;
use engine::import::ImportRequest;
use engine::operations::{Runner, RunnerRules, SubmitRequest};
use engine::project::{ProjectRequest, ProjectionFile};
use engine::projections::{
    Finding, KeepAnswer, KeepRequest, ListRequest, Part, ScenariosFile, ScoreRequest, VerifyAnswer, Wrong,
};
use engine::races::RacesRequest;
use engine::scenarios::{ScenarioSet, ScenarioSpec};
use engine::settings::{Flags, Settings};
use engine::{Clock, Engine, Operations, Progress};
use feeds::source::Limits;
use graph::{Location, Neo4jServer};
use jiff::SignedDuration;
use league::{League, LeagueConfig};
use ops::ids::sha256;
use projection::record::Label;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tempfile::TempDir;
use testkit::folders::copy_filled;
use testkit::neo4j::TestServer;

/// A league so far ahead that its last race locks after any test runs: the clock is the system's.
static LEAGUE: LazyLock<League> =
    LazyLock::new(|| league::generate(&LeagueConfig { seed: 9, first_season: 2090, seasons: 1 }));

const QUIET: fn() -> Progress = Progress::new;

fn import(engine: &Engine, kind: &str, text: &str) {
    let request = ImportRequest {
        file_name: format!("{kind}.csv"),
        bytes: text.as_bytes().to_vec(),
        ..ImportRequest::new(kind)
    };
    let report = engine.import(&request, &QUIET()).unwrap();
    assert_eq!(report.rows_refused, 0, "{:?}", report.findings);
}

/// A folder with the league in it, and its engine.
fn world() -> (TempDir, Engine) {
    let dir = tempfile::tempdir().unwrap();
    copy_filled("engine-kept", &dir.path().join("data"), |folder| {
        let engine = open(folder);
        import(&engine, "race-logs", &LEAGUE.race_log_csv);
        import(&engine, "entries", &LEAGUE.entries_csv);
    });
    let engine = open(&dir.path().join("data"));
    (dir, engine)
}

fn open(folder: &Path) -> Engine {
    Engine::open_dir(folder, Limits::default(), Clock::System, "a test").unwrap()
}

fn request(seed: u64) -> KeepRequest {
    KeepRequest {
        projection: ProjectRequest {
            race: "next".to_owned(),
            series: None,
            as_of: None,
            model: engine::models::DEFAULT_MODEL.to_owned(),
            simulations: 300,
            seed,
        },
        scenarios: Vec::new(),
        made_by: "someone".to_owned(),
        run_id: None,
    }
}

fn with_scenarios(seed: u64) -> KeepRequest {
    let short = ScenarioSpec { name: "short".to_owned(), laps: Some(60), ..ScenarioSpec::default() };
    KeepRequest { scenarios: vec![short], ..request(seed) }
}

fn keep(engine: &Engine, request: &KeepRequest) -> KeepAnswer {
    engine.keep_projection(request, &QUIET()).unwrap()
}

fn verify(engine: &Engine) -> VerifyAnswer {
    engine.verify_projections(&QUIET()).unwrap()
}

fn nodes(engine: &Engine) -> [u64; 2] {
    let counts: BTreeMap<String, u64> = engine.counts(&QUIET()).unwrap().counts;
    ["ProjectionSet", "Projection"].map(|label| counts.get(label).copied().unwrap_or(0))
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect();
    found.sort();
    found
}

fn kept_twice(engine: &Engine, folder: &Path) {
    let digest = engine.digest(&QUIET()).unwrap();
    let first = keep(engine, &request(1));
    let state = engine.project(&request(1).projection, &QUIET()).unwrap().state;
    assert_eq!(first.projection.state, state, "keeping moves no mark");
    let second = keep(engine, &request(1));
    assert_eq!((first.kept_before, second.kept_before), (false, true));
    assert_eq!((&first.id, first.projection.set.checksum()), (&second.id, second.projection.set.checksum()));
    assert_eq!((first.record.number, second.record.number), (1, 2));
    assert_eq!(second.record.record.previous.as_deref(), Some(first.record.digest.as_str()));
    assert_eq!(first.record.digest, first.record.record.digest());
    assert_eq!(first.record.record.label, Label::Forecast);
    assert!(!first.record.record.derived_from.is_empty());
    let entries = first.projection.set.body().entries.len() as u64;
    assert_eq!(nodes(engine), [1, entries]);
    assert_eq!(engine.digest(&QUIET()).unwrap(), digest, "no fact of the sport");
    assert_eq!(engine.check_graph(&QUIET()).unwrap().violations, []);
    assert_eq!(files(&folder.join("projections")).len(), 1);
    assert_eq!(files(&folder.join("columns")).len(), 1);

    let list = engine.kept_projections(&ListRequest::default(), &QUIET()).unwrap();
    let [line] = &list.projections[..] else { panic!("one set: {list:?}") };
    assert_eq!((&line.id, line.records, list.more), (&first.id, 2, false));
    let shown = engine.kept_projection(&first.id, &QUIET()).unwrap();
    assert_eq!(shown.records.iter().map(|record| record.number).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(shown.projection, first.projection.set);
    let heads = engine.projection_heads(&QUIET()).unwrap().heads;
    assert_eq!((heads.len(), heads[0].records, &heads[0].digest), (1, 2, &second.record.digest));
    let verified = verify(engine);
    assert_eq!((verified.sets, verified.files, verified.records), (1, 1, 2));
    assert_eq!((verified.findings, verified.heads), (Vec::new(), heads));
}

#[test]
fn keeping_the_same_projection_twice_makes_one_set_and_two_records() {
    let (dir, engine) = world();
    kept_twice(&engine, &dir.path().join("data"));
}

#[test]
#[ignore = "needs neo4j"]
fn neo4j_keeping_the_same_projection_twice_makes_one_set_and_two_records() {
    let (server, dir) = (TestServer::take(), tempfile::tempdir().unwrap());
    let address = &server.server;
    let location = Location::Neo4j(Neo4jServer::new(&address.uri, &address.user, &address.password));
    let open = || Engine::open_at(&location, dir.path(), Limits::default(), Clock::System, "a test").unwrap();
    let engine = open();
    import(&engine, "race-logs", &LEAGUE.race_log_csv);
    import(&engine, "entries", &LEAGUE.entries_csv);
    kept_twice(&engine, dir.path());
    // The race is swapped, and its set is still its own.
    import(&engine, "race-logs", &LEAGUE.next_result_csv);
    assert_eq!(engine.check_graph(&QUIET()).unwrap().violations, []);
    let score = engine.score_projections(&ScoreRequest::default(), &QUIET()).unwrap();
    assert_eq!(score.races.len(), 1);
    // Another process reads the same records; one that is changed or taken out on the server is named.
    let found = |cypher: &str| {
        server.raw().run(cypher).unwrap();
        let findings = verify(&open()).findings;
        findings.into_iter().map(|finding| (finding.part, finding.wrong, finding.id)).collect::<Vec<_>>()
    };
    assert_eq!(found("RETURN 1"), []);
    let first = "MATCH (n:Ops {kind: 'link', id: 'cup/000000000001'}) ";
    let of_first = |wrong| [(Part::Record, wrong, "cup/1".to_owned())];
    let changed = |from, to| format!("{first} SET n.body = replace(n.body, '{from}', '{to}')");
    assert_eq!(found(&changed("someone", "someonf")), of_first(Wrong::Changed));
    assert_eq!(found(&changed("someonf", "someone")), []);
    assert_eq!(found(&format!("{first} DETACH DELETE n")), of_first(Wrong::Missing));
}

#[test]
fn a_kept_set_is_read_in_every_form() {
    let (_dir, engine) = world();
    let kept = keep(&engine, &with_scenarios(1));
    let scenarios = kept.scenarios.clone().unwrap();
    assert_eq!(kept.record.record.scenarios.as_deref(), Some(scenarios.checksum()));
    let samples = engine.kept_samples(&kept.id, &QUIET()).unwrap();
    let read =
        columns::samples::from_parquet("samples", &samples.bytes, &kept.record.record.samples).unwrap();
    assert_eq!((read.len(), read[0].matrix.simulations), (1, 300));
    let table = engine.kept_projection_file(&kept.id, ProjectionFile::Parquet, &QUIET()).unwrap();
    let table = columns::table::Table::from_parquet("table", &table.bytes, &sha256(&table.bytes)).unwrap();
    let csv = engine.kept_projection_file(&kept.id, ProjectionFile::Csv, &QUIET()).unwrap();
    let csv = String::from_utf8(csv.bytes).unwrap();
    let headings: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(csv.lines().next().unwrap(), headings.join(","));
    assert_eq!(csv.lines().count(), table.rows() + 1);
    let of = |form| engine.kept_scenarios(&kept.id, scenarios.checksum(), form, &QUIET()).unwrap().bytes;
    assert_eq!(serde_json::from_slice::<ScenarioSet>(&of(ScenariosFile::Json)).unwrap(), scenarios);
    let cube =
        columns::samples::from_parquet("cube", &of(ScenariosFile::Parquet), &scenarios.body().cube).unwrap();
    let names: Vec<_> = cube.iter().map(|sample| sample.scenario.as_deref().unwrap()).collect();
    assert_eq!(names, ["base", "short"]);
    assert_eq!(cube[0].matrix, read[0].matrix, "the base is the projection");
    let unknown =
        engine.kept_scenarios(&kept.id, &"0".repeat(64), ScenariosFile::Json, &QUIET()).unwrap_err();
    assert_eq!(unknown.code(), "unknown-projection");
}

/// Small numbers that look random.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// What verification says of a file with one byte changed; the file is put back.
fn with_a_changed_byte(engine: &Engine, path: &Path, at: usize, flip: u8) -> Vec<Finding> {
    let whole = fs::read(path).unwrap();
    let mut changed = whole.clone();
    changed[at] ^= flip;
    fs::write(path, changed).unwrap();
    let findings = verify(engine).findings;
    fs::write(path, whole).unwrap();
    findings
}

#[test]
fn a_byte_changed_anywhere_in_a_file_is_named() {
    let (dir, engine) = world();
    let data = dir.path().join("data");
    let kept = [keep(&engine, &with_scenarios(1)), keep(&engine, &request(2))];
    assert_eq!(verify(&engine).findings, []);
    let paths: Vec<PathBuf> = [files(&data.join("projections")), files(&data.join("columns"))].concat();
    assert_eq!(paths.len(), 6, "two sets, scenarios, two samples, a cube: {paths:?}");
    let mut draw = Draw(7);
    let mut parts: Vec<Part> = Vec::new();
    for path in &paths {
        let length = fs::metadata(path).unwrap().len() as usize;
        let places = (0..30).map(|_| draw.below(length)).chain([0, length - 1]).collect::<Vec<_>>();
        for at in places {
            let flip = 1 << draw.below(8);
            let findings = with_a_changed_byte(&engine, path, at, flip);
            let [finding] = &findings[..] else { panic!("{} at {at}: {findings:?}", path.display()) };
            assert_eq!(finding.wrong, Wrong::Changed, "{finding:?}");
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(finding.id.contains(name), "{finding:?} does not name {name}");
            let own = |kept: &KeepAnswer| finding.projections.contains(&kept.id);
            assert_eq!(kept.iter().filter(|kept| own(kept)).count(), 1, "{finding:?}");
            parts.push(finding.part);
        }
        // Taken out.
        let away = path.with_extension("away");
        fs::rename(path, dir.path().join("away")).unwrap();
        let findings = verify(&engine).findings;
        let [finding] = &findings[..] else { panic!("{}: {findings:?}", path.display()) };
        assert_eq!(finding.wrong, Wrong::Missing, "{finding:?}");
        fs::rename(dir.path().join("away"), path).unwrap();
        assert!(!away.exists());
    }
    parts.sort_unstable();
    parts.dedup();
    assert_eq!(parts, [Part::Set, Part::Samples, Part::Scenarios, Part::Cube]);
    assert_eq!(verify(&engine).findings, []);
    // A file that nobody wrote, and a set without a record.
    let stray = data.join("projections/prj_aaaaaaaaaaaaaaaaaaaaaaaaaa.json");
    fs::copy(&paths[0], &stray).unwrap();
    let findings = verify(&engine).findings;
    assert_eq!(findings.iter().map(|of| of.wrong).collect::<Vec<_>>(), [Wrong::Unrecorded]);
}

/// Where a text stands in a file: SQLite may leave old copies in the free space of its pages.
fn positions(bytes: &[u8], text: &str) -> Vec<usize> {
    let windows = bytes.windows(text.len()).enumerate();
    let found: Vec<usize> =
        windows.filter(|(_, window)| *window == text.as_bytes()).map(|(at, _)| at).collect();
    assert!(!found.is_empty(), "`{text}` is not in the file");
    found
}

#[test]
fn a_byte_changed_in_a_record_is_named_and_a_record_taken_out_too() {
    let (dir, engine) = world();
    let data = dir.path().join("data");
    let mut records = Vec::new();
    for seed in 1..=4 {
        records.push(keep(&engine, &request(seed)).record);
    }
    drop(engine);
    let path = data.join("ops.db");
    let whole = fs::read(&path).unwrap();
    let mut draw = Draw(11);
    for record in &records {
        // The record as it stands within the stored link: its quotes are escaped there.
        let json = record.record.canonical_json().replace('"', "\\\"");
        let starts = positions(&whole, &json);
        for _ in 0..8 {
            let mut changed = whole.clone();
            let (at, flip) = (draw.below(json.len()), 1 << draw.below(8));
            starts.iter().for_each(|start| changed[start + at] ^= flip);
            fs::write(&path, changed).unwrap();
            let findings = verify(&open(&data)).findings;
            let [finding] = &findings[..] else { panic!("record {}: {findings:?}", record.number) };
            assert_eq!((finding.part, finding.wrong), (Part::Record, Wrong::Changed), "{finding:?}");
            // What was changed so that it names another record shows at that record or at the next.
            assert_eq!(finding.id, format!("cup/{}", record.number), "{finding:?}");
        }
    }
    // The last record filed under another number: it is gone from its place, in the table and in its index.
    let mut moved = whole.clone();
    let (from, to) = (b"cup/000000000004", b"cup/000000000009");
    for at in 0..moved.len() - from.len() {
        if moved[at..].starts_with(from) {
            moved[at..at + to.len()].copy_from_slice(to);
        }
    }
    fs::write(&path, moved).unwrap();
    let findings = verify(&open(&data)).findings;
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((finding.id.as_str(), finding.wrong), ("cup/4", Wrong::Missing), "{finding:?}");

    // The records of before the last one, head included: the chain is whole, and the set is left over.
    fs::write(&path, &whole).unwrap();
    let before = open(&data);
    let last = keep(&before, &request(5));
    drop(before);
    fs::write(&path, &whole).unwrap();
    let findings = verify(&open(&data)).findings;
    assert!(findings.iter().all(|of| of.wrong == Wrong::Unrecorded), "{findings:?}");
    assert!(findings.iter().any(|of| of.id == last.id), "{findings:?}");
}

#[test]
fn a_rebuild_shows_the_kept_sets_again() {
    let (dir, engine) = world();
    let data = dir.path().join("data");
    keep(&engine, &request(1));
    keep(&engine, &request(2));
    let exported = |engine: &Engine| {
        let export = engine.export(&ExportRequest { all: true }, &QUIET()).unwrap();
        let lines = String::from_utf8(export.document.bytes).unwrap();
        let of_sets = lines.lines().filter(|line| line.contains("Projection"));
        of_sets.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = exported(&engine);
    assert!(before.iter().any(|line| line.contains("DERIVED_FROM")));
    drop(engine);
    let flags = Flags { data_dir: Some(data.clone()), ..Flags::default() };
    let settings = Settings::read(Path::new("/nowhere"), std::iter::empty(), &flags).unwrap();
    Engine::rebuild(&settings, "a test", &QUIET()).unwrap();
    let engine = open(&data);
    assert_eq!(exported(&engine), before);
    assert_eq!(verify(&engine).findings, []);
}

#[test]
fn the_last_forecast_of_the_default_model_before_the_lock_is_scored() {
    let (_dir, engine) = world();
    keep(&engine, &request(1));
    let other = ProjectRequest { model: "start-only".to_owned(), ..request(1).projection };
    keep(&engine, &KeepRequest { projection: other, ..request(1) });
    let frozen = engine.freeze("next", Some("job_1"), &QUIET()).unwrap();
    assert!(frozen.kept);
    let again = engine.freeze("next", Some("job_2"), &QUIET()).unwrap();
    assert_eq!(
        (again.kept, &again.projection),
        (false, &frozen.projection),
        "the same forecast is kept once"
    );
    let score = || engine.score_projections(&ScoreRequest::default(), &QUIET()).unwrap();
    let waiting = score();
    assert!(waiting.races.is_empty() && waiting.overall.is_none());
    assert_eq!(waiting.not_scored[0].why, "no-result");

    import(&engine, "race-logs", &LEAGUE.next_result_csv);
    let scored = score();
    assert!(scored.not_scored.is_empty(), "{:?}", scored.not_scored);
    let [race] = &scored.races[..] else { panic!("{scored:?}") };
    assert_eq!((race.series, &race.projection), (Series::Cup, &frozen.projection));
    assert_eq!(race.scores.races, 1);
    assert!(scored.overall.as_ref().unwrap().scores["crpsPoints"].is_some());
    assert_eq!(scored.by_series.keys().collect::<Vec<_>>(), [&Series::Cup]);
    // Made with the result known: no forecast, however good.
    let late = keep(&engine, &KeepRequest { projection: of_race(race.race.as_str()), ..request(3) });
    assert_eq!(late.record.record.label, Label::Backtest);
    assert_eq!(score().races[0].projection, frozen.projection);
    assert_eq!(
        engine.score_projections(&ScoreRequest { season: Some(1999), series: None }, &QUIET()).unwrap().races,
        []
    );
}

#[test]
fn a_race_about_to_lock_is_frozen_by_a_job_that_its_record_names() {
    let (dir, engine) = world();
    let upcoming = RacesRequest { upcoming: true, ..RacesRequest::default() };
    let race = engine.races(&upcoming, &QUIET()).unwrap().races.remove(0).race;
    let due = |seconds: i64| {
        let now = race.lock_at - SignedDuration::from_secs(seconds);
        engine.about_to_lock(now).unwrap().1
    };
    assert_eq!(due(300), std::slice::from_ref(&race.key));
    assert_eq!((due(601), due(600).len(), due(1).len(), due(0)), (Vec::new(), 1, 1, Vec::new()));

    let engine = Arc::new(engine);
    let operations = Operations::open(&dir.path().join("data"), None, "").unwrap();
    let submit = SubmitRequest {
        kind: "freeze".to_owned(),
        request: serde_json::json!({ "race": race.key }),
        account: ops::ids::AccountId::of_environment("a test").to_string(),
        idempotency_key: None,
        trace: None,
        request_id: None,
    };
    let job = operations.submit(&submit).unwrap();
    let rules = RunnerRules { poll: Duration::from_millis(20), ..RunnerRules::standard() };
    let runner = Runner::start(&engine, &operations, rules).unwrap();
    let list = || engine.kept_projections(&ListRequest::default(), &QUIET()).unwrap().projections;
    for _ in 0..600 {
        if !list().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    runner.stop();
    let [line] = &list()[..] else { panic!("one forecast") };
    assert_eq!((line.made_by.as_str(), line.label), ("scheduler", Label::Forecast));
    let record = engine.kept_projection(&line.id, &QUIET()).unwrap().records.remove(0).record;
    assert_eq!(record.run_id, Some(job.id));
}

fn of_race(race: &str) -> ProjectRequest {
    ProjectRequest { race: race.to_owned(), ..request(3).projection }
}

#[test]
fn keeping_from_many_threads_gives_one_whole_chain() {
    let (_dir, engine) = world();
    std::thread::scope(|scope| {
        for seed in 0..6 {
            let engine = &engine;
            scope.spawn(move || keep(engine, &request(seed % 3)));
        }
    });
    let verified = verify(&engine);
    assert_eq!((verified.sets, verified.records, verified.findings), (3, 6, Vec::new()));
    assert_eq!(nodes(&engine)[0], 3);
}
