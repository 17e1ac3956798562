//! Every error is a problem, whatever part of the stack gives it.

use crate::world::{World, world};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn an_unknown_route_and_a_wrong_method_are_problems() {
    let world = world();
    world.send("GET", "/nowhere", &[], None).problem(404, "unknown-route");
    world.send("GET", "/v1/nowhere", &[], None).problem(404, "unknown-route");
    let answer = world.send("DELETE", "/v1/races", &[("x-api-key", &world.key)], None);
    answer.problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
    let answer = world.send("TRACE", "/livez", &[], None);
    answer.problem(405, "method-not-allowed");
}

#[test]
fn a_body_that_is_none_is_a_problem() {
    let world = world();
    let post = |headers: &[(&str, &str)], body: &str| {
        let key = ("x-api-key", world.key.as_str());
        world.send("POST", "/v1/projections", &[&[key], headers].concat(), Some(body))
    };
    post(&[JSON], "{").problem(400, "malformed-json");
    post(&[JSON], "").problem(400, "malformed-json");
    post(&[JSON], "[1]").problem(422, "invalid-body");
    post(&[JSON], r#"{"race": 1}"#).problem(422, "invalid-body");
    post(&[JSON], r#"{"race": "next", "sims": 1}"#).problem(422, "invalid-body");
    post(&[("content-type", "text/plain")], r#"{"race": "next"}"#).problem(415, "unsupported-media-type");
    post(&[], r#"{"race": "next"}"#).problem(415, "unsupported-media-type");
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    post(&[JSON], &deep).problem(413, "too-complex");
}

#[test]
fn a_body_over_the_limit_is_a_problem() {
    let world = World::with(&[("BACKSTRETCH_BODY_BYTES_MAX", "1000")]);
    let body = format!(r#"{{"race": "{}"}}"#, "a".repeat(2000));
    world.post("/v1/projections", &body).problem(413, "too-large");
}

#[test]
fn a_query_that_is_none_is_a_problem() {
    let world = world();
    world.get("/v1/races?sereis=cup").problem(400, "bad-request");
    world.get("/v1/races?series=formula1").problem(400, "bad-request");
    world.get("/v1/races?limit=0").problem(400, "bad-limit");
    world.get("/v1/races?cursor=zz").problem(404, "invalid-cursor");
    world.get("/v1/races/%ff").problem(400, "bad-request");
}

#[test]
fn an_error_of_the_engine_says_what_to_do_next() {
    let world = world();
    let problem = world.get("/v1/races/cup-1900-01-01-nowhere").problem(404, "unknown-race");
    assert_eq!(problem["nextStep"]["method"], "GET");
    assert!(problem["nextStep"]["href"].as_str().unwrap().starts_with("/v1/races"));
    let problem =
        world.post("/v1/projections", r#"{"race": "next", "model": "e9"}"#).problem(404, "unknown-model");
    assert_eq!(problem["nextStep"]["href"], "/v1/models");
}

#[test]
fn a_request_keeps_the_id_it_was_given() {
    let world = world();
    let given = world.send("GET", "/livez", &[("x-request-id", "my-id.1")], None);
    assert_eq!(given.header("x-request-id"), "my-id.1");
    let own = world.send("GET", "/livez", &[("x-request-id", "two words")], None);
    assert!(own.header("x-request-id").starts_with("req_"));
}
