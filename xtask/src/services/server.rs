//! One running server, whatever it comes from: start, look, end, and what tests are told of it.

use super::home::{Home, Record, Source};
use super::process::{self, Ending, Life};
use super::{Kind, certificates, docker, home, neo4j, redis};
use anyhow::{Context, Result, bail};
use std::process::Child;
use std::time::{Duration, Instant};

/// A server that this command started.
pub struct Running {
    pub home: Home,
    pub record: Record,
    /// From the command to the first answer.
    pub took: Duration,
    child: Option<Child>,
}

/// Where this machine can get a server of this kind; else one line that says why not.
pub fn source(kind: Kind) -> Result<Source, String> {
    if docker::answers() {
        return Ok(Source::Docker);
    }
    let lacking = match kind {
        Kind::Neo4j => neo4j::lacking(),
        Kind::Redis => redis::lacking(),
    };
    match lacking {
        None => Ok(Source::Local),
        Some(why) => Err(format!("{why}, and no Docker engine answers")),
    }
}

/// Starts the server of a home: a new home gets a free port and a password, an old one keeps both and its data.
pub fn start(home: &Home, owner: Option<u32>) -> Result<Running> {
    let started = Instant::now();
    let record = match home.record() {
        Some(record) => record,
        None => Record::new(source(home.kind).map_err(anyhow::Error::msg)?, owner)?,
    };
    if !home::is_free_within(record.port, Duration::from_secs(10)) {
        let (port, label) = (record.port, home.label());
        bail!(
            "port {port} of {label} is taken by another program: `services down --remove --home {}`",
            home.name
        );
    }
    home.create()?;
    home.keep(&record)?;
    let life = if record.owner.is_some() { Life::WithParent } else { Life::Detached };
    let child = match (record.source, home.kind) {
        (Source::Docker, _) => docker::start(home, &record).map(|()| None),
        (Source::Local, Kind::Neo4j) => neo4j::start(home, &record, life).map(Some),
        (Source::Local, Kind::Redis) => redis::start(home, &record, life).map(Some),
    };
    match child {
        Ok(child) => Ok(Running { home: home.clone(), record, took: started.elapsed(), child }),
        Err(error) => {
            end(home, Ending::Kill).ok();
            Err(error)
        }
    }
}

impl Running {
    /// Ends the server and removes its home; the logs stay. At once: an orderly end takes Neo4j ten seconds, for
    /// data that nobody will read.
    pub fn end_and_remove(&mut self) -> Result<()> {
        end(&self.home, Ending::Kill)?;
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            child.wait().context("wait for the server's end")?;
        }
        remove(&self.home)
    }
}

/// Whether the home's server runs.
pub fn runs(home: &Home) -> bool {
    match home.record() {
        Some(Record { source: Source::Docker, .. }) => docker::runs(home),
        _ => home.pid().is_some_and(|pid| process::is_still(pid, &home.mark())),
    }
}

/// Ends the home's server, and only a process that was started for it. Says whether it ran.
pub fn end(home: &Home, ending: Ending) -> Result<bool> {
    let ended = match home.record() {
        Some(Record { source: Source::Docker, .. }) => docker::end(home, ending)?,
        _ => match home.pid() {
            Some(pid) => process::end(pid, &home.mark(), ending)?,
            None => false,
        },
    };
    home.forget_pid();
    if ended && let Some(record) = home.record() {
        home::is_free_within(record.port, Duration::from_secs(10));
    }
    Ok(ended)
}

/// Removes the home of an ended server with its data.
pub fn remove(home: &Home) -> Result<()> {
    if home.record().is_some_and(|record| record.source == Source::Docker) {
        docker::remove(home)?;
    }
    home.remove()
}

/// The address of a home's server, without its password.
pub fn address(kind: Kind, port: u16) -> String {
    match kind {
        Kind::Neo4j => format!("bolt://127.0.0.1:{port}"),
        Kind::Redis => format!("redis://127.0.0.1:{port}/0"),
    }
}

/// What tests are told of a home's server.
pub fn env(home: &Home, record: &Record) -> Vec<(String, String)> {
    let prefix = home.kind.test_prefix();
    let pair = |name: &str, value: &str| (format!("{prefix}_{name}"), value.to_owned());
    let mut pairs = match home.kind {
        Kind::Neo4j => {
            let ca = certificates::ca(&home.certificates());
            vec![
                pair("URI", &address(home.kind, record.port)),
                pair("USER", "neo4j"),
                pair("PASSWORD", &record.password),
                pair("CA", &ca.display().to_string()),
            ]
        }
        Kind::Redis => {
            vec![pair("URL", &format!("redis://:{}@127.0.0.1:{}/0", record.password, record.port))]
        }
    };
    pairs.push(pair("ORIGIN", record.source.name()));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_all_they_need() {
        let record = Record { source: Source::Local, port: 4001, password: "secret".to_owned(), owner: None };
        let names =
            |kind| env(&Home::new(kind, "x"), &record).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(
            names(Kind::Neo4j),
            ["URI", "USER", "PASSWORD", "CA", "ORIGIN"].map(|name| format!("BACKSTRETCH_TEST_NEO4J_{name}"))
        );
        assert_eq!(names(Kind::Redis), ["BACKSTRETCH_TEST_REDIS_URL", "BACKSTRETCH_TEST_REDIS_ORIGIN"]);
        assert!(env(&Home::new(Kind::Redis, "x"), &record)[0].1.contains(":secret@127.0.0.1:4001"));
    }
}
