//! The laws of importing: order, splits and threads do not matter, what is undone leaves no trace, and the raw copies
//! give the same graph again. On the simulated league, and on the real files where they are here.

use engine::import::{ImportAnswer, ImportRequest};
use engine::settings::{Flags, Settings};
use engine::undo::UndoRequest;
use engine::{Clock, Engine, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use league::{League, LeagueConfig};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;
use testkit::claims::NextRace;
use testkit::folders::copy_filled;
use testkit::rows::Table;

static LEAGUE: LazyLock<League> =
    LazyLock::new(|| league::generate(&LeagueConfig { seed: 7, first_season: 2023, seasons: 2 }));

/// An engine on a data folder of its own.
struct World {
    engine: Option<Engine>,
    dir: TempDir,
}

/// A kind of file and its contents: text, or a file of the shared data.
#[derive(Clone)]
struct Input {
    kind: FileKind,
    contents: Contents,
}

#[derive(Clone)]
enum Contents {
    Text(String),
    File(PathBuf),
}

fn text(kind: FileKind, text: impl Into<String>) -> Input {
    Input { kind, contents: Contents::Text(text.into()) }
}

fn shared(kind: FileKind, name: &str) -> Input {
    Input { kind, contents: Contents::File(testkit::race_logs::shared_data().join(name)) }
}

fn open(folder: &Path) -> Engine {
    Engine::open_dir(folder, Limits::default(), Clock::System, "a test").unwrap()
}

fn import(engine: &Engine, folder: &Path, input: &Input) -> ImportAnswer {
    let path = match &input.contents {
        Contents::File(path) => path.clone(),
        Contents::Text(text) => {
            let path = folder.join("file.csv");
            std::fs::write(&path, text).unwrap();
            path
        }
    };
    engine.import_path(&path, &ImportRequest::new(input.kind.name()), &Progress::new()).unwrap()
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { engine: Some(open(&dir.path().join("data"))), dir }
    }

    /// A world with one file, which is loaded once in a run of the tests under this name.
    fn with(name: &str, input: &Input) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        copy_filled(name, &data, |folder| {
            import(&open(folder), dir.path(), input);
        });
        Self { engine: Some(open(&data)), dir }
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    fn import(&self, input: &Input) -> ImportAnswer {
        import(self.engine(), self.dir.path(), input)
    }

    fn undo(&self, import: &ImportAnswer) {
        let request = UndoRequest { snapshot: import.snapshot[..10].to_owned() };
        self.engine().undo(&request, &Progress::new()).unwrap();
    }

    fn digest(&self) -> String {
        self.engine().digest(&Progress::new()).unwrap().digest
    }

    /// Rebuilds the graph from the raw copies and returns its digest.
    fn rebuild(&mut self) -> String {
        // The folder has one owner at a time.
        self.engine = None;
        let data = self.dir.path().join("data");
        let flags = Flags { data_dir: Some(data.clone()), ..Flags::default() };
        let settings = Settings::read(Path::new("/nowhere"), std::iter::empty(), &flags).unwrap();
        let report = Engine::rebuild(&settings, "a test", &Progress::new()).unwrap();
        self.engine = Some(open(&data));
        assert_eq!(self.digest(), report.digest_after);
        report.digest_after
    }
}

fn with_threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap().install(work)
}

/// The name of the folder that holds the race logs of the league, and the race logs.
fn league_logs() -> (&'static str, Input) {
    ("league-logs", text(FileKind::RaceLogs, &LEAGUE.race_log_csv))
}

fn real_logs() -> (&'static str, Input) {
    ("real-logs", shared(FileKind::RaceLogs, "race-logs.csv"))
}

fn order_and_splits_do_not_matter((name, logs): (&str, Input)) {
    let digest = World::with(name, &logs).digest();
    let csv = match &logs.contents {
        Contents::Text(text) => text.clone(),
        Contents::File(path) => std::fs::read_to_string(path).unwrap(),
    };
    let table = Table::parse(&csv);
    let shuffled = text(FileKind::RaceLogs, table.clone().shuffled(11).text());
    let world = World::new();
    with_threads(8, || world.import(&shuffled));
    assert_eq!(world.digest(), digest, "shuffled rows, 8 threads");

    let split = World::new();
    let mut parts = table.shuffled(12).split(4);
    parts.rotate_left(2);
    for part in parts {
        split.import(&text(FileKind::RaceLogs, part.text()));
    }
    assert_eq!(split.digest(), digest, "split into four files, in another order");
}

#[test]
fn league_order_and_splits_do_not_matter() {
    order_and_splits_do_not_matter(league_logs());
}

#[test]
#[ignore = "needs shared data"]
fn real_order_and_splits_do_not_matter() {
    order_and_splits_do_not_matter(real_logs());
}

#[test]
fn undo_and_rebuild_give_the_digests_they_must() {
    let empty = World::new().digest();
    let (name, logs) = league_logs();
    let mut world = World::with(name, &logs);
    let without = world.digest();
    let entries = world.import(&text(FileKind::Entries, &LEAGUE.entries_csv));
    let with = world.digest();
    assert_ne!(without, with);
    assert_eq!(world.rebuild(), with);
    world.undo(&entries);
    assert_eq!(world.digest(), without, "the entry list is undone");
    let logs = world.import(&logs);
    assert!(logs.wrote_nothing);
    world.undo(&logs);
    assert_eq!(world.digest(), empty, "nothing is left of the race logs");
}

/// Race logs, results and teams in each of `orders` give one digest, a second import of each writes nothing, results
/// undone leave what logs and teams alone leave, and the raw copies give the same graph again.
fn one_digest_in_any_order((name, logs): (&str, Input), others: [Input; 2], orders: &[[usize; 3]]) {
    let [results, teams] = others;
    let mut first = World::with(name, &logs);
    let logs_alone = first.digest();
    let imported = first.import(&results);
    first.import(&teams);
    let digest = first.digest();
    assert_ne!(digest, logs_alone);
    for input in [&teams, &logs, &results] {
        assert!(first.import(input).wrote_nothing, "{:?}", input.kind);
    }
    let files = [&logs, &results, &teams];
    for order in orders {
        let world = World::new();
        for &at in order {
            world.import(files[at]);
        }
        assert_eq!(world.digest(), digest, "{order:?}");
    }
    assert_eq!(first.rebuild(), digest);
    first.undo(&imported);
    let logs_and_teams = World::with(name, &logs);
    let imported = logs_and_teams.import(&teams);
    assert_eq!(first.digest(), logs_and_teams.digest(), "the results are undone");
    logs_and_teams.undo(&imported);
    assert_eq!(logs_and_teams.digest(), logs_alone, "and the teams too");
}

#[test]
fn league_files_give_one_digest_in_any_order() {
    let others =
        [text(FileKind::Results, &LEAGUE.official_results_csv), text(FileKind::Teams, &LEAGUE.car_teams_csv)];
    one_digest_in_any_order(league_logs(), others, &[[1, 2, 0], [2, 0, 1]]);
}

#[test]
#[ignore = "needs shared data"]
fn real_files_give_one_digest_in_any_order() {
    let others = [
        shared(FileKind::Results, "results/official-results-2022-2025.csv.gz"),
        shared(FileKind::Teams, "results/car-teams-2019-2025.csv"),
    ];
    one_digest_in_any_order(real_logs(), others, &[[2, 1, 0]]);
}

#[test]
fn files_of_a_race_week_give_one_digest_in_any_order() {
    let (name, logs) = league_logs();
    let week = [
        text(FileKind::Practice, &LEAGUE.practice_csv),
        text(FileKind::Odds, &LEAGUE.odds_csv),
        text(FileKind::Claims, NextRace::of(&LEAGUE.entries_csv).claims_csv()),
    ];
    let entries = text(FileKind::Entries, &LEAGUE.entries_csv);
    let mut first = World::with(name, &logs);
    first.import(&entries);
    let without = first.digest();
    let imported = week.each_ref().map(|input| first.import(input));
    let digest = first.digest();
    assert_ne!(digest, without);
    for input in [&week[2], &week[0], &week[1], &logs] {
        assert!(first.import(input).wrote_nothing, "{:?}", input.kind);
    }
    let other = World::new();
    for input in [&week[1], &week[2], &week[0], &entries, &logs] {
        other.import(input);
    }
    assert_eq!(other.digest(), digest);
    assert_eq!(first.engine().check_graph(&Progress::new()).unwrap().violations, []);
    assert_eq!(first.rebuild(), digest);
    for import in &imported {
        first.undo(import);
    }
    assert_eq!(first.digest(), without);
}
