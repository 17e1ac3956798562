//! Migrations of the SQLite file, with their checksums on record.

use super::super::{Kind, RecordsError};
use super::failure;
use crate::ids::sha256;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::Path;

/// In order. An applied one is never edited: its checksum is on record.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V001__records", include_str!("../V001__records.sql")),
    ("V002__events_and_partitions", include_str!("../V002__events_and_partitions.sql")),
];

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS migrations (
    name TEXT NOT NULL PRIMARY KEY,
    checksum TEXT NOT NULL
) STRICT, WITHOUT ROWID";

/// Applies the missing migrations, all or none. Refuses a file whose applied migrations are not the first
/// ones of this program.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), RecordsError> {
    let sql = |error| failure(path, error);
    if applied(connection).is_ok_and(|applied| applied.len() == MIGRATIONS.len()) {
        // Up to date: nothing to write, so that a read-only file opens too.
        return compare(&applied(connection).map_err(sql)?).map(|_| ());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    transaction.execute_batch(HISTORY).map_err(sql)?;
    let done = compare(&applied(&transaction).map_err(sql)?)?;
    for (name, text) in &MIGRATIONS[done..] {
        transaction.execute_batch(text).map_err(sql)?;
        let row = params![name, sha256(text.as_bytes())];
        transaction.execute("INSERT INTO migrations (name, checksum) VALUES (?1, ?2)", row).map_err(sql)?;
    }
    name_kinds(&transaction).map_err(sql)?;
    transaction.commit().map_err(sql)
}

/// Names and checksums, in order.
fn applied(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare("SELECT name, checksum FROM migrations ORDER BY name")?;
    statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// How many of ours are applied.
fn compare(applied: &[(String, String)]) -> Result<usize, RecordsError> {
    for (index, (name, checksum)) in applied.iter().enumerate() {
        let Some((_, text)) = MIGRATIONS.get(index).filter(|(known, _)| known == name) else {
            return Err(RecordsError::Newer { name: name.clone() });
        };
        let known = sha256(text.as_bytes());
        if *checksum != known {
            let (name, applied) = (name.clone(), checksum.clone());
            return Err(RecordsError::ChangedMigration { name, applied, known });
        }
    }
    Ok(applied.len())
}

fn name_kinds(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for kind in Kind::ALL {
        transaction.execute(
            "INSERT INTO kinds (name, append_only) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
            params![kind.name(), kind.append_only()],
        )?;
    }
    Ok(())
}
