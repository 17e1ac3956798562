//! Judgements of a car's speed this weekend.

use super::judgement::PHRASES;
use super::{Found, Page};
use domain::evidence::{ClaimValue, claim};
use std::ops::Range;

const ABOUT_SPEED: &[&str] = &[
    "car",
    "speed",
    "pace",
    "practice",
    "run",
    "runs",
    "long",
    "lap",
    "laps",
    "stopwatch",
    "average",
    "averages",
    "haul",
    "short",
    "fast",
    "ride",
    "truck",
    "hot",
    "rod",
    "machine",
    "weekend",
    "unloaded",
    "falloff",
    "race",
    "trim",
    "clock",
    "tires",
    "chevy",
    "toyota",
    "ford",
];
/// Phrases that say something of a car only where speed is spoken of.
const WEAK: &[&str] = &[
    "decent",
    "solid",
    "lost",
    "struggling",
    "struggled",
    "excellent",
    "terrible",
    "awful",
    "crushed",
    "stomped",
    "checked out",
    "dominated",
    "slow",
    "so so",
    "ordinary",
    "trash",
    "garbage",
    "in trouble",
    "contender",
    "respectable",
    "stout",
    "dominant",
    "pretty good",
    "not bad",
    "hauling",
    "an average",
    "vanilla",
    "mediocre",
    "middling",
    "dominating",
    "a tractor",
    "a brick",
    "hopeless",
    "lights out",
    "on rails",
    "way off",
    "junk",
];

pub(super) fn find(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    best_average(page, number, sentence, found);
    let mut covered: Vec<usize> = Vec::new();
    for (phrase, level) in PHRASES {
        for tokens in text.find_all(sentence.clone(), phrase) {
            if tokens.clone().any(|at| covered.contains(&at)) {
                continue;
            }
            covered.extend(tokens.clone());
            let about = text.any(sentence.clone(), ABOUT_SPEED);
            let of_lap = matches!(
                text.word(tokens.end),
                "lap" | "laps" | "stop" | "stops" | "interview" | "guy" | "points" | "day" | "finish"
            );
            let field = matches!(text.word(tokens.end), "track" | "pit" | "traffic" | "start");
            if WEAK.contains(phrase) && !about || of_lap || field {
                continue;
            }
            let Some((entries, link)) = page.subject(sentence, tokens.start) else { continue };
            let long = text.clause_of(sentence, tokens.start);
            let long = text.any(long, &["long", "haul", "race", "run", "runs", "falls", "falloff"]);
            let mut statement = page.found(claim::PACE, number, tokens.clone(), ClaimValue::Number(*level));
            // `not bad`, `nobody close` and `no speed` are words of the judgement itself.
            let own = ["not", "nobody", "no", "nothing", "neither"]
                .iter()
                .any(|word| phrase.split(' ').any(|p| p == *word));
            if own && !text.any(sentence.start..tokens.start, &["not", "isnt", "wasnt", "never"]) {
                statement.scope.denied = false;
            }
            statement.weight = if long { 3 } else { 2 };
            statement.confidence *= link * 0.85;
            found.extend(entries.into_iter().map(|entry| Found { entry: Some(entry), ..statement.clone() }));
        }
    }
}

/// `best ten-lap average`: the first rank on averages.
fn best_average(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    for at in sentence.clone() {
        let best = matches!(
            text.word(at),
            "best" | "fastest" | "quickest" | "top" | "topped" | "led" | "leads" | "paced" | "tops"
        );
        let average = text.first(at + 1..(at + 8).min(sentence.end), &["average", "averages", "avg", "avgs"]);
        let Some(average) = average.filter(|_| best) else { continue };
        let ranked = super::quantity::places(text, at.saturating_sub(2)..at).pop();
        let level = match ranked {
            Some((rank, _)) => super::judgement::of_rank(rank),
            None if text.any(at + 1..average, &["five", "ten"]) && text.word(at) == "top" => continue,
            None => 0.9,
        };
        let Some((entries, link)) = page.subject(sentence, at) else { continue };
        let [entry] = entries.as_slice() else { continue };
        let mut statement = page.found(claim::PACE, number, at..average + 1, ClaimValue::Number(level));
        statement.entry = Some(*entry);
        statement.confidence *= link;
        found.push(statement);
    }
}
