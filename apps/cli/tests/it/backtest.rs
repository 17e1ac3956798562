//! `backtest run` and `backtest compare` over the simulated league.

use crate::program::World;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One world for all of these, because loading a league and walking over it takes longest.
#[test]
fn runs_and_comparisons_over_the_league() {
    let world = World::with_league_logs();
    run_into(&world, "e1", &["--model", "e1", "--against", "baseline-c,start-only"]);
    a_run_writes_every_file(&world);
    the_number_of_threads_changes_no_byte(&world);
    compare_gives_what_the_run_gave(&world);
    runs_that_differ_in_more_than_the_model_are_refused(&world);
}

fn run_into(world: &World, out: &str, more: &[&str]) -> serde_json::Value {
    let base = ["backtest", "run", "--from", "2024", "--to", "2024", "--sims", "100", "--out", out];
    world.json(&[&base, more].concat())
}

/// Every file of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

const WITHOUT_BASELINES: [&str; 11] = [
    "coverage.png",
    "drivers.csv",
    "metrics.json",
    "pit.png",
    "projected.png",
    "projections.csv",
    "races.csv",
    "reliability.csv",
    "reliability.png",
    "report.txt",
    "time.png",
];

fn lines(files: &BTreeMap<String, Vec<u8>>, name: &str) -> usize {
    csv::Reader::from_reader(files[name].as_slice()).records().map(Result::unwrap).count()
}

fn a_run_writes_every_file(world: &World) {
    let files = files(&world.path("e1"));
    let mut wanted = [WITHOUT_BASELINES.as_slice(), &["paired.csv", "paired.png"]].concat();
    wanted.sort_unstable();
    assert_eq!(files.keys().collect::<Vec<_>>(), wanted);
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".png")) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let marked = pixels.chunks_exact(3).filter(|pixel| pixel.iter().any(|&c| c < 200)).count();
        assert!(marked > 2_000, "{name}: {marked}");
    }
    let metrics: serde_json::Value = serde_json::from_slice(&files["metrics.json"]).unwrap();
    let (races, entries) = (metrics["overall"]["races"].as_u64(), metrics["overall"]["entries"].as_u64());
    assert_eq!(lines(&files, "races.csv") as u64, races.unwrap());
    assert_eq!(lines(&files, "drivers.csv") as u64, entries.unwrap());
    assert_eq!(lines(&files, "projections.csv"), lines(&files, "drivers.csv"));
    assert!(races.unwrap() > 30);
    let versions: Vec<&str> = metrics["paired"]
        .as_array()
        .unwrap()
        .iter()
        .map(|paired| paired["baseline"]["modelVersion"].as_str().unwrap())
        .collect();
    assert!(versions[0].starts_with("baseline-c") && versions[1].starts_with("start-only"), "{versions:?}");
    let report = String::from_utf8(files["report.txt"].clone()).unwrap();
    assert!(report.contains("near-unpredictable") && report.contains("against start-only"), "{report}");
}

fn the_number_of_threads_changes_no_byte(world: &World) {
    let first = files(&world.path("e1"));
    for threads in ["1", "7"] {
        let more = ["--model", "e1", "--against", "baseline-c,start-only", "--threads", threads];
        run_into(world, "threads", &more);
        let again = files(&world.path("threads"));
        assert_eq!(again.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
        for (name, bytes) in &first {
            assert!(again[name] == *bytes, "{name} differs with {threads} threads");
        }
    }
}

/// Two runs compared from their files are what the same two models were in one run.
fn compare_gives_what_the_run_gave(world: &World) {
    run_into(world, "c", &["--model", "baseline-c", "--against", "none"]);
    assert_eq!(files(&world.path("c")).keys().collect::<Vec<_>>(), WITHOUT_BASELINES);
    let compared = world.json(&["backtest", "compare", "e1", "c", "--out", "e1-c"]);
    let metrics = fs::read_to_string(world.path("e1/metrics.json")).unwrap();
    let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
    assert_eq!(compared, metrics["paired"][0]);
    let written = files(&world.path("e1-c"));
    assert_eq!(written.keys().collect::<Vec<_>>(), ["paired.csv", "paired.png", "report.txt"]);
    let text = world.run(&["backtest", "compare", "e1", "c"]);
    assert_eq!(text.as_bytes(), written["report.txt"]);
    // Against itself nothing differs.
    let itself = world.json(&["backtest", "compare", "c", "c"]);
    assert_eq!(itself["overall"]["crpsPoints"]["difference"], 0.0);
    assert_eq!(itself["overall"]["crpsPoints"]["error"], 0.0);
    // A run without baselines takes away what one with them left.
    run_into(world, "again", &["--model", "e1", "--against", "baseline-c"]);
    assert!(world.path("again/paired.csv").exists());
    run_into(world, "again", &["--model", "start-only", "--against", "none"]);
    assert_eq!(files(&world.path("again")).keys().collect::<Vec<_>>(), WITHOUT_BASELINES);
}

fn runs_that_differ_in_more_than_the_model_are_refused(world: &World) {
    let refused = |a: &str, b: &str, words: &[&str]| {
        let output = world.output(&["backtest", "compare", a, b]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(words.iter().all(|word| told.contains(word)), "{words:?} in {told}");
    };
    let base = ["backtest", "run", "--to", "2024", "--model", "start-only", "--against", "none"];
    world.run(&[&base[..], &["--from", "2024", "--sims", "50", "--out", "fifty"]].concat());
    refused("e1", "fifty", &["100 simulations per race in the first run, 50"]);
    world.run(&[&base[..], &["--from", "2023", "--sims", "100", "--out", "both"]].concat());
    refused("e1", "both", &["different races", "`cup-2023-", "in the second run"]);
    refused("e1", "nowhere", &["nowhere", "backtest run --from 2023"]);
    // The same races, one projected from other facts.
    let copy = |name: &str| {
        fs::create_dir_all(world.path(name)).unwrap();
        for (file, bytes) in files(&world.path("e1")) {
            fs::write(world.path(name).join(file), bytes).unwrap();
        }
    };
    copy("other-data");
    let races = fs::read_to_string(world.path("e1/races.csv")).unwrap();
    let digest = races.lines().nth(4).unwrap().rsplit(',').next().unwrap();
    fs::write(world.path("other-data/races.csv"), races.replace(digest, &"0".repeat(64))).unwrap();
    refused("e1", "other-data", &["different data", "000000000000", &digest[..12]]);
    copy("half");
    let drivers = fs::read_to_string(world.path("e1/drivers.csv")).unwrap();
    let all: Vec<&str> = drivers.lines().collect();
    fs::write(world.path("half/drivers.csv"), all[..all.len() - 1].join("\n")).unwrap();
    refused("e1", "half", &["in the first run only"]);
    copy("old");
    fs::remove_file(world.path("old/drivers.csv")).unwrap();
    refused("old", "e1", &["drivers.csv does not exist", "backtest run --from 2023"]);
}

#[test]
fn the_baselines_are_checked_first() {
    let world = World::new();
    let base = ["backtest", "run", "--from", "2024", "--to", "2024", "--out", "o", "--against"];
    for (against, words) in [("hunch", "no model `hunch`"), ("e1,e1", "twice"), ("none,e1", "none")] {
        let output = world.output(&[&base[..], &[against]].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(words), "{told}");
    }
    assert!(!world.path("o").exists());
}
