//! Versioned changes of the schema.

use crate::error::WriteError;
use crate::statement;
use crate::store::Store;
use crate::value::params;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A migration: `V001__identities`, and its statements.
struct Migration {
    name: &'static str,
    text: &'static str,
}

/// In the order of their versions. An applied one is never edited: its checksum is on record.
const MIGRATIONS: &[Migration] = &[Migration {
    name: "V001__identities",
    text: include_str!("../cypher/migrations/V001__identities.cypher"),
}];

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
    /// Refuses a graph whose applied migrations are not the program's own.
    pub fn migrate(&self) -> Result<Vec<&'static str>, WriteError> {
        self.apply_migrations(MIGRATIONS)
    }

    fn apply_migrations(&self, migrations: &[Migration]) -> Result<Vec<&'static str>, WriteError> {
        let writer = self.writer();
        let applied = writer.read(|tx| {
            let rows = tx.run(&statement::MIGRATIONS, params! {})?;
            let mut applied = BTreeMap::new();
            for row in rows.readers() {
                applied.insert(
                    row.text("key")?.to_owned(),
                    (row.text("name")?.to_owned(), row.text("checksum")?.to_owned()),
                );
            }
            Ok(applied)
        })?;
        for (version, (name, checksum)) in &applied {
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
        let mut done = Vec::new();
        for migration in migrations.iter().filter(|migration| !applied.contains_key(migration.version())) {
            for cypher in statement::split(migration.text) {
                writer.schema(migration.name, cypher)?;
            }
            writer.transaction(|tx| {
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
