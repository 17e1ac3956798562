//! The words of Turtle: IRIs, literals and the vocabulary, shared by the T-Box, the shapes and the facts.

use crate::model::{Kind, Relation};
use std::fmt::Write;

/// Namespace of the classes, relations and properties.
pub(crate) const TERMS: &str = "urn:backstretch:ontology#";

/// Namespace of the nodes; a class or relation and keys follow.
const NODES: &str = "urn:backstretch:";

/// The namespaces that our Turtle uses, by prefix.
const PREFIXES: [(&str, &str); 6] = [
    ("bs", TERMS),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The `@prefix` lines of these prefixes.
pub(crate) fn prefixes(used: &[&str]) -> String {
    let mut out = String::new();
    for (prefix, namespace) in PREFIXES.iter().filter(|(prefix, _)| used.contains(prefix)) {
        let _ = writeln!(out, "@prefix {prefix}: <{namespace}> .");
    }
    out
}

/// A term of the ontology, abbreviated. Names of an ontology are letters, digits and `_`: nothing to escape.
pub(crate) fn term(name: &str) -> String {
    format!("bs:{name}")
}

/// A term of the ontology in full, for SPARQL.
pub(crate) fn full_term(name: &str) -> String {
    format!("<{TERMS}{name}>")
}

/// A node: `<urn:backstretch:Race/cup-2025-11-02-phoenix>`. Different nodes have different IRIs.
pub(crate) fn node(class: &str, key: &str) -> String {
    format!("<{NODES}{class}/{}>", percent(key))
}

/// A relation between two nodes as a node of its own, to hang properties on. Between two nodes a relation of
/// one type stands at most once, so that its ends name it.
pub(crate) fn statement(relation: &str, from: (&str, &str), to: (&str, &str)) -> String {
    let (from_key, to_key) = (percent(from.1), percent(to.1));
    format!("<{NODES}{relation}/{}/{from_key}/{}/{to_key}>", from.0, to.0)
}

/// Name of the class of such nodes: `SessionResultStatement` of `SESSION_RESULT`.
pub(crate) fn statement_class(relation: &Relation) -> String {
    let mut out = String::new();
    for word in relation.name.split('_') {
        let (first, rest) = word.split_at(word.len().min(1));
        out.push_str(first);
        out.push_str(&rest.to_ascii_lowercase());
    }
    out + "Statement"
}

/// The XML Schema type of a value; of a list, that of its members.
pub(crate) fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::String | Kind::List => "xsd:string",
        Kind::I64 => "xsd:integer",
        Kind::F64 => "xsd:double",
        Kind::Bool => "xsd:boolean",
        Kind::Date => "xsd:date",
        Kind::Instant => "xsd:dateTime",
    }
}

/// A bound of a property's range as a literal of its type.
pub(crate) fn bound(kind: Kind, value: f64) -> String {
    // Bounds of an i64 are whole, which the parser holds.
    if kind == Kind::F64 { double(value) } else { format!("{value:.0}") }
}

/// A float, in the shortest form that reads back as the same.
pub(crate) fn double(value: f64) -> String {
    let text = if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "INF" } else { "-INF" }.to_owned()
    } else {
        format!("{value:?}")
    };
    format!("\"{text}\"^^xsd:double")
}

/// A text as a Turtle string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Control and formatting characters would be invisible in the file.
            _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key within an IRI: everything but letters, digits, `-`, `.`, `_` and `~` (RFC 3986, unreserved) as the
/// hexadecimal digits of its UTF-8 bytes.
fn percent(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A subject with what is said of it, one predicate a line.
pub(crate) fn block(subject: &str, said: &[(String, Vec<String>)]) -> String {
    let lines: Vec<String> = said
        .iter()
        .filter(|(_, objects)| !objects.is_empty())
        .map(|(predicate, objects)| format!("{predicate} {}", objects.join(" , ")))
        .collect();
    format!("\n{subject} {} .\n", lines.join(" ;\n    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_iris_of_their_own() {
        assert_eq!(node("Race", "cup-2025-11-02-phoenix"), "<urn:backstretch:Race/cup-2025-11-02-phoenix>");
        assert_eq!(node("Entry", "a/1"), "<urn:backstretch:Entry/a%2F1>");
        assert_eq!(node("Team", "a%2F1 é>"), "<urn:backstretch:Team/a%252F1%20%C3%A9%3E>");
        assert_ne!(node("Team", "a b"), node("Team", "a%20b"));
        assert_eq!(
            statement("LISTS", ("Slate", "a/b"), ("Entry", "c")),
            "<urn:backstretch:LISTS/Slate/a%2Fb/Entry/c>"
        );
    }

    #[test]
    fn texts_and_floats_are_written_as_turtle_reads_them() {
        assert_eq!(quoted("a \"b\" \\ c\r\n\t\u{0}é\u{2028}"), r#""a \"b\" \\ c\r\n\t\u0000é\u2028""#);
        assert_eq!(double(0.1), "\"0.1\"^^xsd:double");
        assert_eq!(double(1e300), "\"1e300\"^^xsd:double");
        assert_eq!(double(f64::NEG_INFINITY), "\"-INF\"^^xsd:double");
        assert_eq!(bound(Kind::I64, 4_294_967_295.0), "4294967295");
        assert_eq!(bound(Kind::F64, 150.0), "\"150.0\"^^xsd:double");
    }
}
