//! Typed bodies of records.

use super::{Commit, Kind, Record, Records, RecordsError, Scan, Write};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How often a change is tried again when others change the same record meanwhile.
const TRIES: u32 = 64;

/// A type that is stored as the body of a record.
pub trait Document: Serialize + DeserializeOwned {
    /// Its kind of record.
    const KIND: Kind;

    /// Unique within its kind.
    fn id(&self) -> String;

    /// What it belongs to; see [`Record::owner`].
    fn owner(&self) -> String {
        String::new()
    }

    /// Where it is in its life; see [`Record::state`].
    fn state(&self) -> &str {
        ""
    }

    /// A second name to filter on; see [`Record::label`].
    fn label(&self) -> &str {
        ""
    }

    /// When something is to happen with it; see [`Record::due`].
    fn due(&self) -> Option<Timestamp> {
        None
    }
}

/// A document with the revision it was read at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The document.
    pub value: T,
    /// The revision of its record.
    pub revision: i64,
}

impl<T: Document> Versioned<T> {
    /// Reads the body of a record.
    pub fn read(record: &Record) -> Result<Versioned<T>, RecordsError> {
        let value = serde_json::from_str(&record.body).map_err(|error| RecordsError::Unreadable {
            kind: T::KIND.name(),
            id: record.id.clone(),
            reason: error.to_string(),
        })?;
        Ok(Versioned { value, revision: record.revision })
    }

    /// The write that replaces what was read with another value of the same id.
    pub fn replace_with(&self, value: &T) -> Write {
        Write::Replace(record(value, self.revision))
    }

    /// The write that removes what was read.
    pub fn remove(&self) -> Write {
        Write::Remove { kind: T::KIND, id: self.value.id(), revision: self.revision }
    }
}

/// The write that puts a document which is not there yet.
pub fn put<T: Document>(value: &T) -> Write {
    Write::Put(record(value, 0))
}

fn record<T: Document>(value: &T, revision: i64) -> Record {
    Record {
        kind: T::KIND,
        id: value.id(),
        owner: value.owner(),
        state: value.state().to_owned(),
        label: value.label().to_owned(),
        due: value.due(),
        revision,
        body: serde_json::to_string(value).expect("a document has text keys and finite numbers"),
    }
}

impl Records {
    /// One document, if it is there.
    pub fn find<T: Document>(&self, id: &str) -> Result<Option<Versioned<T>>, RecordsError> {
        self.get(T::KIND, id)?.map(|record| Versioned::read(&record)).transpose()
    }

    /// Puts a document; false where its id is taken.
    pub fn put<T: Document>(&self, value: &T) -> Result<bool, RecordsError> {
        Ok(self.commit(&[put(value)])? == Commit::Done)
    }

    /// The documents that a scan asks for.
    pub fn documents<T: Document>(&self, scan: &Scan) -> Result<Vec<Versioned<T>>, RecordsError> {
        self.list(scan)?.iter().map(Versioned::read).collect()
    }

    /// Changes a document by a rule that sees its present value and may refuse. The rule runs again where others
    /// changed the document meanwhile. `Ok(None)` where there is no such document.
    pub fn change<T: Document, R, E: From<RecordsError>>(
        &self,
        id: &str,
        rule: impl Fn(&T) -> Result<(T, R), E>,
    ) -> Result<Option<R>, E> {
        for _ in 0..TRIES {
            let Some(old) = self.find::<T>(id)? else { return Ok(None) };
            let (new, answer) = rule(&old.value)?;
            if self.commit(&[old.replace_with(&new)])? == Commit::Done {
                return Ok(Some(answer));
            }
        }
        Err(RecordsError::Contended { kind: T::KIND.name(), id: id.to_owned(), tries: TRIES }.into())
    }
}
