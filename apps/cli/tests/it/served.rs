//! A running `serve`, as a client sees it.

use crate::program::World;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A running server; ended with the test.
pub struct Served {
    process: Child,
    /// Host and port.
    pub address: String,
    /// The key that the first start made.
    pub key: Option<String>,
    log: Option<JoinHandle<String>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Starts `serve` on a free port and reads its first lines; `makes_key`: whether the second is a key.
pub fn serve(world: &World, makes_key: bool) -> Served {
    serve_with(world, makes_key, &[], &[])
}

/// The same with more arguments and variables.
pub fn serve_with(world: &World, makes_key: bool, arguments: &[&str], variables: &[(&str, &str)]) -> Served {
    let mut command = world.command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
    command.envs(variables.iter().copied());
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Read all along: a full pipe would stop the server.
    let mut stderr = process.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut text = Vec::new();
        stderr.read_to_end(&mut text).ok();
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else { panic!("no first line: {}", log.join().unwrap()) };
    let address = first.strip_prefix("listening http://").unwrap_or_else(|| panic!("{first}")).to_owned();
    let key = makes_key.then(|| {
        let second = lines.next().expect("a second line").unwrap();
        second.strip_prefix("key ").unwrap_or_else(|| panic!("{second}")).to_owned()
    });
    Served { process, address, key, log: Some(log) }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let of = |line: &str| line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name));
        let line = self.head.lines().find(|line| of(line)).and_then(|line| line.split_once(':'));
        line.map_or("", |(_, value)| value.trim())
    }
}

/// One request to a server; an error where it breaks off.
pub fn ask(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(90)))?;
    let mut text = format!("{method} {path} HTTP/1.0\r\nHost: test\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{text}\r\n{body}").as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let broken = || std::io::Error::other(format!("no whole answer: {answer:?}"));
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

impl Served {
    /// Any request with a key.
    pub fn send(&self, method: &str, path: &str, key: &str, body: &str) -> Answer {
        let headers = [("X-API-Key", key), ("Content-Type", "application/json")];
        ask(&self.address, method, path, &headers, body).unwrap()
    }

    /// Status and body of a GET.
    pub fn get(&self, path: &str, key: &str) -> (u16, String) {
        let answer = self.send("GET", path, key, "");
        (answer.status, answer.body)
    }

    /// The JSON that a POST of JSON is answered with.
    pub fn post(&self, path: &str, key: &str, body: &str) -> serde_json::Value {
        self.send("POST", path, key, body).json()
    }

    /// Ends it with SIGKILL.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks the server to stop; its log, once it has.
    pub fn stop(mut self) -> String {
        let kill = format!("kill -TERM {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let stopped = self.process.wait().unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        assert!(stopped.success(), "{log}");
        log
    }
}

/// Waits until something is so; a test that never gets there fails.
#[track_caller]
pub fn wait_for(what: &str, limit: Duration, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < limit, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}
