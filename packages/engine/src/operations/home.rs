//! The records of a deployment with a server: `:Ops` nodes beside the graph.

use graph::{BackendError, Neo4jServer, RecordOrder, RecordScan, RecordStore, RecordWrite, StoredRecord};
use ops::records::moments::{milliseconds, milliseconds_passed, moment};
use ops::records::{Backend, Commit, Kind, Order, Record, RecordsError, Scan, Write};

/// Records on the graph's server. It has connections of its own, so that a key can be checked while others compute.
#[derive(Debug)]
pub(super) struct ServerHome {
    store: RecordStore,
}

impl ServerHome {
    /// Connects.
    pub fn open(server: &Neo4jServer, holder: &str) -> Result<Self, BackendError> {
        Ok(Self { store: RecordStore::open(server, holder)? })
    }
}

impl Backend for ServerHome {
    fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, RecordsError> {
        let found = self.store.get(kind.name(), id).map_err(unreachable)?;
        Ok(found.map(|stored| record(kind, stored)))
    }

    fn list(&self, scan: &Scan) -> Result<Vec<Record>, RecordsError> {
        let order = match &scan.order {
            Order::Ascending(after) => RecordOrder::Ascending(after.clone()),
            Order::Descending(after) => RecordOrder::Descending(after.clone()),
            Order::Due(after) => {
                RecordOrder::Due(after.clone().map(|(moment, id)| (milliseconds(moment), id)))
            }
        };
        let scanned = self.store.list(&RecordScan {
            kind: scan.kind.name().to_owned(),
            owner: scan.owner.clone(),
            state: scan.state.clone(),
            label: scan.label.clone(),
            due_by: scan.due_by.map(milliseconds_passed),
            order,
            limit: scan.limit,
        });
        Ok(scanned.map_err(unreachable)?.into_iter().map(|stored| record(scan.kind, stored)).collect())
    }

    fn commit(&self, writes: &[Write]) -> Result<Commit, RecordsError> {
        let writes: Vec<RecordWrite> = writes
            .iter()
            .map(|write| match write {
                Write::Put(record) => RecordWrite::Put(stored(record)),
                Write::Replace(record) => RecordWrite::Replace(stored(record)),
                Write::Remove { kind, id, revision } => {
                    RecordWrite::Remove { kind: kind.name().to_owned(), id: id.clone(), revision: *revision }
                }
            })
            .collect();
        Ok(match self.store.commit(&writes).map_err(unreachable)? {
            Ok(()) => Commit::Done,
            Err(conflict) => Commit::Conflict(conflict),
        })
    }
}

fn stored(record: &Record) -> StoredRecord {
    StoredRecord {
        kind: record.kind.name().to_owned(),
        id: record.id.clone(),
        owner: record.owner.clone(),
        state: record.state.clone(),
        label: record.label.clone(),
        due: record.due.map(milliseconds),
        revision: record.revision,
        body: record.body.clone(),
    }
}

fn record(kind: Kind, stored: StoredRecord) -> Record {
    let StoredRecord { id, owner, state, label, due, revision, body, .. } = stored;
    Record { kind, id, owner, state, label, due: due.map(moment), revision, body }
}

/// Whatever the server says, the records cannot be had now.
fn unreachable(error: BackendError) -> RecordsError {
    RecordsError::Unavailable { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "needs neo4j"]
    fn neo4j_keeps_the_contract_of_a_home() {
        let test_server = testkit::neo4j::TestServer::take();
        let testkit::neo4j::Address { uri, user, password, .. } = test_server.server.clone();
        let backend = ServerHome::open(&Neo4jServer::new(uri, user, password), "a test").unwrap();
        ops::records::suite::check(&backend);
    }
}
