//! Decisions that are kept: each states what became of a subject (a claim), when, by whom and why. The state of a
//! subject is that of its last decision.

use crate::records::{Document, Kind, Records, RecordsError, Scan};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One decision about a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// What it is about: the id of a claim.
    pub subject: String,
    /// Its place among the decisions about the subject, from 1.
    pub number: u64,
    /// The state that the subject has from now on.
    pub state: String,
    /// When.
    pub at: Timestamp,
    /// The account that decided, or the rule's name where a rule did.
    pub by: String,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The rule that decided or was asked, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

impl Document for Decision {
    const KIND: Kind = Kind::Decision;

    fn id(&self) -> String {
        format!("{}/{:08}", self.subject, self.number)
    }

    fn owner(&self) -> String {
        self.subject.clone()
    }

    fn state(&self) -> &str {
        &self.state
    }
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// Somebody decided meanwhile.
    #[error("{subject} is now {present}: someone else decided it first")]
    Moved {
        /// The subject.
        subject: String,
        /// The state it has.
        present: String,
    },
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// Adds a decision after the last one that its maker knew: `after` is that one's number, 0 where there was none. Of two
/// who decide at once, one is refused.
///
/// ```
/// use ops::decisions::{self, Decision, DecisionError};
/// use ops::records::Records;
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let decision = |state: &str| Decision {
///     subject: "clm_x".into(), number: 0, state: state.into(), at: "2025-11-02T19:30:00Z".parse().unwrap(),
///     by: "acc_1".into(), why: None, rule: None,
/// };
/// assert_eq!(decisions::decide(&records, decision("accepted"), 0).unwrap().number, 1);
/// assert!(matches!(decisions::decide(&records, decision("rejected"), 0), Err(DecisionError::Moved { .. })));
/// assert_eq!(decisions::last(&records, "clm_x").unwrap().unwrap().state, "accepted");
/// ```
pub fn decide(records: &Records, decision: Decision, after: u64) -> Result<Decision, DecisionError> {
    let decision = Decision { number: after + 1, ..decision };
    let last = last(records, &decision.subject)?;
    if last.as_ref().map_or(0, |last| last.number) == after && records.put(&decision)? {
        return Ok(decision);
    }
    let present = self::last(records, &decision.subject)?.map_or_else(String::new, |last| last.state);
    Err(DecisionError::Moved { subject: decision.subject, present })
}

/// The last decision about a subject.
pub fn last(records: &Records, subject: &str) -> Result<Option<Decision>, RecordsError> {
    let scan = Scan::of(Kind::Decision).owner(subject).newest_first().limit(1);
    Ok(records.documents(&scan)?.into_iter().next().map(|decision| decision.value))
}

/// All decisions about a subject, in order.
pub fn all(records: &Records, subject: &str) -> Result<Vec<Decision>, RecordsError> {
    let scan = Scan::of(Kind::Decision).owner(subject).limit(usize::MAX);
    Ok(records.documents(&scan)?.into_iter().map(|decision| decision.value).collect())
}
