//! `/v1/projections`.

use crate::world::world;
use serde_json::Value;

const BODY: &str = r#"{"race": "next", "simulations": 200, "seed": 7}"#;

#[test]
fn a_projection_is_made_kept_and_shown_in_every_form() {
    let world = world();
    let made = world.post("/v1/projections", BODY);
    assert_eq!(made.status, 201);
    let (location, made) = (made.header("location").to_owned(), made.json());
    assert_eq!(location, format!("/v1/projections/{}", made["id"].as_str().unwrap()));
    assert_eq!(world.get(&location).ok(), made);
    assert_eq!(made["projection"]["record"]["label"], "replay", "the clock is fixed");

    let table = |accept: &str| {
        let headers = [("x-api-key", world.key.as_str()), ("accept", accept)];
        world.send("GET", &format!("{location}/table"), &headers, None)
    };
    let json = table("application/json").ok();
    assert_eq!(json["checksum"], made["projection"]["checksum"]);
    let csv = table("text/csv");
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv"));
    let entries = made["projection"]["body"]["entries"].as_array().unwrap().len();
    assert_eq!(String::from_utf8(csv.body).unwrap().lines().count(), entries + 1);
    let png = table("image/png");
    assert!(png.body.starts_with(b"\x89PNG"));
    assert!(!png.header("etag").is_empty() && png.header("etag") != csv.headers["etag"]);

    let again = world.post("/v1/projections", BODY).ok();
    assert_ne!(again["id"], made["id"], "another making");
    assert_eq!(again["projection"]["checksum"], made["projection"]["checksum"], "of the same set");
    let race = made["projection"]["body"]["race"].as_str().unwrap();
    let first = world.get(&format!("/v1/projections?race={race}&limit=1")).ok();
    let second =
        world.get(&format!("/v1/projections?race={race}&limit=1&cursor={}", first["next"].as_str().unwrap()));
    let checksum = |page: &Value| page["projections"][0]["checksum"].clone();
    assert_eq!(checksum(&first), checksum(&second.ok()));
    world.get("/v1/projections/prj_00000000000000000000000000").problem(404, "unknown-projection");
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
