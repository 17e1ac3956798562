//! `serve` and `keys`: a server as its operator starts, asks and stops it.

use crate::program::World;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A running server; ended with the test.
pub struct Served {
    process: Child,
    pub address: String,
    pub key: Option<String>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Starts `serve` on a free port and reads its first lines; `makes_key`: whether the second is a key.
pub fn serve(world: &World, makes_key: bool) -> Served {
    let mut command = world.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let first = lines.next().expect("a first line").unwrap();
    let address = first.strip_prefix("listening http://").unwrap_or_else(|| panic!("{first}")).to_owned();
    let key = makes_key.then(|| {
        let second = lines.next().expect("a second line").unwrap();
        second.strip_prefix("key ").unwrap_or_else(|| panic!("{second}")).to_owned()
    });
    Served { process, address, key }
}

impl Served {
    /// Status and body of a GET.
    fn get(&self, path: &str, key: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: test\r\nX-API-Key: {key}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, answer.split_once("\r\n\r\n").expect("a body").1.to_owned())
    }

    /// The JSON that a POST of JSON is answered with.
    pub fn post(&self, path: &str, key: &str, body: &str) -> serde_json::Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.0\r\nHost: test\r\nX-API-Key: {key}\r\nContent-Type: application/json"
        );
        write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).unwrap()
    }

    /// Asks the server to stop; its log, once it has.
    fn stop(mut self) -> String {
        let kill = format!("kill -TERM {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let mut log = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.process.wait().unwrap().success(), "{log}");
        log
    }
}

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
