//! What is wrong with a row, where, and what to do about it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest value quoted in a complaint, in characters.
const LONGEST_VALUE: usize = 40;

/// One row, or one thing about a file, that could not be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Complaint {
    /// Name of the file as given.
    pub file: String,
    /// Line in the file, the header being 1; 0 where the complaint is about the file as a whole.
    pub line: u64,
    /// Column; empty where the complaint is about the whole row.
    pub field: String,
    /// Name of the rule, kebab-case.
    pub rule: String,
    /// The value found, shortened to 40 characters.
    pub value: String,
    /// What is wrong, in words.
    pub problem: String,
    /// What to do about it.
    pub next_step: String,
    /// True where the row is held back; false for a remark on a row that was taken.
    pub held_back: bool,
}

/// `value` shortened to what a complaint quotes, control characters shown as escapes.
pub fn shorten(value: &str) -> String {
    let mut short = String::new();
    for (count, c) in value.chars().enumerate() {
        if count == LONGEST_VALUE {
            short.push('…');
            break;
        }
        if c.is_control() { short.extend(c.escape_default()) } else { short.push(c) }
    }
    short
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": ")?;
        write!(f, "{} [{}]; {}", self.reason(), self.rule, self.next_step)
    }
}

impl Complaint {
    /// Field, value and problem in one sentence: ``race_date `soon` is not a date``, or with a colon where the problem is
    /// a sentence of its own.
    pub fn reason(&self) -> String {
        let Self { field, value, problem, .. } = self;
        if field.is_empty() && value.is_empty() {
            return problem.clone();
        }
        let continues = ["is ", "are ", "has "].iter().any(|verb| problem.starts_with(verb));
        let colon = if continues { "" } else { ":" };
        let space = if field.is_empty() { "" } else { " " };
        format!("{field}{space}`{value}`{colon} {problem}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_one_line() {
        let complaint = Complaint {
            file: "logs.csv".into(),
            line: 7,
            field: "laps".into(),
            rule: "below-range".into(),
            value: shorten("-3\n"),
            problem: "laps are at least 0".into(),
            next_step: "correct the row".into(),
            held_back: true,
        };
        assert_eq!(
            complaint.to_string(),
            "logs.csv:7: laps `-3\\n`: laps are at least 0 [below-range]; correct the row"
        );
        let reason = |field: &str, problem: &str| {
            Complaint { field: field.into(), problem: problem.into(), ..complaint.clone() }.reason()
        };
        assert_eq!(reason("laps", "is not a whole number"), "laps `-3\\n` is not a whole number");
        assert_eq!(reason("", "is not JSON"), "`-3\\n` is not JSON");
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shorten(&"x".repeat(100)).chars().count(), 41);
    }
}
