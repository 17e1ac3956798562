//! Claims of notes and models: subject, type and range by the ontology.

use crate::finding::Veto;
use domain::ids::DriverId;
use domain::race::RaceCard;
use ontology::{Kind, Ontology};
use std::collections::BTreeMap;

/// The kind is known.
pub const KIND: &str = "claim-kind";
/// The subject is of the kind's class, and on the entry list.
pub const SUBJECT: &str = "claim-subject";
/// The value has the kind's type.
pub const TYPE: &str = "claim-type";
/// The value lies in the kind's range.
pub const RANGE: &str = "claim-range";
/// A place on the grid is within the field.
pub const GRID_IN_FIELD: &str = "claim-grid-in-field";
/// No two drivers are given the same place on the grid.
pub const GRID_UNIQUE: &str = "claim-grid-unique";

/// The kind of claim that speaks of the grid.
const GRID: &str = "grid";

/// A claim about a race or one of its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<'a> {
    /// Kind, as in the ontology: `grid`.
    pub kind: &'a str,
    /// The race, or the entry of a driver.
    pub subject: Subject,
    /// What is claimed.
    pub value: Value<'a>,
}

/// Whom or what a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The race.
    Race,
    /// The entry of a driver in the race.
    Entry(DriverId),
}

/// A claimed value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Whole number.
    I64(i64),
    /// Number.
    F64(f64),
    /// Truth value.
    Bool(bool),
    /// Text.
    Text(&'a str),
}

/// Judges claims about one race together, by the ontology of the program.
pub fn check(claims: &[Claim<'_>], card: &RaceCard) -> Vec<Veto> {
    check_with(Ontology::builtin(), claims, card)
}

/// The same by any ontology.
pub fn check_with(ontology: &Ontology, claims: &[Claim<'_>], card: &RaceCard) -> Vec<Veto> {
    let mut vetoes: Vec<Veto> = claims.iter().flat_map(|claim| of_one(ontology, claim, card)).collect();
    let mut by_place: BTreeMap<i64, Vec<DriverId>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.kind == GRID) {
        if let (Subject::Entry(driver), Value::I64(place)) = (claim.subject, claim.value) {
            let drivers = by_place.entry(place).or_default();
            if !drivers.contains(&driver) {
                drivers.push(driver);
            }
        }
    }
    for (place, drivers) in by_place.into_iter().filter(|(_, drivers)| drivers.len() > 1) {
        let inputs = drivers.iter().map(|driver| format!("driver {driver}: place {place}")).collect();
        let measured = format!("{} drivers", drivers.len());
        vetoes.push(Veto::new(GRID_UNIQUE, inputs, "one driver a place", measured).of(drivers));
    }
    vetoes
}

fn of_one(ontology: &Ontology, claim: &Claim<'_>, card: &RaceCard) -> Vec<Veto> {
    let mut vetoes = Vec::new();
    let drivers = match claim.subject {
        Subject::Race => Vec::new(),
        Subject::Entry(driver) => vec![driver],
    };
    let inputs =
        || vec![format!("race {}", card.info.key), format!("claim {} {}", claim.kind, shown(claim.value))];
    let mut veto = |rule, limit: String, measured: String| {
        vetoes.push(Veto::new(rule, inputs(), limit, measured).of(drivers.clone()));
    };
    let Some(kind) = ontology.claim(claim.kind) else {
        let known: Vec<&str> = ontology.claims().iter().map(|kind| kind.kind.as_str()).collect();
        veto(KIND, format!("one of {}", known.join(", ")), claim.kind.to_owned());
        return vetoes;
    };
    match claim.subject {
        Subject::Entry(driver) if kind.about == "Entry" => {
            if !card.entries.iter().any(|entry| entry.driver == driver) {
                veto(SUBJECT, "a driver on the entry list".to_owned(), format!("driver {driver}"));
            }
        }
        Subject::Race if kind.about == "Race" => {}
        Subject::Entry(driver) => veto(SUBJECT, kind.about.clone(), format!("entry of driver {driver}")),
        Subject::Race => veto(SUBJECT, kind.about.clone(), "the race".to_owned()),
    }
    let in_range = match (kind.value, claim.value) {
        (Kind::I64, Value::I64(value)) => Some(kind.range.holds(value as f64)),
        (Kind::F64, Value::F64(value)) => Some(kind.range.holds(value)),
        (Kind::F64, Value::I64(value)) => Some(kind.range.holds(value as f64)),
        (Kind::Bool, Value::Bool(_)) => Some(true),
        (Kind::String, Value::Text(text)) => Some(kind.range.allows(text)),
        _ => None,
    };
    match in_range {
        None => veto(TYPE, kind.value.name().to_owned(), shown(claim.value)),
        Some(false) => veto(RANGE, range_words(&kind.range), shown(claim.value)),
        Some(true) => {}
    }
    if let (GRID, Value::I64(place)) = (claim.kind, claim.value) {
        let field = card.entries.len();
        if !usize::try_from(place).is_ok_and(|place| (1..=field).contains(&place)) {
            veto(GRID_IN_FIELD, format!("1..{field}"), place.to_string());
        }
    }
    vetoes
}

fn range_words(range: &ontology::Range) -> String {
    if !range.one_of.is_empty() {
        return range.one_of.join(", ");
    }
    let bound = |bound: Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{}..{}", bound(range.min), bound(range.max))
}

fn shown(value: Value<'_>) -> String {
    match value {
        Value::I64(value) => value.to_string(),
        Value::F64(value) => value.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Text(value) => format!("\"{value}\""),
    }
}
