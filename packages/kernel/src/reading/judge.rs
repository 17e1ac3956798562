//! From statements to claims: what is denied or taken back goes, the later word wins, contradictions claim nothing.

use super::{Found, Page, ReadClaim};
use domain::evidence::{ClaimValue, claim};

pub(crate) const CORRECTIONS: &[&str] = &[
    "correction",
    "scratch",
    "update",
    "updated",
    "retract",
    "retracts",
    "retracted",
    "strike",
    "sorry",
    "actually",
    "instead",
    "amended",
    "amends",
    "corrected",
    "corrects",
    "revised",
    "now",
    "edit",
    "oops",
    "mistake",
    "misread",
    "latest",
    "reverses",
    "reversed",
    "changed",
    "walks",
    "walked",
];

pub(super) fn settle(page: &Page<'_>, found: Vec<Found>) -> Vec<ReadClaim> {
    let mut kept: Vec<Found> = Vec::new();
    for statement in found {
        let same = |other: &Found| other.kind == statement.kind && other.entry == statement.entry;
        let corrects = corrects(page, statement.sentence);
        if statement.scope.elsewhere || statement.scope.hedged {
            // `it turns out he may`: a retraction that leaves nothing.
            if corrects && !statement.scope.elsewhere {
                kept.retain(|other| !same(other) || other.sentence == statement.sentence);
            }
            continue;
        }
        if statement.scope.denied {
            kept.retain(|other| !same(other) || other.sentence == statement.sentence);
            if statement.kind == claim::REAR_START {
                kept.push(Found { value: ClaimValue::Truth(false), ..statement });
            }
            continue;
        }
        place(&mut kept, statement, corrects);
    }
    // A denied drop to the rear is only said where the car would otherwise drop.
    let causes: Vec<Option<usize>> = kept
        .iter()
        .filter(|other| matches!(other.kind, claim::BACKUP_CAR | claim::ENGINE_CHANGE))
        .map(|other| other.entry)
        .collect();
    kept.retain(|other| other.value != ClaimValue::Truth(false) || causes.contains(&other.entry));
    kept.retain(|other| other.value != ClaimValue::Text(CONTRADICTED.to_owned()));
    kept.into_iter().map(|statement| claim_of(page, &statement)).collect()
}

const CONTRADICTED: &str = "contradicted";

/// Keeps a plain statement beside, or instead of, an earlier one of the same kind and driver.
fn place(kept: &mut Vec<Found>, statement: Found, corrects: bool) {
    if statement.kind == claim::GRID && corrects {
        // A corrected grid frees the place of whoever was said to have it.
        kept.retain(|other| {
            other.kind != claim::GRID
                || other.value != statement.value
                || other.sentence == statement.sentence
        });
    }
    let Some(before) =
        kept.iter_mut().find(|other| other.kind == statement.kind && other.entry == statement.entry)
    else {
        kept.push(statement);
        return;
    };
    if before.value == statement.value {
        before.confidence = before.confidence.max(statement.confidence);
        return;
    }
    match statement.kind {
        claim::GRID if !corrects => before.value = ClaimValue::Text(CONTRADICTED.to_owned()),
        claim::PACE if statement.weight < before.weight => {}
        claim::SCHEDULED_LAPS if statement.weight < before.weight => {}
        _ => *before = statement,
    }
}

fn corrects(page: &Page<'_>, sentence: usize) -> bool {
    page.text.any(page.text.sentences[sentence].clone(), CORRECTIONS)
}

fn claim_of(page: &Page<'_>, statement: &Found) -> ReadClaim {
    let tokens = &page.text.tokens[statement.tokens.clone()];
    let span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => (first.span.start, last.span.end),
        _ => (0, 0),
    };
    ReadClaim {
        kind: statement.kind.to_owned(),
        driver: statement.entry.map(|entry| page.card.entries[entry].driver),
        value: statement.value.clone(),
        confidence: (statement.confidence * 100.0).round() / 100.0,
        span,
        masked: 0.0,
    }
}
