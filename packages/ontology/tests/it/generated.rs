//! Generated files are those of the ontology.

use ontology::{Ontology, generate};
use std::fs;
use std::path::Path;

/// Compared without regard to line ends; written anew where `BACKSTRETCH_WRITE_GENERATED` is set.
#[test]
fn generated_files_are_fresh() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let write = std::env::var_os("BACKSTRETCH_WRITE_GENERATED").is_some();
    let mut stale = Vec::new();
    for (path, contents) in generate::files() {
        let full = root.join(&path);
        if write {
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(&full, &contents).unwrap();
        }
        let found = fs::read_to_string(&full).unwrap_or_default().replace("\r\n", "\n");
        if found != contents {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "stale: {}; run `cargo xtask codegen`", stale.join(", "));
}

#[test]
fn a_statement_is_one_line_behind_its_name() {
    let (_, text) = generate::files().into_iter().find(|(path, _)| path.ends_with("checks.cypher")).unwrap();
    let blocks: Vec<&str> = text.split("\n\n").skip(1).collect();
    let checks = generate::checks(Ontology::builtin());
    assert_eq!(blocks.len(), checks.len());
    for (block, check) in blocks.iter().zip(&checks) {
        assert_eq!(block.trim_end(), format!("// {}\n{};", check.name, check.cypher));
        assert!(check.cypher.contains("AS key") && check.cypher.ends_with("LIMIT 25"), "{}", check.cypher);
    }
}

/// The Cypher that the stores read differently (see the table in the graph's contract suite).
#[test]
fn checks_keep_to_the_cypher_both_stores_accept() {
    for check in generate::checks(Ontology::builtin()) {
        for refused in ["FOREACH", "startNode", "endNode", "collect(", "CALL ", "SHOW ", "apoc", "IS ::", "|"]
        {
            assert!(!check.cypher.contains(refused), "{}: {refused}", check.name);
        }
    }
}
