//! Rules that no compiler checks: the dependency table of `ARCHITECTURE.md`.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};

/// Which crates each crate may depend on (normal and build dependencies; dev-dependencies are free below the edges).
const TABLE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ontology", &[]),
    ("axioms", &["domain", "ontology"]),
    ("ratings", &["domain", "ontology", "axioms"]),
    ("simulator", &["domain", "ontology", "axioms"]),
    ("lineups", &["domain", "ontology", "axioms"]),
    ("projection", &["domain", "ontology", "axioms", "ratings", "simulator", "lineups"]),
    ("backtest", &["domain", "ontology", "axioms", "ratings", "simulator", "lineups", "projection"]),
    ("graph", &["domain", "ontology", "axioms"]),
    ("columns", &["domain", "ontology", "axioms"]),
    ("ops", &["domain", "ontology", "axioms"]),
    ("feeds", &["domain", "ontology", "axioms"]),
    ("league", &["domain"]),
    ("kernel", &["domain", "ontology", "axioms"]),
    ("report", &["domain", "ontology", "axioms", "projection", "backtest"]),
    (
        "engine",
        &[
            "domain",
            "ontology",
            "axioms",
            "ratings",
            "simulator",
            "lineups",
            "projection",
            "backtest",
            "graph",
            "columns",
            "ops",
            "feeds",
            "league",
            "kernel",
            "report",
        ],
    ),
    ("ingest", &["domain", "engine", "feeds", "league", "ops"]),
    ("api", &["domain", "engine"]),
    ("cli", &["domain", "engine", "api", "ingest"]),
    ("testkit", &["domain"]),
    ("xtask", &["ontology"]),
];

/// Crates that do no I/O at all: their `clippy.toml` forbids the calls.
const PURE: &[&str] =
    &["domain", "ontology", "axioms", "ratings", "simulator", "lineups", "projection", "backtest", "league"];

/// The only crate that may name each of these.
const SOLE_USERS: &[(&str, &str)] = &[
    ("candle-core", "kernel"),
    ("candle-nn", "kernel"),
    ("axum", "api"),
    ("grafeo", "graph"),
    ("neo4rs", "graph"),
    ("polars", "columns"),
    ("plotters", "report"),
    ("redis", "ops"),
    ("rusqlite", "ops"),
    ("tokenizers", "kernel"),
];

#[test]
fn every_crate_keeps_to_the_dependency_table() {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata runs");
    let table: BTreeMap<&str, BTreeSet<&str>> =
        TABLE.iter().map(|(name, may)| (*name, may.iter().copied().collect())).collect();
    let ours: BTreeSet<String> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(may) = table.get(name) else {
            faults.push(format!("{name} is not in the table"));
            continue;
        };
        for dependency in &package.dependencies {
            let on = dependency.name.as_str();
            let dev = dependency.kind == DependencyKind::Development;
            if ours.contains(on) && !dev && !may.contains(on) {
                faults.push(format!("{name} may not depend on {on}"));
            }
            for (library, user) in SOLE_USERS {
                // Tests query the server directly, past the store.
                let tests = name == "testkit";
                if on == *library && name != *user && !tests {
                    faults.push(format!("only {user} may depend on {library}, not {name}"));
                }
            }
            if on == "anyhow" && package.manifest_path.as_str().contains("/packages/") && !dev {
                faults.push(format!("{name}: packages use thiserror, not anyhow"));
            }
            if on == "testkit" && !dev {
                faults.push(format!("{name}: testkit is a dev-dependency only"));
            }
        }
        let folder = package.manifest_path.parent().and_then(|p| p.file_name()).unwrap_or_default();
        if folder != name {
            faults.push(format!("folder {folder} must be named as its crate {name}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Else the edges would reach past the service layer.
#[test]
fn the_engine_re_exports_no_crate() {
    let root = crate::run::root().join("packages/engine/src/lib.rs");
    let text = std::fs::read_to_string(root).expect("the engine has a root file");
    let exported = text.lines().filter_map(|line| line.strip_prefix("pub use "));
    for path in exported {
        let first = path.split([':', ';', ' ']).next().unwrap_or_default();
        assert!(!TABLE.iter().any(|(name, _)| *name == first), "engine re-exports {first}");
    }
}

#[test]
fn pure_crates_forbid_io() {
    for name in PURE {
        let folder = crate::run::root().join("packages").join(name);
        if !folder.is_dir() {
            continue;
        }
        let rules = std::fs::read_to_string(folder.join("clippy.toml")).unwrap_or_default();
        for call in ["std::fs::File", "std::net::TcpStream", "std::time::SystemTime", "std::env::var"] {
            assert!(rules.contains(call), "packages/{name}/clippy.toml does not forbid {call}");
        }
    }
}

/// Else the newcomer's second command, and CI's, compiles the larger part of the dependencies once more.
#[test]
fn the_program_and_the_tests_are_built_from_one_build_of_each_crate() {
    let crates = |of: &[&str]| -> BTreeSet<String> {
        let mut tree =
            crate::run::cargo(&["tree", "--prefix", "none", "--no-dedupe", "--format", "{p} [{f}]"]);
        let output = tree.args(of).output().expect("cargo tree runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
    };
    let program = crates(&["--package", "cli", "--edges", "normal,build"]);
    assert!(program.iter().any(|name| name.starts_with("kernel ")), "the program reads notes");
    let tests = crates(&["--workspace", "--edges", "normal,build,dev"]);
    let twice: Vec<&String> = program.difference(&tests).collect();
    assert!(
        twice.is_empty(),
        "the tests ask for more features of these: say them in Cargo.toml too\n{twice:#?}"
    );
}
