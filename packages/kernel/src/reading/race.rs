//! What is said of the race itself: its distance, and the chance of rain.

use super::quantity::{chance, count};
use super::{Found, Page};
use domain::evidence::{ClaimValue, claim};
use jiff::civil::Weekday;
use std::ops::Range;

/// The kind that no projection reads yet, by its name in the ontology.
const RAIN: &str = "rain-probability";
/// Fewer laps are a run or a stint, more are no race of these series.
const LAPS: Range<u32> = 40..601;

pub(crate) const RAINS: &[&str] = &[
    "rain",
    "rains",
    "raining",
    "shower",
    "showers",
    "storm",
    "storms",
    "thunderstorm",
    "thunderstorms",
    "precip",
    "precipitation",
    "wet",
    "rainfall",
    "popups",
    "drizzle",
    "sprinkles",
    "weather",
    "tstorms",
    "moisture",
];

pub(super) fn find(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    laps(page, number, sentence, found);
    rain(page, number, sentence, found);
}

fn laps(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    const WHOLE: &[&str] = &[
        "race",
        "go",
        "goes",
        "distance",
        "scheduled",
        "schedule",
        "total",
        "event",
        "feature",
        "long",
        "advertised",
        "all",
        "full",
        "shortened",
        "lengthened",
        "extended",
        "trimmed",
        "cut",
        "run",
        "runs",
        "set",
        "sunday",
        "saturday",
        "tonight",
        "today",
        "green",
        "checkered",
        "stages",
        "stage",
    ];
    const PART: &[&str] = &[
        "practice",
        "into",
        "after",
        "average",
        "averages",
        "led",
        "lead",
        "old",
        "fresh",
        "tires",
        "run of",
        "stint",
        "fuel",
        "window",
        "each",
        "best",
        "left",
        "remaining",
        "turned",
        "logged",
        "completed",
        "ran",
        "made",
        "down",
    ];
    let text = &page.text;
    // `stages 60/120/267`: the last is the end of the race.
    for at in sentence.clone() {
        let triple = text.word(at + 1) == "/"
            && text.word(at + 3) == "/"
            && text.any(sentence.clone(), &["stage", "stages"]);
        if triple && let Some((value, end)) = count(text, at + 4).filter(|(value, _)| LAPS.contains(value)) {
            push(page, number, at..end, value, 2, found);
        }
    }
    for at in sentence.clone() {
        let Some((value, end)) = count(text, at).filter(|(value, _)| LAPS.contains(value)) else { continue };
        let next = if text.word(end) == "~" { end + 1 } else { end };
        if !matches!(text.word(next), "laps" | "lap" | "lapper" | "circuits") {
            continue;
        }
        let near = at.saturating_sub(9).max(sentence.start)..(next + 8).min(sentence.end);
        let closing = text.word(next) == "lap" || text.word(next) == "lapper";
        let named = closing
            && text.any(
                next + 1..(next + 4).min(sentence.end),
                &["race", "event", "feature", "main", "distance", "affair"],
            );
        let stage = text.any(near.clone(), &["stage", "stages"])
            && text.any(near.clone(), &["first", "second", "one", "two", "end", "ends"]);
        let of_race = text.any(sentence.clone(), &["go", "race", "total", "distance", "final", "third"]);
        if named || text.any(near.clone(), WHOLE) && !text.any(near, PART) && (of_race || !stage) {
            push(page, number, at..next + 1, value, if named { 2 } else { 1 }, found);
        }
    }
    // `the final stage ends at lap 267`, `267 to go the distance`.
    for phrase in ["final stage", "stage three", "stage 3", "third stage", "last stage"] {
        for tokens in text.find_all(sentence.clone(), phrase) {
            let range = tokens.end..(tokens.end + 8).min(sentence.end);
            let ends = text.any(range.clone(), &["end", "ends", "ending", "closes", "at", "on", "lap"]);
            let value = range
                .filter_map(|at| count(text, at))
                .map(|(value, _)| value)
                .find(|value| LAPS.contains(value));
            if let Some(value) = value.filter(|_| ends) {
                push(page, number, tokens.clone(), value, 2, found);
            }
        }
    }
}

fn push(page: &Page<'_>, number: usize, tokens: Range<usize>, laps: u32, weight: u8, found: &mut Vec<Found>) {
    let mut statement = page.found(claim::SCHEDULED_LAPS, number, tokens, ClaimValue::Whole(i64::from(laps)));
    statement.weight = weight;
    found.push(statement);
}

fn rain(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    let before = number.checked_sub(1).map(|before| page.text.sentences[before].clone());
    let spoken = text.any(sentence.clone(), RAINS)
        || before.is_some_and(|before| text.any(before, RAINS))
            && text.any(sentence.clone(), &["%", "percent", "chance", "odds"]);
    if !spoken {
        return;
    }
    let changed = text.any(
        sentence.clone(),
        &[
            "from", "down", "up", "now", "was", "dropped", "drops", "fell", "rose", "raised", "lowered",
            "climbed", "update", "updated", "jumped",
        ],
    );
    let mut chances: Vec<(f64, Range<usize>)> = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        // `from 70% to 30%` is no range where the forecast moved.
        if changed && text.word(at.wrapping_sub(1)) == "from" {
            at += 1;
            continue;
        }
        match chance(text, at, sentence.end) {
            Some((value, end)) if (0.0..=1.0).contains(&value) => {
                let humidity =
                    text.any(at..(end + 4).min(sentence.end), &["humidity", "throttle", "grip", "banking"]);
                if !humidity && !other_day(page, sentence, at) {
                    chances.push((value, at..end));
                }
                at = end.max(at + 1);
            }
            _ => at += 1,
        }
    }
    // A forecast that moved: its end. By the hour: the highest.
    let chosen = if changed {
        let to = chances
            .iter()
            .find(|(_, tokens)| matches!(text.word(tokens.start.wrapping_sub(1)), "to" | "now"));
        to.or(chances.last()).cloned()
    } else {
        chances.iter().max_by(|one, other| one.0.total_cmp(&other.0)).cloned()
    };
    let Some((value, tokens)) = chosen else { return };
    let mut statement =
        page.found(RAIN, number, tokens, ClaimValue::Number((value * 1000.0).round() / 1000.0));
    // Chances are doubts by nature: their words are no hedges here.
    statement.scope.hedged =
        text.word(sentence.end - 1) == "?" || text.find(sentence.clone(), "instructions").is_some();
    statement.scope.denied = false;
    found.push(statement);
}

/// Whether a chance is for another day than the race's.
fn other_day(page: &Page<'_>, sentence: &Range<usize>, at: usize) -> bool {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let text = &page.text;
    // Dates of race logs are UTC, about the end of the race: its own day or the one after.
    let date = page.card.info.date;
    let own = [date.weekday(), date.weekday().previous()];
    let named = |range: Range<usize>| {
        range
            .filter_map(|i| DAYS.iter().find(|(name, _)| *name == text.word(i)).map(|(_, day)| *day))
            .next_back()
    };
    let clause = text.clause_of(sentence, at);
    let day = named(clause).or_else(|| named(text.segment_of(sentence, at)));
    day.is_some_and(|day| !own.contains(&day))
        || text.any(text.segment_of(sentence, at), &["qualifying", "monday"])
            && day.is_none_or(|day| !own.contains(&day))
}
