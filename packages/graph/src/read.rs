//! Short answers: quarantines, counts.

use crate::error::ReadError;
use crate::statement;
use crate::value::{Row, params};
use crate::view::View;
use domain::facts::Quarantine;
use std::collections::BTreeMap;

impl View<'_> {
    /// All quarantined rows, by group and rule.
    ///
    /// # Errors
    /// When the store fails.
    pub fn quarantines(&self) -> Result<Vec<Quarantine>, ReadError> {
        self.tx.run(&statement::QUARANTINES, params! {})?.readers().map(quarantine).collect()
    }

    /// Number of nodes of each label; housekeeping included.
    ///
    /// # Errors
    /// When the store fails.
    pub fn counts(&self) -> Result<BTreeMap<String, u64>, ReadError> {
        let tx = &self.tx;
        let rows = tx.run(&statement::COUNTS, params! {})?;
        let mut counts = BTreeMap::new();
        for row in rows.readers() {
            for label in row.texts("labels")? {
                *counts.entry(label).or_default() += row.int::<u64>("nodes")?;
            }
        }
        Ok(counts)
    }
}

pub(crate) fn quarantine(row: Row<'_>) -> Result<Quarantine, ReadError> {
    Ok(Quarantine {
        group: row.text("group")?.to_owned(),
        rule: row.text("rule")?.to_owned(),
        reason: row.text("reason")?.to_owned(),
        rows: row.int("rows")?,
    })
}
