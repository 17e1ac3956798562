//! `/v1/backtests` and `/v1/jobs`.

use crate::world::{World, world};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A small backtest of the last season of the league that has results.
fn body(world: &World) -> String {
    let seasons = world.get("/v1/seasons?series=cup").ok();
    let raced = |line: &&Value| line["withResult"].as_u64() > Some(10);
    let season = &seasons["seasons"].as_array().unwrap().iter().rfind(raced).unwrap()["season"];
    format!(
        r#"{{"series": "cup", "from": {season}, "to": {season}, "model": "start-only", "simulations": 20}}"#
    )
}

/// The job once it has ended.
fn ended(world: &World, path: &str) -> Value {
    let began = Instant::now();
    loop {
        let job = world.get(path).ok();
        if !matches!(job["state"].as_str(), Some("queued" | "running")) {
            return job;
        }
        assert!(began.elapsed() < Duration::from_secs(300), "{job}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_backtest_runs_as_a_job_and_gives_its_files() {
    let world = world();
    let started = world.post("/v1/backtests", &body(&world));
    assert_eq!(started.status, 202);
    let location = started.header("location").to_owned();
    let id = started.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(location, format!("/v1/jobs/{id}"));
    let job = ended(&world, &location);
    assert_eq!(job["state"], "succeeded", "{job}");
    let result = job["result"].as_str().unwrap();
    assert_eq!(result, format!("/v1/backtests/{id}"));
    assert!(world.get(result).ok().is_object());
    let png = world.get(&format!("{result}/files/reliability.png"));
    assert!(png.status == 200 && png.body.starts_with(b"\x89PNG"));
    world.get(&format!("{result}/files/..%2F..%2Fops.db")).problem(404, "no-backtest");
    assert!(world.get(&format!("{location}/result")).ok()["files"].is_array());
    assert_eq!(world.get("/v1/backtests").ok()["jobs"][0]["id"], id);
    let ended = world.post(&format!("{location}/cancel"), "");
    ended.problem(409, "job-state");
}

#[test]
fn an_account_sees_its_own_jobs_alone() {
    let world = world();
    let theirs = world.post("/v1/backtests", &body(&world)).ok()["id"].as_str().unwrap().to_owned();
    let key = world.key_of("team-b", &["backtests:run"]);
    let get = |path: &str| world.send("GET", path, &[("x-api-key", &key)], None);
    get(&format!("/v1/jobs/{theirs}")).problem(404, "unknown-job");
    get(&format!("/v1/backtests/{theirs}")).problem(404, "unknown-job");
    get(&format!("/v1/jobs/{theirs}/events")).problem(404, "unknown-job");
    let cancel = world.send("POST", &format!("/v1/jobs/{theirs}/cancel"), &[("x-api-key", &key)], Some(""));
    cancel.problem(404, "unknown-job");
    assert_eq!(get("/v1/jobs").ok()["jobs"].as_array().unwrap().len(), 0);
}

#[test]
fn what_cannot_succeed_is_refused_at_once() {
    let world = world();
    let post = |body: &str| world.post("/v1/backtests", body);
    post(r#"{"series": "cup", "from": 2025, "to": 2024}"#).problem(404, "no-seasons");
    post(r#"{"series": "cup", "from": 2024, "to": 2025, "model": "e9"}"#).problem(404, "unknown-model");
    post(r#"{"series": "cup", "from": 2024, "to": 2025, "simulations": 0}"#).problem(422, "bad-value");
}

#[test]
fn a_hundred_posts_with_one_key_make_one_job() {
    let world = world();
    let body = body(&world);
    let headers =
        [("x-api-key", world.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "one")];
    std::thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| {
                let status = world.send("POST", "/v1/backtests", &headers, Some(&body)).status;
                assert!(matches!(status, 202 | 409 | 503), "{status}");
            });
        }
    });
    assert_eq!(world.get("/v1/jobs").ok()["jobs"].as_array().unwrap().len(), 1);
}

/// The events of a job until the server closes the stream, as (id, state).
fn events(world: &World, path: &str, last: Option<&str>) -> Vec<(i64, String)> {
    let address = world.address.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
    let key = &world.key;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: a\r\nX-API-Key: {key}\r\n{last}\r\n").unwrap();
    let (mut events, mut id) = (Vec::new(), 0);
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if let Some(given) = line.strip_prefix("id: ") {
            id = given.parse().unwrap();
        }
        if let Some(data) = line.strip_prefix("data: ") {
            let job: Value = serde_json::from_str(data).unwrap();
            assert_eq!(job["revision"], id);
            events.push((id, job["state"].as_str().unwrap().to_owned()));
        }
    }
    events
}

#[test]
fn events_follow_a_job_to_its_end_and_go_on_where_a_client_was() {
    let world = world();
    let location = world.post("/v1/backtests", &body(&world)).header("location").to_owned();
    let path = format!("{location}/events");
    let all = events(&world, &path, None);
    assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0), "{all:?}");
    let (last, state) = all.last().unwrap();
    assert_eq!(state, "succeeded");
    assert_eq!(events(&world, &path, Some(&last.to_string())), []);
    assert_eq!(events(&world, &path, Some(&(last - 1).to_string())).len(), 1);
}
