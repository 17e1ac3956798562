//! The facts of one race as Turtle, read back by a third-party parser and compared with the whole graph.

use crate::reads::Reads;
use crate::world::{self, race, race_group};
use domain::ids::RaceKey;
use domain::series::Series;
use graph::{Params, ReadError, Store};
use oxrdf::Term;
use oxttl::TurtleParser;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Names that would end a string, an IRI or a statement if they were not escaped.
const CORPUS: &[&str] = &[
    "\" ; bs:finishOnTrack 1 . <urn:x> a bs:Race . \"",
    "' OR 1=1 --",
    "\\\"\\",
    "line\nbreak\r\n\ttab",
    "\"\"\"",
    "<urn:backstretch:Race/x>",
    "> . <a> <b> <c",
    "\\u0041\\x41%41 %",
    "Ünïcödé 選手 🏁 \u{202e}rtl\u{2028}",
    "a/b|c#d?e=f&g",
    "@prefix bs: <urn:evil#> .",
    " ",
];

const TERMS: &str = "urn:backstretch:ontology#";

pub fn race_facts_are_those_of_the_graph(store: &Store) {
    let mut race_groups = world::small();
    let mut wild = race(Series::Trucks, "sonoma", "2025-08-09", CORPUS.len() as u32);
    for (car, name) in wild.cars.iter_mut().zip(CORPUS) {
        car.entry.driver_name = (*name).to_owned();
        car.entry.team = Some((*name).to_owned());
        car.entry.make = Some((*name).to_owned());
        car.entry.car_number = Some((*name).to_owned());
        if let Some(result) = &mut car.result {
            result.status.raw = (*name).to_owned();
        }
    }
    wild.aliases = CORPUS.iter().map(|name| (*name).to_owned()).collect();
    wild.info.track_name = CORPUS.concat();
    wild.evidence = world::evidence(&wild);
    race_groups.push(race_group(vec![wild]));
    store.apply(&race_groups, &mut |_| {}).unwrap();
    let whole = Whole::of(store);
    for race in race_groups.iter().flat_map(|race_group| &race_group.races) {
        let facts = store.race_facts(&race.info.key).unwrap();
        let found = Parsed::of(&facts.turtle());
        let expected = whole.around(race.info.key.as_str());
        assert_eq!(found.relations, expected.relations, "{}", race.info.key);
        for (of, values) in &expected.values {
            assert_eq!(found.values.get(of), Some(values), "{of} of {}", race.info.key);
        }
        assert_eq!(found.values.len(), expected.values.len());
        assert_eq!(facts.nodes(), expected.values.keys().filter(|id| !id.starts_with("SESSION_")).count());
        assert_eq!(facts.relations(), expected.relations.len());
        assert_eq!(
            facts.turtle(),
            store.race_facts(&race.info.key).unwrap().turtle(),
            "the same bytes again"
        );
    }
    let missing = store.race_facts(&RaceKey::from("cup-1999-01-01-nowhere"));
    assert!(matches!(missing, Err(ReadError::UnknownRace { .. })));
}

/// Relations, and the values of each node (`Label/key`) and relation with properties by name.
#[derive(Default, PartialEq)]
struct Parsed {
    relations: BTreeSet<Relation>,
    values: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

/// Type and both ends, each as `Label/key`.
type Relation = (String, String, String);

impl Parsed {
    /// Of a Turtle document, by way of its triples.
    fn of(turtle: &str) -> Self {
        let mut parsed = Self::default();
        let mut stated = BTreeMap::new();
        for triple in TurtleParser::new().for_slice(turtle) {
            let triple = triple.unwrap_or_else(|error| panic!("{error}\n{turtle}"));
            let subject = triple.subject.to_string();
            let subject = id(subject.trim_matches(['<', '>']));
            let predicate = triple.predicate.as_str();
            let object = match &triple.object {
                Term::Literal(text) => Ok(text.value().to_owned()),
                other => Err(id(other.to_string().trim_matches(['<', '>']))),
            };
            match (predicate.strip_prefix(TERMS), object) {
                (Some(name), Ok(text)) => {
                    let values = parsed.values.entry(subject).or_default();
                    values.entry(name.to_owned()).or_default().insert(text);
                }
                (Some(name), Err(to)) => {
                    parsed.relations.insert((name.to_owned(), subject, to));
                }
                (None, Err(to)) => {
                    let (_, name) = predicate.rsplit_once('#').unwrap();
                    stated.insert((subject, name.to_owned()), to);
                }
                (None, Ok(text)) => panic!("{predicate} {text}"),
            }
        }
        // A statement goes by the name of its ends.
        for ((subject, name), relation) in &stated {
            if name == "predicate" {
                let end = |name: &str| stated[&(subject.clone(), name.to_owned())].clone();
                let values = parsed.values.remove(subject).unwrap();
                let relation = relation.trim_start_matches("ontology#");
                parsed.values.insert(format!("{relation} {} {}", end("subject"), end("object")), values);
            }
        }
        parsed
    }
}

/// `Label/key` of a node's IRI.
fn id(iri: &str) -> String {
    let name = iri.strip_prefix("urn:backstretch:").unwrap_or(iri);
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Everything in the graph.
struct Whole {
    nodes: BTreeMap<String, Value>,
    relations: Vec<(Relation, Value)>,
}

impl Whole {
    fn of(store: &Store) -> Self {
        let rows = |cypher: &str| -> Vec<Vec<Value>> {
            let rows = store.query_cypher(cypher, Params::new()).unwrap().rows;
            rows.iter().map(|row| row.iter().map(graph::Value::to_json).collect()).collect()
        };
        let id = |labels: &Value, key: &Value| {
            format!("{}/{}", labels[0].as_str().unwrap(), key.as_str().unwrap())
        };
        let nodes = rows("MATCH (n) RETURN labels(n) AS labels, n.key AS key, properties(n) AS props")
            .into_iter()
            .map(|row| (id(&row[0], &row[1]), row[2].clone()))
            .collect();
        let relations = rows(
            "MATCH (a)-[x]->(b) RETURN type(x) AS type, labels(a) AS la, a.key AS ka, labels(b) AS lb, \
             b.key AS kb, properties(x) AS props",
        )
        .into_iter()
        .map(|row| {
            let kind = row[0].as_str().unwrap().to_owned();
            ((kind, id(&row[1], &row[2]), id(&row[3], &row[4])), row[5].clone())
        })
        .collect();
        Self { nodes, relations }
    }

    /// What a race, its entries and its sessions lead to, and who had the entries.
    fn around(&self, race: &str) -> Parsed {
        let race = format!("Race/{race}");
        let mut reached = BTreeSet::from([race.clone()]);
        let belongs = |kind: &str| matches!(kind, "IN_RACE" | "OF_RACE");
        reached.extend(
            self.relations
                .iter()
                .filter(|((kind, _, to), _)| belongs(kind) && *to == race)
                .map(|((_, from, _), _)| from.clone()),
        );
        loop {
            let before = reached.len();
            for ((kind, from, to), _) in &self.relations {
                if reached.contains(from) && kind != "SUPERSEDES" {
                    reached.insert(to.clone());
                }
            }
            if reached.len() == before {
                break;
            }
        }
        // What is said of the entries or the race.
        let said = |kind: &str| matches!(kind, "PRICE_OF" | "ABOUT");
        let about: Vec<String> = self
            .relations
            .iter()
            .filter(|((kind, _, to), _)| said(kind) && reached.contains(to))
            .map(|((_, from, _), _)| from.clone())
            .collect();
        reached.extend(about);
        let mut expected = Parsed::default();
        for (relation, props) in &self.relations {
            let (kind, from, to) = relation;
            if reached.contains(from) || (kind == "HAD_ENTRY" && reached.contains(to)) {
                expected.relations.insert(relation.clone());
                if props.as_object().is_some_and(|props| !props.is_empty()) {
                    expected.values.insert(format!("{kind} {from} {to}"), values(kind, props));
                }
                for end in [from, to] {
                    let (label, _) = end.split_once('/').unwrap();
                    expected.values.insert(end.clone(), values(label, &self.nodes[end]));
                }
            }
        }
        expected
    }
}

/// What the graph keeps for itself.
const BOOKKEEPING: &[(&str, &str)] = &[
    ("Race", "raceGroup"),
    ("Race", "digest"),
    ("Driver", "listedOn"),
    ("Session", "resultsText"),
    ("EntryList", "heldText"),
];

fn values(owner: &str, props: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let several = |value: &Value| match value {
        Value::Array(values) => values.iter().map(text).collect(),
        value => BTreeSet::from([text(value)]),
    };
    let present = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    let fact = |name: &str, value: &Value| present(value) && !BOOKKEEPING.contains(&(owner, name));
    let props = props.as_object().unwrap().iter().filter(|(name, value)| fact(name, value));
    props.map(|(name, value)| (name.clone(), several(value))).collect()
}
