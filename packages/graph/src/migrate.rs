//! Versioned changes of the schema.
//!
//! Until the first release a change of what is stored already changes its migration: a graph of an earlier
//! format is refused, and `graph rebuild` builds it anew from the raw copies.

use crate::error::{ReadError, WriteError};
use crate::statement;
use crate::store::{Store, Tx};
use crate::value::params;
use ontology::Ontology;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A migration: `V001__identities_and_lookups`, and its statements.
struct Migration {
    name: &'static str,
    text: &'static str,
}

/// In the order of their versions. The checksum of each applied one is on record in the graph.
const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "V001__identities_and_lookups",
        text: include_str!("../cypher/migrations/V001__identities_and_lookups.cypher"),
    },
    Migration {
        name: "V002__entry_lists",
        text: include_str!("../cypher/migrations/V002__entry_lists.cypher"),
    },
];

impl Migration {
    fn version(&self) -> &'static str {
        self.name.split_once("__").map_or(self.name, |(version, _)| version)
    }

    /// SHA-256 over the statements.
    fn checksum(&self) -> String {
        crate::export::hexadecimal(&Sha256::digest(self.text))
    }
}

impl Store {
    /// Applies the migrations that the graph has not seen and returns their names. The history is
    /// kept in the graph; where nothing is pending nothing is written.
    ///
    /// # Errors
    /// [`WriteError::ChangedMigration`] for a graph of an earlier format, [`WriteError::NewerMigration`] for
    /// one of a later: [`Store::start_over`] empties it.
    pub fn migrate(&self) -> Result<Vec<&'static str>, WriteError> {
        self.apply_migrations(MIGRATIONS)
    }

    /// Removes every node of the program's own classes, in whatever format, and applies the migrations to
    /// what is left. Nodes of other labels stay. Cut off, the same call completes it.
    ///
    /// # Errors
    /// When the store fails, or the right to write cannot be had.
    pub fn start_over(&self) -> Result<(), WriteError> {
        let right = self.exclusive()?;
        let classes =
            Ontology::builtin().concrete_classes().map(|class| class.name.as_str()).collect::<Vec<_>>();
        // Locks stay: the right to write is one. Migrations go last, so that a graph cut off in between is
        // refused still.
        let facts = classes.iter().copied().filter(|class| !["Lock", "Migration"].contains(class));
        for labels in [facts.collect::<Vec<_>>(), vec!["Migration"]] {
            while right.read(|tx| any_left(tx, &labels))? {
                let some = params! { labels: labels.clone(), limit: CLEARED_AT_ONCE };
                right.transaction(|tx| Ok(tx.run(&statement::CLEAR, some.clone())?))?;
            }
        }
        drop(right);
        self.migrate()?;
        Ok(())
    }

    fn apply_migrations(&self, migrations: &[Migration]) -> Result<Vec<&'static str>, WriteError> {
        // A process with nothing to do does not wait for the right to write.
        if pending(migrations, &self.snapshot(|view| applied(&view.tx))?)?.is_empty() {
            return Ok(Vec::new());
        }
        let right = self.exclusive()?;
        let mut done = Vec::new();
        for migration in pending(migrations, &right.read(applied)?)? {
            for cypher in statement::split(migration.text) {
                right.schema(migration.name, cypher)?;
            }
            right.transaction(|tx| {
                let note = params! {
                    key: migration.version(), name: migration.name, checksum: migration.checksum(),
                    appliedAt: jiff::Timestamp::now(),
                };
                Ok(tx.run(&statement::NOTE_MIGRATION, note)?)
            })?;
            done.push(migration.name);
        }
        Ok(done)
    }
}

/// Nodes removed in one transaction.
const CLEARED_AT_ONCE: i64 = 10_000;

/// Whether the graph has a node of one of the labels.
fn any_left(tx: &Tx<'_>, labels: &[&str]) -> Result<bool, ReadError> {
    for row in tx.run(&statement::COUNTS, params! {})?.readers() {
        if row.texts("labels")?.iter().any(|label| labels.contains(&label.as_str())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Name and checksum of each applied migration by version.
type Applied = BTreeMap<String, (String, String)>;

fn applied(tx: &Tx<'_>) -> Result<Applied, ReadError> {
    let rows = tx.run(&statement::MIGRATIONS, params! {})?;
    let mut applied = BTreeMap::new();
    for row in rows.readers() {
        let migration = (row.text("name")?.to_owned(), row.text("checksum")?.to_owned());
        applied.insert(row.text("key")?.to_owned(), migration);
    }
    Ok(applied)
}

fn pending<'m>(migrations: &'m [Migration], applied: &Applied) -> Result<Vec<&'m Migration>, WriteError> {
    for (version, (name, checksum)) in applied {
        let Some(known) = migrations.iter().find(|migration| migration.version() == version) else {
            return Err(WriteError::NewerMigration(name.clone()));
        };
        if *checksum != known.checksum() {
            return Err(WriteError::ChangedMigration {
                name: name.clone(),
                applied: checksum.clone(),
                present: known.checksum(),
            });
        }
    }
    Ok(migrations.iter().filter(|migration| !applied.contains_key(migration.version())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Location;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&Location::Embedded { dir: dir.path().to_owned() }, "a test").unwrap();
        (dir, store)
    }

    #[test]
    fn every_generated_constraint_and_index_is_migrated() {
        let generated = include_str!("../cypher/generated/constraints.cypher");
        let bare = |cypher: &'static str| {
            cypher.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join(" ")
        };
        let migrated: Vec<String> =
            MIGRATIONS.iter().flat_map(|migration| statement::split(migration.text)).map(bare).collect();
        for cypher in statement::split(generated) {
            assert!(migrated.contains(&bare(cypher)), "add a migration with {cypher}");
        }
    }

    #[test]
    fn a_migration_runs_once_and_a_changed_one_is_refused() {
        let (_dir, store) = store();
        let first =
            Migration { name: "V001__a", text: "CREATE INDEX a IF NOT EXISTS FOR (n:Race) ON (n.a);\n" };
        let second =
            Migration { name: "V002__b", text: "CREATE INDEX b IF NOT EXISTS FOR (n:Race) ON (n.b);\n" };
        let edited =
            Migration { name: "V001__a", text: "CREATE INDEX c IF NOT EXISTS FOR (n:Race) ON (n.c);\n" };
        assert_eq!(store.apply_migrations(&[]).unwrap(), Vec::<&str>::new());
        let both = [first, second];
        assert_eq!(store.apply_migrations(&both[..1]).unwrap(), ["V001__a"]);
        assert_eq!(store.apply_migrations(&both).unwrap(), ["V002__b"]);
        assert_eq!(store.apply_migrations(&both).unwrap(), Vec::<&str>::new());
        let [first, second] = both;
        let changed = store.apply_migrations(&[edited, second]).unwrap_err();
        assert!(matches!(changed, WriteError::ChangedMigration { .. }), "{changed}");
        let newer = store.apply_migrations(&[first]).unwrap_err();
        assert!(matches!(newer, WriteError::NewerMigration(_)), "{newer}");
    }
}
