//! Every route of the description with every kind of key that must not open it.

use crate::world::{World, world};
use engine::operations::{CreateKeyRequest, Scope};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// The operations of the description that need a key: method, path with its parameters filled in, scope.
fn operations() -> Vec<(String, String, Option<String>)> {
    let api = api::description();
    let mut operations = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(security) = operation["security"].get(0) else { continue };
            let scope = security["key"].get(0).and_then(Value::as_str).map(str::to_owned);
            let filled: Vec<&str> =
                path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
            operations.push((method.to_uppercase(), filled.join("/"), scope));
        }
    }
    operations
}

fn status(world: &World, method: &str, path: &str, key: Option<&str>) -> (u16, String) {
    let key = key.map(|key| ("x-api-key", key));
    let headers: Vec<(&str, &str)> = key.into_iter().chain([("content-type", "application/json")]).collect();
    let body = (method == "POST").then_some("{}");
    let answer = world.send(method, path, &headers, body);
    let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

#[test]
fn a_key_opens_what_its_scopes_say_and_nothing_else() {
    let world = world();
    let made = |scopes: &[&str], expires_at| {
        let request = CreateKeyRequest {
            account: "matrix".to_owned(),
            name: None,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            expires_at,
        };
        world.operations.create_key(&request, None).unwrap()
    };
    let soon = Timestamp::now() + SignedDuration::from_millis(300);
    let expired = made(&["admin"], Some(soon)).key;
    let revoked = made(&["admin"], None);
    world.operations.revoke_key(&revoked.line.id).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(400));
    let malformed = format!("{}x", world.key);
    let operations = operations();
    assert!(operations.len() > 30);
    for (method, path, scope) in &operations {
        for key in [None, Some(malformed.as_str()), Some(&expired), Some(&revoked.key)] {
            assert_eq!(
                status(&world, method, path, key),
                (401, "unauthorized".to_owned()),
                "{method} {path}"
            );
        }
        let Some(scope) = scope else { continue };
        let others: Vec<&str> = Scope::ALL
            .iter()
            .map(|scope| scope.name())
            .filter(|name| name != scope && *name != "admin")
            .collect();
        let narrow = made(&others, None).key;
        assert_eq!(
            status(&world, method, path, Some(&narrow)),
            (403, "scope-missing".to_owned()),
            "{method} {path}"
        );
    }
}

#[test]
fn an_account_does_not_see_what_belongs_to_another() {
    let world = world();
    let scopes = ["projections:read", "backtests:run", "ingest:run"];
    let (mine, other) = (world.key_of("mine", &scopes), world.key_of("other", &scopes));
    let body = r#"{"series": "cup", "from": 2200, "to": 2200}"#;
    let headers = |key: &str| {
        [("x-api-key".to_owned(), key.to_owned()), ("content-type".to_owned(), "application/json".to_owned())]
    };
    let send = |method: &str, path: &str, key: &str, body: Option<&str>| {
        let headers = headers(key);
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        world.send(method, path, &headers, body)
    };
    let made = send("POST", "/v1/backtests", &mine, Some(body)).ok();
    let id = made["id"].as_str().unwrap();
    let api = api::description();
    let mut asked = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        if !["/v1/jobs/{id}", "/v1/backtests/{id}"].iter().any(|owned| path.starts_with(owned)) {
            continue;
        }
        let path = path.replace("{id}", id).replace("{file}", "metrics.json");
        for method in item.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let answer = send(&method, &path, &other, None);
            answer.problem(404, "unknown-job");
            assert_ne!(send(&method, &path, &mine, None).status, 404, "{method} {path}: its owner");
            asked += 1;
        }
    }
    assert!(asked >= 7, "{asked} routes of owned objects");
    let listed = send("GET", "/v1/jobs", &other, None).ok();
    assert!(listed["jobs"].as_array().unwrap().iter().all(|job| job["id"] != id));
    assert_eq!(world.get(&format!("/v1/jobs/{id}")).ok()["id"], id, "an administrator sees all");
}
