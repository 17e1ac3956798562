//! Places, counts and chances in words and figures.

use super::text::Text;
use std::ops::Range;

/// First to twentieth, in words.
pub(crate) const ORDINALS: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: &[(&str, &str, u32)] =
    &[("twenty", "twentieth", 20), ("thirty", "thirtieth", 30), ("forty", "fortieth", 40)];

/// A place written as such (`12th`, `p12`, `twelfth`, `twenty-first`), and where it ends.
pub(crate) fn place(text: &Text, at: usize) -> Option<(u32, usize)> {
    let word = text.word(at);
    if let Some(number) = word.strip_prefix('p').and_then(|rest| rest.parse::<u32>().ok()) {
        return Some((number, at + 1));
    }
    if word == "p" && text.word(at + 1) == "~" {
        return text.tokens.get(at + 2)?.number().map(|number| (number, at + 3));
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if digits.len() < word.len() && matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th") {
        return digits.parse().ok().map(|number| (number, at + 1));
    }
    if let Some(number) = ORDINALS.iter().position(|known| *known == word) {
        return Some((number as u32 + 1, at + 1));
    }
    for (ten, tenth, value) in TENS {
        if word == *tenth {
            return Some((*value, at + 1));
        }
        if word == *ten {
            let next = if text.word(at + 1) == "~" { at + 2 } else { at + 1 };
            let unit = ORDINALS.iter().take(9).position(|known| *known == text.word(next))?;
            return Some((value + unit as u32 + 1, next + 1));
        }
    }
    None
}

/// A count in figures or words, and where it ends.
pub(crate) fn count(text: &Text, at: usize) -> Option<(u32, usize)> {
    if let Some(number) = text.tokens.get(at)?.number() {
        return Some((number, at + 1));
    }
    let word = text.word(at);
    if let Some((_, _, value)) = TENS.iter().find(|(ten, _, _)| *ten == word) {
        let next = if text.word(at + 1) == "~" { at + 2 } else { at + 1 };
        return match NUMBERS.iter().take(9).position(|known| *known == text.word(next)) {
            Some(unit) => Some((value + unit as u32 + 1, next + 1)),
            None => Some((*value, at + 1)),
        };
    }
    NUMBERS.iter().position(|known| *known == word).map(|number| (number as u32 + 1, at + 1))
}

/// A chance as a probability, and where it ends: `70%`, `60 to 80 percent`, `one in four`, `a coin flip`.
pub(crate) fn chance(text: &Text, at: usize, end: usize) -> Option<(f64, usize)> {
    let percent = |at: usize| matches!(text.word(at), "%" | "percent" | "pct" | "percentage");
    let (low, mut next) = match text.tokens.get(at)?.text.parse::<f64>() {
        Ok(number) if !text.tokens[at].mark => (number, at + 1),
        _ => {
            let (number, next) = count(text, at)?;
            (f64::from(number), next)
        }
    };
    if next >= end {
        return None;
    }
    if percent(next) {
        // `60% to 80%`
        if matches!(text.word(next + 1), "to" | "-" | "~" | "or")
            && let Some((high, after)) =
                text.tokens.get(next + 2).and_then(|t| t.number()).map(|n| (n, next + 3))
            && percent(after)
        {
            return Some(((low + f64::from(high)) / 200.0, after + 1));
        }
        return Some((low / 100.0, next + 1));
    }
    if matches!(text.word(next), "to" | "-" | "~" | "or" | "and" | "/") {
        let (high, after) = count(text, next + 1)?;
        if percent(after) {
            return Some(((low + f64::from(high)) / 200.0, after + 1));
        }
        if low == 50.0 && high == 50 {
            return Some((0.5, after));
        }
        return None;
    }
    if text.word(next) == "in" || text.word(next) == "out" && text.word(next + 1) == "of" {
        next += if text.word(next) == "in" { 1 } else { 2 };
        let (of, after) = count(text, next)?;
        return (of > 0 && low <= f64::from(of) && of <= 100).then(|| (low / f64::from(of), after));
    }
    None
}

/// Every place in a range, with its tokens.
pub(crate) fn places(text: &Text, range: Range<usize>) -> Vec<(u32, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match place(text, at) {
            Some((number, end)) => {
                found.push((number, at..end));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_chances() {
        let check = |note: &str, want: Vec<u32>| {
            let text = Text::new(note);
            let got: Vec<u32> = places(&text, 0..text.tokens.len()).into_iter().map(|(n, _)| n).collect();
            assert_eq!(got, want, "{note}");
        };
        check("36th, P12, p-4, twenty-first and third", vec![36, 12, 4, 21, 3]);
        check("the 24 car ran 10 laps", vec![]);
        let check = |note: &str, want: Option<f64>| {
            let text = Text::new(note);
            let got = (0..text.tokens.len()).find_map(|at| chance(&text, at, text.tokens.len()));
            assert_eq!(got.map(|(chance, _)| (chance * 1000.0).round() / 1000.0), want, "{note}");
        };
        check("a 70% shot", Some(0.7));
        check("60 to 80 percent", Some(0.7));
        check("between 40-60% all day", Some(0.5));
        check("one in four", Some(0.25));
        check("3 out of 10", Some(0.3));
        check("50/50", Some(0.5));
        check("forty percent", Some(0.4));
        check("no number", None);
    }
}
