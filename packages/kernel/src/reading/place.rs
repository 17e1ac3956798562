//! Places on the grid and in practice.

use super::quantity::{count, places};
use super::{Found, Page, judgement};
use domain::evidence::{ClaimValue, claim};
use std::ops::Range;

const GRID: &[&str] = &[
    "start",
    "starts",
    "starting",
    "starter",
    "roll",
    "rolls",
    "rolling",
    "line",
    "lines",
    "lining",
    "lineup",
    "qualified",
    "qualifies",
    "qualifying",
    "qualify",
    "qualifier",
    "grid",
    "pole",
    "row",
    "timed",
    "green",
    "off",
    "quali",
    "polesitter",
];
const PRACTICE: &[&str] = &[
    "practice",
    "practices",
    "sheet",
    "sheets",
    "session",
    "scoring",
    "board",
    "chart",
    "charts",
    "happy",
    "practise",
    "leaderboard",
    "pylon",
    "timesheet",
    "timesheets",
    "shakedown",
];
const RESULTS: &[&str] = &[
    "finish",
    "finished",
    "finishes",
    "finishing",
    "won",
    "win",
    "wins",
    "points",
    "standings",
    "career",
    "came",
    "ran",
    "playoff",
    "playoffs",
    "championship",
    "result",
    "results",
    "stage",
    "victory",
];
/// What a place may be followed by where it is none.
const NO_PLACE: &[&str] = &[
    "lap",
    "laps",
    "turn",
    "time",
    "times",
    "season",
    "year",
    "team",
    "round",
    "race",
    "gear",
    "attempt",
    "win",
    "practice",
    "session",
    "stint",
    "set",
    "group",
    "half",
    "quarter",
    "annual",
    "run",
    "stage",
    "generation",
    "straight",
    "consecutive",
    "row",
    "place run",
    "pit",
    "crew",
    "day",
    "car",
    "backup",
    "engine",
    "motor",
    "tire",
    "place finish",
    "career",
    "start of",
    "visit",
    "try",
    "week",
    "hour",
    "groove",
    "lane",
    "child",
    "segment",
];

pub(super) fn find(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    let mut taken: Vec<usize> = Vec::new();
    rows(page, number, sentence, found, &mut taken);
    pole(page, number, sentence, found);
    topped(page, number, sentence, found);
    let mut seen: Vec<(u32, Range<usize>)> = places(text, sentence.clone());
    bare(page, sentence, &mut seen);
    let usable: Vec<(u32, Range<usize>)> = seen
        .into_iter()
        .filter(|(_, tokens)| {
            let next = if text.word(tokens.end) == "~" { tokens.end + 1 } else { tokens.end };
            let place_run = text.word(next) == "place"
                && matches!(text.word(next + 1), "run" | "finish" | "finisher" | "result" | "car");
            !taken.contains(&tokens.start) && !NO_PLACE.contains(&text.word(next)) && !place_run
        })
        .collect();
    for (at, (place, tokens)) in usable.iter().enumerate() {
        let Some(kind) = kind_of(page, sentence, number, tokens.start) else { continue };
        let Some((entries, link)) = whose(page, sentence, &usable, at) else { continue };
        let value = match kind {
            claim::PACE => ClaimValue::Number(judgement::of_rank(*place)),
            _ => ClaimValue::Whole(i64::from(*place)),
        };
        let mut statement = page.found(kind, number, tokens.clone(), value);
        statement.weight = 0;
        statement.confidence *= link;
        // A place is one driver's.
        if let [entry] = entries.as_slice() {
            found.push(Found { entry: Some(*entry), ..statement });
        }
    }
}

/// Numbers that are places by the word before: `starts 14`, `qualified 9`, or by standing in a list: `1. A 2. B`.
fn bare(page: &Page<'_>, sentence: &Range<usize>, seen: &mut Vec<(u32, Range<usize>)>) {
    let text = &page.text;
    for at in sentence.clone() {
        let Some((value, end)) = count(text, at) else { continue };
        if text.tokens[at].number().is_none() || value == 0 || value > 60 {
            continue;
        }
        let before = text.word(at.wrapping_sub(1));
        let listed = matches!(text.word(end), "." | ")" | ":" | "-")
            && page.mentions.iter().any(|mention| mention.range.start == end + 1);
        let verb = matches!(
            before,
            "starts"
                | "start"
                | "starting"
                | "qualified"
                | "qualifies"
                | "spot"
                | "position"
                | "rolls"
                | "pos"
        ) && !matches!(
            text.word(end),
            "laps" | "lap" | "%" | "percent" | "minutes" | "cars" | "races" | "~" | "spots" | "positions"
        ) && !page.mentions.iter().any(|mention| mention.range.contains(&at));
        if listed || verb {
            seen.push((value, at..end));
        }
    }
    seen.sort_by_key(|(_, tokens)| tokens.start);
}

/// What kind of place it is, by the nearest word that says so; by the sentence before where this one says nothing.
fn kind_of(page: &Page<'_>, sentence: &Range<usize>, number: usize, at: usize) -> Option<&'static str> {
    let text = &page.text;
    let nearest = |range: &Range<usize>, from: usize| {
        let mut best: Option<(usize, &'static str)> = None;
        for i in range.clone() {
            let word = text.word(i);
            let average = matches!(word, "average" | "averages" | "avg" | "avgs")
                || word == "run" && matches!(text.word(i.wrapping_sub(1)), "~" | "long" | "lap")
                || word == "runs" && text.word(i.wrapping_sub(1)) == "long";
            let kind = if average {
                claim::PACE
            } else if PRACTICE.contains(&word) {
                claim::PRACTICE_RANK
            } else if GRID.contains(&word)
                && (word != "off"
                    || matches!(text.word(i.wrapping_sub(1)), "rolls" | "roll" | "goes" | "go" | "rolling"))
            {
                claim::GRID
            } else if RESULTS.contains(&word) {
                "result"
            } else {
                continue;
            };
            let apart = i.abs_diff(from) + 4 * usize::from(text.clause[i] != text.clause[from]);
            if best.is_none_or(|(known, _)| apart < known) {
                best = Some((apart, kind));
            }
        }
        best.map(|(_, kind)| kind)
    };
    let kind = nearest(sentence, at).or_else(|| {
        let before = number.checked_sub(1)?;
        let earlier = &page.text.sentences[before];
        let none = page.mentions_in(sentence).is_empty();
        (!none).then(|| nearest(earlier, earlier.end - 1)).flatten()
    })?;
    (kind != "result").then_some(kind)
}

/// Whose place it is.
fn whose(
    page: &Page<'_>,
    sentence: &Range<usize>,
    places: &[(u32, Range<usize>)],
    at: usize,
) -> Option<(Vec<usize>, f64)> {
    const LINKS: &[&str] = &[
        "is", "was", "-", ":", "goes", "to", "for", "by", "belongs", "went", ".", ")", "(", "~", "spot",
        "place",
    ];
    let text = &page.text;
    let tokens = &places[at].1;
    let one =
        |mention: usize| Some((page.mentions[mention].entries.clone(), page.mentions[mention].confidence));
    // `third is Bell`, `1. Larson`.
    let after = page.mentions_in(&(tokens.end..sentence.end)).next();
    if let Some(mention) = after {
        let between = tokens.end..page.mentions[mention].range.start;
        if between.len() <= 3 && between.clone().all(|i| LINKS.contains(&text.word(i))) && !between.is_empty()
        {
            return one(mention);
        }
    }
    let clause = text.clause_of(sentence, tokens.start);
    let before = page.mentions_in(&(sentence.start..tokens.start)).next_back();
    if let Some(mention) = before {
        // `A and B start third and fourth`: in their order.
        let group: Vec<usize> =
            (0..page.mentions.len()).filter(|other| page.groups[*other] == page.groups[mention]).collect();
        let same: Vec<usize> = (0..places.len())
            .filter(|other| places[*other].1.start > page.mentions[mention].range.start)
            .collect();
        if group.len() > 1 && same.len() == group.len() {
            let rank = same.iter().position(|other| *other == at)?;
            return one(group[rank]);
        }
        return one(mention);
    }
    if let Some(mention) = page.mentions_in(&clause).next().or(after) {
        return one(mention);
    }
    let (entries, confidence) = page.topic(sentence)?;
    Some((entries, confidence * 0.85))
}

/// `row two: A inside, B outside`.
fn rows(
    page: &Page<'_>,
    number: usize,
    sentence: &Range<usize>,
    found: &mut Vec<Found>,
    taken: &mut Vec<usize>,
) {
    let text = &page.text;
    let mut row = None;
    for at in sentence.clone() {
        if text.word(at) == "row" {
            let before = text.word(at.wrapping_sub(1));
            row = if before == "front" {
                Some(1)
            } else if let Some((value, _)) = count(text, at + 1) {
                Some(value)
            } else {
                let before = at.saturating_sub(3)..at;
                let place = places(text, before).pop();
                if let Some((_, tokens)) = &place {
                    taken.push(tokens.start);
                }
                place.map(|(value, _)| value)
            };
            continue;
        }
        let side = match text.word(at) {
            "inside" => 1,
            "outside" => 0,
            _ => continue,
        };
        let next = if text.word(at + 1) == "of" { at + 2 } else { at + 1 };
        let ahead = (next..(next + 4).min(sentence.end)).find(|i| text.word(*i) == "row");
        let beside_pole = side == 0 && text.any(at + 1..(at + 4).min(sentence.end), &["pole"]);
        let value = match (row, ahead) {
            _ if beside_pole => 1,
            (Some(row), _) => row,
            (None, Some(row_at)) => match count(text, row_at + 1) {
                Some((value, _)) => value,
                None if text.word(row_at.wrapping_sub(1)) == "front" => 1,
                None => match places(text, at..row_at).pop() {
                    Some((value, tokens)) => {
                        taken.push(tokens.start);
                        value
                    }
                    None => continue,
                },
            },
            (None, None) => continue,
        };
        let Some((entries, link)) = page.subject(sentence, at) else { continue };
        // Of a list only the nearest stands on this side.
        let nearest =
            page.mentions_in(&(sentence.start..at)).next_back().map(|m| page.mentions[m].entries.clone());
        let entries = if entries.len() > 1 { nearest.unwrap_or(entries) } else { entries };
        let [entry] = entries.as_slice() else { continue };
        let mut statement =
            page.found(claim::GRID, number, at..at + 1, ClaimValue::Whole(i64::from(2 * value - side)));
        statement.entry = Some(*entry);
        statement.confidence *= link;
        found.push(statement);
    }
}

fn pole(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    for at in sentence.clone() {
        let sitter = matches!(text.word(at), "polesitter" | "poleman");
        if text.word(at) != "pole" && !sitter {
            continue;
        }
        let before = at.saturating_sub(4).max(sentence.start)..at;
        if text.any(
            before.clone(),
            &["missed", "misses", "missing", "lost", "off", "short", "outside", "career", "vault", "flag"],
        ) {
            continue;
        }
        let beside = text.any(before.clone(), &["next", "beside", "alongside", "with"]);
        let to = text.first(
            at + 1..(at + 4).min(sentence.end),
            &["to", "is", "was", "for", ":", "-", "sitter", "by", "winner"],
        );
        let after = page.mentions_in(&(at + 1..sentence.end)).next();
        let earlier = page.mentions_in(&(text.segment_of(sentence, at).start..at)).next_back();
        let mention = match (earlier, after) {
            (None, after) => after,
            (Some(earlier), Some(after))
                if (to.is_some() || sitter)
                    && page.mentions[after].range.start <= at + 5
                    && text.word(at + 1) != "by" =>
            {
                let own = page.mentions[earlier].range.end + 3 >= at;
                if own && !sitter { Some(earlier) } else { Some(after) }
            }
            (earlier, _) => earlier,
        };
        let subject = match mention {
            Some(mention) => {
                Some((page.mentions[mention].entries.clone(), page.mentions[mention].confidence))
            }
            None => page.topic(sentence),
        };
        let Some((entries, link)) = subject else { continue };
        let [entry] = entries.as_slice() else { continue };
        let mut statement =
            page.found(claim::GRID, number, at..at + 1, ClaimValue::Whole(if beside { 2 } else { 1 }));
        statement.entry = Some(*entry);
        statement.confidence *= link;
        found.push(statement);
    }
}

/// `fastest in practice`, `topped the sheet`, `quickest in qualifying`.
fn topped(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    for at in sentence.clone() {
        if !matches!(
            text.word(at),
            "fastest"
                | "quickest"
                | "topped"
                | "tops"
                | "paced"
                | "led"
                | "leads"
                | "top"
                | "headed"
                | "atop"
                | "best"
                | "topping"
        ) {
            continue;
        }
        let end = (at + 8).min(sentence.end);
        let after = at + 1..end;
        if text.any(
            after.clone(),
            &[
                "average", "averages", "avg", "car", "laps", "run", "runs", "five", "ten", "10", "5", "20",
                "15",
            ],
        ) || places(text, at.saturating_sub(2)..at).pop().is_some()
        {
            continue;
        }
        let practice = text.first(after.clone(), PRACTICE);
        let qualifying = text.first(after, &["qualifying", "qualifiers"]);
        let kind = match (practice, qualifying) {
            (Some(p), Some(q)) if q < p => claim::GRID,
            (Some(_), _) => claim::PRACTICE_RANK,
            (None, Some(_)) => claim::GRID,
            (None, None) => {
                let clause = text.clause_of(sentence, at);
                let alone = matches!(text.word(at), "fastest" | "quickest");
                if !alone || !text.any(clause, PRACTICE) {
                    continue;
                }
                claim::PRACTICE_RANK
            }
        };
        let Some((entries, link)) = page.subject(sentence, at) else { continue };
        let [entry] = entries.as_slice() else { continue };
        let mut statement = page.found(kind, number, at..at + 1, ClaimValue::Whole(1));
        statement.entry = Some(*entry);
        statement.confidence *= link;
        found.push(statement);
    }
}
