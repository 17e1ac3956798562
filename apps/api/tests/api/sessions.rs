//! `/v1/sessions`: browsers that log in with a key.

use crate::world::{Answer, World, world};
use engine::operations::CreateKeyRequest;

struct Browser<'a> {
    world: &'a World,
    cookie: String,
    token: String,
}

impl Browser<'_> {
    fn send(&self, method: &str, path: &str, token: Option<&str>) -> Answer {
        let cookie = format!("theme=dark; {}", self.cookie);
        let token = token.map(|token| ("x-csrf-token", token));
        let headers: Vec<(&str, &str)> = [("cookie", cookie.as_str())].into_iter().chain(token).collect();
        let body = (method == "POST").then_some("");
        self.world.send(method, path, &headers, body)
    }
}

fn login(world: &World, key: &str) -> Answer {
    world.send("POST", "/v1/sessions", &[("x-api-key", key)], Some(""))
}

fn browser<'a>(world: &'a World, key: &str) -> Browser<'a> {
    let begun = login(world, key);
    assert_eq!(begun.status, 201, "{}", String::from_utf8_lossy(&begun.body));
    let set = begun.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert_eq!(begun.header("cache-control"), "no-store");
    let cookie = set.split(';').next().unwrap().to_owned();
    let token = begun.json()["csrfToken"].as_str().unwrap().to_owned();
    Browser { world, cookie, token }
}

#[test]
fn a_key_that_does_not_work_begins_no_session() {
    let world = world();
    for key in ["bsk_x", "secret"] {
        let refused = login(&world, key);
        refused.problem(401, "unauthorized");
        assert_eq!(refused.header("set-cookie"), "");
    }
}

#[test]
fn a_session_reads_and_changes_only_with_its_token() {
    let world = world();
    let browser = browser(&world, &world.key);
    browser.send("GET", "/v1/models", None).ok();
    let shown = browser.send("GET", "/v1/sessions/current", None).ok();
    assert_eq!(shown["csrfToken"], browser.token.as_str());
    let path = "/v1/jobs/job_00000000000000000000000000/cancel";
    browser.send("POST", path, None).problem(403, "csrf-token-missing");
    browser.send("POST", path, Some("wrong")).problem(403, "csrf-token-missing");
    browser.send("POST", path, Some(&browser.token)).problem(404, "unknown-job");
}

#[test]
fn a_session_ends_when_it_logs_out() {
    let world = world();
    let browser = browser(&world, &world.key);
    browser.send("DELETE", "/v1/sessions/current", None).problem(403, "csrf-token-missing");
    let out = browser.send("DELETE", "/v1/sessions/current", Some(&browser.token));
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    browser.send("GET", "/v1/models", None).problem(401, "unauthorized");
}

#[test]
fn a_session_has_the_scopes_of_its_key_and_ends_with_it() {
    let world = world();
    let request = CreateKeyRequest {
        account: "reader".to_owned(),
        name: None,
        scopes: vec!["projections:read".to_owned()],
        expires_at: None,
    };
    let made = world.operations.create_key(&request, None).unwrap();
    let browser = browser(&world, &made.key);
    browser.send("GET", "/v1/keys", None).problem(403, "scope-missing");
    world.operations.revoke_key(&made.line.id).unwrap();
    let revoked = std::time::Instant::now();
    while browser.send("GET", "/v1/models", None).status == 200 {
        assert!(revoked.elapsed() < std::time::Duration::from_secs(5), "the session outlives its key");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

#[test]
fn a_cookie_is_for_tls_alone_except_on_ones_own_machine() {
    let world = world();
    let headers = [("x-api-key", world.key.as_str()), ("host", "api.example")];
    let begun = world.send("POST", "/v1/sessions", &headers, Some(""));
    assert!(begun.header("set-cookie").ends_with("; Secure"), "{}", begun.header("set-cookie"));
    assert!(!login(&world, &world.key).header("set-cookie").contains("Secure"));
}
