//! Every fault of an ontology file has its own error.

use ontology::{Ontology, OntologyError as Error};

const BASE: &str = r#"
version = 1
[[class]]
name = "Race"
doc = "A race."
properties = [{ name = "key", type = "string", required = true, unique = true, doc = "Key." }]
[[class]]
name = "Exhibition"
doc = "A race without points."
is_a = "Race"
[[relation]]
name = "AFTER"
doc = "Follows."
domain = ["Race"]
range = ["Race"]
out = "0..1"
in = "0..1"
inverse = "BEFORE"
"#;

fn check(change: impl Fn(&str) -> String, expected: &str) {
    let changed = change(BASE);
    assert_ne!(changed, BASE, "the case changes nothing");
    let error = Ontology::parse(&changed).expect_err(expected);
    assert_eq!(error.to_string(), expected);
}

fn replace(from: &'static str, to: &'static str) -> impl Fn(&str) -> String {
    move |text| text.replacen(from, to, 1)
}

fn append(tail: &'static str) -> impl Fn(&str) -> String {
    move |text| format!("{text}\n{tail}")
}

#[test]
fn base_is_sound() {
    let ontology = Ontology::parse(BASE).unwrap();
    assert!(ontology.is_a("Exhibition", "Race"));
    assert!(!ontology.is_a("Race", "Exhibition"));
    assert_eq!(ontology.labels_of(&["Race".to_owned()]), ["Race", "Exhibition"]);
    assert_eq!(ontology.properties("Exhibition")[0].name, "key");
    assert_eq!(ontology.properties("Nothing"), Vec::<&ontology::Property>::new());
}

#[test]
fn faults_are_named() {
    check(
        replace(r#"is_a = "Race""#, r#"is_a = "Rase""#),
        "class `Exhibition` is_a `Rase`, which is not defined",
    );
    check(
        replace("doc = \"A race.\"", "doc = \"A race.\"\nis_a = \"Exhibition\""),
        "is_a of class `Race` leads back to itself",
    );
    check(replace(r#"name = "Exhibition""#, r#"name = "Race""#), "class `Race` is defined twice");
    check(
        append(
            "[[class]]\nname = \"Lap\"\ndoc = \"\"\nis_a = \"Race\"\nproperties = [{ name = \"key\", type = \"string\", doc = \"\" }]",
        ),
        "property `Lap.key` is defined twice",
    );
    check(
        append("[[class]]\nname = \"Lap\"\ndoc = \"A lap.\""),
        "class `Lap` has no required, unique string property `key`",
    );
    check(
        replace(r#"domain = ["Race"]"#, r#"domain = ["Race", "Lap"]"#),
        "domain of relation `AFTER` names class `Lap`, which is not defined",
    );
    check(
        replace(r#"range = ["Race"]"#, r#"range = ["Lap"]"#),
        "range of relation `AFTER` names class `Lap`, which is not defined",
    );
    check(replace(r#"range = ["Race"]"#, "range = []"), "relation `AFTER` has an empty range");
    check(
        replace(r#"out = "0..1""#, r#"out = "two""#),
        "out of relation `AFTER` is `two`: expected 1, 0..1, 1..* or 0..*",
    );
    check(
        replace(r#"type = "string""#, r#"type = "text""#),
        "type of `Race.key` is `text`: expected string, i64, f64, bool, date, instant or list",
    );
    check(
        replace(r#"name = "AFTER""#, r#"name = "After""#),
        "relation `After` is not written in UPPER_SNAKE",
    );
    check(
        replace(r#"name = "Exhibition""#, r#"name = "exhibition""#),
        "class `exhibition` is not written in PascalCase",
    );
}

#[test]
fn faults_of_ranges_are_named() {
    let with = |field: &'static str| {
        move |text: &str| {
            text.replacen(
                "properties = [",
                &format!("properties = [{{ name = \"x\", doc = \"\", {field} }}, "),
                1,
            )
        }
    };
    check(with(r#"type = "string", min = 1"#), "range of `Race.x`: min and max go with numbers");
    check(with(r#"type = "i64", one_of = ["a"]"#), "range of `Race.x`: one_of goes with strings");
    check(with(r#"type = "i64", min = 2, max = 1"#), "range of `Race.x`: min is greater than max");
    check(with(r#"type = "i64", min = 0.5"#), "range of `Race.x`: bounds of an i64 must be whole");
    check(with(r#"type = "f64", min = nan"#), "range of `Race.x`: a bound must be finite");
    check(
        with(r#"type = "string", one_of = ["it's"]"#),
        "range of `Race.x`: a value of one_of must not contain a quote or a backslash",
    );
}

#[test]
fn faults_of_the_rest_are_named() {
    check(
        append("[[track_class]]\nkey = \"oval\"\nname = \"Oval\"\nis_a = \"loop\""),
        "track class oval names track class `loop`, which is not defined",
    );
    check(
        append(
            "[[track_class]]\nkey = \"a\"\nname = \"\"\nis_a = \"b\"\n[[track_class]]\nkey = \"b\"\nname = \"\"\nis_a = \"a\"",
        ),
        "is_a of track class `a` leads back to itself",
    );
    check(
        append("[[claim]]\nkind = \"grid\"\nabout = \"Car\"\ntype = \"i64\"\ndoc = \"\""),
        "claim grid names class `Car`, which is not defined",
    );
    check(
        append("[[axiom]]\nabout = [\"Race\"]\nnames = [\"a-law\", \"a-law\"]"),
        "axiom `a-law` is defined twice",
    );
    check(
        append("[[axiom]]\nabout = [\"Lap\"]\nnames = [\"a-law\"]"),
        "axiom a-law names class `Lap`, which is not defined",
    );
    check(
        append(
            "[[agreement]]\nname = \"meet\"\ndoc = \"\"\nclass = \"Race\"\nleft = [\"AFTER\"]\nright = [\"OF\"]",
        ),
        "agreement meet names relation `OF`, which is not defined",
    );
}

#[test]
fn unknown_fields_and_broken_text_are_refused() {
    for text in [
        "version = 1\nclas = 2",
        "version =",
        "",
        "version = 1\n[[class]]\nname = \"A\"\ndoc = \"\"\nisa = \"B\"",
    ] {
        assert!(matches!(Ontology::parse(text), Err(Error::Syntax(_))), "{text}");
    }
}
