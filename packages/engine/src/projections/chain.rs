//! The chain of records of each series.

use crate::error::EngineError;
use crate::open::Engine;
use crate::operations::OperationsError;
use domain::series::Series;
use ops::chain::{self, ChainError, Link, Tampered};
use ops::records::{Kind, Order, RecordsError, Scan, Versioned};
use projection::ProjectionRecord;
use std::sync::atomic::Ordering;

/// How often a record is made anew because another one came first.
const TRIES: usize = 20;

/// Links read together.
const PAGE: usize = 500;

/// A record with the digest by which the next one names it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recorded {
    /// Its place in the chain, from 1.
    pub number: u64,
    /// SHA-256 of the record.
    pub digest: String,
    /// The record.
    pub record: ProjectionRecord,
}

impl Engine {
    /// Adds the record that `make` gives on the digest of the one before.
    pub(super) fn append(
        &self,
        series: Series,
        make: impl Fn(Option<String>) -> ProjectionRecord,
    ) -> Result<Recorded, EngineError> {
        let records = self.records.open()?;
        for _ in 0..TRIES {
            let head = chain::head(records, series.key()).map_err(OperationsError::from)?;
            let record = make(head.map(|head| head.digest));
            match chain::append(records, series.key(), &record.canonical_json()) {
                Ok(Link { number, digest, .. }) => {
                    self.kept_records.fetch_add(1, Ordering::AcqRel);
                    return Ok(Recorded { number, digest, record });
                }
                Err(ChainError::Moved { .. }) => {}
                Err(ChainError::Records(error)) => return Err(OperationsError::from(error).into()),
                Err(error) => {
                    return Err(EngineError::DamagedRecords {
                        chain: series.key().to_owned(),
                        reason: error.to_string(),
                    });
                }
            }
        }
        Err(EngineError::TooBusy)
    }

    /// The records of a series, the oldest first.
    ///
    /// # Errors
    /// [`EngineError::DamagedRecords`] where one is not what was written.
    pub(super) fn records_of(&self, series: Series) -> Result<Vec<Recorded>, EngineError> {
        let damaged = |reason: String| EngineError::DamagedRecords { chain: series.key().to_owned(), reason };
        let Some(records) = self.records.open_to_read()? else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        loop {
            let after = all.last().map_or(0, |last: &Recorded| last.number);
            let links = match chain::links(records, series.key(), after, PAGE) {
                Err(RecordsError::Unreadable { id, reason, .. }) => {
                    return Err(damaged(format!("{id}: {reason}")));
                }
                links => links.map_err(OperationsError::from)?,
            };
            let count = links.len();
            for link in links {
                let record = serde_json::from_str(&link.payload)
                    .map_err(|error| damaged(format!("record {}: {error}", link.number)))?;
                all.push(Recorded { number: link.number, digest: link.digest, record });
            }
            if count < PAGE {
                return Ok(all);
            }
        }
    }

    /// The records of every series.
    pub(super) fn all_records(&self) -> Result<Vec<Recorded>, EngineError> {
        let mut all = Vec::new();
        for series in Series::ALL {
            all.extend(self.records_of(series)?);
        }
        Ok(all)
    }

    /// What can be read of the records of a series, and the first fault of their chain.
    pub(super) fn examined(&self, series: Series) -> Result<Examined, EngineError> {
        let Some(records) = self.records.open_to_read()? else { return Ok(Examined::default()) };
        let checked = match chain::verify(records, series.key(), None) {
            Ok(checked) => checked,
            Err(error) => return Ok(Examined { fault: Some(error.to_string()), ..Examined::default() }),
        };
        let mut examined = Examined::default();
        match checked {
            Ok(head) => examined.head = head,
            Err(tampered) => {
                examined.link = tampered.number();
                examined.missing =
                    matches!(tampered, Tampered::Missing { .. } | Tampered::HeadMissing { .. });
                examined.fault = Some(tampered.to_string());
            }
        }
        let mut scan = Scan::of(Kind::Link).owner(series.key()).limit(PAGE);
        loop {
            let page = match records.list(&scan) {
                // One by one past a record that cannot be read.
                Err(RecordsError::Unreadable { .. }) if scan.limit > 1 => {
                    scan.limit = 1;
                    continue;
                }
                Err(RecordsError::Unreadable { id, .. }) if !id.is_empty() => {
                    scan.order = Order::Ascending(Some(id));
                    continue;
                }
                page => page.map_err(OperationsError::from)?,
            };
            for link in &page {
                // What is not as it was written is no witness for any file.
                let Ok(link) = Versioned::<Link>::read(link) else { continue };
                let whole = ops::ids::sha256(link.value.payload.as_bytes()) == link.value.digest;
                if let (true, Ok(record)) = (whole, serde_json::from_str(&link.value.payload)) {
                    let Link { number, digest, .. } = link.value;
                    examined.records.push(Recorded { number, digest, record });
                }
            }
            match page.last() {
                Some(last) if page.len() == scan.limit => {
                    scan.order = Order::Ascending(Some(last.id.clone()))
                }
                _ => return Ok(examined),
            }
        }
    }
}

/// The chain of a series as found.
#[derive(Default)]
pub(super) struct Examined {
    /// Its head, where the chain is whole.
    pub head: Option<chain::Head>,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// The link that is wrong, where it is one.
    pub link: Option<u64>,
    /// Whether it is gone.
    pub missing: bool,
    /// The records that are as they were written.
    pub records: Vec<Recorded>,
}
