//! Decisions about claims, as the records keep them.

use super::ClaimError;
use crate::error::EngineError;
use crate::open::Engine;
use domain::evidence::ClaimState;
use domain::ids::ClaimId;
use feeds::gather::Gathered;
use ops::decisions::Decision;
use ops::records::{Kind, Records, Scan};
use std::collections::BTreeMap;

/// The last decision about each claim: its number and the state it gave.
pub(super) type Decisions = BTreeMap<ClaimId, (u64, ClaimState)>;

impl Engine {
    /// Tells gathered rows what was decided of their claims.
    pub(crate) fn decide_gathered(&self, gathered: &mut Gathered) -> Result<(), EngineError> {
        // Most files make no claim: then no record is looked at.
        if !gathered.has_claims() {
            return Ok(());
        }
        if let Some(records) = self.records.open_to_read()? {
            gathered.decide(&states(&last_decisions(records)?));
        }
        Ok(())
    }
}

/// The last decision about each claim.
pub(super) fn last_decisions(records: &Records) -> Result<Decisions, EngineError> {
    let all = Scan::of(Kind::Decision).limit(usize::MAX);
    let mut last = Decisions::new();
    for decision in records.documents::<Decision>(&all).map_err(ClaimError::from)? {
        let Decision { subject, number, state, .. } = decision.value;
        // Decisions about other things than claims may join them one day.
        let (Some(id), Ok(state)) = (ClaimId::parse(&subject), state.parse()) else { continue };
        let known = last.entry(id).or_insert((number, state));
        if number >= known.0 {
            *known = (number, state);
        }
    }
    Ok(last)
}

/// The states that decisions give.
pub(super) fn states(decisions: &Decisions) -> BTreeMap<ClaimId, ClaimState> {
    decisions.iter().map(|(id, (_, state))| (id.clone(), *state)).collect()
}
