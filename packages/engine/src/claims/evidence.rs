//! Everything known of a race week beyond the entry list.

use super::line::{ClaimLine, lines};
use crate::error::EngineError;
use crate::next::find;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::evidence::{Pace, Price};
use domain::ids::RaceKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EvidenceRequest {
    /// Key, alias, NASCAR's id, or `next`.
    pub race: String,
}

/// The evidence of a race, each item with the moment it could be known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvidenceAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The race.
    pub race: RaceKey,
    /// Laps of practice and qualifying, in miles an hour.
    pub paces: Vec<Pace>,
    /// Win odds.
    pub prices: Vec<Price>,
    /// Claims in every state.
    pub claims: Vec<ClaimLine>,
}

impl Engine {
    /// Shows the evidence of a race, whether it counts or not.
    ///
    /// # Errors
    /// When no race, or more than one, is called that.
    pub fn evidence(
        &self,
        request: &EvidenceRequest,
        _progress: &Progress,
    ) -> Result<EvidenceAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let race = find(view, &request.race, None, now)?.key;
            let evidence = view.evidence(Timestamp::MAX)?.remove(&race).unwrap_or_default();
            let claims = view.claims()?.remove(&race).unwrap_or_default();
            Ok(EvidenceAnswer {
                state: mark(view),
                claims: lines(view, &race, claims)?,
                race,
                paces: evidence.paces,
                prices: evidence.prices,
            })
        })
    }
}
