//! One node of each class, and what stands beside it, as queries: a key is unique within its class alone, and Cypher
//! takes no label as a parameter.

use super::HEADER;
use crate::model::Ontology;
use std::fmt::Write;

/// Class whose nodes are the store's own.
const HOUSEKEEPING: &str = "Ops";

/// Classes whose nodes may be looked at from outside: all that have nodes, without the store's own.
pub fn shown_classes(ontology: &Ontology) -> Vec<&str> {
    let classes = ontology.concrete_classes().map(|class| class.name.as_str());
    classes.filter(|name| !ontology.is_a(name, HOUSEKEEPING)).collect()
}

/// Two statements for each class, named `Label` and `Label/neighbours`.
pub(super) fn file(ontology: &Ontology) -> String {
    let mut out = format!("// {HEADER}\n");
    for label in shown_classes(ontology) {
        let node = format!("MATCH (n:{label} {{key: $key}})");
        let _ = writeln!(out, "\n// {label}\n{node}\nRETURN properties(n) AS props;");
        let columns = "type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key";
        let _ = writeln!(
            out,
            "\n// {label}/neighbours\n{node}-[x]->(m)\nRETURN 'out' AS direction, {columns}\nUNION ALL\n\
             {node}<-[x]-(m)\nRETURN 'in' AS direction, {columns};"
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_but_housekeeping_can_be_looked_at() {
        let ontology = Ontology::builtin();
        let shown = shown_classes(ontology);
        assert!(shown.contains(&"Race") && shown.contains(&"Quarantine"));
        assert!(!shown.contains(&"Lock") && !shown.contains(&"Migration") && !shown.contains(&"Fact"));
        let text = file(ontology);
        assert_eq!(text.matches("/neighbours\n").count(), shown.len());
    }
}
