//! Claims, listed.

use super::line::{ClaimLine, lines};
use crate::error::EngineError;
use crate::next::find;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::evidence::ClaimState;
use serde::{Deserialize, Serialize};

/// Which claims; what is left out does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ClaimsRequest {
    /// Of this race: key, alias, NASCAR's id, or `next`.
    pub race: Option<String>,
    /// In this state.
    pub state: Option<ClaimState>,
    /// About this driver: name, a part of it that only one has, or NASCAR's id.
    pub driver: Option<String>,
}

/// Claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The claims, by race, moment, kind and driver.
    pub claims: Vec<ClaimLine>,
}

impl Engine {
    /// Lists claims.
    ///
    /// # Errors
    /// When no race or driver, or more than one, is called that.
    pub fn claims(&self, request: &ClaimsRequest, _progress: &Progress) -> Result<ClaimsAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let race = request.race.as_deref().map(|race| find(view, race, None, now)).transpose()?;
            let driver = request.driver.as_deref().map(|driver| view.find_driver(driver)).transpose()?;
            let mut found = Vec::new();
            for (key, mut claims) in view.claims()? {
                if race.as_ref().is_some_and(|race| race.key != key) {
                    continue;
                }
                claims.retain(|claim| {
                    driver.is_none_or(|driver| claim.driver == Some(driver))
                        && request.state.is_none_or(|state| claim.standing.state == state)
                });
                found.extend(lines(view, &key, claims)?);
            }
            Ok(ClaimsAnswer { state: mark(view), claims: found })
        })
    }
}
