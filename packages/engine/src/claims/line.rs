//! A claim as answers show it.

use crate::error::EngineError;
use crate::view::View;
use domain::evidence::{Claim, ClaimState, ClaimValue};
use domain::ids::{ClaimId, DriverId, RaceKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimLine {
    /// Its id, by its content.
    pub id: ClaimId,
    /// The race.
    pub race: RaceKey,
    /// Kind, one of the ontology's.
    pub kind: String,
    /// The driver; absent where the claim is about the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<DriverId>,
    /// The driver's name as listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_name: Option<String>,
    /// What is claimed.
    pub value: ClaimValue,
    /// Who says so.
    pub source: String,
    /// The moment from which it counts, once accepted: that of its source.
    pub known_at: Timestamp,
    /// How sure the source or its reader is, 0..1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Where it stands.
    pub state: ClaimState,
    /// The law that vetoes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// SHA-256 of the note it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Bytes of the note that say it: first, and one past the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Share of the reader's probability that was ruled out before it, 0..1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked: Option<f64>,
}

impl ClaimLine {
    /// A claim about `race`; `names` has its drivers' names.
    pub(super) fn of(race: &RaceKey, claim: Claim, names: &BTreeMap<DriverId, String>) -> Self {
        let standing = claim.standing;
        Self {
            id: standing.id,
            race: race.clone(),
            kind: claim.kind,
            driver_name: claim.driver.and_then(|driver| names.get(&driver).cloned()),
            driver: claim.driver,
            value: claim.value,
            source: claim.source,
            known_at: claim.known_at,
            confidence: claim.confidence,
            state: standing.state,
            rule: standing.rule,
            note: standing.note,
            span: standing.span,
            masked: standing.masked,
        }
    }
}

/// The names of all drivers on a race's entry list.
pub(super) fn names(view: &View<'_>, race: &RaceKey) -> Result<BTreeMap<DriverId, String>, EngineError> {
    let entries = crate::notes::race_card(view, race)?.entries;
    Ok(entries.into_iter().map(|entry| (entry.driver, entry.driver_name)).collect())
}

/// The claims of a race as lines, by moment, then kind, driver and id.
pub(super) fn lines(
    view: &View<'_>,
    race: &RaceKey,
    claims: Vec<Claim>,
) -> Result<Vec<ClaimLine>, EngineError> {
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let names = names(view, race)?;
    let mut lines: Vec<ClaimLine> =
        claims.into_iter().map(|claim| ClaimLine::of(race, claim, &names)).collect();
    let order = |line: &ClaimLine| (line.known_at, line.kind.clone(), line.driver, line.id.clone());
    lines.sort_by_cached_key(order);
    Ok(lines)
}
