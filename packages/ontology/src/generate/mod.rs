//! The files written from the ontology. `cargo xtask codegen` writes them; a test fails while one is stale.

mod checks;
mod constraints;
mod docs;
mod json;
mod json_schema;
mod nodes;
mod schema;
mod shapes;
mod turtle;

pub use checks::{Check, checks};
pub use constraints::{Statement, constraints};
pub use nodes::shown_classes;

use crate::model::{Ontology, Property};

/// Every generated file of the builtin ontology: path from the workspace root, and contents.
pub fn files() -> Vec<(String, String)> {
    files_of(Ontology::builtin())
}

/// The same of any ontology.
pub fn files_of(ontology: &Ontology) -> Vec<(String, String)> {
    let folder = "packages/graph/cypher/generated";
    vec![
        (format!("{folder}/constraints.cypher"), constraints::file(ontology)),
        (format!("{folder}/checks.cypher"), checks::file(ontology)),
        (format!("{folder}/nodes.cypher"), nodes::file(ontology)),
        (format!("{folder}/schema.toml"), schema::file(ontology)),
        ("docs/ontology.md".to_owned(), docs::file(ontology)),
        ("docs/ontology/ontology.schema.json".to_owned(), json_schema::file(ontology)),
        ("docs/ontology/ontology.ttl".to_owned(), turtle::file(ontology)),
        ("docs/ontology/shapes.ttl".to_owned(), shapes::file(ontology)),
    ]
}

/// First lines of every generated file, behind a comment sign.
const HEADER: &str = "Generated from packages/ontology/ontology.toml by `cargo xtask codegen`; do not edit.";

/// What a property says, with its unit.
fn described(property: &Property) -> String {
    let unit = property.unit.as_ref().map(|unit| format!(" Unit: {unit}.")).unwrap_or_default();
    format!("{}{unit}", property.doc)
}

/// `HAD_ENTRY` or `TrackConfig` or `knownAt` as `had-entry`, `track-config`, `known-at`, joined by `separator`.
fn words(name: &str, separator: char) -> String {
    let mut out = String::new();
    let upper_only = !name.chars().any(|c| c.is_ascii_lowercase());
    for (at, c) in name.chars().enumerate() {
        if c == '_' {
            out.push(separator);
            continue;
        }
        if at > 0 && c.is_ascii_uppercase() && !upper_only {
            out.push(separator);
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_split_at_their_words() {
        assert_eq!(words("TrackConfig", '_'), "track_config");
        assert_eq!(words("HAD_ENTRY", '-'), "had-entry");
        assert_eq!(words("top15Laps", '-'), "top15-laps");
    }

    #[test]
    fn every_constraint_and_check_has_a_name_of_its_own() {
        let ontology = Ontology::builtin();
        let constraints: Vec<String> = constraints(ontology).into_iter().map(|s| s.name).collect();
        let checks: Vec<String> = checks(ontology).into_iter().map(|c| c.name).collect();
        for names in [constraints, checks] {
            let distinct: BTreeSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{names:?}");
        }
    }

    #[test]
    fn files_are_the_same_every_time() {
        assert_eq!(files(), files_of(&Ontology::parse(include_str!("../../ontology.toml")).unwrap()));
    }
}
