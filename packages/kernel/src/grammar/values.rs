//! The values that a kind of claim may take, as a finite list.

use domain::evidence::ClaimValue;
use domain::race::RaceCard;
use ontology::{ClaimKind, Kind};

/// Whether a kind of claim may take a value in a race: its type, its range, and for places on the grid the field.
pub fn allowed_value(kind: &ClaimKind, card: &RaceCard, value: &ClaimValue) -> bool {
    match (kind.value, value) {
        (Kind::Bool, ClaimValue::Truth(_)) => true,
        (Kind::I64, ClaimValue::Whole(number)) => {
            let field = !kind.distinct || usize::try_from(*number).is_ok_and(|n| n <= card.entries.len());
            field && kind.range.holds(*number as f64)
        }
        (Kind::F64, ClaimValue::Number(number)) => number.is_finite() && kind.range.holds(*number),
        (Kind::String, ClaimValue::Text(text)) => !text.is_empty() && kind.range.allows(text),
        _ => false,
    }
}

/// Every value that a kind of claim may take in a race, in order. Whole numbers and probabilities are those of `numbers`
/// where given; numbers of other kinds are in steps: a twentieth of a probability, three tenths of a score.
pub fn values(kind: &ClaimKind, card: &RaceCard, numbers: Option<&[f64]>) -> Vec<ClaimValue> {
    let whole = |bound: Option<f64>, other: i64| bound.map_or(other, |bound| bound as i64);
    let mut values: Vec<ClaimValue> = match kind.value {
        Kind::Bool => vec![ClaimValue::Truth(false), ClaimValue::Truth(true)],
        Kind::I64 => match numbers {
            Some(numbers) => {
                let mut given: Vec<i64> =
                    numbers.iter().filter(|n| n.fract() == 0.0).map(|n| *n as i64).collect();
                given.sort_unstable();
                given.dedup();
                given.into_iter().map(ClaimValue::Whole).collect()
            }
            None => {
                (whole(kind.range.min, 0)..=whole(kind.range.max, 1_000)).map(ClaimValue::Whole).collect()
            }
        },
        Kind::F64 if kind.unit.as_deref() == Some("probability") => match numbers {
            Some(numbers) => {
                let mut given: Vec<f64> = numbers.to_vec();
                given.sort_by(f64::total_cmp);
                given.dedup();
                given.into_iter().map(ClaimValue::Number).collect()
            }
            None => (0..=20).map(|step| ClaimValue::Number(f64::from(step) / 20.0)).collect(),
        },
        Kind::F64 => (-3..=3).map(|step| ClaimValue::Number(f64::from(step * 3) / 10.0)).collect(),
        Kind::String => kind.range.one_of.iter().cloned().map(ClaimValue::Text).collect(),
        _ => Vec::new(),
    };
    values.retain(|value| allowed_value(kind, card, value));
    values
}
