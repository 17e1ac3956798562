//! The same servers as containers, where a Docker engine answers.

use super::home::{self, Home, Record};
use super::{Kind, certificates, process, ready};
use anyhow::{Context, Result};
use std::process::{Command, Stdio};
use std::time::Duration;

const NEO4J: &str = "neo4j:5.26-community";
const REDIS: &str = "redis:7";

/// Whether an engine answers: a client alone is no Docker.
pub fn answers() -> bool {
    process::on_path("docker")
        && Command::new("docker")
            .arg("info")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
}

/// Starts the home's container, a new one or the one that was stopped, and waits until it answers.
pub fn start(home: &Home, record: &Record) -> Result<()> {
    let arguments = if exists(home) {
        vec!["start".to_owned(), container(home)]
    } else {
        if home.kind == Kind::Neo4j {
            certificates::write(&home.certificates(), 0o644)?;
        }
        run_arguments(home, record)?
    };
    process::finish(Command::new("docker").args(arguments)).context("start the container")?;
    ready::wait(None, &home.log(), Duration::from_secs(180), || match home.kind {
        Kind::Neo4j => ready::bolt(record.port),
        Kind::Redis => ready::redis(record.port, &record.password),
    })
    .with_context(|| format!("see `docker logs {}`", container(home)))
}

/// Whether the home's container runs.
pub fn runs(home: &Home) -> bool {
    let ask = ["inspect", "--format", "{{.State.Running}}", &container(home)];
    process::finish(Command::new("docker").args(ask)).is_ok_and(|answer| answer.trim() == "true")
}

/// Stops the container; its data stay in it. Says whether it ran.
pub fn end(home: &Home, ending: process::Ending) -> Result<bool> {
    if !runs(home) {
        return Ok(false);
    }
    let name = container(home);
    let arguments: &[&str] = match ending {
        process::Ending::Orderly => &["stop", "--time", "30", &name],
        process::Ending::Kill => &["kill", &name],
    };
    process::finish(Command::new("docker").args(arguments)).context("stop the container")?;
    Ok(true)
}

/// Removes the container with its data.
pub fn remove(home: &Home) -> Result<()> {
    if exists(home) {
        process::finish(Command::new("docker").args(["rm", "--force", "--volumes", &container(home)]))
            .context("remove the container")?;
    }
    Ok(())
}

fn exists(home: &Home) -> bool {
    process::finish(Command::new("docker").args(["inspect", "--format", "{{.Id}}", &container(home)])).is_ok()
}

/// The home's container, named so that only ours are ever touched.
pub fn container(home: &Home) -> String {
    format!("backstretch-services-{}", home.label())
}

fn run_arguments(home: &Home, record: &Record) -> Result<Vec<String>> {
    let inside = home.kind.default_port();
    let mut arguments: Vec<String> = ["run", "--detach", "--name"].map(str::to_owned).to_vec();
    arguments.extend([
        container(home),
        "--publish".to_owned(),
        format!("127.0.0.1:{}:{inside}", record.port),
    ]);
    match home.kind {
        Kind::Neo4j => {
            let bolt = home.certificates().join("bolt");
            arguments.extend(["--volume".to_owned(), format!("{}:/ssl/bolt:ro", home::text(&bolt)?)]);
            let settings = [
                format!("NEO4J_AUTH=neo4j/{}", record.password),
                format!("NEO4J_server_bolt_advertised__address=127.0.0.1:{}", record.port),
                "NEO4J_server_bolt_tls__level=OPTIONAL".to_owned(),
                "NEO4J_dbms_ssl_policy_bolt_enabled=true".to_owned(),
                "NEO4J_dbms_ssl_policy_bolt_base__directory=/ssl/bolt".to_owned(),
                "NEO4J_dbms_usage__report_enabled=false".to_owned(),
                "NEO4J_server_memory_heap_max__size=512m".to_owned(),
                "NEO4J_server_memory_pagecache_size=256m".to_owned(),
            ];
            arguments.extend(settings.into_iter().flat_map(|setting| ["--env".to_owned(), setting]));
            arguments.push(NEO4J.to_owned());
        }
        Kind::Redis => {
            arguments
                .extend([REDIS, "redis-server", "--appendonly", "yes", "--requirepass"].map(str::to_owned));
            arguments.push(record.password.clone());
        }
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::super::home::Source;
    use super::*;

    #[test]
    fn containers_are_ours_by_name_and_open_to_this_machine_only() {
        let record = Record { source: Source::Docker, port: 4000, password: "p".to_owned(), owner: None };
        for (kind, publish) in [(Kind::Neo4j, "127.0.0.1:4000:7687"), (Kind::Redis, "127.0.0.1:4000:6379")] {
            let home = Home::new(kind, "second");
            let arguments = run_arguments(&home, &record).unwrap();
            assert!(arguments.contains(&format!("backstretch-services-{}-second", kind.name())));
            assert!(arguments.contains(&publish.to_owned()), "{arguments:?}");
        }
    }
}
