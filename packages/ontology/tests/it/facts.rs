//! Facts as Turtle: whatever stands in a text comes back from a parser of others as it was.

use ontology::Ontology;
use ontology::facts::{Facts, Literal};
use oxrdf::Term;
use oxttl::TurtleParser;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Texts that would end a string, an IRI or a statement if they were not escaped.
const CORPUS: &[&str] = &[
    "",
    " ",
    "\"",
    "\\",
    "\\\"",
    "\"\"\"",
    "'''",
    "a\nb\rc\td\u{8}e\u{c}f",
    "\u{0}\u{1}\u{7f}\u{85}\u{a0}\u{2028}\u{2029}\u{feff}\u{fffe}",
    "\" . <urn:x> <urn:y> <urn:z> . \"",
    "> . <urn:x> <urn:y> <urn:z",
    "\\u0022 \\U00000022 \\n",
    "100% %41 %",
    "@prefix bs: <urn:evil#> . # comment",
    "\"@en \"1\"^^xsd:integer",
    "Müller 選手 🏁 e\u{301} \u{202e}rtl",
    "a/b/c|d#e?f=g&h;i,j[k](l){m}",
    "'); DROP DATABASE neo4j; //",
];

type Triple = (String, String, Term);

fn parse(turtle: &str) -> Vec<Triple> {
    TurtleParser::new()
        .for_slice(turtle)
        .map(|triple| triple.unwrap_or_else(|error| panic!("{error}\n{turtle}")))
        .map(|triple| (triple.subject.to_string(), triple.predicate.into_string(), triple.object))
        .collect()
}

/// Every text in every place where a text of the graph can stand.
fn check(text: &str) {
    let mut facts = Facts::new(Ontology::builtin());
    let value = |name: &str| (name.to_owned(), Literal::Text(text.to_owned()));
    let list = Literal::Texts(vec![text.to_owned(), "other".to_owned(), text.to_owned()]);
    facts.put_node("Race", text, [value("trackName"), ("aliases".to_owned(), list)]).unwrap();
    facts.put_node("Entry", text, [value("driverName"), value("knownAt")]).unwrap();
    facts.put_relation("IN_RACE", ("Entry", text), ("Race", text), []).unwrap();
    facts.put_relation("SESSION_RESULT", ("Entry", text), ("Session", text), [value("statusRaw")]).unwrap();
    let triples = parse(&facts.turtle());
    let aliases = BTreeSet::from([text, "other"]).len();
    // Race: class, key, name, aliases; entry: class, key, name, moment, two relations; statement: four and one.
    assert_eq!(triples.len(), 3 + aliases + 6 + 5, "{text:?}");
    let values = |name: &str| -> BTreeSet<String> {
        let of = |(_, predicate, object): &Triple| match object {
            Term::Literal(literal) if predicate.ends_with(name) => Some(literal.value().to_owned()),
            _ => None,
        };
        triples.iter().filter_map(of).collect()
    };
    for name in ["#key", "#trackName", "#driverName", "#knownAt", "#statusRaw"] {
        assert_eq!(values(name), BTreeSet::from([text.to_owned()]), "{name}");
    }
    assert_eq!(values("#aliases"), BTreeSet::from([text.to_owned(), "other".to_owned()]));
    let subjects: BTreeSet<&String> = triples.iter().map(|(subject, ..)| subject).collect();
    assert_eq!(subjects.len(), 3, "race, entry, statement");
}

#[test]
fn texts_come_back_as_they_were() {
    CORPUS.iter().for_each(|text| check(text));
}

proptest! {
    #[test]
    fn any_text_comes_back_as_it_was(text in any::<String>()) {
        check(&text);
    }

    /// Otherwise two nodes would become one.
    #[test]
    fn different_keys_have_different_iris(a in "[a%/ é2F5]{0,6}", b in "[a%/ é2F5]{0,6}") {
        let mut facts = Facts::new(Ontology::builtin());
        facts.put_node("Team", &a, []).unwrap();
        facts.put_node("Team", &b, []).unwrap();
        facts.put_relation("LISTS", ("Slate", &a), ("Entry", &b), []).unwrap();
        facts.put_relation("LISTS", ("Slate", &b), ("Entry", &a), []).unwrap();
        let subjects: BTreeSet<String> =
            parse(&facts.turtle()).into_iter().map(|(subject, ..)| subject).collect();
        let teams = if a == b { 1 } else { 2 };
        prop_assert_eq!(subjects.len(), 3 * teams);
    }

    #[test]
    fn any_float_comes_back_bit_for_bit(value in any::<f64>()) {
        let mut facts = Facts::new(Ontology::builtin());
        facts.put_node("Track", "t", [("latitude".to_owned(), Literal::Float(value))]).unwrap();
        let found = parse(&facts.turtle()).into_iter().find(|(_, name, _)| name.ends_with("latitude")).unwrap();
        let Term::Literal(found) = found.2 else { panic!("a literal") };
        prop_assert_eq!(found.datatype().as_str(), "http://www.w3.org/2001/XMLSchema#double");
        let back: f64 = found.value().parse().unwrap();
        prop_assert!(back.to_bits() == value.to_bits() || (back.is_nan() && value.is_nan()));
    }
}

#[test]
fn values_are_typed_by_the_ontology_and_faults_left_to_the_shapes() {
    let mut facts = Facts::new(Ontology::builtin());
    let text = |text: &str| Literal::Text(text.to_owned());
    let values = [
        ("date", text("2025-11-02")),
        ("lockAt", text("2025-11-02T19:00:00Z")),
        ("exhibition", Literal::Bool(false)),
        ("numberOfDay", Literal::Integer(-1)),
        ("distanceLaps", text("many")),
        ("resultKnownAt", Literal::Integer(7)),
    ];
    facts.put_node("Race", "r", values.map(|(name, value)| (name.to_owned(), value))).unwrap();
    facts.put_node("TrackConfig", "c", [("lengthMiles".to_owned(), Literal::Integer(2))]).unwrap();
    let triples = parse(&facts.turtle());
    for (name, value, datatype) in [
        ("date", "2025-11-02", "date"),
        ("lockAt", "2025-11-02T19:00:00Z", "dateTime"),
        ("exhibition", "false", "boolean"),
        ("numberOfDay", "-1", "integer"),
        ("distanceLaps", "many", "string"),
        ("resultKnownAt", "7", "integer"),
        ("lengthMiles", "2", "double"),
        ("key", "r", "string"),
    ] {
        let found = triples.iter().find(|(_, predicate, _)| predicate.ends_with(&format!("#{name}")));
        let Some((_, _, Term::Literal(found))) = found else { panic!("{name}") };
        assert_eq!(found.value(), value);
        assert_eq!(found.datatype().as_str(), format!("http://www.w3.org/2001/XMLSchema#{datatype}"));
    }
}

#[test]
fn names_that_the_ontology_lacks_are_refused() {
    let mut facts = Facts::new(Ontology::builtin());
    let value = || [("bs:x> . <a".to_owned(), Literal::Bool(true))];
    let told = |error: ontology::facts::UnknownTerm| error.to_string();
    for class in ["Lap", "Thing", ""] {
        let error = facts.put_node(class, "x", []).map_err(told);
        assert_eq!(error, Err(format!("class `{class}` is not in the ontology")));
    }
    let error = facts.put_node("Race", "x", value()).map_err(told);
    assert_eq!(error, Err("property `Race.bs:x> . <a` is not in the ontology".to_owned()));
    let ends = (("Entry", "a"), ("Race", "b"));
    let error = facts.put_relation("NEAR", ends.0, ends.1, []).map_err(told);
    assert_eq!(error, Err("relation `NEAR` is not in the ontology".to_owned()));
    let error = facts.put_relation("IN_RACE", ends.0, ends.1, value()).map_err(told);
    assert_eq!(error, Err("property `IN_RACE.bs:x> . <a` is not in the ontology".to_owned()));
    assert_eq!((facts.nodes(), facts.relations()), (0, 0));
}
