//! The audit trail: who wrote what, and what came of it. Lines are only added.

use crate::random;
use crate::records::{Cursor, Document, InvalidCursor, Kind, Page, Records, RecordsError, Scan, Versioned};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditLine {
    /// Its place in time, and unique.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The account that acted, or the user of the machine.
    pub account: String,
    /// The key it used, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What was done: `keys.create`, `import.undo`.
    pub action: String,
    /// To what: an id.
    pub subject: String,
    /// What came of it: `done`, or the code of the error.
    pub outcome: String,
    /// The request it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// More about it, as JSON without secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A line to be added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Act {
    /// See [`AuditLine::account`].
    pub account: String,
    /// See [`AuditLine::key`].
    pub key: Option<String>,
    /// See [`AuditLine::action`].
    pub action: String,
    /// See [`AuditLine::subject`].
    pub subject: String,
    /// See [`AuditLine::outcome`].
    pub outcome: String,
    /// See [`AuditLine::request_id`].
    pub request_id: Option<String>,
    /// See [`AuditLine::detail`].
    pub detail: Option<String>,
}

impl Document for AuditLine {
    const KIND: Kind = Kind::Audit;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn owner(&self) -> String {
        self.account.clone()
    }

    fn label(&self) -> &str {
        &self.action
    }
}

/// Which lines to list; `None` means any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Of this account.
    pub account: Option<String>,
    /// Of this action.
    pub action: Option<String>,
}

/// What can go wrong with a list.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It cannot go on there.
    #[error(transparent)]
    Cursor(#[from] InvalidCursor),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// Adds a line; it is on disk when this returns.
///
/// ```
/// use ops::audit::{self, Act, AuditFilter};
/// use ops::records::Records;
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let act = Act { account: "acc_1".into(), action: "keys.create".into(), outcome: "done".into(), ..Act::default() };
/// audit::append(&records, act, "2025-11-02T19:30:00Z".parse().unwrap()).unwrap();
/// assert_eq!(audit::list(&records, &AuditFilter::default(), None, 10).unwrap().items[0].action, "keys.create");
/// ```
pub fn append(records: &Records, act: Act, now: Timestamp) -> Result<AuditLine, RecordsError> {
    loop {
        let line = AuditLine {
            id: id(now, random::bytes()?),
            at: now,
            account: act.account.clone(),
            key: act.key.clone(),
            action: act.action.clone(),
            subject: act.subject.clone(),
            outcome: act.outcome.clone(),
            request_id: act.request_id.clone(),
            detail: act.detail.clone(),
        };
        if records.put(&line)? {
            return Ok(line);
        }
    }
}

/// Lines, the newest first.
pub fn list(
    records: &Records,
    filter: &AuditFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<AuditLine>, AuditError> {
    let mut scan = Scan::of(Kind::Audit).newest_first().limit(limit);
    scan.owner.clone_from(&filter.account);
    scan.label.clone_from(&filter.action);
    if let Some(cursor) = cursor {
        scan = Cursor::resume(scan, cursor)?;
    }
    let page = records.page(&scan)?;
    let read = |record| Versioned::read(record).map(|line| line.value);
    Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
}

/// Sorts by time, to the millisecond.
fn id(now: Timestamp, random: [u8; 8]) -> String {
    format!("{:014}-{}", now.as_millisecond().max(0), domain::hex::encode(&random))
}
