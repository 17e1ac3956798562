//! Servers for one run of tests: from the environment, else started fresh and ended with the run.

use super::home::{self, Home, Source};
use super::process::Ending;
use super::server::{self, Running};
use super::{Kind, neo4j, ready};
use anyhow::Result;
use std::fs;
use std::time::Duration;

/// What a run of tests has. Dropping it ends what was started for it; should this process be killed instead, the
/// servers end by themselves (a pipe to them closes), and the next run removes their homes.
#[derive(Default)]
pub struct Services {
    /// Environment for the tests.
    pub env: Vec<(String, String)>,
    /// A line for each kind that cannot be had: what and why.
    pub missing: Vec<String>,
    running: Vec<Running>,
}

impl Drop for Services {
    fn drop(&mut self) {
        for server in &mut self.running {
            if let Err(error) = server.end_and_remove() {
                eprintln!("{}: not ended: {error:#}", server.home.label());
            }
        }
    }
}

/// A server of each kind: the one named in the environment, else a fresh one that ends with the result's drop.
/// An error is a fault of ours; a server that cannot be had is a line in `missing`.
pub fn ensure(kinds: &[Kind]) -> Result<Services> {
    ensure_each(&kinds.iter().map(|&kind| (kind, 1)).collect::<Vec<_>>())
}

/// As [`ensure`], and so many of each kind where they are started here: the second one's environment has `_2` in its
/// names, and so on.
pub fn ensure_each(kinds: &[(Kind, usize)]) -> Result<Services> {
    let lock = home::lock()?;
    sweep();
    let owner = std::process::id();
    let mut services = Services::default();
    for &(kind, count) in kinds {
        match named(kind, |name| std::env::var(name).ok()) {
            Some(Named { origin, env, uri }) => match ready::listens(&uri, kind.default_port()) {
                Ok(()) => {
                    eprintln!("{}: {} from {origin}; tests write to it", kind.name(), ready::masked(&uri));
                    services.env.extend(env);
                }
                Err(error) => services.missing.push(format!("{}: {origin}: {error:#}", kind.name())),
            },
            None => {
                for number in 1..=count {
                    let suffix = if number == 1 { String::new() } else { format!("-{number}") };
                    match server::start(&Home::new(kind, &format!("run-{owner}{suffix}")), Some(owner)) {
                        Ok(server) => {
                            let address = server::address(kind, server.record.port);
                            eprintln!(
                                "{}: {address}, ready in {:.1} s",
                                kind.name(),
                                server.took.as_secs_f64()
                            );
                            let env = server::env(&server.home, &server.record);
                            services.env.extend(
                                env.into_iter().map(|(name, value)| (numbered(kind, &name, number), value)),
                            );
                            services.running.push(server);
                        }
                        // With one the tests run as well, after each other.
                        Err(error) if number > 1 => {
                            eprintln!("{}: no server beside the first: {error:#}", kind.name());
                            break;
                        }
                        Err(error) => {
                            services.missing.push(format!("{}: {error:#}", kind.name()));
                            break;
                        }
                    }
                }
            }
        }
    }
    drop(lock);
    Ok(services)
}

/// Fetches what the first start of such a server needs, so that it can be had during other work. What goes wrong shows
/// again at the start.
pub fn prepare(kinds: &[Kind]) {
    let started_here = |kind: Kind| {
        named(kind, |name| std::env::var(name).ok()).is_none() && server::source(kind) == Ok(Source::Local)
    };
    if !kinds.contains(&Kind::Neo4j) || !started_here(Kind::Neo4j) {
        return;
    }
    if let Err(error) = home::lock().and_then(|_lock| neo4j::prepare()) {
        eprintln!("neo4j: not prepared: {error:#}");
    }
}

/// The name of a variable of the `number`th server of its kind.
fn numbered(kind: Kind, name: &str, number: usize) -> String {
    let prefix = kind.test_prefix();
    match name.strip_prefix(prefix) {
        Some(rest) if number > 1 => format!("{prefix}_{number}{rest}"),
        _ => name.to_owned(),
    }
}

/// Ends and removes what a killed run left behind; logs of runs go after a day.
pub fn sweep() {
    for home in home::all().iter().filter(|home| home.is_orphan()) {
        let swept = server::end(home, Ending::Kill).and_then(|_| server::remove(home));
        match swept {
            Ok(()) => eprintln!("{}: left by a killed run, removed", home.label()),
            Err(error) => eprintln!("{}: left by a killed run, not removed: {error:#}", home.label()),
        }
    }
    let Ok(logs) = fs::read_dir(home::folder().join("logs")) else { return };
    for log in logs.flatten() {
        let of_a_run = log.file_name().to_str().is_some_and(|name| name.contains("-run-"));
        let age = log.metadata().and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
        if of_a_run && age.is_some_and(|age| age > Duration::from_secs(24 * 3600)) {
            fs::remove_dir_all(log.path()).ok();
        }
    }
}

/// A server that the environment names.
struct Named {
    origin: &'static str,
    uri: String,
    env: Vec<(String, String)>,
}

/// `BACKSTRETCH_TEST_NEO4J_URI` (as `services up` prints it), else `NEO4J_URI`; likewise Redis.
fn named(kind: Kind, get: impl Fn(&str) -> Option<String>) -> Option<Named> {
    let prefix = kind.test_prefix();
    let (address, others): (_, &[&str]) = match kind {
        Kind::Neo4j => ("URI", &["USER", "PASSWORD", "CA"]),
        Kind::Redis => ("URL", &[]),
    };
    for (origin, from) in [("the test environment", prefix), ("the environment", kind.user_prefix())] {
        let Some(uri) = get(&format!("{from}_{address}")).filter(|uri| !uri.is_empty()) else { continue };
        let mut env = vec![(format!("{prefix}_{address}"), uri.clone())];
        env.extend(others.iter().filter_map(|name| {
            let value =
                get(&format!("{from}_{name}")).or_else(|| (*name == "USER").then(|| "neo4j".to_owned()));
            Some((format!("{prefix}_{name}"), value?))
        }));
        let written = get(&format!("{prefix}_ORIGIN")).filter(|_| from == prefix);
        env.push((format!("{prefix}_ORIGIN"), written.unwrap_or_else(|| "environment".to_owned())));
        return Some(Named { origin, uri, env });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(kind: Kind, given: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        let get =
            |name: &str| given.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        named(kind, get).map(|named| named.env)
    }

    #[test]
    fn servers_beside_the_first_have_names_of_their_own() {
        let name = |number| numbered(Kind::Neo4j, "BACKSTRETCH_TEST_NEO4J_URI", number);
        assert_eq!([name(1), name(2)], ["BACKSTRETCH_TEST_NEO4J_URI", "BACKSTRETCH_TEST_NEO4J_2_URI"]);
    }

    #[test]
    fn the_environment_comes_first() {
        assert_eq!(env(Kind::Neo4j, &[]), None);
        assert_eq!(env(Kind::Neo4j, &[("NEO4J_URI", "")]), None);
        let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(name, value)| (format!("BACKSTRETCH_TEST_{name}"), (*value).to_owned()))
                .collect()
        };
        assert_eq!(
            env(Kind::Neo4j, &[("NEO4J_URI", "bolt://a"), ("NEO4J_PASSWORD", "p")]),
            Some(own(&[
                ("NEO4J_URI", "bolt://a"),
                ("NEO4J_USER", "neo4j"),
                ("NEO4J_PASSWORD", "p"),
                ("NEO4J_ORIGIN", "environment")
            ]))
        );
        assert_eq!(
            env(
                Kind::Redis,
                &[
                    ("REDIS_URL", "redis://mine"),
                    ("BACKSTRETCH_TEST_REDIS_URL", "redis://test"),
                    ("BACKSTRETCH_TEST_REDIS_ORIGIN", "local")
                ]
            ),
            Some(own(&[("REDIS_URL", "redis://test"), ("REDIS_ORIGIN", "local")]))
        );
    }
}
