//! `/v1/keys`, and what every route does with a key.

use crate::world::{World, world};
use std::time::{Duration, Instant};

#[test]
fn a_key_is_needed_and_one_answer_covers_every_key_that_does_not_work() {
    let world = world();
    let none = world.send("GET", "/v1/models", &[], None);
    none.problem(401, "unauthorized");
    assert!(none.header("www-authenticate").starts_with("Bearer"));
    let mut mistyped = world.key.clone();
    mistyped.pop();
    let wrong = [mistyped.as_str(), "bsk_", "secret", &world.key.replace("bsk_0", "bsk_1")];
    let details: Vec<String> = wrong
        .iter()
        .map(|key| {
            let problem =
                world.send("GET", "/v1/models", &[("x-api-key", key)], None).problem(401, "unauthorized");
            problem["detail"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(details.iter().all(|detail| *detail == details[0]), "{details:?}");
}

#[test]
fn a_key_comes_in_its_header_or_as_a_bearer_token() {
    let world = World::with(&[("API_KEY_HEADER", "X-Backstretch-Key")]);
    world.send("GET", "/v1/models", &[("x-backstretch-key", &world.key)], None).ok();
    world.send("GET", "/v1/models", &[("authorization", &format!("Bearer {}", world.key))], None).ok();
    world.send("GET", "/v1/models", &[("x-api-key", &world.key)], None).problem(401, "unauthorized");
}

#[test]
fn keys_of_the_environment_work() {
    let world = World::with(&[("API_KEYS", "web:3f9a0c51d2e84b76:projections:read")]);
    let key = ("x-api-key", "3f9a0c51d2e84b76");
    world.send("GET", "/v1/models", &[key], None).ok();
    world.send("GET", "/v1/keys", &[key], None).problem(403, "scope-missing");
}

#[test]
fn keys_are_made_listed_rotated_and_revoked() {
    let world = world();
    let made = world.post("/v1/keys", r#"{"account": "team-a", "scopes": ["projections:read"]}"#);
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"));
    let made = made.json();
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    world.send("GET", "/v1/models", &[("x-api-key", key)], None).ok();

    let rotated = world.post(&format!("/v1/keys/{id}/rotate"), r#"{"graceSeconds": 600}"#).ok();
    assert_eq!(rotated["replaces"], id);
    let new = rotated["key"].as_str().unwrap();
    world.send("GET", "/v1/models", &[("x-api-key", new)], None).ok();
    world.send("GET", "/v1/models", &[("x-api-key", key)], None).ok();

    let delete = world.send("DELETE", &format!("/v1/keys/{id}"), &[("x-api-key", &world.key)], None);
    assert!(delete.ok()["revokedAt"].is_string());
    world.send("GET", "/v1/models", &[("x-api-key", key)], None).problem(401, "unauthorized");

    let of = |account: &str| {
        let keys = world.get(&format!("/v1/keys?account={account}")).ok()["keys"].clone();
        keys.as_array().unwrap().iter().map(|key| key["accountName"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((of("team-a"), of("nobody")), (vec!["team-a".into(); 2], vec![]));
    let listed = String::from_utf8(world.get("/v1/keys").body).unwrap();
    assert!(listed.contains(id) && !listed.contains(key) && !listed.contains(new));
    world.get("/v1/keys/key_00000000000000000000000000").problem(404, "unknown-key");
    world.get("/v1/keys/nonsense").problem(404, "unknown-id");
    world.post("/v1/keys", r#"{"account": "a b", "scopes": ["admin"]}"#).problem(422, "invalid-account");
    world.post("/v1/keys", r#"{"account": "a", "scopes": ["all"]}"#).problem(422, "unknown-scope");
    world.post("/v1/keys", r#"{"account": "a", "scopes": []}"#).problem(422, "invalid-key");
}

/// Revoked beside the server, as `keys revoke` does it: the cache of verified keys must not outlive 5 s.
#[test]
fn a_revocation_elsewhere_counts_within_five_seconds() {
    let world = world();
    let key = world.key_of("team-a", &["projections:read"]);
    let status = || world.send("GET", "/v1/models", &[("x-api-key", &key)], None).status;
    assert_eq!(status(), 200);
    let line = world
        .operations
        .keys(Some("team-a"), None, 10)
        .unwrap()
        .keys
        .into_iter()
        .find(|line| line.name == "team-a");
    world.operations.revoke_key(&line.unwrap().id).unwrap();
    let revoked = Instant::now();
    while status() == 200 {
        assert!(revoked.elapsed() < Duration::from_secs(5), "the key still works");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn every_write_is_in_the_audit_trail() {
    let world = world();
    world.post("/v1/keys", r#"{"account": "team-a", "scopes": ["admin"]}"#).ok();
    world.post("/v1/keys", r#"{"account": "team-a", "scopes": ["all"]}"#).problem(422, "unknown-scope");
    let lines = world.get("/v1/audit").ok()["lines"].as_array().unwrap().clone();
    let outcomes: Vec<&str> = lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["unknown-scope", "done"], "the newest first");
    assert_eq!(lines[1]["action"], "POST /v1/keys");
    assert!(lines[1]["subject"].as_str().unwrap().starts_with("/v1/keys/key_"));
    assert!(lines[1]["requestId"].as_str().unwrap().starts_with("req_"));
    let none = world.get("/v1/audit?action=DELETE%20%2Fv1%2Fkeys").ok();
    assert_eq!(none["lines"].as_array().unwrap().len(), 0);
}
