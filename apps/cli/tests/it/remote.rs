//! A command prints the same bytes whether it works on the folder, asks the server that owns it, or asks a server by
//! its address.

use crate::program::{World, league};
use crate::served::{Served, serve};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A world in which the next race is known, with a race week.
fn race_week() -> World {
    World::with("league-race-week", |world| {
        let league = league();
        vec![
            ("race-logs", world.write("logs.csv", &league.race_log_csv)),
            ("results", world.write("results.csv", &league.official_results_csv)),
            ("entries", world.write("entries.csv", &league.entries_csv)),
        ]
    })
}

/// The same folder three times: worked on, served and asked through its socket, served and asked by address.
struct Ways {
    local: World,
    beside: World,
    far: World,
    by_address: [String; 4],
    _beside: Served,
    _far: Served,
}

impl Ways {
    fn new() -> Self {
        let (local, beside, far) = (race_week(), race_week(), race_week());
        let _beside = serve(&beside, true);
        let _far = serve(&far, true);
        let key = _far.key.clone().unwrap();
        let by_address = ["--server".to_owned(), format!("http://{}", _far.address), "--key".to_owned(), key];
        Self { local, beside, far, by_address, _beside, _far }
    }

    /// Runs a command in each way, in its own world; what it prints.
    fn run(&self, args: &[&str]) -> [(Option<i32>, String); 3] {
        let printed = |world: &World, args: &[&str]| {
            let output = world.output(args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() || !said.is_empty(), "{args:?}");
            (output.status.code(), String::from_utf8(output.stdout).unwrap())
        };
        let by_address: Vec<&str> =
            self.by_address.iter().map(String::as_str).chain(args.iter().copied()).collect();
        [printed(&self.local, args), printed(&self.beside, args), printed(&self.far, &by_address)]
    }

    #[track_caller]
    fn same(&self, args: &[&str]) -> String {
        let [local, beside, far] = self.run(args);
        assert_eq!(beside, local, "{args:?} through the socket");
        assert_eq!(far, local, "{args:?} by address");
        local.1
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn every_command_with_a_route_prints_the_same_bytes_either_way() {
    let ways = Ways::new();
    let races = ways.same(&["races", "--json"]);
    let races: serde_json::Value = serde_json::from_str(&races).unwrap();
    let run = races["races"][0]["race"]["key"].as_str().unwrap();
    let entered = ways.local.json(&["race", "next"]);
    let driver = entered["entries"][0]["driver"].to_string();
    let reads: &[&[&str]] = &[
        &["races"],
        &["races", "--series", "cup", "--upcoming"],
        &["race", run],
        &["race", "next", "--json"],
        &["race", run, "--format", "turtle"],
        &["driver", &driver],
        &["driver", &driver, "--last", "3", "--json"],
        &["project", "next", "--sims", "300"],
        &["project", "next", "--sims", "300", "--json"],
        &["project", "next", "--sims", "300", "--format", "csv"],
        &["why", "next", &driver, "--sims", "300"],
        &["why", "next", &driver, "--sims", "300", "--json"],
        &["status"],
        &["status", "--json"],
        &["axioms", "check"],
        &["axioms", "check", "--json"],
        &["axioms", "rules"],
        &["models"],
        &["graph", "check"],
        &["graph", "digest"],
        &["graph", "export"],
        &["graph", "query", "team_mates", "race=next"],
        &["graph", "query", "winners", "series=cup", "season=2023", "--json"],
        &["import", "list"],
        &["import", "list", "--json"],
        // Errors end with the same exit code, and print nothing on stdout.
        &["race", "cup-1999-01-01-nowhere"],
        &["driver", "nobody at all"],
        &["project", "next", "--series", "trucks", "--as-of", "1999-01-01T00:00:00Z"],
        &["graph", "query", "nothing"],
    ];
    for args in reads {
        ways.same(args);
    }
}

#[test]
fn files_are_uploaded_and_backtests_fetched() {
    let ways = Ways::new();
    let league = league();
    for world in [&ways.local, &ways.beside, &ways.far] {
        world.write("odds.csv", &league.odds_csv);
        world.write("wrong.csv", "a,b\n1,2\n");
    }
    let imported = ways.same(&["import", "odds", "odds.csv", "--json"]);
    let imported: serde_json::Value = serde_json::from_str(&imported).unwrap();
    assert!(imported["rowsTaken"].as_u64().unwrap() > 0 && imported["file"] == "odds.csv", "{imported}");
    ways.same(&["import", "odds", "odds.csv"]);
    let wrong = ways.run(&["import", "odds", "wrong.csv"]);
    assert!(wrong.iter().all(|(code, text)| *code == Some(1) && text.is_empty()), "{wrong:?}");
    let absent = ways.run(&["import", "odds", "absent.csv"]);
    assert!(absent.iter().all(|(code, _)| *code == Some(1)), "{absent:?}");
    ways.same(&["graph", "digest"]);
    let digits = &imported["snapshot"].as_str().unwrap()[..12];
    ways.same(&["import", "undo", digits]);
    let again = ways.run(&["import", "undo", digits]);
    assert!(again.iter().all(|(code, _)| *code == Some(1)), "{again:?}");

    let backtest: Vec<&str> =
        "backtest run --series cup --from 2024 --to 2024 --model start-only --against none --sims 100 --out report"
            .split(' ')
            .collect();
    ways.same(&backtest);
    let local = files(&ways.local.path("report"));
    assert!(local.contains_key("metrics.json") && local.contains_key("projected.png"));
    for other in [&ways.beside, &ways.far] {
        assert!(files(&other.path("report")) == local, "the same files, byte for byte");
    }
}

#[test]
fn projections_are_kept_and_read_either_way() {
    let ways = Ways::new();
    let worlds = [&ways.local, &ways.beside, &ways.far];
    let same_file = |name: &str| {
        let [local, beside, far] = worlds.map(|world| fs::read(world.path(name)).unwrap());
        assert!(local.starts_with(b"PAR1") && beside == local && far == local, "{name}");
    };
    ways.same(&["project", "next", "--sims", "200", "--keep", "--format", "csv"]);
    let verified = ways.same(&["projections", "verify"]);
    assert!(verified.starts_with("1 sets, 1 files of samples, 1 records, 0 findings"), "{verified}");
    let ids = worlds.map(|world| {
        let list = world.json(&["projections", "list", "--label", "replay"]);
        list["projections"][0]["id"].as_str().unwrap().to_owned()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "the same set: {ids:?}");
    ways.same(&["projections", "list", "--label", "forecast", "--json"]);
    ways.same(&["projections", "show", &ids[0], "--file", "csv"]);
    ways.same(&["projections", "show", &ids[0], "--file", "json"]);
    ways.same(&["projections", "show", &ids[0], "--file", "samples", "--out", "samples.parquet"]);
    same_file("samples.parquet");
    ways.same(&["projections", "score", "--json"]);
    ways.same(&["projections", "show", "prj_aaaaaaaaaaaaaaaaaaaaaaaaaa"]);
    for world in worlds {
        world.write("week.toml", "[[scenarios]]\nname = \"short\"\nlaps = 60\n");
    }
    let scenarios =
        ["project", "next", "--sims", "200", "--scenarios", "week.toml", "--cube", "cube.parquet"];
    ways.same(&scenarios);
    same_file("cube.parquet");
}

#[test]
fn what_has_no_route_says_so() {
    let ways = Ways::new();
    let code = |args: &[&str]| ways.run(args).map(|(code, _)| code);
    let cypher = ["graph", "query", "--cypher", "MATCH (t:Track) RETURN t.key"];
    assert_eq!(code(&cypher), [Some(0), Some(1), Some(1)]);
    assert_eq!(
        code(&["graph", "rebuild"]),
        [Some(0), Some(75), Some(2)],
        "the folder is in use; wrong usage"
    );
    // Without a key, with a wrong one, and where nobody listens.
    let address = ways.by_address[1].as_str();
    let output = |args: &[&str]| ways.far.output(args).status.code();
    assert_eq!(output(&["--server", address, "races"]), Some(2));
    assert_eq!(output(&["--server", address, "--key", "bsk_wrong", "races"]), Some(1));
    assert_eq!(output(&["--server", "http://127.0.0.1:1", "--key", "k", "races"]), Some(75));
    assert_eq!(output(&["--server", "nonsense", "--key", "k", "races"]), Some(1));
}

#[test]
fn jobs_are_listed_shown_cancelled_and_tried_again() {
    let ways = Ways::new();
    let key = ways.by_address[3].clone();
    let body = r#"{"series": "cup", "from": 2024, "to": 2024, "model": "start-only", "simulations": 100}"#;
    let submitted = ways._far.post("/v1/backtests", &key, body);
    let id = submitted["id"].as_str().unwrap();
    let far = |args: &[&str]| {
        let all: Vec<&str> = ways.by_address.iter().map(String::as_str).chain(args.iter().copied()).collect();
        ways.far.output(&all)
    };
    let until = std::time::Instant::now() + std::time::Duration::from_secs(120);
    loop {
        let shown: serde_json::Value =
            serde_json::from_slice(&far(&["jobs", "show", id, "--json"]).stdout).unwrap();
        if shown["state"] == "succeeded" {
            break;
        }
        assert!(std::time::Instant::now() < until, "{shown}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    for args in [&["jobs", "list"][..], &["jobs", "list", "--json"], &["jobs", "show", id], &["jobs", "dead"]]
    {
        let (beside, by_address) = (ways.far.output(args), far(args));
        assert!(beside.status.success() && by_address.status.success(), "{args:?}");
        assert_eq!(beside.stdout, by_address.stdout, "{args:?}");
    }
    let listed = String::from_utf8(far(&["jobs", "list", "--kind", "backtest"]).stdout).unwrap();
    assert!(listed.contains(id), "{listed}");
    assert_eq!(far(&["jobs", "cancel", id]).status.code(), Some(1), "it has ended");
    assert_eq!(far(&["jobs", "retry", id]).status.code(), Some(1), "it has succeeded");
    assert_eq!(far(&["jobs", "list", "--state", "asleep"]).status.code(), Some(1));
}
