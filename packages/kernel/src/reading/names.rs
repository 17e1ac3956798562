//! Who is meant: mentions of entered drivers in a note.

use super::nicknames::{NICKNAMES, TEAMS, WORDS};
use super::text::Text;
use domain::aliases::NameKey;
use domain::race::RaceCard;
use std::ops::Range;

/// A place in the note where drivers are meant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    /// Tokens.
    pub range: Range<usize>,
    /// Entries meant, by their place in the card: one, or all cars of a team.
    pub entries: Vec<usize>,
    /// How sure the link is.
    pub confidence: f64,
}

struct Known {
    words: Vec<String>,
    suffix: bool,
    car: Option<String>,
    other: Vec<Vec<String>>,
    initials: String,
}

/// Finds drivers of one entry list.
pub(crate) struct Names {
    known: Vec<Known>,
    teams: Vec<(Vec<String>, Vec<usize>)>,
}

/// Words that follow a car number.
const CARS: &[&str] = &[
    "car",
    "team",
    "crew",
    "bunch",
    "group",
    "side",
    "machine",
    "toyota",
    "chevy",
    "chevrolet",
    "ford",
    "camaro",
    "mustang",
    "camry",
    "guys",
    "gang",
    "driver",
    "truck",
    "camp",
    "boys",
    "squad",
    "hauler",
    "entry",
    "tundra",
    "silverado",
];
/// Words before a number that make it a car where no unit follows.
const BEFORE: &[&str] = &["the", "no", "number", "#", "and", "nos"];
/// Words after a number that make it something else than a car.
const UNITS: &[&str] = &[
    "laps",
    "lap",
    "miles",
    "mile",
    "percent",
    "%",
    "seconds",
    "second",
    "minutes",
    "minute",
    "hours",
    "cars",
    "points",
    "mph",
    "degrees",
    "th",
    "st",
    "nd",
    "rd",
    "drivers",
    "races",
    "race",
    "starts",
    "wins",
    "poles",
    "times",
    "years",
    "year",
    "days",
    "weeks",
    "am",
    "pm",
    "oclock",
    "spots",
    "positions",
    "rows",
    "season",
    "of",
    "sets",
    "car field",
    "-",
    "~",
    "tires",
    "others",
    "trucks",
    "chance",
    "deep",
    "to",
];

impl Names {
    pub fn new(card: &RaceCard) -> Names {
        let known = card.entries.iter().map(|entry| {
            let key = NameKey::of(&entry.driver_name);
            let words: Vec<String> = key.words.split(' ').map(str::to_owned).collect();
            let other = NICKNAMES
                .iter()
                .filter(|(name, _)| *name == key.words)
                .flat_map(|(_, other)| other.iter())
                .map(|other| other.split(' ').map(str::to_owned).collect())
                .collect();
            let suffix = key.suffix.is_some();
            let letters: String = words.iter().filter_map(|word| word.chars().next()).collect();
            let initials = match key.suffix {
                Some(suffix) => letters + &suffix[..1],
                None => letters,
            };
            Known { words, suffix, car: entry.car_number.clone(), other, initials }
        });
        let known: Vec<Known> = known.collect();
        let mut teams: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
        for (word, others) in TEAMS {
            let members: Vec<usize> = (0..card.entries.len())
                .filter(|at| {
                    let team = card.entries[*at].team.as_deref().unwrap_or_default();
                    domain::aliases::folded(team).split(' ').any(|part| part == *word)
                })
                .collect();
            if !members.is_empty() {
                for other in *others {
                    teams.push((other.split(' ').map(str::to_owned).collect(), members.clone()));
                }
            }
        }
        Names { known, teams }
    }

    /// Every mention in a note, in order and without overlap.
    pub fn mentions(&self, text: &Text) -> Vec<Mention> {
        let cased = text.tokens.iter().filter(|token| token.capital).count() * 12 > text.tokens.len();
        let mut found: Vec<Mention> = Vec::new();
        let mut at = 0;
        while at < text.tokens.len() {
            match self.at(text, at, cased, &found) {
                Some((end, Some(mut mention))) => {
                    mention.range = at..end;
                    found.push(mention);
                    at = end;
                }
                // Somebody who is not entered: passed over whole.
                Some((end, None)) => at = end,
                None => at += 1,
            }
        }
        found
    }

    /// What stands at a token: where it ends, and whom it means if they are entered.
    fn at(
        &self,
        text: &Text,
        at: usize,
        cased: bool,
        earlier: &[Mention],
    ) -> Option<(usize, Option<Mention>)> {
        let mention = |entries: Vec<usize>, confidence| Mention { range: at..at, entries, confidence };
        if let Some((end, entry)) = self.full(text, at) {
            return Some((end, Some(mention(vec![entry], 0.95))));
        }
        if let Some((end, entries)) = self.team(text, at) {
            return Some((end, Some(mention(entries, 0.85))));
        }
        if let Some((end, entry)) = self.car(text, at) {
            return Some((end, entry.map(|entry| mention(vec![entry], 0.9))));
        }
        if let Some((end, entry)) = self.nickname(text, at) {
            return Some((end, Some(mention(vec![entry], 0.85))));
        }
        self.single(text, at, cased, earlier)
    }

    /// First name or initial and surname, or the whole name.
    fn full(&self, text: &Text, at: usize) -> Option<(usize, usize)> {
        self.known.iter().enumerate().find_map(|(entry, known)| {
            let (first, last) = (known.words.first()?, known.words.last()?);
            if known.words.len() < 2 {
                return None;
            }
            let mut end = words_at(text, at, &known.words).or_else(|| {
                let rest = &known.words[1..];
                let word = text.word(at);
                let dotted = usize::from(text.word(at + 1) == ".");
                let short = word.len() == 1 && first.starts_with(word);
                let near = word.len() > 3 && apart(word, first) <= 1;
                if !(short || near || first == word) {
                    return None;
                }
                let after = at + 1 + if short { dotted } else { 0 };
                words_at(text, after, rest)
                    .or_else(|| words_at(text, after, std::slice::from_ref(last)))
                    .or_else(|| {
                        (rest.len() == 1 && !short && close(text.word(after), last)).then_some(after + 1)
                    })
            })?;
            // `A. J.` written with points.
            if matches!(text.word(end), "jr" | "sr" | "ii" | "iii" | "iv") && known.suffix {
                end += 1;
                end += usize::from(text.word(end) == "." && text.tokens[end - 1].joined);
            }
            Some((end, entry))
        })
    }

    /// `every Gibbs car`, `all four Penske entries`.
    fn team(&self, text: &Text, at: usize) -> Option<(usize, Vec<usize>)> {
        if !matches!(text.word(at), "every" | "all" | "both" | "each" | "entire" | "whole") {
            return None;
        }
        let start = (at + 1..at + 5)
            .find(|start| self.teams.iter().any(|(words, _)| words_at(text, *start, words).is_some()))?;
        let (words, members) = self
            .teams
            .iter()
            .filter(|(words, _)| words_at(text, start, words).is_some())
            .max_by_key(|(w, _)| w.len())?;
        let mut end = start + words.len();
        while matches!(
            text.word(end),
            "racing"
                | "motorsports"
                | "cars"
                | "car"
                | "entries"
                | "entry"
                | "toyotas"
                | "fords"
                | "chevys"
                | "chevrolets"
                | "drivers"
                | "trucks"
                | "stable"
                | "fleet"
                | "camp"
        ) {
            end += 1;
        }
        let both = text.word(at) == "both" && members.len() != 2;
        (end > start + words.len() && !both).then(|| (end, members.clone()))
    }

    /// `the 24`, `No. 24`, `#24`, `24 team`. Some number of a car that is not entered means nobody.
    fn car(&self, text: &Text, at: usize) -> Option<(usize, Option<usize>)> {
        let mut number = at;
        while BEFORE.contains(&text.word(number)) || (text.word(number) == "." && number > at) {
            number += 1;
        }
        let word = text.word(number);
        if number >= at + 4 || word.is_empty() || word.len() > 2 || !word.bytes().all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let after = text.word(number + 1);
        let named = CARS.contains(&after);
        let sure = (at..number).any(|at| matches!(text.word(at), "no" | "number" | "#" | "nos"));
        let before = number > at && text.word(at) != "and";
        if !(named || sure || before && !UNITS.contains(&after)) {
            return None;
        }
        let end = number + 1 + usize::from(named);
        // A number that the list gives to two entries means neither.
        let mut entries =
            (0..self.known.len()).filter(|entry| self.known[*entry].car.as_deref() == Some(word));
        let only = entries.next().filter(|_| entries.next().is_none());
        Some((end, only))
    }

    fn nickname(&self, text: &Text, at: usize) -> Option<(usize, usize)> {
        for (entry, known) in self.known.iter().enumerate() {
            for other in &known.other {
                if let Some(end) = words_at(text, at, other) {
                    return Some((end, entry));
                }
            }
            let word = text.word(at);
            if word.len() >= 3 && word.len() == known.initials.len() && word == known.initials {
                return Some((at + 1, entry));
            }
        }
        None
    }

    /// A surname or first name alone, perhaps mistyped.
    fn single(
        &self,
        text: &Text,
        at: usize,
        cased: bool,
        earlier: &[Mention],
    ) -> Option<(usize, Option<Mention>)> {
        let token = &text.tokens[at];
        let word = token.text.as_str();
        if token.mark || word.len() < 2 || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        if WORDS.contains(&word) && cased && !token.capital {
            return None;
        }
        let surname = |known: &&Known, exact: bool| {
            let rest =
                if known.words.len() > 2 { &known.words[1..] } else { &known.words[known.words.len() - 1..] };
            let whole = words_at(text, at, rest).is_some();
            let last = known.words.last().map(String::as_str).unwrap_or_default();
            whole
                || last == word
                || !exact && !WORDS.contains(&word) && (!cased || token.capital) && close(word, last)
        };
        let indices = |test: &dyn Fn(&&Known) -> bool| -> Vec<usize> {
            (0..self.known.len()).filter(|entry| test(&&self.known[*entry])).collect()
        };
        let mut candidates = indices(&|known| surname(known, true));
        let mut confidence = 0.9;
        if candidates.is_empty() {
            candidates = indices(&|known| known.words.len() > 1 && known.words[0] == word);
            confidence = 0.8;
            // `Chase`, `Will` and the like are only names with a capital, and never at the start of a sentence alone.
            if !candidates.is_empty() && WORDS.contains(&word) && !token.capital {
                return None;
            }
        } else if self.of_another(text, at, cased, &candidates) {
            return Some((at + 1, None));
        }
        if candidates.is_empty() {
            candidates = indices(&|known| surname(known, false));
            confidence = 0.75;
            if !candidates.is_empty() && self.of_another(text, at, cased, &candidates) {
                return Some((at + 1, None));
            }
        }
        let entry = match candidates.as_slice() {
            [] => return None,
            [one] => *one,
            // Of several the one the note has named.
            several => {
                let of_them =
                    |mention: &&Mention| mention.entries.len() == 1 && several.contains(&mention.entries[0]);
                match earlier.iter().rev().find(of_them) {
                    Some(mention) => mention.entries[0],
                    None => return Some((at + 1, None)),
                }
            }
        };
        let known = &self.known[entry];
        let rest = if known.words.len() > 2 { &known.words[1..] } else { &[] };
        let end = words_at(text, at, rest).filter(|_| !rest.is_empty()).unwrap_or(at + 1);
        Some((end, Some(Mention { range: at..at, entries: vec![entry], confidence })))
    }

    /// Whether another first name stands before a surname: then somebody else is meant.
    fn of_another(&self, text: &Text, at: usize, cased: bool, candidates: &[usize]) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| &text.tokens[before]) else { return false };
        if before.mark || before.text.len() < 2 {
            return false;
        }
        let theirs = |name: &str| {
            candidates.iter().any(|entry| {
                let known = &self.known[*entry];
                known.words[..known.words.len() - 1].iter().any(|word| word == name)
            })
        };
        if theirs(&before.text) {
            return false;
        }
        FIRST_NAMES.contains(&before.text.as_str()) && (!cased || before.capital)
    }
}

/// First names of drivers, crew chiefs and owners, past and present.
const FIRST_NAMES: &[&str] = &[
    "aj",
    "alan",
    "alex",
    "allen",
    "andy",
    "anthony",
    "aric",
    "austin",
    "ben",
    "billy",
    "blake",
    "bobby",
    "brad",
    "brandon",
    "brennan",
    "brett",
    "bubba",
    "carl",
    "carson",
    "casey",
    "chad",
    "chandler",
    "charlie",
    "chase",
    "chip",
    "chris",
    "christopher",
    "clint",
    "cliff",
    "cody",
    "cole",
    "connor",
    "corey",
    "dale",
    "daniel",
    "danny",
    "dave",
    "david",
    "denny",
    "derek",
    "dustin",
    "ed",
    "eric",
    "erik",
    "gray",
    "greg",
    "harrison",
    "jack",
    "jamie",
    "jeb",
    "jeff",
    "jeffrey",
    "jeremy",
    "jesse",
    "jimmie",
    "jimmy",
    "joe",
    "joey",
    "john",
    "johnny",
    "jonathan",
    "jordan",
    "josh",
    "justin",
    "kasey",
    "kevin",
    "kurt",
    "kyle",
    "landon",
    "layne",
    "mark",
    "martin",
    "matt",
    "matty",
    "michael",
    "mike",
    "natalie",
    "noah",
    "parker",
    "paul",
    "phil",
    "rex",
    "richard",
    "rick",
    "ricky",
    "riley",
    "robby",
    "rodney",
    "ross",
    "rudy",
    "rusty",
    "ryan",
    "sam",
    "sammy",
    "scott",
    "shane",
    "sheldon",
    "spencer",
    "steve",
    "terry",
    "tim",
    "todd",
    "tom",
    "tony",
    "travis",
    "trevor",
    "ty",
    "tyler",
    "ward",
    "will",
    "william",
    "zane",
    "taylor",
    "samantha",
    "kelley",
    "edsel",
];

fn words_at(text: &Text, at: usize, words: &[String]) -> Option<usize> {
    let mut end = at;
    for (number, word) in words.iter().enumerate() {
        if number > 0 && text.word(end) == "~" {
            end += 1;
        }
        if text.word(end) == word {
            end += 1;
            continue;
        }
        // `aj` written `A.J.` or `A. J.`
        let letters: Vec<char> = word.chars().collect();
        if letters.len() != 2 || number > 0 {
            return None;
        }
        for letter in letters {
            if text.word(end) != letter.to_string() {
                return None;
            }
            end += 1;
            end += usize::from(text.word(end) == ".");
        }
    }
    (!words.is_empty()).then_some(end)
}

/// Whether a word is a mistyped name.
fn close(word: &str, name: &str) -> bool {
    let longest = word.len().max(name.len());
    let most = match longest {
        0..=4 => return false,
        5..=7 => 1,
        _ => 2,
    };
    word.len().abs_diff(name.len()) <= most
        && word.as_bytes()[0] == name.as_bytes()[0]
        && !COMMON.contains(&word)
        && apart(word, name) <= most
}

/// Words near names of drivers that are none.
const COMMON: &[&str] = &[
    "brown", "bowling", "burning", "chasing", "custom", "drying", "jonesing", "large", "larger", "lagging",
    "reading", "ready", "suites", "balance", "blame", "blaming", "brisk", "brisket", "byline", "cinder",
    "logan", "logon", "login", "preach", "price", "truck", "trucks", "wallet", "walls", "harvest", "haley",
    "hallway", "hamlet", "jonas", "almost", "herbs", "burst", "gibes", "grass", "smite", "zither", "smash",
    "class", "bells", "hills", "creek", "crews", "white",
];

/// Edits between two words: insertions, deletions, substitutions and swaps of neighbours.
fn apart(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 2 {
        return 3;
    }
    let width = other.len() + 1;
    let mut rows = vec![0usize; (one.len() + 1) * width];
    for (at, cell) in rows.iter_mut().take(width).enumerate() {
        *cell = at;
    }
    for i in 1..=one.len() {
        rows[i * width] = i;
        for j in 1..=other.len() {
            let same = usize::from(one[i - 1] != other[j - 1]);
            let mut best = (rows[(i - 1) * width + j - 1] + same)
                .min(rows[(i - 1) * width + j] + 1)
                .min(rows[i * width + j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                best = best.min(rows[(i - 2) * width + j - 2] + 1);
            }
            rows[i * width + j] = best;
        }
    }
    rows[rows.len() - 1]
}
