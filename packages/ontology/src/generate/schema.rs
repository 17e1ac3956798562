//! The schema of the embedded store, which keeps none of its own: what may be there, what is indexed
//! (over all labels at once) and what the digest of sport facts takes in.

use super::HEADER;
use crate::model::Ontology;
use std::fmt::Write;

pub(super) fn file(ontology: &Ontology) -> String {
    let labels: Vec<&str> = ontology.concrete_classes().map(|class| class.name.as_str()).collect();
    let relations: Vec<&str> = ontology.relations.iter().map(|relation| relation.name.as_str()).collect();
    let exceptions: Vec<String> = ontology
        .digest_exceptions()
        .into_iter()
        .map(|(owner, property)| format!("{owner}.{property}"))
        .collect();
    let exceptions: Vec<&str> = exceptions.iter().map(String::as_str).collect();
    let mut out = format!("# {HEADER}\nversion = {}\n", ontology.version);
    list(&mut out, "labels", &labels);
    list(&mut out, "relations", &relations);
    list(&mut out, "indexed", &ontology.indexed_properties());
    out.push_str("\n[digest]\n");
    list(&mut out, "labels", &ontology.digest_labels());
    list(&mut out, "relations", &ontology.digest_relations());
    list(&mut out, "without", &exceptions);
    out
}

fn list(out: &mut String, name: &str, values: &[&str]) {
    let _ = writeln!(out, "{name} = [");
    for value in values {
        let _ = writeln!(out, "  \"{value}\",");
    }
    out.push_str("]\n");
}
