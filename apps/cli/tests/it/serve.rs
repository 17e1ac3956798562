//! `serve` and `keys`: a server as its operator starts, asks and stops it.

use crate::program::World;
use crate::served::{ask, serve, serve_with};
use std::net::TcpListener;
use std::path::Path;

#[test]
fn a_server_makes_its_first_key_answers_and_stops_when_asked() {
    let world = World::new();
    let served = serve(&world, true);
    let key = served.key.clone().expect("the first start makes a key");
    assert_eq!(served.get("/livez", "").0, 200);
    assert_eq!(served.get("/v1/races", "").0, 401);
    let (status, body) = served.get("/v1/races", &key);
    assert_eq!(status, 200, "{body}");
    assert_eq!(served.get("/v1/races/next", &key).0, 404, "nothing is loaded");
    let other = world.output(&["races"]);
    assert_eq!(other.status.code(), Some(0), "the server answers");
    let other = world.output(&["graph", "rebuild"]);
    assert_eq!(other.status.code(), Some(75), "the folder is in use");

    // Keys are made beside the running server.
    let made = world.run(&[
        "keys",
        "create",
        "--account",
        "team-a",
        "--scopes",
        "projections:read",
        "--expires",
        "1d",
    ]);
    let made = made.trim();
    assert_eq!(served.get("/v1/models", made).0, 200);
    assert_eq!(served.get("/v1/keys", made).0, 403);

    let log = served.stop();
    assert!(log.contains("\"route\":\"/v1/races\""), "requests are logged as JSON: {log}");
    for secret in [key.as_str(), made] {
        assert!(!log.contains(secret), "a key stands in the log");
    }

    // The second start makes no other key, and the first one still works.
    let again = serve(&world, false);
    assert_eq!(again.get("/v1/keys", &key).0, 200);
    again.stop();
}

#[test]
fn keys_are_listed_rotated_and_revoked() {
    let world = World::new();
    let made: serde_json::Value = serde_json::from_str(&world.run(&[
        "keys",
        "create",
        "--account",
        "team-a",
        "--scopes",
        "projections:read,backtests:run",
        "--json",
    ]))
    .unwrap();
    let id = made["id"].as_str().unwrap();
    let rotated: serde_json::Value =
        serde_json::from_str(&world.run(&["keys", "rotate", id, "--grace", "60", "--json"])).unwrap();
    assert_eq!(rotated["replaces"], id);
    let listed = world.run(&["keys", "list"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(!listed.contains(made["key"].as_str().unwrap()));
    assert!(world.run(&["keys", "revoke", id]).contains("is revoked"));
    assert_eq!(world.output(&["keys", "revoke", "key_00000000000000000000000000"]).status.code(), Some(1));
    let wrong = world.output(&["keys", "create", "--account", "a", "--scopes", "everything"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("projections:read"));
}

#[test]
fn a_health_check_asks_the_server_itself() {
    let world = World::new();
    let served = serve(&world, true);
    assert_eq!(world.run(&["health", "--address", &served.address]), "ok\n");
    let address = served.address.clone();
    served.stop();
    assert_eq!(world.output(&["health", "--address", &address]).status.code(), Some(1));
}

/// Every file below a folder that contains a text.
fn files_with(folder: &Path, text: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files_with(&path, text, found);
        } else if std::fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
        {
            found.push(path.display().to_string());
        }
    }
}

#[test]
fn keys_stand_nowhere_but_with_their_owners() {
    const PLANTED: &str = "planted-3f9a0c51d2e84b76";
    let world = World::new();
    let metrics = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let planted = format!("planted:{PLANTED}:admin");
    let variables = [("API_KEYS", planted.as_str()), ("LOG_LEVEL", "trace")];
    let served = serve_with(&world, true, &["--metrics-listen", &metrics], &variables);
    let made = served.key.clone().unwrap();
    let mistyped = format!("{made}x");
    let secrets = [PLANTED, made.as_str(), made.split_once('_').unwrap().1, mistyped.as_str()];
    let mut seen = Vec::new();
    for key in [PLANTED, &made, &mistyped] {
        let bearer = format!("Bearer {key}");
        let cookie = format!("backstretch_session={key}");
        for (name, value) in [("X-API-Key", key), ("Authorization", &bearer), ("Cookie", &cookie)] {
            for (method, path, body) in [
                ("GET", "/v1/models", ""),
                ("GET", "/v1/keys", ""),
                ("GET", "/v1/races/no-such-race", ""),
                ("POST", "/v1/projections", "{"),
                ("POST", "/v1/backtests", r#"{"series": "cup", "from": 2020, "to": 2020}"#),
                ("GET", "/v1/no-such-route", ""),
            ] {
                let headers = [(name, value), ("Content-Type", "application/json")];
                let answer = ask(&served.address, method, path, &headers, body).unwrap();
                seen.push(answer.head + &answer.body);
            }
        }
        seen.push(served.send("POST", "/v1/sessions", key, "").body);
    }
    for path in ["/v1/jobs?limit=500", "/v1/audit?limit=500", "/v1/keys", "/health"] {
        seen.push(served.get(path, PLANTED).1);
    }
    let figures = ask(&metrics, "GET", "/metrics", &[], "").unwrap().body;
    assert!(figures.contains("backstretch_requests_total") && figures.contains("backstretch_cache_total"));
    seen.push(figures);
    let log = served.stop();
    assert!(log.contains("\"request_id\":\"req_"), "requests are logged");
    seen.push(log);
    seen.push(world.run(&["graph", "export", "--all"]));
    let mut config = world.command(&["config", "show"]);
    seen.push(String::from_utf8(config.env("API_KEYS", &planted).output().unwrap().stdout).unwrap());
    for secret in secrets {
        let shown: Vec<&String> = seen.iter().filter(|text| text.contains(secret)).collect();
        assert!(shown.is_empty(), "a key is shown {} times, first in {:.300}", shown.len(), shown[0]);
        let mut files = Vec::new();
        files_with(&world.path("data"), secret, &mut files);
        assert_eq!(files, Vec::<String>::new(), "a key is stored");
    }
}
