//! `/v1/projections`.

use crate::world::{World, world};
use engine::scenarios::ScenarioSet;
use serde_json::Value;

const PARQUET: &str = "application/vnd.apache.parquet";

const BODY: &str = r#"{"race": "next", "simulations": 200, "seed": 7}"#;

#[test]
fn a_projection_is_made_kept_and_shown_in_every_form() {
    let world = World::on_a_copy();
    let made = world.post("/v1/projections", BODY);
    assert_eq!(made.status, 201);
    let (location, made) = (made.header("location").to_owned(), made.json());
    let id = made["id"].as_str().unwrap();
    assert_eq!((location, id.len()), (format!("/v1/projections/{id}"), 30));
    assert_eq!((&made["record"]["number"], &made["keptBefore"]), (&Value::from(1), &Value::from(false)));
    let location = format!("/v1/projections/{id}");
    let shown = world.get(&location).ok();
    assert_eq!(shown["projection"]["checksum"], made["projection"]["checksum"]);
    assert_eq!(shown["records"][0], made["record"]);
    assert_eq!(made["record"]["record"]["label"], "replay", "the clock is fixed");

    let file = |what: &str, accept: &str| {
        let headers = [("x-api-key", world.key.as_str()), ("accept", accept)];
        world.send("GET", &format!("{location}/{what}"), &headers, None)
    };
    let json = file("table", "application/json").ok();
    assert_eq!(json["checksum"], made["projection"]["checksum"]);
    let csv = file("table", "text/csv");
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv"));
    let entries = made["projection"]["body"]["entries"].as_array().unwrap().len();
    assert_eq!(String::from_utf8(csv.body.clone()).unwrap().lines().count(), entries + 1);
    let png = file("table", "image/png");
    assert!(png.body.starts_with(b"\x89PNG"));
    assert!(!png.header("etag").is_empty() && png.header("etag") != csv.headers["etag"]);
    for what in ["table", "samples"] {
        let parquet = file(what, PARQUET);
        assert_eq!((parquet.status, parquet.header("content-type")), (200, PARQUET));
        assert!(parquet.body.starts_with(b"PAR1") && parquet.body.ends_with(b"PAR1"));
    }
    file("samples", "text/csv").problem(406, "not-acceptable");

    let again = world.post("/v1/projections", BODY).ok();
    assert_eq!(again["id"], made["id"], "the same set");
    assert_eq!((&again["record"]["number"], &again["keptBefore"]), (&Value::from(2), &Value::from(true)));
    assert_eq!(again["record"]["record"]["previous"], made["record"]["digest"]);
    let records = world.get(&location).ok()["records"].as_array().unwrap().len();
    assert_eq!(records, 2, "the new record shows in the very next answer");
    let other = world.post("/v1/projections", &BODY.replace('7', "8")).ok();
    let race = made["projection"]["body"]["race"].as_str().unwrap();
    let first = world.get(&format!("/v1/projections?race={race}&limit=1")).ok();
    let rest = format!("/v1/projections?race={race}&limit=1&cursor={}", first["next"].as_str().unwrap());
    let second = world.get(&rest).ok();
    let line =
        |page: &Value| (page["projections"][0]["id"].clone(), page["projections"][0]["records"].clone());
    assert_eq!(line(&first), (other["id"].clone(), 1.into()));
    assert_eq!(line(&second), (made["id"].clone(), 2.into()));
    assert_eq!(second["next"], Value::Null);
    world.get("/v1/projections/prj_aaaaaaaaaaaaaaaaaaaaaaaaaa").problem(404, "unknown-projection");

    let heads = world.get("/v1/projections/head").ok();
    assert_eq!(heads["heads"][0]["digest"], other["record"]["digest"]);
    let verified = world.get("/v1/projections/verify").ok();
    assert_eq!((&verified["sets"], &verified["records"]), (&Value::from(2), &Value::from(3)));
    assert_eq!(verified["findings"], Value::from(Vec::<Value>::new()));
    let scored = world.get("/v1/projections/score").ok();
    assert_eq!(scored["races"], Value::from(Vec::<Value>::new()), "a replay is no forecast");
}

#[test]
fn scenarios_are_kept_with_their_projection() {
    let world = World::on_a_copy();
    let body =
        r#"{"race": "next", "simulations": 200, "seed": 7, "scenarios": [{"name": "short", "laps": 60}]}"#;
    let made = world.post("/v1/projections", body).ok();
    let scenarios = &made["scenarios"];
    assert_eq!(scenarios["body"]["base"], made["projection"]["checksum"]);
    assert_eq!(scenarios["body"]["scenarios"][0]["distanceLaps"], 60);
    let checksum = scenarios["checksum"].as_str().unwrap();
    let path = format!("/v1/projections/{}/scenarios/{checksum}", made["id"].as_str().unwrap());
    let read = |value: Value| serde_json::from_value::<ScenarioSet>(value).unwrap();
    assert_eq!(read(world.get(&path).ok()), read(scenarios.clone()));
    let headers = [("x-api-key", world.key.as_str()), ("accept", PARQUET)];
    assert!(world.send("GET", &path, &headers, None).body.starts_with(b"PAR1"));
    world.get(&path.replace(&checksum[..4], "0000")).problem(404, "unknown-projection");
    let unknown = body.replace("laps", "lap");
    world.post("/v1/projections", &unknown).problem(422, "invalid-body");
    let base = body.replace("short", "base");
    let problem = world.post("/v1/projections", &base).problem(409, "unfit-scenario");
    assert_eq!(problem["data"]["field"], "scenarios[0].name");
}

#[test]
fn a_number_of_simulations_has_its_range() {
    let world = world();
    for simulations in ["0", "1000001"] {
        let body = format!(r#"{{"race": "next", "simulations": {simulations}}}"#);
        let problem = world.post("/v1/projections", &body).problem(422, "bad-value");
        assert_eq!(problem["data"]["field"], "simulations");
    }
}

#[test]
fn a_repeated_request_gets_the_first_answer() {
    let world = world();
    let key = ("idempotency-key", "once-1");
    let send = |body: &str| {
        let headers = [("x-api-key", world.key.as_str()), ("content-type", "application/json"), key];
        world.send("POST", "/v1/projections", &headers, Some(body))
    };
    let first = send(BODY);
    let second = send(BODY);
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!((first.header("idempotency-replayed"), second.header("idempotency-replayed")), ("", "true"));
    send(r#"{"race": "next", "simulations": 201}"#).problem(409, "idempotency-key-reused");
}
