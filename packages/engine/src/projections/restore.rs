//! The nodes of kept projections in a graph that was made anew.

use super::files::Fault;
use super::keep::show_in_graph;
use crate::error::EngineError;
use crate::open::Engine;
use graph::Store;
use ops::ids::ProjectionId;
use std::collections::{BTreeMap, BTreeSet};

impl Engine {
    /// Shows every kept set of the data folder in `store`, unless it is there; how many were not. A set that is damaged is
    /// left out, with a warning in the log: verification names it.
    ///
    /// # Errors
    /// When records or graph fail.
    pub(crate) fn restore_projections(&self, store: &Store) -> Result<u64, EngineError> {
        let mut sources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for recorded in self.all_records()? {
            sources.entry(recorded.record.set).or_default().extend(recorded.record.derived_from);
        }
        let mut restored = 0;
        for (checksum, derived_from) in sources {
            let Some(id) = ProjectionId::of_sha256(&checksum) else { continue };
            let set = match self.read_set(id) {
                Ok(set) => set,
                Err(Fault::Missing) => {
                    tracing::warn!(projection = %id, "a kept projection is missing");
                    continue;
                }
                Err(Fault::Changed(reason)) => {
                    tracing::warn!(projection = %id, reason, "a kept projection was changed");
                    continue;
                }
                Err(Fault::Io(source)) => {
                    return Err(EngineError::Io { path: self.data_dir().to_owned(), source });
                }
            };
            let race = store.find_race(set.body().race.as_str()).ok();
            let derived_from: Vec<String> = derived_from.into_iter().collect();
            restored += u64::from(show_in_graph(store, &set, &derived_from, race.as_ref())?);
        }
        Ok(restored)
    }
}
