//! `/v1/races`.

use crate::world::world;
use std::collections::BTreeSet;

#[test]
fn races_come_in_pages_that_miss_nothing() {
    let world = world();
    let all = world.get("/v1/races?limit=500").ok();
    let keys = |page: &serde_json::Value| -> Vec<String> {
        let races = page["races"].as_array().unwrap();
        races.iter().map(|line| line["race"]["key"].as_str().unwrap().to_owned()).collect()
    };
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.get(&format!("/v1/races?limit=7{cursor}")).ok();
        seen.extend(keys(&page));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert!(seen.len() > 14);
    assert_eq!(seen, keys(&all));
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len());
    // A cursor belongs to the list with its filters.
    let next = world.get("/v1/races?limit=7").ok()["next"].as_str().unwrap().to_owned();
    world.get(&format!("/v1/races?series=cup&cursor={next}")).problem(404, "invalid-cursor");
    let upcoming = world.get("/v1/races?upcoming=true").ok();
    assert!(upcoming["races"].as_array().unwrap().iter().all(|line| line["resultKnownAt"].is_null()));
}

#[test]
fn a_race_is_json_or_turtle_as_the_client_accepts() {
    let world = world();
    let race = world.get("/v1/races/next").ok();
    let key = race["race"]["key"].as_str().unwrap();
    let ask = |accept: &str| {
        let headers = [("x-api-key", world.key.as_str()), ("accept", accept)];
        world.send("GET", &format!("/v1/races/{key}"), &headers, None)
    };
    let turtle = ask("text/turtle");
    assert_eq!((turtle.status, turtle.header("content-type")), (200, "text/turtle"));
    assert!(String::from_utf8_lossy(&turtle.body).contains("@prefix"));
    ask("text/html").problem(406, "not-acceptable");
    assert_eq!(ask("*/*").ok(), race);
    let entries = world.get(&format!("/v1/races/{key}/entries")).ok();
    assert_eq!(entries["entries"], race["entries"]);
}

#[test]
fn a_304_by_the_state_is_no_longer_one_when_the_state_moves() {
    let world = crate::world::World::on_a_copy();
    let first = world.get("/v1/races");
    let tag = first.header("etag").to_owned();
    let ask = |path: &str| {
        world.send("GET", path, &[("x-api-key", &world.key), ("if-none-match", &tag)], None).status
    };
    assert_eq!((ask("/v1/races"), ask("/v1/races?season=2025"), ask("/v1/series")), (304, 200, 200));
    // The next race is a matter of the clock too, and is tagged by its bytes.
    let next = world.get("/v1/races/next");
    let key = next.json()["race"]["key"].as_str().unwrap().to_owned();
    assert_ne!(next.header("etag"), world.get(&format!("/v1/races/{key}")).header("etag"));
    let snapshot = world.get("/v1/imports").ok()["files"][0]["snapshot"].as_str().unwrap().to_owned();
    let undo = world.send("DELETE", &format!("/v1/imports/{snapshot}"), &[("x-api-key", &world.key)], None);
    crate::imports::ended(&world, undo.header("location"));
    assert_eq!(ask("/v1/races"), 200);
}

#[test]
fn an_answer_is_not_sent_again_to_who_has_it() {
    let world = world();
    let first = world.get("/v1/races");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "a strong tag: {tag}");
    let headers = [("x-api-key", world.key.as_str()), ("if-none-match", tag.as_str())];
    let again = world.send("GET", "/v1/races", &headers, None);
    assert_eq!((again.status, again.body.len()), (304, 0));
    for name in ["etag", "cache-control", "vary"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_eq!(world.send("GET", "/v1/races?limit=1", &headers, None).status, 200, "another request");
    let head = world.send("HEAD", "/v1/races", &[("x-api-key", &world.key)], None);
    assert_eq!((head.status, head.header("etag"), head.body.len()), (200, tag.as_str(), 0));
}
