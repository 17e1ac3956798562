//! Lessons of logic and of the ontology: claims in plain form, judged by the axioms.

use super::{Gold, Lesson, Phase, Random, field};
use crate::grammar::{allowed_value, values};
use axioms::claim::{Claim, GRID_IN_FIELD, GRID_UNIQUE, KIND, RANGE, SUBJECT, Subject, TYPE, Value, check};
use domain::evidence::{ClaimValue, claim};
use domain::race::RaceCard;
use ontology::{ClaimKind, Ontology};

/// Cars in races of logic: few enough that a place may lie within the kind's range and beyond the field.
const FIELD: usize = 40;

struct Stated {
    kind: String,
    entry: Option<usize>,
    value: ClaimValue,
}

/// A few claims, and whether a law forbids them. Every law comes as often as every other, and so does none.
pub(super) fn logic(random: &mut Random) -> Lesson {
    let laws: [Option<&str>; 7] =
        [None, Some(GRID_UNIQUE), Some(SUBJECT), Some(TYPE), Some(RANGE), Some(GRID_IN_FIELD), Some(KIND)];
    let (card, _) = field::race(random, FIELD);
    loop {
        let wanted = *random.pick(&laws);
        let mut stated: Vec<Stated> = (0..random.below(3)).map(|_| legal(&card, random)).collect();
        // A tie in practice is no fault, and a driver named twice for a place is none either.
        if random.chance(0.3) {
            let rank = random.within(1, FIELD) as i64;
            for entry in random.several(2, FIELD) {
                let value = ClaimValue::Whole(rank);
                stated.push(Stated { kind: claim::PRACTICE_RANK.to_owned(), entry: Some(entry), value });
            }
        }
        stated.extend(broken(wanted, &card, random));
        if stated.is_empty() {
            stated.push(legal(&card, random));
        }
        let found = first_veto(&stated, &card);
        if found.as_deref() != wanted {
            continue;
        }
        for at in (1..stated.len()).rev() {
            stated.swap(at, random.below(at + 1));
        }
        let note = stated.iter().map(|claim| plain(claim, &card, random)).collect::<Vec<_>>().join(" ");
        return Lesson { phase: Phase::Logic, note, card, claims: Vec::new(), law: Some(found) };
    }
}

fn legal(card: &RaceCard, random: &mut Random) -> Stated {
    let kind = random.pick(Ontology::builtin().claims());
    let entry = (kind.about == "Entry").then(|| random.below(card.entries.len()));
    Stated { kind: kind.kind.clone(), entry, value: random.pick(&values(kind, card, None)).clone() }
}

fn broken(law: Option<&str>, card: &RaceCard, random: &mut Random) -> Vec<Stated> {
    let Some(law) = law else { return Vec::new() };
    let entry = random.below(card.entries.len());
    let stated =
        |kind: &str, entry: Option<usize>, value: ClaimValue| Stated { kind: kind.to_owned(), entry, value };
    let one = legal(card, random);
    let rain = "rain-probability";
    match law {
        GRID_UNIQUE => {
            let place = ClaimValue::Whole(random.within(1, FIELD) as i64);
            let two = random.several(2, FIELD);
            two.into_iter().map(|entry| stated(claim::GRID, Some(entry), place.clone())).collect()
        }
        SUBJECT => vec![Stated { entry: if one.entry.is_some() { None } else { Some(entry) }, ..one }],
        TYPE => {
            let value = match one.value {
                ClaimValue::Truth(_) => ClaimValue::Whole(random.within(1, 40) as i64),
                _ => ClaimValue::Truth(random.chance(0.5)),
            };
            vec![Stated { value, ..one }]
        }
        RANGE if random.chance(0.5) => {
            vec![stated(rain, None, ClaimValue::Number(random.within(105, 190) as f64 / 100.0))]
        }
        RANGE => {
            vec![stated(claim::PRACTICE_RANK, Some(entry), ClaimValue::Whole(random.within(61, 99) as i64))]
        }
        GRID_IN_FIELD => {
            vec![stated(claim::GRID, Some(entry), ClaimValue::Whole(random.within(41, 60) as i64))]
        }
        _ => {
            let kind = *random.pick(&["fuel-load", "haircut", "crew-size", "gearbox"]);
            vec![stated(kind, Some(entry), ClaimValue::Whole(random.within(1, 40) as i64))]
        }
    }
}

fn first_veto(stated: &[Stated], card: &RaceCard) -> Option<String> {
    let claims: Vec<Claim<'_>> = stated
        .iter()
        .map(|claim| Claim {
            kind: &claim.kind,
            subject: claim.entry.map_or(Subject::Race, |entry| Subject::Entry(card.entries[entry].driver)),
            value: match &claim.value {
                ClaimValue::Truth(value) => Value::Bool(*value),
                ClaimValue::Whole(value) => Value::I64(*value),
                ClaimValue::Number(value) => Value::F64(*value),
                ClaimValue::Text(value) => Value::Text(value),
            },
        })
        .collect();
    check(&claims, card).first().map(|veto| veto.rule.to_owned())
}

fn plain(claim: &Stated, card: &RaceCard, random: &mut Random) -> String {
    let kind = claim.kind.replace('-', " ");
    let who = claim.entry.map_or("the race", |entry| &card.entries[entry].driver_name);
    let value = match &claim.value {
        ClaimValue::Truth(true) => "yes".to_owned(),
        ClaimValue::Truth(false) => "off".to_owned(),
        ClaimValue::Whole(number) => number.to_string(),
        ClaimValue::Number(number) if claim.kind == "pace" => level(*number).to_owned(),
        ClaimValue::Number(number) => format!("{:.0}%", number * 100.0),
        ClaimValue::Text(text) => text.clone(),
    };
    match random.below(3) {
        0 => format!("The {kind} of {who} is {value}."),
        1 => format!("{who}: {kind} {value}."),
        _ => format!("{kind} for {who} = {value}."),
    }
}

fn level(value: f64) -> &'static str {
    match (value * 10.0).round() as i64 {
        9 => "dominant",
        6 => "fast",
        3 => "respectable",
        0 => "average",
        -3 => "a bit off",
        -6 => "slow",
        _ => "hopeless",
    }
}

/// What the T-Box says of a kind, filled in for a driver or the race.
pub(super) fn ontology(random: &mut Random) -> Lesson {
    let (card, _) = field::race(random, FIELD);
    let mut claims = Vec::new();
    let mut sentences = Vec::new();
    for _ in 0..random.within(1, 3) {
        let kind: &ClaimKind = random.pick(Ontology::builtin().claims());
        let entry = (kind.about == "Entry").then(|| random.below(card.entries.len()));
        let gold =
            Gold { kind: kind.kind.clone(), entry, value: random.pick(&values(kind, &card, None)).clone() };
        let same = |other: &Gold| {
            other.kind == gold.kind && (other.entry == gold.entry || other.value == gold.value)
        };
        if claims.iter().any(same) || !allowed_value(kind, &card, &gold.value) {
            continue;
        }
        let who = entry.map_or("the race", |entry| &card.entries[entry].driver_name).to_owned();
        let doc = kind.doc.split([';', ',']).next().unwrap_or_default().trim_end_matches('.');
        let stated = Stated { kind: gold.kind.clone(), entry, value: gold.value.clone() };
        match &gold.value {
            ClaimValue::Truth(false) => continue,
            ClaimValue::Truth(true) if random.chance(0.7) => {
                sentences.push(format!("{who}: {}.", doc.to_lowercase()))
            }
            ClaimValue::Whole(number) if random.chance(0.5) => {
                sentences.push(format!("{doc} of {who}: {number}."));
            }
            _ => sentences.push(plain(&stated, &card, random)),
        }
        claims.push(gold);
    }
    let note = if sentences.is_empty() { "Nothing was said.".to_owned() } else { sentences.join(" ") };
    Lesson { phase: Phase::Ontology, note, card, claims, law: Some(None) }
}
