//! The docs page.

use super::checks::value_words;
use crate::model::{Ontology, Property};
use std::fmt::Write;

pub(super) fn file(ontology: &Ontology) -> String {
    let mut out = String::from(
        "<!-- Generated from packages/ontology/ontology.toml by `cargo xtask codegen`; do not edit. -->\n\
         # The ontology\n\n\
         What is in the graph of the sport. A node carries the label of its class and is identified by \
         `key`; instants are RFC 3339 texts in UTC, dates `YYYY-MM-DD`. Classes and relations marked \
         *digest* are the sport facts that `graph digest` hashes.\n",
    );
    relations_table(ontology, &mut out);
    out.push_str("\n## Classes\n");
    for class in &ontology.classes {
        let _ = write!(out, "\n### {}\n\n{}", class.name, class.doc);
        let mut notes = Vec::new();
        if let Some(parent) = &class.is_a {
            notes.push(format!("is a [{parent}](#{})", parent.to_ascii_lowercase()));
        }
        if class.is_abstract {
            notes.push("has no nodes of its own".to_owned());
        }
        if class.digest {
            notes.push("*digest*".to_owned());
        }
        if !notes.is_empty() {
            let _ = write!(out, " ({})", notes.join("; "));
        }
        out.push('\n');
        properties_table(&class.properties, &mut out);
    }
    out.push_str("\n## Relations with properties\n");
    for relation in ontology.relations.iter().filter(|relation| !relation.properties.is_empty()) {
        let _ = writeln!(out, "\n### {}\n\n{}", relation.name, relation.doc);
        properties_table(&relation.properties, &mut out);
    }
    out.push_str(
        "\n## Paths that must meet\n\n| name | from | one way | the other | law |\n|---|---|---|---|---|\n",
    );
    for a in &ontology.agreements {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            a.name,
            a.class,
            a.left.join(", "),
            a.right.join(", "),
            a.doc
        );
    }
    out.push_str("\n## Kinds of track\n\n| key | name | is a |\n|---|---|---|\n");
    for class in &ontology.track_classes {
        let parent = class.is_a.as_deref().map(|key| format!("`{key}`")).unwrap_or_default();
        let _ = writeln!(out, "| `{}` | {} | {parent} |", class.key, class.name);
    }
    out.push_str("\n## Claims\n\n| kind | about | value | unit | meaning |\n|---|---|---|---|---|\n");
    for claim in &ontology.claims {
        let as_property = Property {
            name: claim.kind.clone(),
            doc: claim.doc.clone(),
            kind: claim.value,
            range: claim.range.clone(),
            unit: claim.unit.clone(),
            required: true,
            unique: false,
            index: false,
            digest: false,
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            claim.kind,
            claim.about,
            value_words(&as_property),
            claim.unit.as_deref().unwrap_or_default(),
            claim.doc
        );
    }
    out.push_str("\n## Axioms\n\nStatements, levels and sources stand in `packages/axioms`.\n\n| name | about |\n|---|---|\n");
    for axiom in &ontology.axioms {
        let _ = writeln!(out, "| `{}` | {} |", axiom.name, axiom.about.join(", "));
    }
    out
}

fn relations_table(ontology: &Ontology, out: &mut String) {
    out.push_str(
        "\n## Relations\n\n`out`: how many leave a node of the domain; `in`: how many reach a node of the range.\n\n\
         | relation | from | to | out | in | backwards | digest | meaning |\n|---|---|---|---|---|---|---|---|\n",
    );
    for relation in &ontology.relations {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | `{}` | {} | {} |",
            relation.name,
            relation.domain.join(", "),
            relation.range.join(", "),
            relation.out.name(),
            relation.into.name(),
            relation.inverse,
            if relation.digest { "yes" } else { "" },
            relation.doc
        );
    }
}

fn properties_table(properties: &[Property], out: &mut String) {
    if properties.is_empty() {
        return;
    }
    out.push_str("\n| property | value | unit | required | meaning |\n|---|---|---|---|---|\n");
    for property in properties {
        let mut notes = Vec::new();
        if property.unique {
            notes.push("unique");
        }
        if property.index {
            notes.push("indexed");
        }
        if !property.digest {
            notes.push("not in the digest");
        }
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {}{notes} |",
            property.name,
            value_words(property),
            property.unit.as_deref().unwrap_or_default(),
            if property.required { "yes" } else { "" },
            property.doc
        );
    }
}
