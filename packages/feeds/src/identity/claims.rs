//! Claims about a race: which rows make them, and in which state each is.
//!
//! A claim's state is a function of the rows known, of what was decided, and of the axioms.

use super::stated::Precedence;
use super::weekend::{Found, Held, Statements, contradiction, standing};
use crate::weekend::Item;
use axioms::claim::{Claim as Lawful, Subject, Value};
use domain::evidence::{Claim, ClaimState, ClaimValue, Standing};
use domain::facts::RaceFacts;
use domain::ids::{ClaimId, DriverId};
use domain::race::RaceCard;
use jiff::Timestamp;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Every claim, with a row that makes it, in the state that its file or a decision gives it.
pub(super) fn claims<'f, 'a>(
    found: &'f [Found<'a>],
    precedence: &Precedence<'_>,
    decisions: &BTreeMap<ClaimId, ClaimState>,
    held: &mut Held<'a>,
) -> Vec<(&'f Found<'a>, Claim)> {
    // One word of a source: two values of it contradict each other.
    type Word<'a> = (&'a str, Option<DriverId>, &'a str, Timestamp, Option<&'a str>);
    let mut words: BTreeMap<Word<'_>, Statements<'f, 'a, (ClaimValue, Option<f64>)>> = BTreeMap::new();
    for row in found {
        if let Item::Claim { kind, value, source, confidence, note, .. } = &row.row.row.item {
            let statement = ((value.clone(), *confidence), row);
            let note = note.as_ref().map(|note| note.sha256.as_str());
            words.entry((kind, row.driver, source, row.known_at, note)).or_default().push(statement);
        }
    }
    let mut claims = Vec::new();
    for ((kind, driver, source, _, _), statements) in words {
        // Rows that claim the same value are one claim, with the highest confidence.
        let mut values: Vec<(&'f Found<'a>, Claim)> = Vec::new();
        for (_, row) in standing(&statements, precedence) {
            let Some(claim) = claim_of(row, decisions) else { continue };
            match values.iter_mut().find(|(_, other)| other.value == claim.value) {
                Some((_, other)) => join(other, claim),
                None => values.push((row, claim)),
            }
        }
        let (out, stated): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|(_, claim)| claim.standing.state.is_out());
        let best = stated.iter().map(|(_, claim)| claim.precedence()).max();
        let at_best = stated.iter().filter(|(_, claim)| Some(claim.precedence()) == best).count();
        if at_best > 1 {
            let rows = statements.iter().map(|(_, row)| *row);
            contradiction(held, &format!("{kind} by {source}"), driver, rows);
        } else {
            claims.extend(stated);
        }
        claims.extend(out);
    }
    claims
}

/// The claim of a row.
fn claim_of(found: &Found<'_>, decisions: &BTreeMap<ClaimId, ClaimState>) -> Option<Claim> {
    let Item::Claim { kind, value, source, confidence, proposed, note } = &found.row.row.item else {
        return None;
    };
    let id = found.row.row.claim_id(found.driver)?;
    let first = if *proposed { ClaimState::Proposed } else { ClaimState::Accepted };
    Some(Claim {
        kind: kind.clone(),
        driver: found.driver,
        source: source.clone(),
        known_at: found.known_at,
        value: value.clone(),
        confidence: *confidence,
        standing: Standing {
            state: decisions.get(&id).copied().unwrap_or(first),
            id,
            rule: None,
            note: note.as_ref().map(|note| note.sha256.clone()),
            span: note.as_ref().map(|note| note.span),
            masked: note.as_ref().map(|note| note.masked),
        },
    })
}

/// Joins a claim with another row that makes it: one row may name the race by another date, or leave it to be accepted.
fn join(claim: &mut Claim, other: Claim) {
    let rank = |state: ClaimState| (state != ClaimState::Proposed, state.is_out());
    if claim.precedence() < other.precedence() {
        claim.confidence = other.confidence;
    }
    let (one, two) = (&claim.standing, &other.standing);
    // What was decided of either holds for both; else the first id in the alphabet is the claim's.
    let order = rank(two.state).cmp(&rank(one.state)).then_with(|| one.id.cmp(&two.id));
    if order == Ordering::Greater {
        claim.standing = other.standing;
    }
}

/// All claims, each with the verdict of the axioms: on it alone, then on those of one word of a source together. What is
/// vetoed is held back too; what somebody decided against is judged no more.
pub(super) fn lawful<'a>(
    claims: Vec<(&Found<'a>, Claim)>,
    race: &RaceFacts,
    held: &mut Held<'a>,
) -> Vec<Claim> {
    if claims.is_empty() {
        return Vec::new();
    }
    let entries = race.cars.iter().map(|car| car.entry.clone()).collect();
    let info = race.info.clone();
    let card = RaceCard { distance_laps: info.scheduled_laps.unwrap_or_default(), info, entries };
    let mut veto = |by: &Found<'a>, claim: &mut Claim, veto: &axioms::Veto| {
        let reason = format!("{}: {} against {}", veto.inputs.join(", "), veto.measured, veto.limit);
        held.entry((by.group, veto.rule, reason)).or_default().add(by.row);
        claim.standing.state = ClaimState::Vetoed;
        claim.standing.rule = Some(veto.rule.to_owned());
    };
    type Word = (String, Timestamp, Option<String>);
    let mut judged = Vec::with_capacity(claims.len());
    let mut words: BTreeMap<Word, Vec<(&Found<'a>, Claim)>> = BTreeMap::new();
    for (by, mut claim) in claims {
        let vetoes = axioms::claim::check(&[as_lawful(&claim)], &card);
        if claim.standing.state.is_out() {
            judged.push(claim);
        } else if let Some(first) = vetoes.first() {
            veto(by, &mut claim, first);
            judged.push(claim);
        } else {
            let word = (claim.source.clone(), claim.known_at, claim.standing.note.clone());
            words.entry(word).or_default().push((by, claim));
        }
    }
    for mut word in words.into_values() {
        let together: Vec<Lawful<'_>> = word.iter().map(|(_, claim)| as_lawful(claim)).collect();
        for found in axioms::claim::check(&together, &card) {
            for (by, claim) in &mut word {
                let concerned = found.rule == axioms::claim::GRID_UNIQUE
                    && claim.kind == domain::evidence::claim::GRID
                    && claim.standing.state != ClaimState::Vetoed
                    && claim.driver.is_some_and(|driver| found.drivers.contains(&driver));
                if concerned {
                    veto(by, claim, &found);
                }
            }
        }
        judged.extend(word.into_iter().map(|(_, claim)| claim));
    }
    judged
}

fn as_lawful(claim: &Claim) -> Lawful<'_> {
    Lawful {
        kind: &claim.kind,
        subject: claim.driver.map_or(Subject::Race, Subject::Entry),
        value: match &claim.value {
            ClaimValue::Truth(value) => Value::Bool(*value),
            ClaimValue::Whole(value) => Value::I64(*value),
            ClaimValue::Number(value) => Value::F64(*value),
            ClaimValue::Text(text) => Value::Text(text),
        },
    }
}
