//! What was written, as the server counts it.

use serde::Serialize;

/// Writes of committed transactions since the store was opened, by the server's own count. Setting a
/// property to the value it has counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteCounters {
    /// Nodes created.
    pub nodes_created: u64,
    /// Nodes deleted.
    pub nodes_deleted: u64,
    /// Relations created.
    pub relations_created: u64,
    /// Relations deleted.
    pub relations_deleted: u64,
    /// Properties set or removed.
    pub properties_set: u64,
    /// Constraints and indexes made.
    pub schema_changes: u64,
}

impl WriteCounters {
    /// What was written since `earlier`.
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            nodes_created: self.nodes_created - earlier.nodes_created,
            nodes_deleted: self.nodes_deleted - earlier.nodes_deleted,
            relations_created: self.relations_created - earlier.relations_created,
            relations_deleted: self.relations_deleted - earlier.relations_deleted,
            properties_set: self.properties_set - earlier.properties_set,
            schema_changes: self.schema_changes - earlier.schema_changes,
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.nodes_created += other.nodes_created;
        self.nodes_deleted += other.nodes_deleted;
        self.relations_created += other.relations_created;
        self.relations_deleted += other.relations_deleted;
        self.properties_set += other.properties_set;
        self.schema_changes += other.schema_changes;
    }
}

impl From<&neo4rs::summary::Counters> for WriteCounters {
    fn from(counted: &neo4rs::summary::Counters) -> Self {
        Self {
            nodes_created: counted.nodes_created,
            nodes_deleted: counted.nodes_deleted,
            relations_created: counted.relationships_created,
            relations_deleted: counted.relationships_deleted,
            properties_set: counted.properties_set,
            schema_changes: counted.constraints_added
                + counted.constraints_removed
                + counted.indexes_added
                + counted.indexes_removed,
        }
    }
}
