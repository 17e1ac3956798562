//! Entry lists that come again, contradict themselves, or are asked about before they were known.

use engine::import::{ImportAnswer, ImportRequest, Level};
use engine::project::{ProjectAnswer, ProjectRequest, ProjectionFile};
use engine::race::{RaceAnswer, RaceRequest};
use engine::settings::{Flags, Settings};
use engine::{Clock, Engine, EngineError, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use jiff::Timestamp;
use league::{League, LeagueConfig};
use projection::set::Note;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;
use testkit::rows::Table;

const RACE: &str = "cup-2026-03-08-phoenix";
const LOCK: &str = "2026-03-08T19:00:00Z";

/// Seasons before the race of the lists, whose drivers are new.
static LEAGUE: LazyLock<League> =
    LazyLock::new(|| league::generate(&LeagueConfig { seed: 3, first_season: 2024, seasons: 1 }));

struct World {
    dir: TempDir,
    engine: Option<Engine>,
}

fn list(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/fixtures/lists").join(format!("{name}.csv"))
}

fn open(dir: &Path) -> Engine {
    Engine::open_dir(dir, Limits::default(), Clock::System, "a test").unwrap()
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        testkit::folders::copy_filled("lists-league", &dir.path().join("data"), |folder| {
            let path = folder.join("logs.csv");
            std::fs::write(&path, &LEAGUE.race_log_csv).unwrap();
            let logs = ImportRequest::new(FileKind::RaceLogs.name());
            open(folder).import_path(&path, &logs, &Progress::new()).unwrap();
        });
        Self { engine: Some(open(&dir.path().join("data"))), dir }
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    /// The clock of what follows.
    fn at(&mut self, moment: &str) {
        let clock = Clock::Fixed(moment.parse().unwrap());
        self.engine = self.engine.take().map(|engine| engine.with_clock(clock));
    }

    fn import_with(&self, name: &str, request: ImportRequest) -> ImportAnswer {
        let request = ImportRequest { kind: FileKind::Entries.name().to_owned(), ..request };
        self.engine().import_path(&list(name), &request, &Progress::new()).unwrap()
    }

    fn import(&self, name: &str) -> ImportAnswer {
        self.import_with(name, ImportRequest::default())
    }

    /// Imports a list that states its moment.
    fn import_known_at(&self, name: &str, moment: &str) -> ImportAnswer {
        let known_at = Some(moment.parse().unwrap());
        self.import_with(name, ImportRequest { known_at, ..ImportRequest::default() })
    }

    fn race(&self) -> RaceAnswer {
        self.engine().race(&RaceRequest { race: RACE.to_owned() }, &Progress::new()).unwrap()
    }

    fn project(&self, race: &str, as_of: Option<Timestamp>) -> Result<ProjectAnswer, EngineError> {
        self.engine().project(&request(race, as_of), &Progress::new())
    }

    fn digest(&self) -> String {
        self.engine().digest(&Progress::new()).unwrap().digest
    }

    fn rebuild(&mut self) -> String {
        self.engine = None;
        let data = self.dir.path().join("data");
        let flags = Flags { data_dir: Some(data.clone()), ..Flags::default() };
        let settings = Settings::read(Path::new("/nowhere"), std::iter::empty(), &flags).unwrap();
        let report = Engine::rebuild(&settings, "a test", &Progress::new()).unwrap();
        self.engine = Some(open(&data));
        report.digest_after
    }
}

fn request(race: &str, as_of: Option<Timestamp>) -> ProjectRequest {
    ProjectRequest {
        race: race.to_owned(),
        series: None,
        as_of,
        model: "start-only".to_owned(),
        simulations: 100,
        seed: 1,
    }
}

/// Rule and reason of each remark.
fn remarks(answer: &ImportAnswer) -> Vec<(&str, &str)> {
    let remarks = answer.findings.iter().filter(|finding| finding.level == Level::Remark);
    remarks.map(|finding| (finding.rule.as_str(), finding.reason.as_str())).collect()
}

fn names(race: &RaceAnswer) -> Vec<&str> {
    race.entries.iter().map(|entry| entry.driver_name.as_str()).collect()
}

#[test]
fn who_is_not_on_the_latest_list_is_not_entered_and_is_named() {
    let world = World::new();
    world.import("first");
    let second = world.import("two-gone");
    assert_eq!((second.rows_taken, second.rows_held), (10, 0));
    let gone = [
        ("driver-gone", "gone from the list: Kit Kerb (9011)"),
        ("driver-gone", "gone from the list: Lou Lap (9012)"),
    ];
    assert_eq!(remarks(&second), gone);
    let race = world.race();
    assert_eq!(race.entries.len(), 10);
    let gone: Vec<&str> = race.gone.iter().map(|gone| gone.driver_name.as_str()).collect();
    assert_eq!(gone, ["Kit Kerb", "Lou Lap"]);
    let projection = world.project(RACE, None).unwrap();
    assert_eq!(projection.set.body().entries.len(), 10);
    assert!(projection.notes_of_set().0.contains(&"not on the latest list: Kit Kerb, Lou Lap".to_owned()));
}

#[test]
fn a_substitute_takes_the_car_and_nobody_is_held() {
    for supersede in [false, true] {
        let world = World::new();
        let first = world.import("first");
        let supersede = if supersede { vec![first.snapshot[..12].to_owned()] } else { Vec::new() };
        let second = world.import_with("substitute", ImportRequest { supersede, ..ImportRequest::default() });
        assert_eq!((second.rows_taken, second.rows_held), (12, 0), "{:?}", second.findings);
        assert_eq!(remarks(&second), [("driver-replaced", "Max Mud (9013) in for Bo Brake (9002) in car 2")]);
        let race = world.race();
        assert_eq!(race.entries.len(), 12);
        assert!(names(&race).contains(&"Max Mud") && !names(&race).contains(&"Bo Brake"));
        assert_eq!(race.gone.len(), 1);
        // The same list once more is no news.
        let again = world.import("substitute");
        assert!(again.wrote_nothing);
    }
}

#[test]
fn the_grid_and_changed_cars_come_with_a_later_list() {
    let mut world = World::new();
    world.at("2026-03-06T12:00:00Z");
    world.import("before-grid");
    world.at("2026-03-07T20:00:00Z");
    let second = world.import("grid-and-cars");
    assert_eq!((second.rows_taken, second.rows_held), (12, 0));
    assert_eq!(
        remarks(&second),
        [
            ("entry-changed", "Ann Apex (9001): car 1 is now 2"),
            ("entry-changed", "Bo Brake (9002): car 2 is now 1"),
            ("entry-changed", "Eli Exhaust (9005): team Team 2 is now Team 9"),
            ("grid-changed", "the grid is known: 12 places"),
        ]
    );
    let projected = |as_of: &str| {
        let answer = world.project(RACE, Some(as_of.parse().unwrap())).unwrap();
        let entries = &answer.set.body().entries;
        (entries.len(), entries.iter().filter(|entry| entry.start.is_some()).count())
    };
    assert_eq!(projected("2026-03-06T12:00:00Z"), (12, 0), "before qualifying the grid is drawn anew");
    assert_eq!(projected("2026-03-07T19:59:59Z"), (12, 0));
    assert_eq!(projected("2026-03-07T20:00:00Z"), (12, 12));
    assert_eq!(projected(LOCK), (12, 12));
    let early = world.project(RACE, Some("2026-03-06T11:59:59Z".parse().unwrap()));
    assert!(matches!(early, Err(EngineError::UnknownAsOf { .. })), "{early:?}");
}

#[test]
fn an_older_list_imported_later_changes_nothing_and_says_so() {
    let world = World::new();
    world.import_known_at("substitute", "2026-03-07T12:00:00Z");
    let before = world.race();
    let older = world.import_known_at("first", "2026-03-06T12:00:00Z");
    assert_eq!(older.rows_held, 0);
    let moment = "known since 2026-03-07T12:00:00Z";
    let text = format!("a newer list of the race is in force, {moment}: this one changes nothing in it");
    assert_eq!(remarks(&older), [("older-list", text.as_str())]);
    assert_eq!(world.race().entries, before.entries);
    let friday = world.project(RACE, Some("2026-03-06T12:00:00Z".parse().unwrap())).unwrap();
    let drivers: Vec<u32> = friday.set.body().entries.iter().map(|entry| entry.driver.0).collect();
    assert!(drivers.contains(&9002) && !drivers.contains(&9013));
}

#[test]
fn a_list_that_comes_back_is_in_force_again() {
    let mut world = World::new();
    for (moment, name, gone) in [
        ("2026-03-05T12:00:00Z", "first", 0),
        ("2026-03-06T12:00:00Z", "two-gone", 2),
        ("2026-03-07T12:00:00Z", "first", 0),
    ] {
        world.at(moment);
        world.import(name);
        assert_eq!(world.race().gone.len(), gone, "{moment}");
    }
    assert!(world.import("first").wrote_nothing);
    let digest = world.digest();
    assert_eq!(world.rebuild(), digest, "the moments stand beside the raw copies");
    // Without the list between them the two issues of the first one are one version.
    let second = engine::import::ImportRequest::default();
    let second = world.import_with("two-gone", second).snapshot;
    let undo = engine::undo::UndoRequest { snapshot: second };
    world.engine().undo(&undo, &Progress::new()).unwrap();
    let alone = World::new();
    alone.import("first");
    let entered = |world: &World| world.race().entries;
    assert_eq!(entered(&world), entered(&alone));
    assert_eq!(world.race().gone, []);
}

#[test]
fn order_splits_and_rebuilding_do_not_matter_to_lists_with_moments() {
    let moments = [
        ("before-grid", "2026-03-05T12:00:00Z"),
        ("grid-and-cars", "2026-03-06T12:00:00Z"),
        ("two-gone", "2026-03-07T12:00:00Z"),
    ];
    let in_order = |order: [usize; 3]| {
        let world = World::new();
        for at in order {
            world.import_known_at(moments[at].0, moments[at].1);
        }
        world
    };
    let mut first = in_order([0, 1, 2]);
    let digest = first.digest();
    for order in [[2, 1, 0], [1, 2, 0]] {
        assert_eq!(in_order(order).digest(), digest, "{order:?}");
    }
    assert_eq!(first.rebuild(), digest);

    let world = World::new();
    for (name, moment) in moments {
        let mut table = Table::parse(&std::fs::read_to_string(list(name)).unwrap());
        table.header.push("known_at".to_owned());
        table.rows.iter_mut().for_each(|row| row.push(moment.to_owned()));
        for part in table.shuffled(5).split(2) {
            let request = ImportRequest {
                file_name: "part.csv".to_owned(),
                bytes: part.text().into_bytes(),
                ..ImportRequest::new(FileKind::Entries.name())
            };
            world.engine().import(&request, &Progress::new()).unwrap();
        }
    }
    assert_eq!(world.digest(), digest, "split and shuffled");
}

#[test]
fn a_list_with_another_field_is_no_version() {
    let world = World::new();
    world.import("first");
    let other = world.import("other-field");
    assert_eq!((other.rows_taken, other.rows_held), (0, 12));
    let held = other.findings.iter().find(|finding| finding.level == Level::Held).unwrap();
    assert_eq!((held.rule.as_str(), held.lines.len()), ("other-field", 12));
    assert!(held.next_step.is_some());
    assert_eq!(world.race().entries.len(), 12);
    assert!(names(&world.race()).contains(&"Lou Lap"));
}

#[test]
fn drivers_who_share_a_place_or_a_car_are_held_and_stay_listed() {
    for (name, reasons) in [
        (
            "one-place-two-drivers",
            ["start 3 is also that of Hal Hairpin (9008)", "start 3 is also that of Cy Clutch (9003)"],
        ),
        (
            "one-car-two-drivers",
            ["car 3 is also that of Hal Hairpin (9008)", "car 3 is also that of Cy Clutch (9003)"],
        ),
    ] {
        let mut world = World::new();
        world.at("2026-03-06T12:00:00Z");
        let answer = world.import(name);
        assert_eq!((answer.rows_taken, answer.rows_held), (10, 2));
        let held: Vec<_> =
            answer.findings.iter().filter(|finding| finding.level == Level::Conflict).collect();
        assert!(held.iter().zip(reasons).all(|(held, reason)| held.reason.ends_with(reason)), "{held:?}");
        assert!(held.iter().all(|held| held.lines.len() == 1 && held.next_step.is_some()));
        let listed: Vec<(u32, String)> =
            world.race().held.into_iter().map(|held| (held.driver.0, held.reason)).collect();
        assert_eq!(listed, [(9003, reasons[0].to_owned()), (9008, reasons[1].to_owned())]);

        let projection = world.project(RACE, None).unwrap();
        assert_eq!(projection.set.body().entries.len(), 10);
        assert_eq!(projection.held().len(), 2);
        // The others are projected from their official places.
        let starts: Vec<Option<u8>> = projection.set.body().entries.iter().map(|entry| entry.start).collect();
        assert_eq!(starts, [1, 2, 4, 5, 6, 7, 9, 10, 11, 12].map(Some));
        let csv = world.engine().project_file(&request(RACE, None), ProjectionFile::Csv, &Progress::new());
        let csv = Table::parse(&String::from_utf8(csv.unwrap().bytes).unwrap());
        let (driver, finish, note) = (csv.column("driver_id"), csv.column("finish"), csv.column("note"));
        let held: Vec<&Vec<String>> = csv.rows.iter().filter(|row| !row[note].is_empty()).collect();
        assert_eq!((csv.rows.len(), held.len()), (12, 2));
        assert!(held.iter().all(|row| row[finish].is_empty()) && held[0][driver] == "9003");

        // The list issued again settles it.
        world.at("2026-03-07T12:00:00Z");
        let settled = world.import("first");
        assert_eq!(settled.rows_held, 0);
    }
}

#[test]
fn a_race_is_shown_before_its_lock_without_a_grid() {
    let mut world = World::new();
    // After the lock: the list says nothing of when it was known.
    world.at("2026-11-26T12:00:00Z");
    world.import("first");
    let last_logged = {
        let races = world.engine().races(&Default::default(), &Progress::new()).unwrap().races;
        races.into_iter().rfind(|line| !line.race.exhibition && line.result_known_at.is_some()).unwrap().race
    };
    for (race, lock) in [(RACE, LOCK.parse().unwrap()), (last_logged.key.as_str(), last_logged.lock_at)] {
        let lock: Timestamp = lock;
        let day = jiff::SignedDuration::from_hours(24);
        let before = world.project(race, Some(lock - day)).unwrap();
        let body = before.set.body();
        assert!(body.entries.iter().all(|entry| entry.start.is_none()));
        assert!(body.notes.contains(&Note::EntriesAssumed));
        assert!(body.notes.contains(&Note::GridDrawn { entries: body.entries.len() as u32 }));
        assert_eq!(body.as_of, lock - day);
        let at_lock = world.project(race, None).unwrap();
        assert!(!at_lock.set.body().notes.contains(&Note::EntriesAssumed));
        assert!(at_lock.set.body().entries.iter().all(|entry| entry.start.is_some()));
        let early = world.project(race, Some(lock - day * 8));
        assert!(matches!(early, Err(EngineError::UnknownAsOf { .. })), "{early:?}");
    }
}

#[test]
fn places_gained_count_from_the_official_grid_with_its_holes() {
    let world = World::new();
    world.import("holes");
    let projection = world.project(RACE, None).unwrap();
    let body = projection.set.body();
    assert!(body.notes.contains(&Note::GridWithHoles { entries: 8, last: 12, empty: 4 }));
    let starts: Vec<u8> = body.entries.iter().filter_map(|entry| entry.start).collect();
    assert_eq!(starts, [1, 2, 4, 5, 7, 9, 10, 12]);
    let mut sum = 0.0;
    for (entry, start) in body.entries.iter().zip(&starts) {
        let gained = f64::from(*start) - entry.finish;
        assert!((entry.place_differential - gained).abs() < 1e-9, "{entry:?}");
        sum += gained;
    }
    // The sum of the official starts less that of the places 1 to 8.
    assert!((sum - f64::from(50 - 36)).abs() < 1e-9, "{sum}");
}

#[test]
fn a_race_whose_lock_has_passed_is_not_next() {
    let mut world = World::new();
    world.import("first");
    world.at("2026-03-08T18:59:59Z");
    assert_eq!(world.project("next", None).unwrap().set.body().race.as_str(), RACE);
    world.at(LOCK);
    let next = world.project("next", None);
    assert!(matches!(next, Err(EngineError::NoNextRace { .. })), "{next:?}");
}
