//! Schemathesis over the description of a running server: what it says, and what the server does.

use super::python::Tool;
use crate::run;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The version whose checks count.
const VERSION: &str = "4.32.5";

/// Examples of each operation in the proof.
const EXAMPLES: u32 = 100;

/// A key of the environment, which no request can revoke.
const KEY: &str = "schemathesis-0123456789abcdef0123456789abcdef";

/// A server; ended with this.
struct Server {
    process: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The proof.
pub fn run() -> Result<()> {
    check(EXAMPLES)
}

fn check(examples: u32) -> Result<()> {
    let pins = run::root().join("xtask/src/prove/schemathesis.txt");
    let tool = Tool::install_pinned("schemathesis", VERSION, &pins)?;
    let folder = run::root().join("target/proofs/schemathesis");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    run::step("build the program", &mut run::cargo(&["build", "--package", "cli"]))?;
    // A league of its own: an earlier run's requests would change what this one meets.
    let league = folder.join("league");
    if league.is_dir() {
        std::fs::remove_dir_all(&league).with_context(|| format!("removing {}", league.display()))?;
    }
    let server = serve(&folder)?;
    let script = run::root().join("xtask/src/prove/schemathesis.py");
    let mut command = tool.command();
    command.arg(script).args([&server.url, KEY, &examples.to_string()]).arg(&folder);
    run::step(&format!("schemathesis, {examples} examples of each operation"), &mut command)
}

/// The simulated league, served with limits that the run does not meet.
fn serve(folder: &std::path::Path) -> Result<Server> {
    let program = run::root().join("target/debug/backstretch");
    let log = std::fs::File::create(folder.join("server.log")).context("making the server's log")?;
    let mut process = Command::new(program)
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--out"])
        .arg(folder.join("league"))
        .env("API_KEYS", format!("schemathesis:{KEY}:admin"))
        .env("RATE_LIMIT_DEFAULT", "1000000/second")
        .env("BACKSTRETCH_ADDRESS_RATE", "100000")
        .env("BACKSTRETCH_ADDRESS_BURST", "100000")
        .env("BACKSTRETCH_WATCH_SECONDS", "2")
        .env_remove("NEO4J_URI")
        .env_remove("REDIS_URL")
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .context("starting the server")?;
    let stdout = process.stdout.take().context("the server's stdout")?;
    let mut server = Server { process, url: String::new() };
    let first =
        BufReader::new(stdout).lines().next().context("the server said nothing; see server.log")??;
    match first.strip_prefix("listening ") {
        Some(url) => server.url = url.to_owned(),
        None => bail!("the server said `{first}`"),
    }
    Ok(server)
}
