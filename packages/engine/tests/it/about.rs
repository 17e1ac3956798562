//! Files that do not say themselves what they are about, and files that come after the lock.

use domain::race::RaceInfo;
use engine::graph_query::QueryRequest;
use engine::import::{ImportAnswer, ImportRequest};
use engine::project::ProjectRequest;
use engine::race::RaceRequest;
use engine::races::RacesRequest;
use engine::{Clock, Engine, EngineError, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use feeds::{entries, weekend::odds, weekend::practice};
use jiff::{SignedDuration, Timestamp};
use league::{League, LeagueConfig};
use std::sync::LazyLock;
use tempfile::TempDir;

static LEAGUE: LazyLock<League> =
    LazyLock::new(|| league::generate(&LeagueConfig { seed: 5, first_season: 2022, seasons: 2 }));

/// Before the lock of the league's last race, which has no result.
static CLOCK: LazyLock<Clock> = LazyLock::new(|| Clock::Fixed("2022-01-01T00:00:00Z".parse().unwrap()));

struct World {
    dir: TempDir,
    engine: Engine,
}

impl World {
    fn new(files: &[(FileKind, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let engine = Engine::open_dir(dir.path(), Limits::default(), *CLOCK, "a test").unwrap();
        let world = Self { dir, engine };
        for (kind, text) in files {
            world.import(*kind, "file.csv", text, ImportRequest::default()).unwrap();
        }
        world
    }

    fn import(
        &self,
        kind: FileKind,
        name: &str,
        text: &str,
        about: ImportRequest,
    ) -> Result<ImportAnswer, EngineError> {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let request = ImportRequest { kind: kind.name().to_owned(), ..about };
        self.engine.import_path(&path, &request, &Progress::new())
    }

    /// Why an import is refused.
    fn refused(&self, kind: FileKind, name: &str, text: &str, about: ImportRequest) -> String {
        self.import(kind, name, text, about).unwrap_err().to_string()
    }

    fn race(&self, race: &str) -> RaceInfo {
        self.engine.race(&RaceRequest { race: race.to_owned() }, &Progress::new()).unwrap().race
    }

    fn projected(&self, race: &str) -> String {
        let request = ProjectRequest {
            race: race.to_owned(),
            series: None,
            as_of: None,
            model: "e2-weekend".to_owned(),
            simulations: 200,
            seed: 3,
        };
        self.engine.project(&request, &Progress::new()).unwrap().set.canonical_json()
    }
}

fn of_race(race: &str) -> ImportRequest {
    ImportRequest { race: Some(race.to_owned()), ..ImportRequest::default() }
}

fn at(known_at: &str) -> ImportRequest {
    ImportRequest { known_at: Some(known_at.parse().unwrap()), ..ImportRequest::default() }
}

/// Rows of a table as fields.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

/// The league's practice of the last race whose date `which` takes.
fn practice_of(which: impl Fn(&str) -> bool) -> Vec<Vec<&'static str>> {
    let rows = rows(&LEAGUE.practice_csv);
    let date = rows.iter().map(|row| row[1]).filter(|date| which(date)).max().expect("such a race");
    rows.into_iter().filter(|row| row[1] == date && row[3] == "practice").collect()
}

#[test]
fn a_correction_after_the_lock_reaches_no_projection_at_lock() {
    let league = &*LEAGUE;
    let base = [
        (FileKind::RaceLogs, league.race_log_csv.as_str()),
        (FileKind::Entries, &league.entries_csv),
        (FileKind::Practice, &league.practice_csv),
        (FileKind::Odds, &league.odds_csv),
    ];
    let world = World::new(&base);
    let next = world.engine.find_race("next", None).unwrap();
    let lock_at = world.race(next.as_str()).lock_at;
    let known = world.projected(next.as_str());
    assert!(known.contains("evidence-used"));
    // The laps and prices of the week, dealt to its cars the other way round.
    let told = practice_of(|_| true);
    let laps_at = |moment: Timestamp| {
        let row = |(row, other): (&Vec<&str>, &Vec<&str>)| {
            let mut fields: Vec<String> = row.iter().map(|&field| field.to_owned()).collect();
            fields[7..15].clone_from_slice(&other[7..15].iter().map(|&f| f.to_owned()).collect::<Vec<_>>());
            fields[4] = "PRACTICE".to_owned();
            fields[15] = moment.to_string();
            fields.join(",")
        };
        let rows: Vec<String> = told.iter().zip(told.iter().rev()).map(row).collect();
        format!("{}\n{}\n", practice::COLUMNS.join(","), rows.join("\n"))
    };
    let priced = rows(&league.odds_csv);
    let priced: Vec<&Vec<&str>> = priced.iter().filter(|row| row[1] == told[0][1]).collect();
    let after = lock_at + SignedDuration::from_secs(1);
    let price = |(row, other): (&&Vec<&str>, &&Vec<&str>)| {
        [row[0], row[1], row[2], row[3], other[4], &after.to_string(), row[6]].join(",")
    };
    let prices: Vec<String> = priced.iter().zip(priced.iter().rev()).map(price).collect();
    let prices = format!("{}\n{}\n", odds::COLUMNS.join(","), prices.join("\n"));

    let report =
        world.import(FileKind::Practice, "late.csv", &laps_at(after), ImportRequest::default()).unwrap();
    assert!(report.rows_refused == 0, "{:?}", report.findings);
    assert!(report.findings.iter().any(|held| held.rule == "known-after-lock"));
    let report = world.import(FileKind::Odds, "late-odds.csv", &prices, ImportRequest::default()).unwrap();
    assert!(report.rows_refused == 0, "{:?}", report.findings);
    assert_eq!(world.projected(next.as_str()), known);
    // The same at the lock is known by it.
    world.import(FileKind::Practice, "in-time.csv", &laps_at(lock_at), ImportRequest::default()).unwrap();
    assert_ne!(world.projected(next.as_str()), known);
}

/// The entry list of a race from its practice.
fn entry_list(told: &[Vec<&str>]) -> String {
    let row = |row: &Vec<&str>| format!("{},{},{},{},{},,,,,200,\n", row[0], row[1], row[2], row[5], row[6]);
    entries::COLUMNS.join(",") + "\n" + &told.iter().map(row).collect::<String>()
}

/// The practice of a race as JSON with the id of a race, 0 for none.
fn live_feed(told: &[Vec<&str>], race_id: u32) -> String {
    let car = |row: &Vec<&str>| {
        let (id, name, speed) = (row[5], row[6], row[8]);
        format!(r#"{{"driver":{{"driver_id":{id},"full_name":"{name}"}},"best_lap_speed":{speed}}}"#)
    };
    let cars: Vec<String> = told.iter().map(car).collect();
    format!(r#"{{"race_id":{race_id},"run_type":1,"run_name":"Practice","vehicles":[{}]}}"#, cars.join(","))
}

#[test]
fn a_file_imported_again_after_its_race_writes_nothing() {
    // A race whose log is dated the day after its scheduled date.
    let logged: Vec<String> = rows(&LEAGUE.race_log_csv).iter().map(|row| row[2].replace('/', "-")).collect();
    let told = practice_of(|date| {
        let day: jiff::civil::Date = date.parse().unwrap();
        let next = day.tomorrow().unwrap().to_string();
        !logged.iter().any(|logged| logged == date) && logged.contains(&next)
    });
    let world = World::new(&[(FileKind::Entries, &entry_list(&told))]);
    let key = world.engine.find_race("next", None).unwrap();
    let feed = live_feed(&told, 0);
    let import = |about| world.import(FileKind::Practice, "live-feed.json", &feed, about);
    assert!(!import(of_race(key.as_str())).unwrap().wrote_nothing);
    world.import(FileKind::RaceLogs, "logs.csv", &LEAGUE.race_log_csv, ImportRequest::default()).unwrap();
    let now = world.engine.find_race(key.as_str(), None).unwrap();
    assert_ne!(now, key, "the race has its log's date");
    for about in [of_race(key.as_str()), of_race(now.as_str()), ImportRequest::default()] {
        assert!(import(about).unwrap().wrote_nothing);
    }
    // Of another race, or of another moment, it is another file: what differs is named.
    let races = world.engine.races(&RacesRequest::default(), &Progress::new()).unwrap().races;
    let other = races.iter().map(|line| &line.race.key).rfind(|race| **race != now).unwrap();
    let words = import(of_race(other.as_str())).unwrap_err().to_string();
    assert!(words.contains(&format!("race {key}")) && words.contains(&format!("race {other}")), "{words}");
    let words = import(at("2022-01-01T00:00:00Z")).unwrap_err().to_string();
    assert!(words.contains("no moment") && words.contains("moment 2022-01-01T00:00:00Z"), "{words}");
    assert!(!words.contains(&format!("race {key}")), "{words}");
}

#[test]
fn what_cannot_be_said_of_a_file_is_refused() {
    let league = &*LEAGUE;
    let world = World::new(&[
        (FileKind::RaceLogs, &league.race_log_csv),
        (FileKind::Results, &league.official_results_csv),
    ]);
    let table = &league.practice_csv;
    let words = world.refused(FileKind::Practice, "laps.csv", table, of_race("any"));
    assert!(words.contains("practice table") && words.contains("race"), "{words}");
    let words = world.refused(FileKind::Practice, "laps.csv", table, at("2022-01-01T00:00:00Z"));
    assert!(words.contains("practice table") && words.contains("moment"), "{words}");
    let series = || ImportRequest { series: Some(domain::series::Series::Cup), ..ImportRequest::default() };
    let words = world.refused(FileKind::Odds, "odds.csv", &league.odds_csv, series());
    assert!(words.contains("odds") && words.contains("series"), "{words}");
    // A table that leaves the moment open takes it.
    let told = practice_of(|date| date < "2023-11");
    let open = |row: &Vec<&str>| row[..15].join(",") + ",\n";
    let open = practice::COLUMNS.join(",") + "\n" + &told.iter().map(open).collect::<String>();
    let friday = format!("{}T01:02:03Z", told[0][1]);
    world.import(FileKind::Practice, "open.csv", &open, at(&friday)).unwrap();
    let cypher = "MATCH (:Entry)-[p:SESSION_PACE]->(:Session) RETURN p.knownAt AS moment".to_owned();
    let paces = world.engine.query(&QueryRequest::Cypher { cypher }, &Progress::new()).unwrap().rows;
    assert!(!paces.is_empty());
    assert!(paces.iter().all(|pace| pace["moment"] == friday), "{:?}", paces.first());
    // The id in a file of JSON stands against what is said of it, where it is known.
    let results = rows(&league.official_results_csv);
    let (first, last) = (results.first().unwrap()[2], results.last().unwrap()[2]);
    assert_ne!(first, last);
    let feed = live_feed(&told, first.parse().unwrap());
    let words = world.refused(FileKind::Practice, "live-feed.json", &feed, of_race(last));
    let key = |id: &str| world.engine.find_race(id, None).unwrap().to_string();
    assert!(words.contains(&key(first)) && words.contains(&key(last)), "{words}");
    let unknown = live_feed(&told, 4_000_000);
    world.import(FileKind::Practice, "live-feed.json", &unknown, of_race(last)).unwrap();
}
