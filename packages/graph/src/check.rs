//! Laws of the ontology that a store does not enforce, asked as queries.

use crate::error::ReadError;
use crate::statement;
use crate::store::Tx;
use crate::value::{Row, Value, params};
use crate::view::View;
use domain::history::PastRace;

/// The checks generated from the ontology.
const CHECKS: &str = include_str!("../cypher/generated/checks.cypher");

/// A law broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Name of the check: `race-key-unique`.
    pub check: String,
    /// Key of the node that breaks it, if it has one.
    pub key: Option<String>,
    /// The other node or value involved, if any.
    pub other: Option<String>,
}

/// What [`View::check`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Checks asked.
    pub checks: usize,
    /// What breaks them, in the order of the checks; a check reports its first offenders only.
    pub violations: Vec<Violation>,
}

impl View<'_> {
    /// Asks every check that the ontology generates: identities, required properties, types and
    /// ranges, cardinalities, agreements of paths.
    ///
    /// # Errors
    /// When the store fails.
    pub fn check(&self) -> Result<CheckReport, ReadError> {
        let tx = &self.tx;
        let mut report = CheckReport::default();
        for (name, cypher) in statement::named(CHECKS) {
            report.checks += 1;
            for row in tx.run_text(name, cypher, params! {})?.readers() {
                report.violations.push(Violation {
                    check: name.to_owned(),
                    key: shown(row, "key"),
                    other: shown(row, "other"),
                });
            }
        }
        report.checks += 1;
        report.violations.extend(result_texts_that_differ(tx)?);
        Ok(report)
    }
}

/// Races whose results as text differ from their relations.
fn result_texts_that_differ(tx: &Tx<'_>) -> Result<Vec<Violation>, ReadError> {
    let mut texts = crate::history::all_result_texts(tx)?;
    let differing = crate::history::all_related(tx)?.into_values().filter(|race| {
        let Some(mut cars) = texts.remove(race.info.key.as_str()).flatten() else { return true };
        cars.sort_by_key(|car| (car.result.finish_on_track, car.entry.driver));
        cars != race.cars
    });
    let violation = |race: PastRace| Violation {
        check: "session-results-text-agrees".to_owned(),
        key: Some(race.info.key.to_string()),
        other: None,
    };
    Ok(differing.map(violation).collect())
}

fn shown(row: Row<'_>, column: &str) -> Option<String> {
    match row.value(column) {
        Value::Null => None,
        Value::Text(text) => Some(text.clone()),
        other => Some(other.to_json().to_string()),
    }
}
