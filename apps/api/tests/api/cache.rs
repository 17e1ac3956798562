//! Answers that are remembered: the same bytes and tags, never of an earlier state.

use crate::world::{World, world};

#[test]
fn a_remembered_answer_is_the_same_to_the_byte_for_every_form() {
    let world = world();
    let path = "/v1/races?upcoming=true";
    let first = world.get(path);
    let again = world.get(path);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("etag"), again.header("etag"));
    assert!(!again.header("etag").is_empty() && !again.header("ratelimit").is_empty());
    assert_eq!(again.header("stale-since"), "");
    let tag = first.header("etag").to_owned();
    let known = world.send("GET", path, &[("x-api-key", &world.key), ("if-none-match", &tag)], None);
    assert_eq!((known.status, known.body.len()), (304, 0));
    let head = world.send("HEAD", path, &[("x-api-key", &world.key)], None);
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, tag.as_str()));
    assert_ne!(world.get("/v1/races?upcoming=false").body, first.body, "the query is part of the question");
    let other = world.key_of("team-b", &["backtests:run"]);
    world.send("GET", path, &[("x-api-key", &other)], None).problem(403, "scope-missing");
}

#[test]
fn one_projection_is_remembered_per_form_that_is_accepted() {
    let world = world();
    let made = world.post("/v1/projections", r#"{"race": "next", "simulations": 200}"#).ok();
    let path = format!("/v1/projections/{}/table", made["id"].as_str().unwrap());
    let form = |accept: &str| {
        let answer = world.send("GET", &path, &[("x-api-key", &world.key), ("accept", accept)], None);
        (answer.header("content-type").to_owned(), answer.body)
    };
    for _ in 0..2 {
        assert!(form("text/csv").0.starts_with("text/csv"));
        assert!(form("application/json").0.starts_with("application/json"));
    }
}

#[test]
fn what_is_not_there_is_asked_for_again() {
    let world = world();
    world.get("/v1/races/no-such-race").problem(404, "unknown-race");
    world.get("/v1/races/no-such-race").problem(404, "unknown-race");
}

#[test]
fn a_write_shows_in_the_very_next_answer() {
    let world = World::on_a_copy();
    let races = |world: &World| world.get("/v1/data").ok();
    let before = races(&world);
    let imports = world.get("/v1/imports").ok();
    let files = imports["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["kind"] == "entries").unwrap()["snapshot"].as_str().unwrap();
    let undo = world.send("DELETE", &format!("/v1/imports/{file}"), &[("x-api-key", &world.key)], None);
    let job = undo.ok()["id"].as_str().unwrap().to_owned();
    loop {
        let job = world.get(&format!("/v1/jobs/{job}")).ok();
        match job["state"].as_str().unwrap() {
            "succeeded" => break,
            "queued" | "running" => std::thread::sleep(std::time::Duration::from_millis(20)),
            other => panic!("{other}: {job}"),
        }
    }
    assert_ne!(races(&world), before, "the data changed");
}
