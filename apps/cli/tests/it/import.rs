//! Imports: idempotent, undone, rebuilt, owned by one process. That order and splits do not matter is shown in `engine`.

use crate::program::{World, league, shared};
use std::fs;
use std::path::Path;
use testkit::rows::Table;

/// `world` is one with the race logs of `file`.
fn second_import_writes_nothing(world: &World, file: &Path) {
    let races = world.races();
    let graph = fs::read(world.path("data/graph/graph.grafeo")).unwrap();
    let export = world.run(&["graph", "export", "--all"]);
    let second = world.import("race-logs", file);
    assert_eq!(second["wroteNothing"], true);
    assert_eq!(second["racesWritten"], 0);
    assert_eq!(second["racesUnchanged"], races);
    assert!(graph == fs::read(world.path("data/graph/graph.grafeo")).unwrap(), "the graph file is as it was");
    assert!(export == world.run(&["graph", "export", "--all"]), "the export is as it was");
}

#[test]
fn league_second_import_writes_nothing() {
    let world = World::with_league_logs();
    second_import_writes_nothing(&world, &world.write("logs.csv", &league().race_log_csv));
}

#[test]
#[ignore = "needs shared data"]
fn real_second_import_writes_nothing() {
    second_import_writes_nothing(&World::with_real_logs(), &shared("race-logs.csv"));
}

#[test]
fn rebuild_names_what_is_missing_and_leaves_the_graph() {
    let world = World::new();
    let logs = world.write("entries.csv", &league().entries_csv);
    let sha = world.import("entries", &logs)["snapshot"].as_str().unwrap().to_owned();
    let digest = world.digest();
    fs::remove_file(world.path(&format!("data/raw/{}/{sha}.gz", &sha[..2]))).unwrap();
    let output = world.output(&["graph", "rebuild"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&sha));
    assert_eq!(world.digest(), digest);
}

#[test]
fn undo_does_without_the_raw_copy_and_can_be_called_again() {
    let world = World::migrated();
    let empty = world.digest();
    let file = world.write("entries.csv", &league().entries_csv);
    let sha = world.import("entries", &file)["snapshot"].as_str().unwrap().to_owned();
    let raw = world.path(&format!("data/raw/{}/{sha}.gz", &sha[..2]));
    let record = world.path(&format!("data/raw/{sha}.json"));
    // As a crash during an undo leaves it: copy and record gone, the file still known.
    fs::remove_file(&raw).unwrap();
    fs::remove_file(&record).unwrap();
    world.run(&["import", "undo", &sha]);
    assert_eq!(world.digest(), empty);
    assert_eq!(world.json(&["import", "list"])["files"], serde_json::json!([]));
}

#[test]
fn a_damaged_copy_is_mended_and_a_damaged_graph_rebuilt() {
    let world = World::new();
    let file = world.write("entries.csv", &league().entries_csv);
    let sha = world.import("entries", &file)["snapshot"].as_str().unwrap().to_owned();
    let digest = world.digest();
    let raw = world.path(&format!("data/raw/{}/{sha}.gz", &sha[..2]));
    fs::write(&raw, "no gzip").unwrap();
    assert_eq!(world.output(&["graph", "rebuild"]).status.code(), Some(1));
    world.import("entries", &file);
    fs::write(world.path("data/graph/graph.grafeo"), "no graph").unwrap();
    assert_eq!(world.output(&["graph", "digest"]).status.code(), Some(1));
    let rebuilt = world.json(&["graph", "rebuild"]);
    assert_eq!(rebuilt["digestBefore"], serde_json::Value::Null);
    assert_eq!(rebuilt["digestAfter"], digest);
    assert_eq!(world.digest(), digest);

    fs::remove_file(world.path(&format!("data/raw/{sha}.json"))).unwrap();
    let output = world.output(&["graph", "rebuild"]);
    assert_eq!(output.status.code(), Some(1), "a copy without a record is named, not passed over");
    assert!(String::from_utf8_lossy(&output.stderr).contains(&sha));
}

#[test]
fn odd_arguments_are_refused_in_words() {
    let world = World::new();
    for (args, code, words) in [
        (&["--config", "nowhere.toml", "races"][..], 1, "nowhere.toml"),
        (&["project", "next", "--threads", "1000000"][..], 2, "1 to 256"),
        (&["project", "next", "--sims", "0"][..], 2, "must be a whole number from 1 to 1,000,000"),
        (&["project", "next"][..], 1, "backstretch demo"),
        (&["race", "cup-1900-01-01-nowhere"][..], 1, "no data folder"),
        (&["import", "undo", "abcdef12"][..], 1, "import list"),
        (&["backtest", "run", "--from", "2025", "--to", "2023", "--out", "o"][..], 2, "--from"),
        (&["--log-level", "=x=", "races"][..], 2, "filter such as"),
    ] {
        let output = world.output(args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(words), "{args:?}: {told}");
        if args[0] != "--config" {
            assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
        }
    }
}

#[test]
fn a_held_graph_exits_75_and_names_its_holder() {
    let world = World::new();
    let data = world.path("data");
    let engine = engine::Engine::open_dir(
        &data,
        feeds::source::Limits::default(),
        engine::Clock::System,
        "the test that holds it",
    )
    .unwrap();
    let output = world.output(&["races"]);
    assert_eq!(output.status.code(), Some(75));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        words.contains("the test that holds it") && words.contains(&std::process::id().to_string()),
        "{words}"
    );
    drop(engine);
    assert!(world.output(&["races"]).status.success());
}

#[test]
fn a_file_of_another_kind_is_refused_and_nothing_is_kept() {
    let world = World::new();
    let file = world.write("entries.csv", &league().entries_csv);
    let output = world.output(&["import", "race-logs", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("race-logs"));
    assert_eq!(world.json(&["import", "list"])["files"], serde_json::json!([]));
}

#[test]
fn strict_turns_a_complaint_into_exit_code_3() {
    let world = World::new();
    let mut table = Table::parse(&league().entries_csv);
    let column = table.column("driver_id");
    table.rows[0][column] = "nobody".to_owned();
    let file = world.write("entries.csv", table.text());
    let args = ["import", "entries", file.to_str().unwrap()];
    assert_eq!(world.output(&args).status.code(), Some(0));
    let strict = world.output(&[&args[..], &["--strict"]].concat());
    assert_eq!(strict.status.code(), Some(3));
    let words = String::from_utf8_lossy(&strict.stderr).into_owned();
    assert!(words.contains("entries.csv:2: driver_id `nobody`"), "{words}");
}

#[test]
fn a_file_of_which_nothing_is_taken_exits_3_in_text_and_json() {
    let world = World::migrated();
    let empty = world.digest();
    let mut table = Table::parse(&league().race_log_csv);
    table.rows.truncate(12);
    let good = table.text();
    let date = table.column("race_date");
    let right = table.rows[0][date].clone();
    let (year, rest) = right.split_at(4);
    let american = format!("{}/{}/{year}", &rest[1..3], &rest[4..6]);
    table.rows.iter_mut().for_each(|row| row[date].clone_from(&american));
    let wrong = world.write("american.csv", table.text());
    let header = world.write("header.csv", good.lines().next().unwrap().to_owned() + "\n");
    let args = |file: &Path, more: &[&'static str]| {
        [&["import", "race-logs", file.to_str().unwrap()][..], more]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let run = |file: &Path, more: &[&'static str]| {
        let args = args(file, more);
        let output = world.output(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    for more in [&[][..], &["--strict"]] {
        let (code, out, notes) = run(&wrong, more);
        assert_eq!((code, out.lines().last()), (Some(3), Some("nothing loaded: 12 of 12 rows refused")));
        let iso = right.replace('/', "-");
        assert_eq!(notes.lines().count(), 1, "equal complaints are one line: {notes}");
        for words in [&american, "12 rows, lines 2-13", &format!("write {iso}")] {
            assert!(notes.contains(words), "{words}: {notes}");
        }
        let (code, out, _) = run(&header, more);
        assert_eq!((code, out.lines().last()), (Some(3), Some("nothing loaded: the file has no rows")));
    }
    let (code, out, _) = run(&wrong, &["--json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(3));
    assert_eq!((&answer["rowsRead"], &answer["rowsRefused"]), (&12.into(), &12.into()));
    assert_eq!(answer["findings"][0]["lines"], serde_json::json!((2..14).collect::<Vec<u64>>()));
    assert_eq!(run(&header, &["--json"]).0, Some(3));
    assert_eq!(world.digest(), empty);

    table.rows[0][date].clone_from(&right);
    let one_right = world.write("one-right.csv", table.text());
    let whole = world.write("whole.csv", good);
    assert_eq!(run(&one_right, &[]).0, Some(0), "one row is readable, though held: it is alone on its date");
    assert_eq!(run(&whole, &[]).0, Some(0));
    assert_eq!(run(&whole, &["--json"]).0, Some(0), "a second import of the same file");
}

#[test]
#[ignore = "needs shared data"]
fn real_double_headers_are_two_races_and_four_groups_are_held() {
    let world = World::new();
    let report = world.import("race-logs", &shared("race-logs.csv"));
    let [taken, held, refused] =
        ["rowsTaken", "rowsHeld", "rowsRefused"].map(|count| report[count].as_u64().unwrap());
    assert_eq!((taken + held, held, refused), (24_702, 167, 0));
    let held: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|f| f["race"].as_str().unwrap()).collect();
    assert_eq!(
        held,
        [
            "race-logs|cup|charlotte|2019-05-19",
            "race-logs|cup|daytona|2019-02-15",
            "race-logs|cup|daytona|2023-02-17",
            "race-logs|cup|north-wilkesboro|2023-05-22",
        ]
    );
    for (key, cars, laps) in
        [("trucks-2020-07-25-kansas", [38, 37], 134), ("oreilly-2020-09-12-richmond", [37, 36], 250)]
    {
        let mut sizes = Vec::new();
        for race in [key.to_owned(), format!("{key}-2")] {
            let shown = world.json(&["race", &race]);
            let results = shown["results"].as_array().unwrap();
            let n = results.len() as u64;
            let column = |name: &str| -> Vec<u64> {
                results.iter().map(|r| r["result"][name].as_u64().unwrap()).collect()
            };
            let mut finishes = column("finishOnTrack");
            finishes.sort_unstable();
            assert_eq!(finishes, (1..=n).collect::<Vec<_>>(), "{race}");
            let mut starts: Vec<u64> =
                shown["entries"].as_array().unwrap().iter().map(|e| e["start"].as_u64().unwrap()).collect();
            starts.sort_unstable();
            assert_eq!(starts, (1..=n).collect::<Vec<_>>(), "{race}");
            assert_eq!(column("lapsLed").iter().sum::<u64>(), laps, "{race}");
            sizes.push(n);
        }
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(sizes, cars);
    }
    let axioms = world.json(&["axioms", "check"]);
    assert_eq!(axioms["races"], 670);
    assert_eq!(axioms["vetoes"], serde_json::json!([]));
}
