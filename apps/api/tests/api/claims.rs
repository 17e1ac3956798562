//! `/v1/claims`, and notes read into claims.

use crate::world::World;
use serde_json::{Value, json};

#[test]
fn a_note_becomes_a_claim_that_is_accepted_and_withdrawn() {
    let world = World::on_a_copy();
    let race = world.get("/v1/races/next").ok();
    let (key, driver) = (race["race"]["key"].as_str().unwrap(), &race["entries"][3]);
    let name = driver["driverName"].as_str().unwrap();
    let projected = || -> Value {
        let request = json!({"race": key, "simulations": 200, "seed": 1}).to_string();
        world.post("/v1/projections", &request).json()["projection"]["checksum"].clone()
    };
    let before = projected();
    let note = json!({"text": format!("{name} drops to the rear."), "keep": true}).to_string();
    let read = world.post(&format!("/v1/races/{key}/notes"), &note).ok();
    let said = &read["notes"][0]["claims"][0];
    assert_eq!((&said["kind"], &said["driver"]), (&json!("rear-start"), &json!(name)));
    let id = said["claim"].as_str().unwrap();
    // A proposal counts for nothing.
    assert_eq!(projected(), before);
    let waiting = world.get(&format!("/v1/races/{key}/claims?state=proposed")).ok();
    assert_eq!(waiting["claims"][0]["id"], id);
    let shown = world.get(&format!("/v1/claims/{id}")).ok();
    assert_eq!(shown["claim"]["state"], "proposed");
    assert!(shown["quote"].as_str().unwrap().contains("rear"), "{shown}");
    let decide = |what: &str| world.post(&format!("/v1/claims/{id}/{what}"), r#"{"why": "a test"}"#);
    assert_eq!(decide("accept").ok()["claims"][0]["claim"]["state"], "accepted");
    assert_ne!(projected(), before);
    let evidence = world.get(&format!("/v1/races/{key}/evidence")).ok();
    assert_eq!(evidence["claims"][0]["state"], "accepted");
    assert_eq!(decide("undo").ok()["claims"][0]["claim"]["state"], "withdrawn");
    assert_eq!(projected(), before);
    let decisions = world.get(&format!("/v1/claims/{id}")).ok()["decisions"].clone();
    let states: Vec<&str> =
        decisions.as_array().unwrap().iter().map(|line| line["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["proposed", "accepted", "withdrawn"]);
    assert!(decisions[1]["by"].as_str().unwrap().starts_with("acc_"));
}

#[test]
fn claims_submitted_by_hand_are_judged() {
    let world = World::on_a_copy();
    let race = world.get("/v1/races/next").ok();
    let key = race["race"]["key"].as_str().unwrap();
    let id = race["entries"][0]["driver"].to_string();
    let submit = |body: Value| world.post(&format!("/v1/races/{key}/claims"), &body.to_string());
    let claim = json!({"kind": "grid", "driver": id, "value": 3, "source": "a page"});
    let made = submit(claim.clone());
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["claim"]["state"], "proposed");
    assert_eq!(
        made.header("location"),
        format!("/v1/claims/{}", made.json()["claim"]["id"].as_str().unwrap())
    );
    let with = |field: &str, value: Value| {
        let mut claim = claim.clone();
        claim[field] = value;
        submit(claim)
    };
    // A law forbids it: it is kept, with the law, and cannot be accepted.
    let vetoed = submit(json!({"kind": "grid", "driver": id, "value": 57, "source": "another page"})).ok();
    assert_eq!(
        (&vetoed["claim"]["state"], &vetoed["claim"]["rule"]),
        (&json!("vetoed"), &json!("claim-grid-in-field"))
    );
    let accept = format!("/v1/claims/{}/accept", vetoed["claim"]["id"].as_str().unwrap());
    world.post(&accept, "{}").problem(409, "claim-vetoed");
    // One source says one thing at a time.
    with("value", json!(4)).problem(409, "claim-refused");
    with("driver", json!("Nobody")).problem(422, "bad-value");
    with("source", json!(" ")).problem(422, "bad-value");
    with("confidence", json!(2)).problem(422, "bad-value");
    world.get("/v1/claims/clm_x").problem(404, "unknown-claim");
    world.post("/v1/claims/clm_x/accept", "{}").problem(404, "unknown-claim");
    world.post("/v1/races/nowhere/notes", r#"{"text": "x"}"#).problem(404, "unknown-race");
    assert_eq!(world.get("/v1/claims?state=vetoed").ok()["claims"].as_array().unwrap().len(), 1);
}

#[test]
fn a_race_is_told_in_sentences_with_what_they_stand_on() {
    let world = crate::world::world();
    let told = world.get("/v1/races/next/explanation").ok();
    let sentences = told["sentences"].as_array().unwrap();
    assert!(sentences.len() > 5);
    assert!(sentences.iter().all(|sentence| !sentence["standsOn"].as_array().unwrap().is_empty()));
}
