//! The pipeline as its users run it: a season over HTTP, killed and taken up; refusals; history.

use crate::kill::kills;
use crate::program::World;
use ingest::league_feeds::LeagueFeeds;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use testkit::feed_server::{FeedServer, Reply};
use testkit::neo4j::TestServer;

/// Kills of one backfill in the tests; `cargo xtask prove kills` asks for more.
const KILLS: usize = 5;

fn league() -> Arc<LeagueFeeds> {
    static LEAGUE: OnceLock<Arc<LeagueFeeds>> = OnceLock::new();
    Arc::clone(LEAGUE.get_or_init(|| Arc::new(LeagueFeeds::of_seasons(5, 2023, 2023))))
}

fn serve() -> FeedServer {
    let league = league();
    FeedServer::start(move |request| match league.get(&request.path) {
        Some(body) => Reply::json(body),
        None => Reply::status(403),
    })
}

const BACKFILL: [&str; 8] =
    ["ingest", "backfill", "--series", "cup,oreilly,trucks", "--from", "2023", "--to", "2023"];

/// The program, asking this server without pauses.
fn program(world: &World, server: &FeedServer, args: &[&str]) -> Command {
    let mut command = world.command(args);
    command
        .env("BACKSTRETCH_NOW", "2024-02-01T00:00:00Z")
        .env("NASCAR_API_URL", server.url())
        .env("BACKSTRETCH_FEEDS_BETWEEN_MILLIS", "0")
        .env("BACKSTRETCH_INGEST_LEASE_SECONDS", "5");
    command
}

fn json(mut command: Command) -> serde_json::Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The digest of the same season imported from files.
fn digest_of_files() -> String {
    let world = World::new();
    let (league, files) = (league(), ["race-logs", "results", "practice"]);
    for (kind, text) in
        files.into_iter().zip([&league.files().race_logs, &league.files().results, &league.files().practice])
    {
        world.import(kind, &world.write(kind, text));
    }
    world.digest()
}

fn killed_backfill_is_taken_up(world: &World, kills: usize) {
    let (server, races) = (serve(), league().files().races);
    let expected = races * 8;
    for kill in 0..kills {
        let threshold = expected * (kill + 1) / (kills + 1);
        let mut child =
            program(world, &server, &BACKFILL).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(300);
        while server.requests().len() < threshold && child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "waited too long");
            std::thread::sleep(Duration::from_millis(2));
        }
        // SIGKILL: the process has no chance to put anything in order.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let answer = json(program(world, &server, &[&BACKFILL[..], &["--json"]].concat()));
    assert_eq!(answer["resumed"], true, "{answer}");
    assert_eq!(answer["problems"], serde_json::json!([]));
    assert_eq!(answer["digest"], digest_of_files(), "equal to the season from files");
    let asked: Vec<String> = server.requests().into_iter().map(|request| request.path).collect();
    let distinct: BTreeSet<&String> = asked.iter().collect();
    // The race list is asked for by each series; what was under way at a kill, by each worker, once more.
    let again = asked.len() - distinct.len() - 2;
    assert!(again <= 2 * kills, "{again} feeds were fetched twice in {kills} kills");

    let before = asked.len();
    let again = json(program(world, &server, &[&BACKFILL[..], &["--json"]].concat()));
    assert_eq!((&again["racesDone"], &again["skipped"]["final"]), (&0.into(), &races.into()));
    assert!(server.requests().len() <= before + 3, "final races are not asked for");
}

#[test]
fn a_backfill_killed_at_any_moment_is_taken_up() {
    killed_backfill_is_taken_up(&World::new(), kills(KILLS));
}

#[test]
#[ignore = "needs neo4j"]
fn a_backfill_on_a_server_killed_at_any_moment_is_taken_up() {
    let test_server = TestServer::take();
    test_server.empty();
    killed_backfill_is_taken_up(&World::on(&test_server.server), kills(KILLS));
}

#[test]
fn plans_runs_and_refusals_are_shown() {
    let (world, server) = (World::new(), serve());
    let text = |args: &[&str]| {
        let output = program(&world, &server, args).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr),
        )
    };
    let (code, plan) = text(&["ingest", "plan"]);
    assert_eq!(code, Some(0));
    assert!(plan.contains("verify/race-logs  after parse/weekend-feed, parse/loop-stats"), "{plan}");
    let (_, mermaid) = text(&["ingest", "plan", "--format", "mermaid"]);
    assert!(mermaid.starts_with("graph LR\n"), "{mermaid}");

    let (code, dry) = text(&["ingest", "run", "--series", "cup", "--season", "2023", "--dry-run"]);
    assert_eq!(code, Some(0), "{dry}");
    assert!(dry.contains("races would be worked on, from live"), "{dry}");
    let (code, missing) = text(&["ingest", "run", "--series", "cup", "--season", "2024"]);
    assert_eq!(code, Some(1), "{missing}");
    assert!(missing.contains("there is no race list of 2024"), "{missing}");
    let (code, unknown) =
        text(&["ingest", "run", "--series", "cup", "--season", "2023", "--feeds", "weather"]);
    assert_eq!(code, Some(1), "{unknown}");
    assert!(unknown.contains("unknown feed `weather`"), "{unknown}");
    let (code, refused) =
        text(&["ingest", "run", "--series", "cup", "--season", "2023", "--source", "files"]);
    assert_eq!(code, Some(1), "{refused}");
    assert!(refused.contains("needs its folder"), "{refused}");
    let (code, logs) = text(&["ingest", "logs", "run_01k930rgp00w3ge1r70w3ge1r7"]);
    assert_eq!(code, Some(1), "{logs}");
    assert!(logs.contains("there is no run"), "{logs}");

    let league =
        ["ingest", "run", "--series", "cup", "--season", "2023", "--source", "league", "--league-seed", "5"];
    let (code, run) = text(&league);
    assert_eq!(code, Some(0), "{run}");
    assert!(run.contains("sources league"), "{run}");
    let (_, runs) = text(&["ingest", "runs"]);
    assert!(runs.contains("run_"), "{runs}");
    let (code, check) = text(&["ingest", "check"]);
    assert_eq!(code, Some(0), "{check}");
    assert!(check.contains("cup/2023") && check.contains("weekend-feed"), "{check}");
}
