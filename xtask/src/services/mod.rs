//! `cargo xtask services`: real servers for tests.
//!
//! In this order: servers that the environment names (`NEO4J_URI`, `REDIS_URL`), Docker where an engine answers,
//! packages of this machine. Everything stands under `target/services`: `homes` (one named server each: settings,
//! data, password, pid), `logs`, and Neo4j's packages. What cannot be had is said in one line. Unix only.

mod certificates;
mod docker;
mod ensure;
mod home;
mod neo4j;
mod process;
mod ready;
mod redis;
mod server;

pub use ensure::{ensure, ensure_each, prepare};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use home::Home;
use process::Ending;

/// A kind of server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kind {
    Neo4j,
    Redis,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 2] = [Kind::Neo4j, Kind::Redis];

    /// As it stands in `#[ignore = "needs neo4j"]`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Neo4j => "neo4j",
            Kind::Redis => "redis",
        }
    }

    fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn default_port(self) -> u16 {
        match self {
            Kind::Neo4j => 7687,
            Kind::Redis => 6379,
        }
    }

    /// Of the names that tests read.
    fn test_prefix(self) -> &'static str {
        match self {
            Kind::Neo4j => "BACKSTRETCH_TEST_NEO4J",
            Kind::Redis => "BACKSTRETCH_TEST_REDIS",
        }
    }

    /// Of the names that users set.
    fn user_prefix(self) -> &'static str {
        match self {
            Kind::Neo4j => "NEO4J",
            Kind::Redis => "REDIS",
        }
    }
}

/// `cargo xtask services ...`
#[derive(Subcommand)]
pub enum Action {
    /// Start servers that stay until `down`; what they hold outlives a restart. Prints the tests' environment
    ///
    /// Example: eval "$(cargo xtask services up)"
    Up {
        #[command(flatten)]
        which: Which,
        /// The servers' name; two names are two servers side by side
        #[arg(long, default_value = "tests", value_parser = home::parse_name)]
        home: String,
        /// Begin with empty servers: end and remove what has this name
        #[arg(long)]
        fresh: bool,
    },
    /// End servers that `up` started, and nothing else
    Down {
        #[command(flatten)]
        which: Which,
        /// Only this name; every one that `up` left running without it
        #[arg(long, value_parser = home::parse_name)]
        home: Option<String>,
        /// SIGKILL at once, as a crash would
        #[arg(long)]
        kill: bool,
        /// Remove data and passwords too; the logs stay
        #[arg(long)]
        remove: bool,
    },
    /// Every home with its address and pid
    Status {
        /// Print the tests' environment of the running ones of this name instead
        #[arg(long, value_name = "HOME", num_args = 0..=1, default_missing_value = "tests")]
        env: Option<String>,
    },
    /// Run a command with fresh servers of its own, which end with it
    ///
    /// Example: cargo xtask services run -- cargo test --package graph
    Run {
        /// Only these kinds
        #[arg(long = "with", value_enum)]
        kinds: Vec<Kind>,
        /// The command
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
}

/// Kinds on a command line; none means all.
#[derive(Args)]
pub struct Which {
    /// Only these kinds
    #[arg(value_enum)]
    kinds: Vec<Kind>,
}

impl Which {
    fn kinds(&self) -> &[Kind] {
        or_all(&self.kinds)
    }
}

fn or_all(kinds: &[Kind]) -> &[Kind] {
    if kinds.is_empty() { &Kind::ALL } else { kinds }
}

/// Runs one of the actions.
pub fn act(action: &Action) -> Result<()> {
    match action {
        Action::Up { which, home, fresh } => up(which.kinds(), home, *fresh),
        Action::Down { which, home, kill, remove } => {
            let ending = if *kill || *remove { Ending::Kill } else { Ending::Orderly };
            down(which.kinds(), home.as_deref(), ending, *remove)
        }
        Action::Status { env: Some(name) } => print_env(name),
        Action::Status { env: None } => status(),
        Action::Run { kinds, command } => run_with(or_all(kinds), command),
    }
}

fn up(kinds: &[Kind], name: &str, fresh: bool) -> Result<()> {
    let _lock = home::lock()?;
    ensure::sweep();
    let mut failed = 0;
    for &kind in kinds {
        let home = Home::new(kind, name);
        if fresh {
            server::end(&home, Ending::Kill)?;
            server::remove(&home)?;
        }
        if server::runs(&home) {
            eprintln!("{}: runs already", home.label());
            continue;
        }
        match server::start(&home, None) {
            Ok(server) => {
                let (address, took) = (server::address(kind, server.record.port), server.took.as_secs_f64());
                eprintln!("{}: {address}, ready in {took:.1} s", home.label());
            }
            Err(error) => {
                failed += 1;
                eprintln!("{}: not started: {error:#}", home.label());
            }
        }
    }
    print_env(name)?;
    if failed > 0 {
        bail!("{failed} of {} not started", kinds.len());
    }
    Ok(())
}

fn down(kinds: &[Kind], name: Option<&str>, ending: Ending, remove: bool) -> Result<()> {
    let _lock = home::lock()?;
    ensure::sweep();
    for home in home::all() {
        let chosen = match name {
            Some(name) => home.name == name,
            // A run of tests ends its own servers.
            None => home.record().is_none_or(|record| record.owner.is_none()),
        };
        if !chosen || !kinds.contains(&home.kind) {
            continue;
        }
        if server::end(&home, ending)? {
            eprintln!("{}: ended", home.label());
        }
        if remove {
            server::remove(&home)?;
            eprintln!("{}: removed", home.label());
        }
    }
    Ok(())
}

fn status() -> Result<()> {
    println!("{:<24} {:<8} {:<7} {:<34} {:>8}", "HOME", "STATE", "FROM", "ADDRESS", "PID");
    for home in home::all() {
        let Some(record) = home.record() else { continue };
        let runs = server::runs(&home);
        let pid = match (runs, record.source) {
            (false, _) => "-".to_owned(),
            (true, home::Source::Docker) => docker::container(&home),
            (true, home::Source::Local) => home.pid().map_or_else(|| "-".to_owned(), |pid| pid.to_string()),
        };
        let state = if runs { "running" } else { "stopped" };
        let address = server::address(home.kind, record.port);
        println!("{:<24} {state:<8} {:<7} {address:<34} {pid:>8}", home.label(), record.source.name());
    }
    Ok(())
}

/// Lines for `eval` in a shell.
fn print_env(name: &str) -> Result<()> {
    for home in Kind::ALL.map(|kind| Home::new(kind, name)) {
        let Some(record) = home.record().filter(|_| server::runs(&home)) else { continue };
        for (name, value) in server::env(&home, &record) {
            println!("export {name}='{}'", value.replace('\'', r"'\''"));
        }
    }
    Ok(())
}

/// The environment stays out of messages: it holds passwords.
fn run_with(kinds: &[Kind], command: &[String]) -> Result<()> {
    let services = ensure(kinds)?;
    if !services.missing.is_empty() {
        bail!("{}", services.missing.join("\n"));
    }
    let (program, arguments) = command.split_first().context("a command to run")?;
    let environment = services.env.iter().map(|(name, value)| (name, value));
    let mut wanted = std::process::Command::new(program);
    crate::run::forget_own_package(&mut wanted);
    let status =
        wanted.args(arguments).envs(environment).status().with_context(|| format!("start {program}"))?;
    if !status.success() {
        bail!("`{}` failed with {status}", command.join(" "));
    }
    Ok(())
}
