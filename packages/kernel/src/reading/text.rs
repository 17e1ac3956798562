//! A note as words with their places, sentences and clauses.

use domain::aliases::folded;
use std::ops::Range;

/// A word, a number or a punctuation mark.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// Lower-case ASCII without accents and apostrophes; a mark as it is.
    pub text: String,
    /// Bytes of the note.
    pub span: Range<usize>,
    /// Begins with a capital.
    pub capital: bool,
    /// Is punctuation.
    pub mark: bool,
    /// Followed by the next token without a space.
    pub joined: bool,
}

impl Token {
    /// The whole number that the token is.
    pub fn number(&self) -> Option<u32> {
        if self.mark || self.text.len() > 4 { None } else { self.text.parse().ok() }
    }
}

/// A note, cut up.
#[derive(Debug)]
pub(crate) struct Text {
    pub tokens: Vec<Token>,
    /// Tokens of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// Clause of each token, counted through the note.
    pub clause: Vec<usize>,
    /// Segment of each token: what `but` and `;` separate.
    pub segment: Vec<usize>,
}

/// Words after which a point ends no sentence.
const ABBREVIATIONS: [&str; 12] =
    ["no", "nos", "jr", "sr", "st", "vs", "mr", "dr", "approx", "mt", "est", "min"];
/// Words that set one statement against another.
const TURNS: [&str; 7] = ["but", "while", "although", "though", "however", "whereas", "meanwhile"];

/// Tokens of a sentence at most: a whole grid in one list has about 250. Longer ones are cut, as words are sought around each number.
const SENTENCE_MAX: usize = 512;

impl Text {
    pub fn new(note: &str) -> Text {
        let tokens = tokens(note);
        let (mut sentences, mut clause, mut segment) = (Vec::new(), Vec::new(), Vec::new());
        let (mut start, mut clauses, mut segments) = (0, 0, 0);
        for at in 0..tokens.len() {
            let token = &tokens[at];
            if TURNS.contains(&token.text.as_str()) {
                (clauses, segments) = (clauses + 1, segments + 1);
            }
            clause.push(clauses);
            segment.push(segments);
            if matches!(token.text.as_str(), "," | ":" | "-" | "(" | ")") && token.mark {
                clauses += 1;
            }
            if token.mark && token.text == ";" {
                (clauses, segments) = (clauses + 1, segments + 1);
            }
            if ends_sentence(note, &tokens, at) || at + 1 - start == SENTENCE_MAX {
                sentences.push(start..at + 1);
                (start, clauses, segments) = (at + 1, clauses + 1, segments + 1);
            }
        }
        if start < tokens.len() {
            sentences.push(start..tokens.len());
        }
        Text { tokens, sentences, clause, segment }
    }

    /// Text of a token; empty past the end.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// Where a phrase of words (separated by spaces; marks between them are passed over) begins within a range.
    pub fn find(&self, range: Range<usize>, phrase: &str) -> Option<Range<usize>> {
        range.clone().find_map(|at| self.phrase_at(at, range.end, phrase))
    }

    /// Every place of a phrase within a range.
    pub fn find_all(&self, range: Range<usize>, phrase: &str) -> Vec<Range<usize>> {
        range.clone().filter_map(|at| self.phrase_at(at, range.end, phrase)).collect()
    }

    pub fn phrase_at(&self, start: usize, end: usize, phrase: &str) -> Option<Range<usize>> {
        let mut at = start;
        for (number, wanted) in phrase.split(' ').enumerate() {
            // A hyphen within a phrase is none.
            while number > 0 && at < end && self.tokens[at].mark && self.tokens[at].text == "~" {
                at += 1;
            }
            if at >= end || self.tokens[at].text != wanted {
                return None;
            }
            at += 1;
        }
        Some(start..at)
    }

    /// Whether one of these words is within a range.
    pub fn any(&self, range: Range<usize>, words: &[&str]) -> bool {
        self.first(range, words).is_some()
    }

    /// The first token of a range that is one of these words.
    pub fn first(&self, range: Range<usize>, words: &[&str]) -> Option<usize> {
        range.into_iter().find(|at| words.contains(&self.tokens[*at].text.as_str()))
    }

    /// The part of a sentence that belongs to the clause of a token.
    pub fn clause_of(&self, sentence: &Range<usize>, at: usize) -> Range<usize> {
        same(&self.clause, sentence, at)
    }

    /// The part of a sentence that belongs to the segment of a token.
    pub fn segment_of(&self, sentence: &Range<usize>, at: usize) -> Range<usize> {
        same(&self.segment, sentence, at)
    }
}

fn same(labels: &[usize], sentence: &Range<usize>, at: usize) -> Range<usize> {
    let start = (sentence.start..=at).rev().take_while(|i| labels[*i] == labels[at]).last().unwrap_or(at);
    let end = (at..sentence.end).take_while(|i| labels[*i] == labels[at]).last().unwrap_or(at);
    start..end + 1
}

fn tokens(note: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = note.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mark = !c.is_alphanumeric();
        if !mark {
            let digits = c.is_ascii_digit();
            while let Some((at, next)) = chars.peek().copied() {
                let after = note[at + next.len_utf8()..].chars().next();
                let inner = match next {
                    '\'' | '\u{2019}' => after.is_some_and(char::is_alphabetic),
                    '.' | ',' => digits && after.is_some_and(|c| c.is_ascii_digit()),
                    next => next.is_alphanumeric(),
                };
                if !inner {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let raw = &note[start..end];
        let text = if mark { mark_text(c).to_owned() } else { word_text(raw) };
        if text.is_empty() {
            continue;
        }
        if let Some(last) = tokens.last_mut() {
            last.joined = last.span.end == start;
        }
        // A hyphen between words joins them.
        let hyphen = mark && text == "-" && tokens.last().is_some_and(|last| last.joined && !last.mark);
        let text = if hyphen && chars.peek().is_some_and(|(_, c)| c.is_alphanumeric()) {
            "~".to_owned()
        } else {
            text
        };
        tokens.push(Token { text, span: start..end, capital: c.is_uppercase(), mark, joined: false });
    }
    tokens
}

fn mark_text(c: char) -> &'static str {
    match c {
        '.' | '\u{2026}' => ".",
        ',' => ",",
        ';' => ";",
        ':' => ":",
        '!' => "!",
        '?' => "?",
        '-' | '\u{2010}' | '\u{2011}' => "-",
        '\u{2012}'..='\u{2015}' => "-",
        '(' | '[' => "(",
        ')' | ']' => ")",
        '#' => "#",
        '%' => "%",
        '/' => "/",
        '$' => "$",
        '"' | '\u{201c}' | '\u{201d}' => "\"",
        _ => "",
    }
}

/// A word without its possessive ending.
fn word_text(raw: &str) -> String {
    let raw = raw.strip_suffix("'s").or_else(|| raw.strip_suffix("\u{2019}s")).unwrap_or(raw);
    if raw.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return raw.replace(',', "");
    }
    folded(raw).replace(' ', "")
}

fn ends_sentence(note: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let between = next.map_or("\n", |next| &note[token.span.end..next.span.start]);
    if between.contains("\n\n") || (between.contains('\n') && !matches!(token.text.as_str(), ",")) {
        return true;
    }
    if !token.mark {
        return false;
    }
    match token.text.as_str() {
        "!" | "?" => true,
        "." => {
            let before = at.checked_sub(1).map_or("", |before| tokens[before].text.as_str());
            let initial = before.len() == 1 && before.chars().all(char::is_alphabetic);
            !(token.joined || ABBREVIATIONS.contains(&before) || initial) || next.is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(note: &str) -> Vec<String> {
        let text = Text::new(note);
        let words = |range: &Range<usize>| {
            text.tokens[range.clone()].iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        text.sentences.iter().map(words).collect()
    }

    #[test]
    fn sentences_end_where_they_should() {
        assert_eq!(sentences("The No. 18 is in. A.J. is out!"), ["the no . 18 is in .", "a . j . is out !"]);
        assert_eq!(sentences("Suárez\u{2019}s time: 29.5"), ["suarez time : 29.5"]);
        assert_eq!(sentences("a long-run car, $9,400"), ["a long ~ run car , $ 9400"]);
        assert_eq!(sentences("one\ntwo"), ["one", "two"]);
    }

    #[test]
    fn phrases_pass_over_hyphens() {
        let text = Text::new("best long-run car, but no speed");
        let all = 0..text.tokens.len();
        assert!(text.find(all.clone(), "long run car").is_some());
        assert!(text.find(all.clone(), "run speed").is_none());
        let no = text.first(all.clone(), &["no"]).unwrap();
        assert_eq!(text.segment_of(&all, no).len(), 3);
    }
}
