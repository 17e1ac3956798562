//! Every route of the description with every kind of key that must not open it.

use crate::world::{World, world};
use engine::operations::{CreateKeyRequest, Scope};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// The operations of the description that need a key: method, path with its parameters filled in, scope.
fn operations() -> Vec<(String, String, Option<String>)> {
    let api = serde_json::to_value(api::description()).unwrap();
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
