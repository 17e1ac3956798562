//! `/openapi.json` and `/docs`.

use crate::world::world;
use std::path::Path;

/// The committed description. `BACKSTRETCH_TEST_WRITE=1 cargo test -p api openapi` writes it anew.
#[test]
fn the_description_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let text = serde_json::to_string_pretty(&api::description()).unwrap() + "\n";
    if std::env::var_os("BACKSTRETCH_TEST_WRITE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "docs/openapi.json is not what the routes say: write it anew and look at the difference"
    );
}

#[test]
fn nothing_in_the_description_is_null() {
    fn check(place: &str, value: &serde_json::Value) {
        match value {
            serde_json::Value::Null => panic!("{place} is null"),
            serde_json::Value::Object(fields) => {
                let fields = fields.iter().filter(|(name, _)| *name != "example" && *name != "default");
                fields.for_each(|(name, value)| check(&format!("{place}/{name}"), value));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| check(place, item)),
            _ => {}
        }
    }
    check("", &api::description());
}

#[test]
fn a_server_gives_its_description_and_a_page_that_asks_nobody_else() {
    let world = world();
    let api = world.send("GET", "/openapi.json", &[], None).ok();
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api, api::description());
    let page = world.send("GET", "/docs", &[], None);
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let html = String::from_utf8(page.body).unwrap();
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("//cdn"));
}
