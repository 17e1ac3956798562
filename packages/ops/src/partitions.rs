//! Partitions: what the last attempt made of a named part of the data.

use crate::records::{Document, Kind, Order, Records, RecordsError, Scan, Versioned};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The state of a part of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partition {
    /// Its name, such as `cup/2025/5596/weekend-feed`.
    pub name: String,
    /// What it is a part of, to list by, such as `cup/2025`.
    pub group: String,
    /// `done`, `absent`, `failed` or whatever its owner says.
    pub state: String,
    /// Whether it will not change any more.
    pub is_final: bool,
    /// The fencing token of the writer; an older one is refused.
    pub token: u64,
    /// Digest of what it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// When what it holds was good: the last success, also after later failures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_at: Option<Timestamp>,
    /// When it was last written.
    pub at: Timestamp,
    /// More about it, as JSON.
    pub data: String,
}

impl Document for Partition {
    const KIND: Kind = Kind::Partition;

    fn id(&self) -> String {
        self.name.clone()
    }

    fn owner(&self) -> String {
        self.group.clone()
    }

    fn state(&self) -> &str {
        &self.state
    }
}

/// Writes the state of a partition, unless a writer with a later token wrote it. Returns whether it was written.
pub fn write(records: &Records, partition: &Partition) -> Result<bool, RecordsError> {
    if records.put(partition)? {
        return Ok(true);
    }
    let written = records.change(&partition.name, |present: &Partition| {
        if partition.token < present.token {
            return Ok::<_, RecordsError>((present.clone(), false));
        }
        let good_at = partition.good_at.or(present.good_at);
        let digest = partition.digest.clone().or_else(|| present.digest.clone());
        Ok((Partition { good_at, digest, ..partition.clone() }, true))
    })?;
    Ok(written.unwrap_or(false))
}

/// A partition, if anything was ever written of it.
pub fn find(records: &Records, name: &str) -> Result<Option<Partition>, RecordsError> {
    Ok(records.find::<Partition>(name)?.map(|found| found.value))
}

/// All partitions, or those of a group, by name.
pub fn list(records: &Records, group: Option<&str>) -> Result<Vec<Partition>, RecordsError> {
    const PAGE: usize = 500;
    let mut found = Vec::new();
    let mut scan = Scan { owner: group.map(str::to_owned), ..Scan::of(Kind::Partition).limit(PAGE) };
    loop {
        let page = records.list(&scan)?;
        for record in &page {
            found.push(Versioned::<Partition>::read(record)?.value);
        }
        match page.last() {
            Some(last) if page.len() == PAGE => scan.order = Order::Ascending(Some(last.id.clone())),
            _ => return Ok(found),
        }
    }
}

/// Forgets a partition.
pub fn forget(records: &Records, name: &str) -> Result<(), RecordsError> {
    if let Some(found) = records.find::<Partition>(name)? {
        // Changed meanwhile: then it is not the one to forget.
        let _ = records.commit(&[found.remove()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_writer_is_refused_and_the_last_good_moment_stays() {
        let folder = tempfile::tempdir().unwrap();
        let records = Records::open(&folder.path().join("ops.db")).unwrap();
        let now: Timestamp = "2025-11-02T19:30:00Z".parse().unwrap();
        let partition = |state: &str, token, good_at| Partition {
            name: "cup/2025/1".to_owned(),
            group: "cup/2025".to_owned(),
            state: state.to_owned(),
            is_final: false,
            token,
            digest: None,
            good_at,
            at: now,
            data: "{}".to_owned(),
        };
        assert!(write(&records, &partition("done", 2, Some(now))).unwrap());
        assert!(!write(&records, &partition("failed", 1, None)).unwrap());
        assert_eq!(find(&records, "cup/2025/1").unwrap().unwrap().state, "done");
        assert!(write(&records, &partition("failed", 3, None)).unwrap());
        let found = list(&records, Some("cup/2025")).unwrap();
        assert_eq!((found.len(), found[0].state.as_str(), found[0].good_at), (1, "failed", Some(now)));
        forget(&records, "cup/2025/1").unwrap();
        assert_eq!(list(&records, None).unwrap(), []);
    }
}
