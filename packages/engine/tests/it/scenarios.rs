//! Scenarios as asked for: drivers found, claims turned on and off, the cube within the laws, faults named.

use axioms::batch::{Counts, Setting};
use columns::samples;
use domain::dfs::Site;
use domain::scoring::ScoringRules;
use engine::error::Kind;
use engine::import::ImportRequest;
use engine::project::ProjectRequest;
use engine::scenarios::{DriverName, ScenarioFile, ScenarioSpec, ScenariosAnswer, ScenariosRequest};
use engine::{Clock, Document, Engine, EngineError, Progress};
use feeds::source::Limits;
use jiff::SignedDuration;
use league::LeagueConfig;
use projection::differences::Measure;
use std::sync::LazyLock;
use tempfile::TempDir;

static WORLD: LazyLock<(Engine, TempDir)> = LazyLock::new(|| {
    let league = league::generate(&LeagueConfig { seed: 9, first_season: 2023, seasons: 1 });
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::open_dir(dir.path(), Limits::default(), Clock::System, "a test").unwrap();
    for (kind, text) in [("race-logs", &league.race_log_csv), ("entries", &league.entries_csv)] {
        let request = ImportRequest {
            file_name: format!("{kind}.csv"),
            bytes: text.as_bytes().to_vec(),
            ..ImportRequest::new(kind)
        };
        engine.import(&request, &Progress::new()).unwrap();
    }
    let upcoming = engine::races::RacesRequest { upcoming: true, ..Default::default() };
    let lock = engine.races(&upcoming, &Progress::new()).unwrap().races[0].race.lock_at;
    (engine.with_clock(Clock::Fixed(lock - SignedDuration::from_hours(24))), dir)
});

fn ask(toml: &str) -> Result<(ScenariosAnswer, Document), EngineError> {
    let request = ScenariosRequest {
        projection: ProjectRequest {
            race: "next".to_owned(),
            series: None,
            as_of: None,
            model: engine::models::DEFAULT_MODEL.to_owned(),
            simulations: 400,
            seed: 1,
        },
        scenarios: ScenarioFile::read("test.toml", toml)?.scenarios,
    };
    WORLD.0.scenarios(&request, &Progress::new())
}

/// The drivers in the order of the grid.
fn names() -> Vec<String> {
    let race = engine::race::RaceRequest { race: "next".to_owned() };
    let mut race = WORLD.0.race(&race, &Progress::new()).unwrap();
    race.entries.sort_by_key(|entry| entry.start);
    race.entries.iter().map(|entry| entry.driver_name.clone()).collect()
}

#[test]
fn one_run_gives_every_scenario_and_a_cube_within_the_laws() {
    let names = names();
    let toml = format!(
        "[[scenarios]]\nname = \"moved\"\ngrid = [{{ driver = \"{}\", place = 30 }}]\n\n\
         [[scenarios]]\nname = \"gone\"\nwithdrawn = [\"{}\"]\n\n\
         [[scenarios]]\nname = \"short\"\nlaps = 120\n\n\
         [[scenarios]]\nname = \"rear\"\nclaims = [{{ kind = \"rear-start\", driver = \"{}\", counts = true }}]\n\n\
         [[scenarios]]\nname = \"wrecks\"\nattrition = 1.5\n",
        names[0], names[1], names[2]
    );
    let (answer, cube) = ask(&toml).unwrap();
    let body = answer.scenarios.body();
    assert_eq!(body.base, answer.projection.set.checksum());
    let json = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<ScenariosAnswer>(&json).unwrap(), answer);
    assert!(serde_json::from_str::<ScenariosAnswer>(&json.replace("\"laps\":120", "\"laps\":121")).is_err());
    let samples = samples::from_parquet("cube", &cube.bytes, &body.cube).unwrap();
    assert_eq!(samples.len(), 6);
    assert_eq!(ask(&toml).unwrap().1.bytes, cube.bytes, "the same bytes again");

    let set = answer.projection.set.body();
    let base = (&body.entries, set.distance_laps);
    let all = std::iter::once(base).chain(body.scenarios.iter().map(|of| (&of.entries, of.distance_laps)));
    for (sample, (entries, distance_laps)) in samples.iter().zip(all) {
        let starts: Vec<u8> = entries.iter().map(|entry| entry.start.unwrap()).collect();
        let start: Vec<u8> = starts
            .iter()
            .map(|place| 1 + starts.iter().filter(|other| *other < place).count() as u8)
            .collect();
        let setting = Setting {
            start: &start,
            distance_laps,
            // Behind an empty place points count from the official one, which this law does not know.
            draftkings: ScoringRules::of(Site::Draftkings, set.date).filter(|_| start == starts),
            fanduel: ScoringRules::of(Site::Fanduel, set.date).filter(|_| start == starts),
        };
        let counts = Counts::of(&sample.matrix, &setting).unwrap();
        assert!(counts.is_legal(), "{:?}: {:?}", sample.scenario, counts.broken_rules().collect::<Vec<_>>());
    }

    let [moved, gone, short, rear, wrecks] = &body.scenarios[..] else { panic!("five scenarios") };
    assert_eq!(moved.largest[0].driver_name, names[0], "who moved changes most: {:?}", moved.largest);
    assert_eq!((gone.absent.len(), gone.entries.len() + 1), (1, body.entries.len()));
    assert_eq!(short.distance_laps, 120);
    let driver = rear.entries.iter().find(|entry| entry.driver_name == names[2]).unwrap();
    assert_eq!(driver.effective_start.map(usize::from), Some(body.entries.len()));
    let retired = |of: &engine::scenarios::ScenarioEntry| of.measures[&Measure::Retired].level.mean;
    let sum = |entries: &[engine::scenarios::ScenarioEntry]| entries.iter().map(retired).sum::<f64>();
    let ratio = sum(&wrecks.entries) / sum(&body.entries);
    assert!((ratio - 1.5).abs() < 0.15, "{ratio}");
    // Errors of differences stand beside those of levels.
    let finish = &moved.entries[4].measures[&Measure::Finish];
    assert!(finish.difference_error.unwrap() < finish.level.error);
    assert!(body.entries[0].measures[&Measure::Finish].difference.is_none());
}

#[test]
fn what_a_file_or_a_scenario_has_wrong_is_named() {
    let check = |toml: &str, kind: Kind, said: &[&str]| {
        let error = ask(toml).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.kind(), kind, "{text}");
        assert!(said.iter().all(|said| text.contains(said)), "{text}");
    };
    check("[[scenarios]]\nname = \"a\"\nlap = 3", Kind::Invalid, &["test.toml", "lap"]);
    check("scenarios = []", Kind::Invalid, &["at least one scenario"]);
    check("[[scenarios]]\nname = \"base\"", Kind::Conflict, &["scenarios[0].name"]);
    check("[[scenarios]]\nname = \"a\"\n[[scenarios]]\nname = \"a\"", Kind::Conflict, &["scenarios[1].name"]);
    check("[[scenarios]]\nname = \"a\"\nlaps = 0", Kind::Invalid, &["scenarios[0].laps"]);
    check("[[scenarios]]\nname = \"a\"\nattrition = -1.0", Kind::Invalid, &["scenarios[0].attrition"]);
    check(
        "[[scenarios]]\nname = \"a\"\nwithdrawn = [999999]",
        Kind::Conflict,
        &["999999", "scenario a", "entered in"],
    );
    let claim = "[[scenarios]]\nname = \"a\"\nclaims = [{ kind = \"scheduled-laps\", counts = false }]";
    check(claim, Kind::Conflict, &["scheduled-laps", "known of"]);
    let far = format!("[[scenarios]]\nname = \"a\"\ngrid = [{{ driver = \"{}\", place = 99 }}]", names()[0]);
    check(&far, Kind::Conflict, &["place 99"]);
    let json = r#"{"scenarios": [{"name": "a", "withdrawn": [7, "Larson"]}]}"#;
    let read = ScenarioFile::read("a.JSON", json).unwrap().scenarios;
    let withdrawn = vec![DriverName::Number(7), DriverName::Name("Larson".to_owned())];
    assert_eq!(read, [ScenarioSpec { name: "a".to_owned(), withdrawn, ..ScenarioSpec::default() }]);
}
