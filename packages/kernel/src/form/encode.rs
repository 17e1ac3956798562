//! A note as tokens of the small model: drivers, numbers, days, tracks and series by their meaning, the rest by words.

use super::words::{NUMBERS, Words};
use crate::reading::judge::CORRECTIONS;
use crate::reading::judgement::PHRASES;
use crate::reading::names::Names;
use crate::reading::quantity::{chance, count, place};
use crate::reading::race::RAINS;
use crate::reading::scope::{DENIAL_PHRASES, DENIALS, HEDGE_PHRASES, HEDGES, PAST, Setting};
use crate::reading::status::ENGINES;
use crate::reading::text::Text;
use domain::race::RaceCard;
use jiff::civil::Weekday;
use std::ops::Range;

/// Names of the ranges that numbers are told apart by.
pub(crate) const BUCKETS: [&str; 10] =
    ["0", "1", "2-5", "6-10", "11-20", "21-30", "31-40", "41-60", "61-600", "more"];

fn bucket(value: f64) -> &'static str {
    const TOPS: [f64; 9] = [0.5, 1.5, 5.5, 10.5, 20.5, 30.5, 40.5, 60.5, 600.5];
    BUCKETS[TOPS.iter().position(|top| value < *top).unwrap_or(TOPS.len())]
}

/// A number of the note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    /// A probability where `chance`, else a whole number.
    pub value: f64,
    /// Whether it is a probability.
    pub chance: bool,
}

/// A piece of an encoded note.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// A token.
    Token(u32),
    /// Entries that are meant, by their place in the card.
    Entries(Vec<usize>),
}

/// A note as pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded {
    /// Pieces with the bytes of the note that they stand for.
    pub pieces: Vec<(Piece, Range<usize>)>,
    /// Different numbers in the order in which they come, at most [`NUMBERS`].
    pub numbers: Vec<Number>,
    /// Entries meant somewhere, in the order in which they come.
    pub entries: Vec<usize>,
    /// Bytes of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// Words that have no token.
    pub unknown: Vec<String>,
}

impl Encoded {
    /// Bytes of the last sentence about an entry; without one, of the last sentence.
    pub fn said_of(&self, note: &str, subject: Option<usize>) -> (usize, usize) {
        let of_subject = |(piece, bytes): &'_ (Piece, Range<usize>)| match (piece, subject) {
            (Piece::Entries(entries), Some(subject)) => entries.contains(&subject).then_some(bytes.start),
            _ => None,
        };
        let said = self.pieces.iter().rev().find_map(of_subject);
        let sentence = said.and_then(|said| self.sentences.iter().find(|bytes| bytes.contains(&said)));
        sentence.or(self.sentences.last()).map_or((0, note.len()), |bytes| (bytes.start, bytes.end))
    }
}

/// Encodes a note for one race.
pub(crate) fn encode(note: &str, card: &RaceCard, words: &Words) -> Encoded {
    let text = Text::new(note);
    let mentions = Names::new(card).mentions(&text);
    let setting = Setting::new(card);
    let mut encoder = Encoder { text: &text, words, setting: &setting, card, out: Encoded::default() };
    for sentence in &text.sentences {
        let bytes = text.tokens[sentence.start].span.start..text.tokens[sentence.end - 1].span.end;
        encoder.out.sentences.push(bytes);
        let mut at = sentence.start;
        while at < sentence.end {
            match mentions.iter().find(|mention| mention.range.start == at) {
                Some(mention) => {
                    encoder.push(Piece::Entries(mention.entries.clone()), mention.range.clone());
                    for entry in &mention.entries {
                        if !encoder.out.entries.contains(entry) {
                            encoder.out.entries.push(*entry);
                        }
                    }
                    at = mention.range.end.max(at + 1);
                }
                None => at = encoder.one(at, sentence),
            }
        }
    }
    encoder.out
}

struct Encoder<'a> {
    text: &'a Text,
    words: &'a Words,
    setting: &'a Setting,
    card: &'a RaceCard,
    out: Encoded,
}

impl Encoder<'_> {
    fn push(&mut self, piece: Piece, tokens: Range<usize>) {
        let last = tokens.end.min(self.text.tokens.len()).max(tokens.start + 1) - 1;
        let bytes = self.text.tokens[tokens.start].span.start..self.text.tokens[last].span.end;
        self.out.pieces.push((piece, bytes));
    }

    fn mark(&mut self, mark: &str, tokens: Range<usize>) -> usize {
        let end = tokens.end;
        self.push(Piece::Token(self.words.mark(mark)), tokens);
        end
    }

    fn number(&mut self, value: f64, chance: bool, tokens: Range<usize>) -> usize {
        let surface = if chance { "chance" } else { "whole" };
        self.numbered(surface, value, chance, tokens)
    }

    fn numbered(&mut self, surface: &str, value: f64, chance: bool, tokens: Range<usize>) -> usize {
        let number = Number { value, chance };
        let known = self.out.numbers.iter().position(|known| *known == number);
        let at = known.unwrap_or_else(|| {
            if self.out.numbers.len() < NUMBERS {
                self.out.numbers.push(number);
                self.out.numbers.len() - 1
            } else {
                NUMBERS
            }
        });
        let shown = if chance { value * 100.0 } else { value };
        self.mark(&format!("<{surface}:{}>", bucket(shown)), tokens.clone());
        match self.words.number("n", at) {
            Some(token) => {
                let end = tokens.end;
                self.push(Piece::Token(token), tokens);
                end
            }
            None => self.mark("<many>", tokens),
        }
    }

    /// Encodes what stands at a token and gives where to go on.
    fn one(&mut self, at: usize, sentence: &Range<usize>) -> usize {
        let (text, end) = (self.text, sentence.end);
        let token = &text.tokens[at];
        let word = token.text.as_str();
        let phrase = |phrases: &[&str]| {
            phrases.iter().filter_map(|phrase| text.phrase_at(at, end, phrase)).map(|found| found.end).max()
        };
        if let Some(after) = self.amount(at, end) {
            return after;
        }
        if let Some(after) = phrase(PAST) {
            return self.mark("<past>", at..after);
        }
        if let Some(after) = phrase(HEDGE_PHRASES) {
            return self.mark("<hedge>", at..after);
        }
        if let Some(after) = phrase(DENIAL_PHRASES) {
            return self.mark("<deny>", at..after);
        }
        let track =
            self.setting.tracks.iter().filter_map(|name| text.phrase_at(at, end, name)).map(|f| f.end).max();
        if let Some(after) = track.filter(|_| token.capital || !word.is_empty() && word != "chicago") {
            return self.mark("<away>", at..after);
        }
        let own = self.card.info.venue.as_str().replace('-', " ");
        if let Some(found) = text.phrase_at(at, end, &own) {
            return self.mark("<here>", found);
        }
        if let Some(found) = self.setting.series.iter().find_map(|name| text.phrase_at(at, end, name)) {
            return self.mark("<other-series>", found);
        }
        for (phrase, level) in PHRASES {
            if text.phrase_at(at, end, phrase).is_some() {
                self.mark(&format!("<like:{level:.1}>"), at..at + 1);
                break;
            }
        }
        for (list, mark) in
            [(HEDGES, "<hedge>"), (DENIALS, "<deny>"), (ENGINES, "<engine>"), (RAINS, "<rains>")]
        {
            if list.contains(&word) && !token.mark {
                return self.mark(mark, at..at + 1);
            }
        }
        if CORRECTIONS.contains(&word) && !matches!(word, "now" | "instead" | "changed" | "walked" | "walks")
        {
            return self.mark("<fix>", at..at + 1);
        }
        if let Some(day) = weekday(word) {
            let date = self.card.info.date;
            let own = [date.weekday(), date.weekday().previous()].contains(&day);
            return self.mark(if own { "<race-day>" } else { "<other-day>" }, at..at + 1);
        }
        if token.mark && matches!(word, "~" | "") {
            return at + 1;
        }
        self.word(at, sentence);
        at + 1
    }

    /// A number: a chance, a year, a place, a count, money or a decimal.
    fn amount(&mut self, at: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let token = &text.tokens[at];
        let word = token.text.as_str();
        if word == "$" && text.tokens.get(at + 1).is_some_and(|next| !next.mark) && at + 1 < end {
            return Some(self.mark("<money>", at..at + 2));
        }
        if let Some((value, after)) = chance(text, at, end).filter(|(value, _)| (0.0..=2.0).contains(value)) {
            // `one in` needs its second number close by; the reader of chances has seen to it.
            return Some(self.number((value * 1_000.0).round() / 1_000.0, true, at..after.min(end)));
        }
        if let Some((value, after)) = place(text, at).filter(|(value, _)| *value < 1_000) {
            return Some(self.numbered("place", f64::from(value), false, at..after.min(end)));
        }
        if let Some(value) = token.number() {
            if (1990..2100).contains(&value) {
                let own = i64::from(value) == i64::from(self.card.info.date.year());
                return Some(self.mark(if own { "<this-year>" } else { "<other-year>" }, at..at + 1));
            }
            return Some(self.number(f64::from(value), false, at..at + 1));
        }
        if !token.mark && word.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
            let mark = if word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                "<decimal>"
            } else {
                "<unk>"
            };
            return Some(self.mark(mark, at..at + 1));
        }
        if let Some((value, after)) = count(text, at).filter(|(value, _)| *value > 1) {
            return Some(self.number(f64::from(value), false, at..after.min(end)));
        }
        None
    }

    fn word(&mut self, at: usize, sentence: &Range<usize>) {
        let token = &self.text.tokens[at];
        let word = token.text.as_str();
        let piece = match self.words.word(word) {
            Some(number) => number,
            None => {
                self.out.unknown.push(word.to_owned());
                let endings = [
                    ("ing", "<unk-ing>"),
                    ("ed", "<unk-ed>"),
                    ("s", "<unk-s>"),
                    ("ly", "<unk-ly>"),
                    ("er", "<unk-er>"),
                ];
                let ending = endings.iter().find(|(ending, _)| word.len() > 4 && word.ends_with(ending));
                let mark = match ending {
                    _ if token.capital && at > sentence.start => "<name>",
                    Some((_, mark)) => mark,
                    None => "<unk>",
                };
                self.words.mark(mark)
            }
        };
        self.push(Piece::Token(piece), at..at + 1);
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}
