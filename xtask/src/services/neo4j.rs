//! Neo4j Community from Maven packages, on the machine's own Java: no container, Bolt only.
//!
//! It is GPL: a separate server for tests, never linked and never shipped.

use super::home::{self, Home, Record};
use super::process::{self, Life};
use super::{certificates, ready};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

const VERSION: &str = "5.26.30";
const LAUNCHER: &str = include_str!("Server.java");
const JVM: [&str; 4] = [
    "-Xmx512m",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
];

/// For the short life of a run of tests: half the processor time to ready (7 s for 13 s), at the price of slower
/// code after minutes of work. Servers of `services up` have the full compiler: measure on those.
const SHORT_LIFE: [&str; 2] = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/// Why this machine cannot run one; None where it can.
pub fn lacking() -> Option<String> {
    match java_version() {
        None => {
            return Some(
                "no Java compiler on PATH or in JAVA_HOME (Debian: openjdk-17-jdk-headless)".to_owned(),
            );
        }
        Some(version) if version < 17 => return Some(format!("Java {version} is too old: 17 or newer")),
        Some(_) => {}
    }
    (!library().is_dir() && !process::on_path("mvn")).then(|| "no mvn on PATH (Debian: maven)".to_owned())
}

/// Fetches and compiles what the first start needs.
pub fn prepare() -> Result<()> {
    fetch()?;
    compile()
}

/// Starts the server of a home and waits until it answers.
pub fn start(home: &Home, record: &Record, life: Life) -> Result<Child> {
    prepare()?;
    let folder = home.folder();
    let settings = folder.join("conf/neo4j.conf");
    fs::create_dir_all(folder.join("conf")).context("make conf")?;
    fs::write(&settings, conf(record.port, home::text(&home.logs())?)).context("write neo4j.conf")?;
    certificates::write(&home.certificates(), 0o600)?;
    if !folder.join("data").is_dir() {
        home::write_secret(&folder.join("first-password"), &record.password)?;
    }
    let mut command = Command::new(java("java"));
    if life == Life::WithParent {
        command.args(SHORT_LIFE);
    }
    command.args(JVM).arg("-cp").arg(classpath()?).arg("Server").arg(home.mark()).current_dir(&folder);
    if life == Life::WithParent {
        command.arg("--end-with-stdin");
    }
    let mut child = process::start(&mut command, &home.log(), life)?;
    home.keep_pid(child.id())?;
    let log = home.log();
    let said_ready = || fs::read_to_string(&log).is_ok_and(|text| text.lines().any(|line| line == "ready"));
    // 7 s on an idle machine of two cores; a busy one is given time.
    ready::wait(Some(&mut child), &log, Duration::from_secs(180), || {
        said_ready() && ready::bolt(record.port)
    })?;
    Ok(child)
}

fn version_folder() -> PathBuf {
    home::folder().join(format!("neo4j-{VERSION}"))
}

fn library() -> PathBuf {
    version_folder().join("lib")
}

/// Fetches the packages once for the machine: 123 MB, 55 s from the network, 10 s from Maven's own cache.
fn fetch() -> Result<()> {
    if library().is_dir() {
        return Ok(());
    }
    eprintln!("neo4j: fetching {VERSION} with Maven, once (123 MB)");
    let folder = version_folder();
    let part = folder.join("lib.part");
    fs::create_dir_all(&folder).with_context(|| format!("make {folder:?}"))?;
    fs::remove_dir_all(&part).ok();
    fs::write(folder.join("pom.xml"), pom()).context("write pom.xml")?;
    let mut maven = Command::new("mvn");
    maven
        .args(["-q", "-B", "--strict-checksums", "dependency:copy-dependencies", "-DincludeScope=runtime"])
        .arg("-DoutputDirectory=lib.part")
        .current_dir(&folder);
    process::finish(&mut maven).context("fetch Neo4j's packages")?;
    fs::rename(&part, library()).context("put Neo4j's packages in place")
}

fn pom() -> String {
    let dependency = |artifact: &str| {
        format!(
            "    <dependency><groupId>org.neo4j</groupId><artifactId>{artifact}</artifactId>\
             <version>{VERSION}</version></dependency>\n"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n  \
         <modelVersion>4.0.0</modelVersion>\n  <groupId>backstretch.services</groupId>\n  \
         <artifactId>neo4j-server</artifactId>\n  <version>{VERSION}</version>\n  <packaging>pom</packaging>\n  \
         <dependencies>\n{}{}  </dependencies>\n  <build><pluginManagement><plugins><plugin>\n    \
         <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>\
         <version>3.8.1</version>\n  </plugin></plugins></pluginManagement></build>\n</project>\n",
        dependency("neo4j"),
        dependency("neo4j-bolt"),
    )
}

/// `OPTIONAL`: the same port answers plain and TLS clients.
fn conf(port: u16, logs: &str) -> String {
    format!(
        "server.default_listen_address=127.0.0.1\n\
         server.default_advertised_address=127.0.0.1\n\
         server.bolt.enabled=true\n\
         server.bolt.listen_address=127.0.0.1:{port}\n\
         server.bolt.advertised_address=127.0.0.1:{port}\n\
         server.bolt.tls_level=OPTIONAL\n\
         dbms.ssl.policy.bolt.enabled=true\n\
         dbms.ssl.policy.bolt.base_directory=certificates/bolt\n\
         dbms.security.auth_enabled=true\n\
         dbms.usage_report.enabled=false\n\
         server.directories.logs={logs}\n\
         server.memory.pagecache.size=256m\n"
    )
}

/// Compiles the launcher once: as source, each start would compile it again (3 s of processor time).
fn compile() -> Result<()> {
    let classes = version_folder().join("classes");
    let compiled = classes.join("Server.java");
    if fs::read_to_string(&compiled).is_ok_and(|text| text == LAUNCHER) {
        return Ok(());
    }
    let source = version_folder().join("Server.java");
    fs::write(&source, LAUNCHER).context("write Server.java")?;
    let mut command = Command::new(java("javac"));
    command.arg("-cp").arg(library().join("*")).arg("-d").arg(&classes).arg(&source);
    process::finish(&mut command).context("compile the launcher")?;
    fs::write(compiled, LAUNCHER).context("note what is compiled")
}

fn classpath() -> Result<String> {
    let folder = version_folder();
    let folder = home::text(&folder)?;
    Ok(format!("{folder}/classes:{folder}/lib/*"))
}

/// A program of the Java in `JAVA_HOME`, else in `PATH`.
fn java(program: &str) -> PathBuf {
    std::env::var_os("JAVA_HOME")
        .map(|folder| PathBuf::from(folder).join("bin").join(program))
        .filter(|path| path.is_file())
        .unwrap_or_else(|| program.into())
}

fn java_version() -> Option<u32> {
    parse_java_version(&process::finish(Command::new(java("javac")).arg("-version")).ok()?)
}

/// `javac 17.0.15`; before 9 it was `javac 1.8.0_292`.
fn parse_java_version(text: &str) -> Option<u32> {
    let version = text.lines().find_map(|line| line.strip_prefix("javac "))?;
    let mut parts = version.trim().split(['.', '-', '+', '_']).map(str::parse::<u32>);
    match parts.next()?.ok()? {
        1 => parts.next()?.ok(),
        major => Some(major),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn java_versions_old_and_new() {
        assert_eq!(parse_java_version("Picked up JAVA_TOOL_OPTIONS: -Dx\njavac 17.0.15\n"), Some(17));
        assert_eq!(parse_java_version("javac 1.8.0_292"), Some(8));
        assert_eq!(parse_java_version("javac 26-ea"), Some(26));
        assert_eq!(parse_java_version("command not found"), None);
    }

    #[test]
    fn settings_name_the_port_and_keep_to_this_machine() {
        let text = conf(7690, "/x/logs");
        assert!(text.contains("server.bolt.listen_address=127.0.0.1:7690\n"));
        assert!(!text.contains("0.0.0.0"));
        assert!(text.contains("auth_enabled=true"));
        assert_eq!(pom().matches(VERSION).count(), 3);
    }
}
