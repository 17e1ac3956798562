//! Leases: a right that one holder has at a time, by name, with a fencing token that grows with each new holder.
//!
//! Whoever writes what the lease guards passes the token along, and the guarded place refuses a token older than
//! the latest it has seen.

use crate::records::{Commit, Document, Kind, Records, RecordsError, put};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A lease, as its holder has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lease {
    /// What it is a right to.
    pub name: String,
    /// Who has it.
    pub holder: String,
    /// Grows with each new holder.
    pub token: u64,
    /// Until when.
    pub until: Timestamp,
}

impl Document for Lease {
    const KIND: Kind = Kind::Lease;

    fn id(&self) -> String {
        self.name.clone()
    }
}

/// Who has the lease instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The holder, and until when.
    pub by: Lease,
}

/// Takes a lease that is free or has expired. Taking one's own again renews it, under the same token.
///
/// ```
/// use jiff::{SignedDuration, Timestamp};
/// use ops::{leases, records::Records};
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let now: Timestamp = "2025-11-02T19:30:00Z".parse().unwrap();
/// let time = SignedDuration::from_secs(30);
/// let mine = leases::take(&records, "cup", "me", time, now).unwrap().unwrap();
/// assert_eq!(leases::take(&records, "cup", "you", time, now).unwrap().unwrap_err().by.holder, "me");
/// let yours = leases::take(&records, "cup", "you", time, now + time).unwrap().unwrap();
/// assert!(yours.token > mine.token);
/// assert!(!leases::holds(&records, &mine, now + time).unwrap());
/// ```
pub fn take(
    records: &Records,
    name: &str,
    holder: &str,
    time: SignedDuration,
    now: Timestamp,
) -> Result<Result<Lease, Taken>, RecordsError> {
    loop {
        let old = records.find::<Lease>(name)?;
        let token = match old.as_ref().map(|old| &old.value) {
            Some(lease) if now < lease.until && lease.holder != holder => {
                return Ok(Err(Taken { by: lease.clone() }));
            }
            Some(lease) if now < lease.until => lease.token,
            Some(lease) => lease.token + 1,
            None => 1,
        };
        let lease = Lease { name: name.to_owned(), holder: holder.to_owned(), token, until: now + time };
        let write = old.map_or_else(|| put(&lease), |old| old.replace_with(&lease));
        if records.commit(&[write])? == Commit::Done {
            return Ok(Ok(lease));
        }
    }
}

/// Gives a lease back before its time. Nothing happens where another has it.
pub fn give_back(records: &Records, lease: &Lease, now: Timestamp) -> Result<(), RecordsError> {
    records.change::<Lease, _, RecordsError>(&lease.name, |present| {
        let mine = present.token == lease.token;
        // The record stays, so that the token goes on growing.
        Ok((
            Lease { until: if mine { now.min(present.until) } else { present.until }, ..present.clone() },
            (),
        ))
    })?;
    Ok(())
}

/// Whether a lease is still its holder's.
pub fn holds(records: &Records, lease: &Lease, now: Timestamp) -> Result<bool, RecordsError> {
    let present = records.find::<Lease>(&lease.name)?;
    Ok(present.is_some_and(|present| present.value.token == lease.token && now < present.value.until))
}
