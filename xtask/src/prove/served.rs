//! A `serve` of the simulated league for proofs, its log in a file, and a client for it.

use super::demo::Demo;
use crate::run;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::ops::Deref;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Limits that no proof meets by accident. They are checked all the same.
const SETTINGS: [(&str, &str); 3] = [
    ("RATE_LIMIT_DEFAULT", "1000000/second"),
    ("BACKSTRETCH_ADDRESS_RATE", "100000"),
    ("BACKSTRETCH_ADDRESS_BURST", "100000"),
];

/// A running server; ended with this value.
pub struct Served {
    process: Child,
    client: Client,
}

/// Whoever asks a server.
pub struct Client {
    /// Host and port.
    pub address: String,
    /// A key with every scope.
    pub key: String,
}

impl Deref for Served {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A whole answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Served {
    /// Serves the league of `demo` with these variables more.
    pub fn start(demo: &Demo, variables: &[(&str, &str)]) -> Result<Self> {
        let log = demo.file("serve.log");
        let out = demo.file(".");
        let scopes = "projections:read,backtests:run,ingest:run,admin";
        let mut make = built("backstretch");
        make.args(["keys", "create", "--account", "proof", "--scopes", scopes, "--demo", "--out"]).arg(&out);
        let made = make.output().context("could not make a key")?;
        if !made.status.success() {
            bail!("no key: {}", String::from_utf8_lossy(&made.stderr));
        }
        let key = String::from_utf8(made.stdout)?;
        let mut command = built("backstretch");
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--out"]).arg(&out);
        command.envs(SETTINGS).envs(variables.iter().copied());
        command.stdout(Stdio::piped()).stderr(File::create(&log).context("a log")?);
        let mut process = command.spawn().context("could not start the server")?;
        let address = first_line(&mut process)?;
        Ok(Self { process, client: Client { address, key: key.trim().to_owned() } })
    }

    /// Resident memory in KiB.
    pub fn resident(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Client {
    /// One request.
    pub fn send(&self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: proof\r\nX-API-Key: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").context("an answer broke off")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
        Ok(Answer { status, head, body: bytes.split_off(end + 4) })
    }

    /// A request that must succeed, and how long it took.
    pub fn timed(&self, method: &str, path: &str, body: &str) -> Result<(Answer, Duration)> {
        let began = Instant::now();
        let answer = self.send(method, path, body)?;
        if !(200..300).contains(&answer.status) {
            bail!("{method} {path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok((answer, began.elapsed()))
    }
}

/// A program of the workspace that was built, by its name below `target/debug`.
pub fn built(name: &str) -> Command {
    let mut command = Command::new(run::root().join("target/debug").join(name));
    for variable in
        ["NEO4J_URI", "REDIS_URL", "BACKSTRETCH_DATA_DIR", "BACKSTRETCH_NOW", "LOG_LEVEL", "API_KEYS"]
    {
        command.env_remove(variable);
    }
    command
}

/// The address that a server prints first.
pub fn first_line(process: &mut Child) -> Result<String> {
    let stdout = process.stdout.take().context("its output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let address = line.trim().strip_prefix("listening http://").context("it does not listen")?;
    Ok(address.to_owned())
}

/// The value below which a share of the sorted values lies.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len()) - 1;
    values[at]
}
