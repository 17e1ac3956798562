//! What notes are put together from: drivers as people call them, places, phrases.

use super::field;
use super::phrases::Phrases;
use super::{Gold, Random, Split};
use crate::reading::quantity::ORDINALS;
use domain::evidence::{ClaimValue, claim};
use domain::race::RaceCard;

pub(super) const RAIN: &str = "rain-probability";

/// A note in the making.
pub(super) struct Writer<'a> {
    pub(super) phrases: &'a Phrases,
    pub(super) split: Split,
    pub(super) random: &'a mut Random,
    pub(super) card: &'a RaceCard,
    pub(super) other: String,
    pub(super) parts: Vec<String>,
    pub(super) claims: Vec<Gold>,
}

impl Writer<'_> {
    pub(super) fn any_driver(&mut self) -> usize {
        self.random.below(self.card.entries.len())
    }

    /// A driver of whom nothing has been claimed.
    pub(super) fn fresh(&mut self) -> usize {
        loop {
            let driver = self.any_driver();
            if self.claims.iter().all(|gold| gold.entry != Some(driver)) || self.random.chance(0.05) {
                return driver;
            }
        }
    }

    pub(super) fn line(&mut self, section: &str) -> String {
        self.phrases.pick(section, self.split, self.random).to_owned()
    }

    pub(super) fn sentence(&mut self, text: String) {
        let mut chars = text.chars();
        let first = chars.next().unwrap_or_default();
        let text = if self.random.chance(0.9) {
            first.to_uppercase().collect::<String>() + chars.as_str()
        } else {
            text
        };
        let ends = text.ends_with(['.', '!', '?', '"', '\n']);
        self.parts.push(if ends || self.random.chance(0.15) { text } else { text + "." });
    }

    pub(super) fn claim(&mut self, kind: &str, entry: Option<usize>, value: ClaimValue) {
        self.claims.retain(|gold| gold.kind != kind || gold.entry != entry);
        self.claims.push(Gold { kind: kind.to_owned(), entry, value });
    }

    pub(super) fn said(&self, kind: &str, entry: Option<usize>) -> bool {
        self.claims.iter().any(|gold| gold.kind == kind && gold.entry == entry)
    }

    pub(super) fn kind(&mut self) -> &'static str {
        const KINDS: [&str; 9] = [
            claim::REAR_START,
            claim::BACKUP_CAR,
            claim::ENGINE_CHANGE,
            claim::WITHDRAWN,
            claim::GRID,
            claim::PRACTICE_RANK,
            claim::PACE,
            claim::SCHEDULED_LAPS,
            RAIN,
        ];
        KINDS[self.random.weighted(&[18, 9, 9, 11, 17, 12, 14, 6, 7])]
    }

    pub(super) fn place_taken(&self, kind: &str, value: &ClaimValue) -> bool {
        kind == claim::GRID && self.claims.iter().any(|gold| gold.kind == kind && gold.value == *value)
    }

    /// A verb phrase or noun of a kind, with what it claims.
    pub(super) fn phrase(&mut self, kind: &str, form: &str) -> Option<(String, ClaimValue)> {
        match kind {
            claim::PACE => {
                let level = *self.random.pick(&crate::form::LEVELS);
                (form == "fin").then(|| (self.line(&format!("pace.{level:.1}")), ClaimValue::Number(level)))
            }
            claim::GRID | claim::PRACTICE_RANK => {
                let special =
                    form == "fin" && self.random.chance(if kind == claim::GRID { 0.4 } else { 0.25 });
                if !special {
                    if !self.phrases.has(&format!("{kind}.{form}")) {
                        return None;
                    }
                    let place = self.random.within(1, self.card.entries.len().min(38));
                    let line = self.line(&format!("{kind}.{form}"));
                    let shown = self.place(place);
                    return Some((line.replace("{n}", &shown), ClaimValue::Whole(place as i64)));
                }
                if kind == claim::PRACTICE_RANK {
                    return Some((self.line("practice-rank.first"), ClaimValue::Whole(1)));
                }
                let row = self.random.within(2, (self.card.entries.len() / 2).min(18));
                let (section, place) = match self.random.weighted(&[45, 20, 18, 17]) {
                    0 => ("grid.first", 1),
                    1 => ("grid.second", 2),
                    2 => ("grid.inside", 2 * row - 1),
                    _ => ("grid.outside", 2 * row),
                };
                let shown = if row <= 10 && self.random.chance(0.3) { spelt(row) } else { row.to_string() };
                Some((self.line(section).replace("{i}", &shown), ClaimValue::Whole(place as i64)))
            }
            _ => self
                .phrases
                .has(&format!("{kind}.{form}"))
                .then(|| (self.line(&format!("{kind}.{form}")), ClaimValue::Truth(true))),
        }
    }

    /// Fills a line that may speak of several drivers.
    pub(super) fn listed(&mut self, line: &str, driver: usize) -> (String, Vec<usize>) {
        let mut drivers = vec![driver];
        let mut line = line.to_owned();
        if line.contains("{list}") {
            if self.random.chance(0.08)
                && let Some((team, members)) = self.team()
            {
                return (self.filled(&line.replace("{list}", &team), None), members);
            }
            let count = self.random.within(1, 4);
            for _ in 1..count {
                let other = self.fresh();
                if !drivers.contains(&other) {
                    drivers.push(other);
                }
            }
            let names: Vec<String> = drivers.iter().map(|driver| self.mention(*driver)).collect();
            let joined = match names.as_slice() {
                [one] => one.clone(),
                [most @ .., last] => format!("{} and {last}", most.join(", ")),
                [] => String::new(),
            };
            line = line.replace("{list}", &joined);
        }
        if line.contains("{d+}") {
            let other = self.fresh();
            if other == driver {
                line = line.replace("Both {d} and {d+}", "{d}");
            } else {
                drivers.push(other);
                let name = self.mention(other);
                line = line.replace("{d+}", &name);
            }
        }
        (self.filled(&line, Some(driver)), drivers)
    }

    pub(super) fn team(&mut self) -> Option<(String, Vec<usize>)> {
        let (word, name) =
            *self.random.pick(&[("Gibbs", "Gibbs"), ("Hendrick", "Hendrick"), ("Penske", "Penske")]);
        let members: Vec<usize> = (0..self.card.entries.len())
            .filter(|at| self.card.entries[*at].team.as_deref().is_some_and(|team| team.contains(word)))
            .collect();
        let each = *self.random.pick(&["every", "each", "all the"]);
        let cars = if each == "all the" { "cars" } else { "car" };
        (!members.is_empty()).then(|| (format!("{each} {name} {cars}"), members))
    }

    /// A sentence of words that mean nothing: other notes have words that no phrase has.
    pub(super) fn nonsense(&mut self) -> String {
        const STARTS: [&str; 12] = ["br", "kl", "s", "t", "gr", "m", "fl", "p", "dr", "w", "n", "sh"];
        const ENDS: [&str; 14] = [
            "ar", "ond", "ip", "elt", "os", "anding", "iming", "ocked", "anned", "ers", "ums", "ily", "ader",
            "ock",
        ];
        const KNOWN: [&str; 24] = [
            "the",
            "a",
            "of",
            "in",
            "on",
            "his",
            "and",
            "for",
            "with",
            "at",
            "was",
            "is",
            "to",
            "that",
            "has",
            "car",
            "lap",
            "laps",
            "turn",
            "race",
            "crew",
            "team",
            "practice",
            "qualifying",
        ];
        let mut words = Vec::new();
        for _ in 0..self.random.within(4, 12) {
            let word = match self.random.weighted(&[48, 38, 8, 6]) {
                0 => format!("{}{}", self.random.pick(&STARTS), self.random.pick(&ENDS)),
                1 => (*self.random.pick(&KNOWN)).to_owned(),
                2 => self.random.within(1, 60).to_string(),
                _ => "{n}".to_owned(),
            };
            words.push(word);
        }
        if self.random.chance(0.6) {
            let at = self.random.below(words.len());
            words.insert(at, "{d}".to_owned());
        }
        if self.random.chance(0.3) {
            let at = self.random.below(words.len());
            words[at] += ",";
        }
        words.join(" ") + "."
    }

    /// A place in one of its spellings.
    pub(super) fn place(&mut self, place: usize) -> String {
        let ending = match (place % 10, place % 100) {
            (1, rest) if rest != 11 => "st",
            (2, rest) if rest != 12 => "nd",
            (3, rest) if rest != 13 => "rd",
            _ => "th",
        };
        match self.random.below(10) {
            0 => format!("P{place}"),
            1..=3 if place <= ORDINALS.len() => ORDINALS[place - 1].to_owned(),
            _ => format!("{place}{ending}"),
        }
    }

    /// A driver as people call one.
    pub(super) fn mention(&mut self, driver: usize) -> String {
        let entry = &self.card.entries[driver];
        let last = entry.driver_name.rsplit(' ').next().unwrap_or_default().to_owned();
        let car = entry.car_number.clone().unwrap_or_default();
        let full = entry.driver_name.clone();
        match self.random.below(20) {
            0..=6 => full,
            7..=13 => last,
            14 => format!("the {car}"),
            15 => format!("the No. {car}"),
            16 => format!("#{car}"),
            17 => format!("the {car} team"),
            18 => format!("the {car} car"),
            _ => format!("{last} and the {car} team"),
        }
    }

    /// A line with everything filled in but what is claimed.
    pub(super) fn filled(&mut self, line: &str, driver: Option<usize>) -> String {
        let mut text = line.to_owned();
        if let Some(driver) = driver {
            while text.contains("{d}") {
                let name = self.mention(driver);
                text = text.replacen("{d}", &name, 1);
            }
            while text.contains("{d's}") {
                let name = self.mention(driver);
                text = text.replacen("{d's}", &format!("{name}'s"), 1);
            }
        }
        while text.contains("{d2}") {
            let other = self.fresh();
            let name = self.mention(other);
            let name = if Some(other) == driver { self.other.clone() } else { name };
            text = text.replacen("{d2}", &name, 1);
        }
        while text.contains("{n}") {
            let place = self.random.within(1, 38);
            let shown = self.place(place);
            text = text.replacen("{n}", &shown, 1);
        }
        while text.contains("{i}") {
            let number = self.random.within(2, 38).to_string();
            text = text.replacen("{i}", &number, 1);
        }
        while text.contains("{reason}") {
            let reason = self.line("reason");
            text = text.replacen("{reason}", &reason, 1);
        }
        let (away, series) = (field::away(self.card, self.random), field::series(self.card, self.random));
        let (day, off) =
            (field::day(self.card, true, self.random), field::day(self.card, false, self.random));
        text.replace("{away}", &away)
            .replace("{series}", series)
            .replace("{day}", day)
            .replace("{offday}", off)
            .replace("{here}", &self.card.info.track_name)
            .replace("{other}", &self.other)
    }
}

/// A small number in words.
pub(super) fn spelt(number: usize) -> String {
    const WORDS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number - 1).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
