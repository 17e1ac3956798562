//! The heads of the chains: published, each proves every record under it.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use domain::series::Series;
use serde::{Deserialize, Serialize};

/// The heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ChainHeads))]
#[serde(rename_all = "camelCase")]
pub struct HeadAnswer {
    /// One for each series that has records.
    pub heads: Vec<HeadLine>,
}

/// The head of one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ChainHead))]
#[serde(rename_all = "camelCase")]
pub struct HeadLine {
    /// Series.
    pub series: Series,
    /// Number of its records.
    pub records: u64,
    /// SHA-256 of the last record.
    pub digest: String,
}

impl Engine {
    /// The head of each series, its chain being whole.
    ///
    /// # Errors
    /// [`EngineError::DamagedRecords`] where a chain is not what was written.
    pub fn projection_heads(&self, _progress: &Progress) -> Result<HeadAnswer, EngineError> {
        let mut heads = Vec::new();
        for series in Series::ALL {
            let examined = self.examined(series)?;
            if let Some(reason) = examined.fault {
                return Err(EngineError::DamagedRecords { chain: series.key().to_owned(), reason });
            }
            heads.extend(examined.head.map(|head| HeadLine {
                series,
                records: head.count,
                digest: head.digest,
            }));
        }
        Ok(HeadAnswer { heads })
    }
}
