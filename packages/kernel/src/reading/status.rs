//! What happens to a car before the start: to the rear, a backup, an engine, withdrawn.

use super::{Found, Page};
use domain::evidence::{ClaimValue, claim};
use std::ops::Range;

const MOVES: &[&str] = &[
    "drop",
    "drops",
    "dropping",
    "dropped",
    "go",
    "goes",
    "going",
    "sent",
    "send",
    "sends",
    "sending",
    "start",
    "starts",
    "starting",
    "started",
    "fall",
    "falls",
    "falling",
    "head",
    "heads",
    "heading",
    "headed",
    "move",
    "moves",
    "moved",
    "moving",
    "trip",
    "bring",
    "brings",
    "bringing",
    "relegated",
    "shuffled",
    "banished",
    "tailing",
    "take",
    "takes",
    "roll",
    "rolls",
    "rolling",
    "fire",
    "line",
    "lines",
    "lining",
    "cars",
    "must",
    "will",
    "put",
    "puts",
    "begin",
    "begins",
    "ordered",
    "bound",
    "report",
    "reports",
    "docked",
    "come",
    "comes",
    "coming",
    "forced",
    "surrender",
    "surrenders",
    "forfeits",
    "forfeit",
    "list",
    "penalty",
    "penalties",
    "serve",
    "exiled",
    "demoted",
    "to",
    "from",
    "at",
];
const CHANGES: &[&str] = &[
    "change",
    "changes",
    "changed",
    "changing",
    "swap",
    "swaps",
    "swapped",
    "swapping",
    "new",
    "replace",
    "replaces",
    "replaced",
    "replacing",
    "replacement",
    "different",
    "fresh",
    "another",
    "install",
    "installs",
    "installed",
    "installing",
    "second",
    "switch",
    "switched",
    "switching",
    "bolted",
    "dropped",
    "dropping",
    "backup",
    "spare",
    "put",
    "stuffed",
    "stuffing",
];
pub(crate) const ENGINES: &[&str] = &[
    "engine",
    "engines",
    "motor",
    "motors",
    "powerplant",
    "powerplants",
    "powertrain",
    "bullet",
    "mill",
    "lump",
    "power plant",
];

pub(super) fn find(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    for at in sentence.clone() {
        let hit = rear(page, sentence, at)
            .map(|tokens| (claim::REAR_START, tokens))
            .or_else(|| backup(page, at).map(|tokens| (claim::BACKUP_CAR, tokens)))
            .or_else(|| engine(page, sentence, at).map(|tokens| (claim::ENGINE_CHANGE, tokens)));
        if let Some((kind, tokens)) = hit {
            add(page, number, sentence, kind, tokens, false, found);
        }
        if let Some(tokens) = kept_place(page, at) {
            add(page, number, sentence, claim::REAR_START, tokens, true, found);
        }
    }
    withdrawn(page, number, sentence, found);
}

fn add(
    page: &Page<'_>,
    number: usize,
    sentence: &Range<usize>,
    kind: &'static str,
    tokens: Range<usize>,
    denied: bool,
    found: &mut Vec<Found>,
) {
    let Some((entries, link)) = page.subject(sentence, tokens.start) else { return };
    let mut statement = page.found(kind, number, tokens, ClaimValue::Truth(true));
    statement.scope.denied |= denied;
    statement.confidence *= link;
    for entry in entries {
        found.push(Found { entry: Some(entry), ..statement.clone() });
    }
}

/// `to the rear`, `at the back of the field`, `tail of the pack`, `start last`.
fn rear(page: &Page<'_>, sentence: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let text = &page.text;
    let word = text.word(at);
    let clause = text.clause_of(sentence, at);
    let before = clause.start.max(at.saturating_sub(9))..at;
    let moves = text.any(before.clone(), MOVES);
    let followed = text.word(at + 1);
    match word {
        "rear" => {
            let part = matches!(
                followed,
                "end"
                    | "gear"
                    | "suspension"
                    | "tire"
                    | "tires"
                    | "window"
                    | "bumper"
                    | "wing"
                    | "deck"
                    | "axle"
                    | "spoiler"
                    | "stretch"
                    | "brake"
                    | "brakes"
                    | "grip"
                    | "steer"
                    | "shock"
                    | "shocks"
                    | "spring"
                    | "springs"
                    | "clip"
                    | "quarter"
                    | "differential"
                    | "view"
                    | "housing"
                    | "tyre"
                    | "tyres"
                    | "diffuser"
                    | "of the car"
            );
            (!part && moves).then_some(at..at + 1)
        }
        "tail" => {
            let part = matches!(followed, "light" | "lights" | "wind" | "pipe" | "happy");
            (!part && moves && text.word(at.wrapping_sub(1)) != "~").then_some(at..at + 1)
        }
        "back" if text.word(at.wrapping_sub(1)) == "the" => {
            let of = followed == "of"
                && text.any(
                    at + 1..(at + 6).min(sentence.end),
                    &["field", "pack", "line", "grid", "bus", "order"],
                );
            let to = at >= 2 && matches!(text.word(at - 2), "to" | "from" | "at" | "in");
            (moves && (of || to && !matches!(followed, "of" | "bumper" | "stretch"))).then_some(at..at + 1)
        }
        "last" | "behind" => {
            let starts = text.any(
                before,
                &[
                    "start", "starts", "starting", "roll", "rolls", "line", "lines", "lining", "take",
                    "takes", "begin", "begins", "go", "goes",
                ],
            );
            let all = word == "behind"
                && text.any(
                    at + 1..(at + 5).min(clause.end.max(at + 1)),
                    &["everyone", "everybody", "field", "all"],
                );
            let last = word == "last"
                && !matches!(
                    followed,
                    "year"
                        | "week"
                        | "season"
                        | "time"
                        | "month"
                        | "race"
                        | "fall"
                        | "spring"
                        | "sunday"
                        | "weekend"
                        | "lap"
                        | "row"
                        | "saturday"
                        | "friday"
                        | "night"
                        | "summer"
                        | "of"
                );
            (starts && (all || last)).then_some(at..at + 1)
        }
        _ => None,
    }
}

/// `keeps his spot`: said outright not to drop.
fn kept_place(page: &Page<'_>, at: usize) -> Option<Range<usize>> {
    let text = &page.text;
    if !matches!(
        text.word(at),
        "keeps" | "keep" | "kept" | "retains" | "retain" | "holds" | "hold" | "keeping"
    ) {
        return None;
    }
    let end = (at + 6).min(text.tokens.len());
    let spot = text.first(at..end, &["spot", "position", "place", "grid", "starting"])?;
    Some(at..spot + 1)
}

fn backup(page: &Page<'_>, at: usize) -> Option<Range<usize>> {
    let text = &page.text;
    let followed = text.word(at + 1);
    match text.word(at) {
        "backup" | "backups" => (!matches!(
            followed,
            "driver" | "plan" | "plans" | "camera" | "qb" | "spotter" | "engine" | "motor"
        ))
        .then_some(at..at + 1),
        "back" => {
            let next = if followed == "~" { at + 2 } else { at + 1 };
            (text.word(next) == "up" && matches!(text.word(next + 1), "car" | "ride" | "chassis"))
                .then_some(at..next + 2)
        }
        "spare" => {
            let part = matches!(
                followed,
                "engine" | "motor" | "parts" | "part" | "tire" | "tires" | "time" | "change" | "set" | "me"
            );
            let verb = matches!(text.word(at.wrapping_sub(1)), "to" | "will" | "can" | "could");
            (!part && !verb).then_some(at..at + 1)
        }
        "second" | "secondary" | "reserve" | "replacement" | "other" => {
            let car = matches!(followed, "car" | "chassis" | "racecar" | "primary");
            let unloaded = text.any(
                at.saturating_sub(8)..(at + 8).min(text.tokens.len()),
                &[
                    "hauler",
                    "unload",
                    "unloaded",
                    "unloading",
                    "roll",
                    "rolled",
                    "rolling",
                    "pull",
                    "pulled",
                    "pulling",
                    "wheeled",
                    "trailer",
                    "switch",
                    "switched",
                    "into",
                    "wreck",
                    "wrecked",
                    "crash",
                    "crashed",
                    "destroyed",
                    "prepped",
                ],
            );
            (car && unloaded).then_some(at..at + 2)
        }
        _ => None,
    }
}

fn engine(page: &Page<'_>, sentence: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let text = &page.text;
    if !ENGINES.contains(&text.word(at)) && text.phrase_at(at, sentence.end, "power plant").is_none() {
        return None;
    }
    if matches!(
        text.word(at + 1),
        "builder" | "shop" | "department" | "tuner" | "noise" | "company" | "builders"
    ) {
        return None;
    }
    let clause = text.clause_of(sentence, at);
    let near = clause.start.max(at.saturating_sub(6))..clause.end.min(at + 6);
    text.any(near, CHANGES).then_some(at..at + 1)
}

/// Phrases that say a driver will not start.
const OUT: &[&str] = &[
    "withdrawn",
    "withdraws",
    "withdraw",
    "withdrew",
    "withdrawing",
    "has been scratched",
    "is scratched",
    "are scratched",
    "scratched from",
    "scratched for",
    "pulled out of",
    "pulls out of",
    "pulling out of",
    "pulled from",
    "out of the race",
    "out of sunday",
    "out for sunday",
    "out for saturday",
    "out for the race",
    "will not race",
    "wont race",
    "will not start",
    "wont start",
    "will not run",
    "wont run",
    "did not qualify",
    "didnt qualify",
    "failed to qualify",
    "fails to qualify",
    "dnq",
    "dnqd",
    "sit out",
    "sits out",
    "sitting out",
    "sidelined",
    "not cleared",
    "isnt cleared",
    "hasnt been cleared",
    "will miss",
    "misses the race",
    "missed the show",
    "missed the race",
    "misses the show",
    "missing the race",
    "not racing",
    "isnt racing",
    "wont be racing",
    "will not be racing",
    "will not take part",
    "wont take part",
    "will not compete",
    "wont compete",
    "ruled out",
    "packed up and",
    "loading up and",
    "loaded up and",
    "going home",
    "go home",
    "went home",
    "headed home",
    "heading home",
    "sent home",
];
/// Phrases after which the one who is replaced follows.
const FOR: &[&str] = &[
    "in for",
    "fills in for",
    "filling in for",
    "fill in for",
    "subs for",
    "subbing for",
    "sub for",
    "substitute for",
    "substituting for",
    "in place of",
    "replaces",
    "replacing",
    "stands in for",
    "steps in for",
    "stepping in for",
    "takes over for",
    "taking over for",
    "relieves",
    "instead of",
];

fn withdrawn(page: &Page<'_>, number: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
    let text = &page.text;
    let tried = &["qualifying", "qualify", "missed", "speed", "entry", "race", "sunday", "hauler", "show"];
    for phrase in OUT {
        for tokens in text.find_all(sentence.clone(), phrase) {
            let home = phrase.ends_with("home") || phrase.ends_with("up and");
            if home && !text.any(sentence.clone(), tried) {
                continue;
            }
            // The denial is part of the phrase, or none is allowed.
            let part = ["not", "wont", "didnt", "isnt", "hasnt"]
                .iter()
                .any(|word| phrase.split(' ').any(|p| p == *word));
            let Some((entries, link)) = page.subject(sentence, tokens.start) else { continue };
            let mut statement = page.found(claim::WITHDRAWN, number, tokens.clone(), ClaimValue::Truth(true));
            if part {
                statement.scope.denied = false;
            }
            statement.confidence *= link;
            found.extend(entries.into_iter().map(|entry| Found { entry: Some(entry), ..statement.clone() }));
        }
    }
    for phrase in FOR {
        for tokens in text.find_all(sentence.clone(), phrase) {
            let after = page.mentions_in(&(tokens.end..(tokens.end + 3).min(sentence.end)));
            let Some(mention) = after.clone().next() else { continue };
            let replaced = text.first(tokens.end..sentence.end, ENGINES).is_some();
            if replaced || page.mentions[mention].entries.len() != 1 {
                continue;
            }
            let mut statement = page.found(claim::WITHDRAWN, number, tokens.clone(), ClaimValue::Truth(true));
            statement.entry = Some(page.mentions[mention].entries[0]);
            statement.scope.denied = false;
            statement.confidence *= page.mentions[mention].confidence * 0.9;
            found.push(statement);
        }
    }
}
