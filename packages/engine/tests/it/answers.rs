//! Every answer is the same value after JSON, and what answers say of the clock, of state and of mistakes.

use domain::series::Series;
use engine::backtest::{BacktestAnswer, BacktestRequest, CompareRequest, SavedRun, compare};
use engine::claims::{ClaimsRequest, DecideRequest, EffectRequest, EvidenceRequest, SubmitClaimRequest};
use engine::copy::{CopyAnswer, CopyRequest, CopyTo};
use engine::data_state::DataStateAnswer;
use engine::driver::DriverRequest;
use engine::driver_record::DriverRecordRequest;
use engine::drivers::DriversRequest;
use engine::error::{Advice, Kind};
use engine::explain::ExplainRequest;
use engine::graph_export::ExportRequest;
use engine::graph_node::{NeighboursRequest, NodeRequest};
use engine::graph_query::QueryRequest;
use engine::import::ImportRequest;
use engine::notes::{EvalRequest, KeepNotes, Note, NoteLine, NotesRequest};
use engine::progress::Event;
use engine::project::{ProjectRequest, ProjectionFile};
use engine::projections::{KeepRequest, ListRequest, ScoreRequest};
use engine::race::RaceRequest;
use engine::races::RacesRequest;
use engine::scenarios::{ScenarioSpec, ScenariosRequest};
use engine::settings::{Flags, Settings};
use engine::teams::TeamsRequest;
use engine::undo::UndoRequest;
use engine::vetoes::VetoesRequest;
use engine::why::WhyRequest;
use engine::{Clock, Engine, EngineError, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use jiff::{SignedDuration, Timestamp};
use league::LeagueConfig;
use projection::record::Label;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard};
use tempfile::TempDir;

struct World {
    /// One test at a time: some of them change the clock.
    engine: Mutex<Option<Engine>>,
    lock_at: Timestamp,
    _dir: TempDir,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let league = league::generate(&LeagueConfig { seed: 9, first_season: 2023, seasons: 1 });
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::open_dir(dir.path(), Limits::default(), Clock::System, "a test").unwrap();
    for (name, kind, text) in [
        ("logs.csv", FileKind::RaceLogs, &league.race_log_csv),
        ("results.csv", FileKind::Results, &league.official_results_csv),
        ("odds.csv", FileKind::Odds, &league.odds_csv),
        ("entries.csv", FileKind::Entries, &league.entries_csv),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        engine.import_path(&path, &ImportRequest::new(kind.name()), &Progress::new()).unwrap();
    }
    let upcoming = RacesRequest { upcoming: true, ..RacesRequest::default() };
    let races = engine.races(&upcoming, &Progress::new()).unwrap().races;
    let lock_at = races.iter().map(|line| line.race.lock_at).max().unwrap();
    World { engine: Mutex::new(Some(engine)), lock_at, _dir: dir }
});

/// Runs `work` on the league's engine under a clock that is `hours` after the lock of its next race.
pub fn at<T>(hours: i64, work: impl FnOnce(&Engine) -> T) -> T {
    let mut engine: MutexGuard<'_, Option<Engine>> =
        WORLD.engine.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let now = WORLD.lock_at + SignedDuration::from_hours(hours);
    let moved = engine.take().unwrap().with_clock(Clock::Fixed(now));
    let moved = engine.insert(moved);
    work(moved)
}

pub fn next() -> ProjectRequest {
    ProjectRequest {
        race: "next".to_owned(),
        series: None,
        as_of: None,
        model: "e3".to_owned(),
        simulations: 300,
        seed: 1,
    }
}

fn why(driver: &str) -> WhyRequest {
    WhyRequest { projection: next(), driver: driver.to_owned() }
}

/// `answer` is the same after a walk through JSON, whose keys are camelCase.
pub fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(answer: T) {
    let json = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), answer);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys = value.as_object().expect("an answer is an object").keys();
    assert!(keys.clone().all(|key| !key.contains('_')), "{:?}", keys.collect::<Vec<_>>());
}

#[test]
fn every_answer_walks_through_json_and_back() {
    let quiet = Progress::new();
    at(-24, |engine| {
        let races = engine.races(&RacesRequest::default(), &quiet).unwrap();
        assert!(races.races.len() > 20 && races.loaded as usize == races.races.len());
        let run = races.races[0].race.key.to_string();
        check(races);
        let race = engine.race(&RaceRequest { race: run.clone() }, &quiet).unwrap();
        let driver = race.entries[0].driver.to_string();
        assert!(race.results.is_some() && !race.stated_by.is_empty());
        check(race);
        let upcoming = engine.race(&RaceRequest { race: "next".to_owned() }, &quiet).unwrap();
        assert!(upcoming.results.is_none());
        let entered = upcoming.entries[0].driver.to_string();
        check(upcoming);
        let of_driver = engine.driver(&DriverRequest { driver, last: Some(2) }, &quiet).unwrap();
        assert_eq!(of_driver.starts.len(), 2, "as many as asked for");
        check(of_driver);
        check(engine.project(&next(), &quiet).unwrap());
        check(engine.why(&why(&entered), &quiet).unwrap());
        let short = ScenarioSpec { name: "short".to_owned(), laps: Some(60), ..ScenarioSpec::default() };
        let scenarios = ScenariosRequest { projection: next(), scenarios: vec![short.clone()] };
        check(engine.scenarios(&scenarios, &quiet).unwrap().0);
        check(scenarios);
        let keep = KeepRequest {
            projection: next(),
            scenarios: vec![short],
            made_by: "a test".to_owned(),
            run_id: Some("job_1".to_owned()),
        };
        let kept = engine.keep_projection(&keep, &quiet).unwrap();
        assert_eq!(kept.record.record.label, Label::Replay);
        check(engine.kept_projection(&kept.id, &quiet).unwrap());
        check(engine.kept_projections(&ListRequest::default(), &quiet).unwrap());
        check(engine.verify_projections(&quiet).unwrap());
        check(engine.projection_heads(&quiet).unwrap());
        check(engine.score_projections(&ScoreRequest::default(), &quiet).unwrap());
        check(engine.freeze("next", None, &quiet).unwrap());
        check(keep);
        check(kept);
        let axioms = engine.check_axioms(&quiet).unwrap();
        assert!(axioms.races > 20 && axioms.vetoes.is_empty());
        check(axioms);
        check(Engine::rules());
        check(Engine::models());
        check(Engine::queries());
        let run_key = run.clone();
        let parameters = [("race".to_owned(), run)].into();
        let name = "team_mates".to_owned();
        check(engine.query(&QueryRequest::Named { name, parameters }, &quiet).unwrap());
        let node = NodeRequest { label: "Race".to_owned(), key: run_key.clone() };
        check(engine.node(&node, &quiet).unwrap());
        let lineage = engine.lineage(&node, &quiet).unwrap();
        let kinds: Vec<&str> = lineage.files.iter().map(|file| file.kind.as_str()).collect();
        assert!(kinds.contains(&"race-logs") && !lineage.cut_short, "{kinds:?}");
        assert!(lineage.steps.iter().any(|step| step.to.starts_with("Snapshot/")));
        check(lineage);
        let only = NeighboursRequest { node, relation: Some("RAN_ON".to_owned()), neighbour: None };
        let beside = engine.neighbours(&only, &quiet).unwrap();
        assert_eq!(beside.neighbours.len(), 1);
        check(beside);
        check(engine.vetoes(&VetoesRequest::default(), &quiet).unwrap());
        let all = engine.drivers(&DriversRequest::default(), &quiet).unwrap();
        let name = all.drivers[0].name.to_uppercase();
        let named = engine.drivers(&DriversRequest { name: Some(name) }, &quiet).unwrap();
        assert!(all.drivers.len() > 30 && named.drivers[0] == all.drivers[0]);
        assert_eq!(all.state, engine.state().unwrap());
        check(all);
        check(engine.check_graph(&quiet).unwrap());
        check(engine.digest(&quiet).unwrap());
        check(engine.counts(&quiet).unwrap());
        let state: DataStateAnswer = engine.data_state(&quiet).unwrap();
        assert_eq!(state.feeds.len(), 4, "{:?}", state.feeds);
        assert!(state.series.iter().any(|series| series.through_race.is_some()));
        check(state);
    });
}

#[test]
fn answers_of_pages_walk_through_json_and_back() {
    let quiet = Progress::new();
    at(-24, |engine| {
        let desk = engine.desk(&quiet).unwrap();
        let cup = &desk.weeks[0];
        assert_eq!((cup.series, cup.races.len()), (Series::Cup, 1), "{:?}", cup.races);
        let key = cup.races[0].line.race.key.to_string();
        assert_eq!(cup.races[0].on_grid, cup.races[0].line.entries);
        assert!(cup.last.as_ref().is_some_and(|last| last.line.result_known_at.is_some()));
        check(desk);
        let slate = engine.slate(&next(), &quiet).unwrap();
        assert_eq!(slate.race.key.as_str(), key);
        assert_eq!(slate.projection.set, engine.project(&next(), &quiet).unwrap().set, "the same projection");
        assert_eq!(slate.entries.len(), slate.projection.set.body().entries.len());
        let driver = slate.entries[0].driver.to_string();
        check(slate);
        let record = engine.driver_record(&DriverRecordRequest { driver, race: key }, &quiet).unwrap();
        let by_class: u32 = record.by_class.iter().map(|tally| tally.races).sum();
        assert_eq!((record.overall.races, by_class), (record.races.len() as u32, record.overall.races));
        assert!(record.races.is_sorted_by(|one, other| one.start.date >= other.start.date), "latest first");
        check(record);
        let teams = engine.teams(&TeamsRequest::default(), &quiet).unwrap();
        let name = teams.teams[0].to_uppercase();
        let named = engine.teams(&TeamsRequest { name: Some(name) }, &quiet).unwrap();
        assert!(teams.teams.len() > 3 && named.teams.contains(&teams.teams[0]));
        check(teams);
    });
}

fn explain(driver: Option<&str>) -> ExplainRequest {
    ExplainRequest { projection: next(), driver: driver.map(str::to_owned) }
}

#[test]
fn answers_about_claims_walk_through_json_and_back() {
    let quiet = Progress::new();
    // A league of its own: claims are files too.
    let dir = tempfile::tempdir().unwrap();
    let league = league::generate(&LeagueConfig { seed: 9, first_season: 2023, seasons: 1 });
    let now = Clock::Fixed(at(-24, |engine| engine.clock().now()));
    let engine = Engine::open_dir(dir.path(), Limits::default(), now, "a test").unwrap();
    for (kind, text) in [(FileKind::RaceLogs, &league.race_log_csv), (FileKind::Entries, &league.entries_csv)]
    {
        let bytes = text.clone().into_bytes();
        engine.import(&ImportRequest { bytes, ..ImportRequest::new(kind.name()) }, &quiet).unwrap();
    }
    {
        let engine = &engine;
        let race = engine.race(&RaceRequest { race: "next".to_owned() }, &quiet).unwrap();
        let (one, two) = (&race.entries[0], &race.entries[1]);
        let text = format!("{} drops to the rear. {} starts 99th.", one.driver_name, two.driver_name);
        let note = Note { id: "n1".to_owned(), race: None, text: text.clone() };
        let effect = EffectRequest { projection: next(), claims: Vec::new() };
        let read = NotesRequest {
            notes: vec![NoteLine::Note(note), engine::notes::notes_in(b"{")[0].clone()],
            race: Some("next".to_owned()),
            keep: Some(KeepNotes::default()),
            effect: Some(effect.clone()),
            ..NotesRequest::default()
        };
        let answer = engine.read_notes(&read, "a test", &quiet).unwrap();
        assert_eq!((answer.notes[0].claims.len(), answer.kept.len(), answer.effects.len()), (1, 1, 1));
        let id = answer.notes[0].claims[0].claim.clone().unwrap().to_string();
        check(answer);
        let decide = DecideRequest { claims: vec![id.clone()], why: Some("a test".to_owned()) };
        let before = engine.project(&next(), &quiet).unwrap().set;
        check(engine.accept_claims(&decide, "a test", &quiet).unwrap());
        let accepted = engine.project(&next(), &quiet).unwrap().set;
        let shown =
            engine.claims_effect(&EffectRequest { claims: vec![id.clone()], ..effect }, &quiet).unwrap();
        assert_eq!((shown.before.as_str(), shown.after.as_str()), (before.checksum(), accepted.checksum()));
        check(shown);
        check(engine.claims(&ClaimsRequest::default(), &quiet).unwrap());
        check(engine.claim(&id, &quiet).unwrap());
        check(engine.evidence(&EvidenceRequest { race: "next".to_owned() }, &quiet).unwrap());
        check(engine.explain(&explain(None), &quiet).unwrap());
        check(engine.explain(&explain(Some(&one.driver.to_string())), &quiet).unwrap());
        check(engine.reject_claims(&decide, "a test", &quiet).unwrap());
        // Nothing is decided twice.
        let decisions = |engine: &Engine| engine.claim(&id, &quiet).unwrap().decisions.len();
        let count = decisions(engine);
        engine.reject_claims(&decide, "a test", &quiet).unwrap();
        assert_eq!(decisions(engine), count);
        check(engine.undo_claims(&decide, "a test", &quiet).unwrap());
        assert_eq!(engine.project(&next(), &quiet).unwrap().set, before, "to the last byte");
        let submit = SubmitClaimRequest {
            race: "next".to_owned(),
            kind: "pace".to_owned(),
            driver: Some(two.driver_name.clone()),
            value: domain::evidence::ClaimValue::Number(0.5),
            source: "a test".to_owned(),
            known_at: None,
            confidence: None,
            accept: true,
        };
        let made = engine.submit_claim(&submit, "a test", &quiet).unwrap();
        assert_eq!(made.claim.state, domain::evidence::ClaimState::Accepted);
        let undo = DecideRequest { claims: vec![made.claim.id.to_string()], why: None };
        check(made);
        engine.undo_claims(&undo, "a test", &quiet).unwrap();
        assert_eq!(engine.project(&next(), &quiet).unwrap().set, before, "to the last byte");
        let gold = format!(
            "{}\n",
            serde_json::json!({"id": 1, "race": "next", "text": text, "claims": [
                {"kind": "rear-start", "driver": one.driver_name, "value": true}]})
        );
        let asked = EvalRequest { gold: gold.into_bytes(), ..EvalRequest::default() };
        let scored = engine.eval_notes(&asked, &quiet).unwrap();
        assert_eq!((scored.rows[0].score.f1, scored.rows[0].score.wholly_right), (1.0, 1));
        check(scored);
    }
}

/// Numbers, names and dates of a sentence stand in its slots alone.
#[test]
fn templates_have_no_number_name_or_date_of_their_own() {
    let quiet = Progress::new();
    at(-24, |engine| {
        let race = engine.race(&RaceRequest { race: "next".to_owned() }, &quiet).unwrap();
        let drivers = race.entries.iter().take(3).map(|entry| entry.driver.to_string());
        let set = engine.project(&next(), &quiet).unwrap().set;
        for driver in std::iter::once(None).chain(drivers.map(Some)) {
            let told = engine.explain(&explain(driver.as_deref()), &quiet).unwrap();
            assert!(told.sentences.len() > 5 && told.checksum == set.checksum());
            for said in &told.sentences {
                // `{top5}` names a slot.
                let bare: String =
                    said.template.split('}').map(|part| part.split('{').next().unwrap()).collect();
                assert!(!bare.contains(|c: char| c.is_ascii_digit()), "{}", said.template);
                assert!(race.entries.iter().all(|entry| !bare.contains(&entry.driver_name)), "{bare}");
                assert!(!said.stands_on.is_empty(), "{}", said.text);
                assert!(said.slots.iter().all(|slot| said.text.contains(&slot.text)), "{said:?}");
            }
        }
        let told = engine.explain(&explain(None), &quiet).unwrap();
        let favourite = set.body().entries.iter().max_by(|a, b| a.p_win.total_cmp(&b.p_win)).unwrap();
        let said = told.sentences.iter().find(|said| said.template.contains("favourite")).unwrap();
        let chance = said.slots.iter().find(|slot| slot.name == "firstChance").unwrap();
        assert_eq!(chance.text, format!("{:.1} %", 100.0 * favourite.p_win));
    });
}

#[test]
fn answers_about_imported_files_walk_through_json_and_back() {
    let quiet = Progress::new();
    let dir = tempfile::tempdir().unwrap();
    let data_dir = dir.path().join("data");
    let open = || Engine::open_dir(&data_dir, Limits::default(), Clock::System, "a test").unwrap();
    let engine = open();
    let league = league::generate(&LeagueConfig { seed: 9, first_season: 2023, seasons: 1 });
    let request = ImportRequest {
        file_name: "entries.csv".to_owned(),
        bytes: league.entries_csv.into_bytes(),
        ..ImportRequest::new("entries")
    };
    let imported = engine.import(&request, &quiet).unwrap();
    let sum = imported.rows_taken + imported.rows_repeated + imported.rows_refused + imported.rows_held;
    assert!(imported.rows_read > 0 && imported.rows_read == sum, "{imported:?}");
    let snapshot = imported.snapshot.clone();
    check(imported);
    let imports = engine.imports(&quiet).unwrap();
    assert_eq!((imports.files.len(), imports.files[0].snapshot.as_str()), (1, snapshot.as_str()));
    check(imports);

    drop(engine);
    let flags = Flags { data_dir: Some(data_dir.clone()), ..Flags::default() };
    let settings = Settings::read(Path::new("/nowhere"), std::iter::empty(), &flags).unwrap();
    let rebuilt = Engine::rebuild(&settings, "a test", &quiet).unwrap();
    assert_eq!((rebuilt.files, rebuilt.digest_before.as_deref()), (1, Some(rebuilt.digest_after.as_str())));
    let digest = rebuilt.digest_after.clone();
    check(rebuilt);
    let copy = CopyRequest { to: CopyTo::Neo4j, replace: false };
    let no_server = Engine::copy(&settings, &copy, "a test", &quiet).unwrap_err();
    assert_eq!(no_server.code(), EngineError::NoServer.code());
    check(copy);
    // A copy itself needs a server: the cli's tests make one.
    let (from, to) = ("bolt://localhost:7687".to_owned(), "embedded in data".to_owned());
    check(CopyAnswer { from, to, races: 1, files: 1, digest });

    let request = UndoRequest { snapshot };
    let engine = open();
    let undone = engine.undo(&request, &quiet).unwrap();
    assert_eq!(
        (undone.file.as_str(), undone.kind.as_str(), undone.races_removed),
        ("entries.csv", "entries", 1)
    );
    check(undone);
    assert!(engine.imports(&quiet).unwrap().files.is_empty());
    check(request);
}

#[test]
fn a_backtest_answers_with_what_its_files_say_and_can_be_cancelled() {
    let request = BacktestRequest {
        series: Series::Cup,
        from: 2023,
        to: 2023,
        model: "start-only".to_owned(),
        against: Some(vec!["season-average".to_owned()]),
        simulations: 20,
        seed: 1,
        strict: false,
    };
    check(request.clone());
    at(-24, |engine| {
        let output = engine.backtest(&request, &Progress::new()).unwrap();
        let file = |name: &str| {
            let found = output.files.iter().find(|file| file.file_name == name).unwrap();
            String::from_utf8(found.bytes.clone()).unwrap()
        };
        let metrics: BacktestAnswer = serde_json::from_str(&file("metrics.json")).unwrap();
        let answer = BacktestAnswer { left_out: Vec::new(), ..output.answer.clone() };
        assert_eq!(metrics, answer);
        check(output.answer.clone());
        // The first race on a road course: no distance is known of it yet.
        assert!(!output.answer.left_out.is_empty());
        let strict = BacktestRequest { strict: true, ..request.clone() };
        assert_eq!(engine.backtest(&strict, &Progress::new()).unwrap_err().kind(), Kind::Incomplete);
        let run = SavedRun {
            name: "run".to_owned(),
            metrics: file("metrics.json"),
            races: file("races.csv"),
            drivers: file("drivers.csv"),
        };
        let itself = compare(&CompareRequest { a: run.clone(), b: run }).unwrap().answer;
        assert_eq!(itself.overall.scores["crpsPoints"].difference, 0.0);
        check(itself);

        let progress = Progress::new();
        let canceller = progress.clone();
        progress.listen(move |event| {
            if matches!(event, Event::Advanced(stage) if stage.what.starts_with("start-only")) {
                canceller.cancel();
            }
        });
        assert_eq!(engine.backtest(&request, &progress).unwrap_err().kind(), Kind::Cancelled);
        let unknown = BacktestRequest { model: "hunch".to_owned(), ..request.clone() };
        assert_eq!(engine.backtest(&unknown, &Progress::new()).unwrap_err().kind(), Kind::NotFound);
    });
}

#[test]
fn requests_walk_through_json_and_unknown_fields_are_refused() {
    check(next());
    check(why("x"));
    check(RacesRequest::default());
    check(ExportRequest::default());
    let mistyped = r#"{"race": "next", "simulation": 3, "simulations": 3, "seed": 1}"#;
    assert!(serde_json::from_str::<ProjectRequest>(mistyped).is_err());
    let short = serde_json::from_str::<ProjectRequest>(r#"{"race": "next", "simulations": 300, "seed": 1}"#);
    assert_eq!(short.unwrap(), next(), "the default model, at lock");
}

#[test]
fn files_are_bytes_of_the_same_set() {
    at(-24, |engine| {
        let answer = engine.project(&next(), &Progress::new()).unwrap();
        let file = |form| engine.project_file(&next(), form, &Progress::new()).unwrap();
        assert_eq!(file(ProjectionFile::Json).bytes, (answer.set.canonical_json() + "\n").into_bytes());
        let csv = String::from_utf8(file(ProjectionFile::Csv).bytes).unwrap();
        assert_eq!(csv.lines().count(), answer.set.body().entries.len() + 1);
        assert!(file(ProjectionFile::Png).bytes.starts_with(b"\x89PNG"));
        let export = engine.export(&ExportRequest::default(), &Progress::new()).unwrap();
        assert_eq!(export.document.bytes.iter().filter(|&&byte| byte == b'\n').count() as u64, export.lines);
    });
}

#[test]
fn a_set_is_the_same_before_and_after_its_lock_but_only_before_it_is_there_a_next() {
    let before = at(-24, |engine| engine.project(&next(), &Progress::new()).unwrap());
    let race = before.set.body().race.to_string();
    let named = || ProjectRequest { race: race.clone(), ..next() };
    let after = at(1, |engine| engine.project(&named(), &Progress::new()).unwrap());
    assert_eq!(after.set, before.set, "the sealed set has nothing of the clock");
    assert_eq!((before.record.label, after.record.label), (Label::Replay, Label::Replay));
    assert_ne!(before.record.made_at, after.record.made_at);
    let error = at(1, |engine| engine.project(&next(), &Progress::new()).unwrap_err());
    assert_eq!((error.kind(), error.code()), (Kind::NotFound, "no-next-race"));
    assert!(error.to_string().contains(&race), "the last one is named: {error}");
    assert_eq!(error.next_step(), Some(Advice::Import { kind: "entries".to_owned() }));
}

#[test]
fn what_cannot_be_answered_is_an_error_with_data() {
    let error = |work: &dyn Fn(&Engine) -> Option<EngineError>| at(-24, |engine| work(engine).unwrap());
    let quiet = Progress::new();
    let request = ProjectRequest { model: "e9".to_owned(), ..next() };
    let unknown = error(&|engine| engine.project(&request, &quiet).err());
    assert_eq!((unknown.code(), unknown.next_step()), ("unknown-model", Some(Advice::ListModels)));
    let request = ProjectRequest { simulations: 0, ..next() };
    let none = error(&|engine| engine.project(&request, &quiet).err());
    assert_eq!((none.code(), none.kind()), ("bad-value", Kind::Invalid));
    let request = why("Nobody Atall");
    assert_eq!(error(&|engine| engine.why(&request, &quiet).err()).code(), "unknown-driver");

    let query = |name: &str, parameters: &[(&str, &str)]| {
        let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let parameters = parameters.iter().map(own).collect();
        let request = QueryRequest::Named { name: name.to_owned(), parameters };
        error(&|engine| engine.query(&request, &quiet).err()).code()
    };
    assert_eq!(query("winners", &[("series", "cup")]), "missing-parameter");
    assert_eq!(query("winners", &[("series", "f1"), ("season", "2023")]), "bad-value");
    assert_eq!(query("team_mates", &[("race", "next"), ("c", "3")]), "unknown-parameter");
    assert_eq!(query("team_mates", &[("race", "nowhere")]), "unknown-race");
    assert_eq!(query("nothing", &[]), "unknown-query");
    let cypher = |text: &str| {
        let request = QueryRequest::Cypher { cypher: text.to_owned() };
        error(&|engine| engine.query(&request, &quiet).err()).code()
    };
    assert_eq!(cypher("CREATE (n)"), "would-write");
    assert_eq!(cypher("MATCH (n RETURN"), "bad-cypher");
}

#[test]
fn cancelled_work_ends_with_an_error_of_its_own() {
    let cancelled = Progress::new();
    cancelled.cancel();
    at(-24, |engine| {
        for error in
            [engine.project(&next(), &cancelled).unwrap_err(), engine.check_axioms(&cancelled).unwrap_err()]
        {
            assert_eq!(error.kind(), Kind::Cancelled);
        }
    });
}

#[test]
fn nothing_is_loaded_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::open_dir(dir.path(), Limits::default(), Clock::System, "a test").unwrap();
    let quiet = Progress::new();
    assert_eq!(engine.races(&RacesRequest::default(), &quiet).unwrap().loaded, 0);
    let race = engine.race(&RaceRequest { race: "daytona".to_owned() }, &quiet).unwrap_err();
    let driver = engine.driver(&DriverRequest { driver: "5".to_owned(), last: None }, &quiet).unwrap_err();
    let project = engine.project(&next(), &quiet).unwrap_err();
    for error in [race, driver, project] {
        assert_eq!((error.code(), error.next_step()), ("nothing-loaded", Some(Advice::LoadFirst)), "{error}");
    }
}
