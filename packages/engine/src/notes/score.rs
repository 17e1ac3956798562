//! Scores claims read from notes against gold claims, as `score.py` of the shared notes does.

use domain::aliases::folded;
use kernel::evaluation::Count;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// How far a value may be from the gold one; of the other kinds it must be equal.
const TOLERANCE: [(&str, f64); 2] = [("pace", 0.3), ("rain-probability", 0.05)];

/// Kinds about the race, whatever driver is named.
const OF_THE_RACE: [&str; 2] = ["scheduled-laps", "rain-probability"];

/// Rounding of the values.
const EPSILON: f64 = 1e-9;

/// The score of what was read from notes. Shares are 0 where there is nothing to share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Notes.
    pub notes: u32,
    /// Gold claims.
    pub gold: u32,
    /// Claims given.
    pub given: u32,
    /// Claims that are right.
    pub right: u32,
    /// Right ones among those given.
    pub precision: f64,
    /// Right ones among the gold ones.
    pub recall: f64,
    /// Twice the right ones among gold and given ones.
    pub f1: f64,
    /// Notes with no claim missing and none too many.
    pub wholly_right: u32,
    /// Notes without gold claims.
    pub nothing: u32,
    /// Share of those that were answered with none.
    pub nothing_accuracy: f64,
    /// By kind, most gold claims first.
    pub kinds: Vec<KindScore>,
}

/// The score of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KindScore {
    /// Kind.
    pub kind: String,
    /// Gold claims.
    pub gold: u32,
    /// Claims given.
    pub given: u32,
    /// Claims that are right.
    pub right: u32,
    /// Twice the right ones among gold and given ones.
    pub f1: f64,
}

/// A claim as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scored {
    kind: String,
    driver: Option<String>,
    value: ScoredValue,
}

#[derive(Clone, Debug, PartialEq)]
enum ScoredValue {
    Truth(bool),
    Number(f64),
    Other(String),
}

impl Scored {
    /// A claim with the fields `kind`, `driver` and `value`.
    pub fn of(claim: &Value) -> Self {
        let kind = claim["kind"].as_str().unwrap_or_default().trim().to_lowercase().replace('_', "-");
        let driver = match OF_THE_RACE.contains(&kind.as_str()) {
            true => None,
            false => claim["driver"].as_str().and_then(name),
        };
        Self { kind, driver, value: value(&claim["value"]) }
    }

    /// How far two claims are apart; nothing if they are not the same.
    fn apart(&self, other: &Self) -> Option<f64> {
        if self.kind != other.kind || self.driver != other.driver {
            return None;
        }
        match (&self.value, &other.value) {
            (ScoredValue::Number(one), ScoredValue::Number(two)) => {
                let tolerance = TOLERANCE.iter().find(|(kind, _)| *kind == self.kind);
                let apart = (one - two).abs();
                (apart <= tolerance.map_or(0.0, |(_, tolerance)| *tolerance) + EPSILON).then_some(apart)
            }
            (one, two) => (one == two).then_some(0.0),
        }
    }
}

/// A name without accents, dots, commas, apostrophes, case and doubled blanks.
fn name(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !".,'\u{2019}".contains(*c)).collect();
    Some(folded(&plain)).filter(|name| !name.is_empty())
}

/// A truth value or a number, also where a text spells one.
fn value(value: &Value) -> ScoredValue {
    match value {
        Value::Bool(truth) => ScoredValue::Truth(*truth),
        Value::Number(number) => ScoredValue::Number(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" => ScoredValue::Truth(true),
            "false" | "no" => ScoredValue::Truth(false),
            text => text.parse().map_or_else(|_| ScoredValue::Other(text.to_owned()), ScoredValue::Number),
        },
        other => ScoredValue::Other(other.to_string()),
    }
}

/// The claims of a note, each once.
pub(super) fn once(claims: impl Iterator<Item = Scored>) -> Vec<Scored> {
    let mut kept: Vec<Scored> = Vec::new();
    for claim in claims {
        if !kept.contains(&claim) {
            kept.push(claim);
        }
    }
    kept
}

/// The kinds of the claims that are right: each gold claim is matched once, the nearest first.
fn matched<'g>(gold: &'g [Scored], given: &[Scored]) -> Vec<&'g str> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (at, wanted) in gold.iter().enumerate() {
        for (to, found) in given.iter().enumerate() {
            pairs.extend(wanted.apart(found).map(|apart| (apart, at, to)));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut taken_gold, mut taken_given) = (vec![false; gold.len()], vec![false; given.len()]);
    let mut kinds = Vec::new();
    for (_, at, to) in pairs {
        if !taken_gold[at] && !taken_given[to] {
            (taken_gold[at], taken_given[to]) = (true, true);
            kinds.push(gold[at].kind.as_str());
        }
    }
    kinds
}

/// The counts of each note, for comparisons in pairs.
pub(super) fn counts(notes: &[(Vec<Scored>, Vec<Scored>)]) -> Vec<Count> {
    let count = |(gold, given): &(Vec<Scored>, Vec<Scored>)| Count {
        right: matched(gold, given).len(),
        given: given.len(),
        gold: gold.len(),
    };
    notes.iter().map(count).collect()
}

/// Scores notes, each with its gold claims and those given.
pub(super) fn score(notes: &[(Vec<Scored>, Vec<Scored>)]) -> Score {
    /// Gold, given, right.
    type Counts = [u32; 3];
    let mut kinds: BTreeMap<&str, Counts> = BTreeMap::new();
    let (mut wholly_right, mut nothing, mut quiet) = (0, 0, 0);
    for (gold, given) in notes {
        let right = matched(gold, given);
        right.iter().for_each(|kind| kinds.entry(kind).or_default()[2] += 1);
        given.iter().for_each(|claim| kinds.entry(&claim.kind).or_default()[1] += 1);
        gold.iter().for_each(|claim| kinds.entry(&claim.kind).or_default()[0] += 1);
        wholly_right += u32::from(right.len() == given.len() && given.len() == gold.len());
        nothing += u32::from(gold.is_empty());
        quiet += u32::from(gold.is_empty() && given.is_empty());
    }
    let sum = |at: usize| kinds.values().map(|counts| counts[at]).sum::<u32>();
    let (gold, given, right) = (sum(0), sum(1), sum(2));
    let of_kind = |(kind, [gold, given, right]): (&&str, &Counts)| KindScore {
        kind: (*kind).to_owned(),
        gold: *gold,
        given: *given,
        right: *right,
        f1: share(2 * right, gold + given),
    };
    let mut by_kind: Vec<KindScore> = kinds.iter().map(of_kind).collect();
    by_kind.sort_by(|a, b| b.gold.cmp(&a.gold).then_with(|| a.kind.cmp(&b.kind)));
    Score {
        notes: notes.len() as u32,
        gold,
        given,
        right,
        precision: share(right, given),
        recall: share(right, gold),
        f1: share(2 * right, gold + given),
        wholly_right,
        nothing,
        nothing_accuracy: share(quiet, nothing),
        kinds: by_kind,
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(claims: &[Value]) -> Vec<Scored> {
        once(claims.iter().map(Scored::of))
    }

    #[test]
    fn names_and_values_are_compared_as_the_policy_says() {
        let same = |one: Value, two: Value| Scored::of(&one).apart(&Scored::of(&two)).is_some();
        let grid = |driver: &str, value: Value| json!({"kind": "grid", "driver": driver, "value": value});
        assert!(same(grid("A.J. Allmendinger", json!(3)), grid("aj  allmendinger", json!("3"))));
        assert!(same(grid("Daniel Su\u{e1}rez", json!(3)), grid("daniel suarez", json!(3.0))));
        assert!(!same(grid("Kyle Busch", json!(3)), grid("Kurt Busch", json!(3))));
        assert!(!same(grid("Kyle Busch", json!(3)), grid("Kyle Busch", json!(4))));
        assert!(!same(grid("Kyle Busch", json!(1)), grid("Kyle Busch", json!(true))));
        let pace = |value: f64| json!({"kind": "pace", "driver": "Kyle Busch", "value": value});
        assert!(same(pace(0.6), pace(0.9)) && !same(pace(0.3), pace(0.9)));
        let rain = |driver: Value| json!({"kind": "rain_probability", "driver": driver, "value": 0.7});
        assert!(same(rain(Value::Null), rain(json!("Kyle Busch"))));
    }

    #[test]
    fn a_gold_claim_is_matched_once_and_the_nearest_first() {
        let pace = |value: f64| json!({"kind": "pace", "driver": "A B", "value": value});
        let rear = json!({"kind": "rear-start", "driver": "A B", "value": true});
        let notes = [
            (claims(&[pace(0.3)]), claims(&[pace(0.6), pace(0.3), pace(0.3)])),
            (claims(std::slice::from_ref(&rear)), claims(&[rear.clone(), rear.clone()])),
            (Vec::new(), Vec::new()),
            (Vec::new(), claims(&[pace(0.0)])),
        ];
        let score = score(&notes);
        assert_eq!((score.gold, score.given, score.right, score.wholly_right), (2, 4, 2, 2));
        assert_eq!((score.nothing, score.nothing_accuracy), (2, 0.5));
        assert!((score.f1 - 4.0 / 6.0).abs() < 1e-12 && score.precision == 0.5 && score.recall == 1.0);
        assert_eq!(score.kinds[0].kind, "pace");
    }
}
