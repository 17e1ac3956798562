//! A race or a driver's projection told in sentences, by templates.
//!
//! A plan picks facts from the engine's answers; a template words each. Templates have no number, name or date of their
//! own: those are copied through slots, and each slot names what it stands on.

mod driver;
mod plan;
mod race;
mod sentence;

pub use sentence::{Sentence, Slot};

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{AnswerNote, ProjectRequest, skipped_notes};
use domain::ids::{DriverId, RaceKey};
use serde::{Deserialize, Serialize};

/// Which projection to tell, and of whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExplainRequest {
    /// The projection.
    pub projection: ProjectRequest,
    /// Name of the driver, a part of it that only one has, or NASCAR's id; the whole race without it.
    #[serde(default)]
    pub driver: Option<String>,
}

/// A projection in sentences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The race.
    pub race: RaceKey,
    /// The driver; absent where the whole race is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<DriverId>,
    /// SHA-256 of the projection set that is told.
    pub checksum: String,
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Notes: skipped races.
    pub notes: Vec<AnswerNote>,
}

impl Engine {
    /// Tells a race, or the projection of one of its drivers.
    ///
    /// # Errors
    /// As [`Engine::project`], and a driver unknown or not entered.
    pub fn explain(
        &self,
        request: &ExplainRequest,
        progress: &Progress,
    ) -> Result<ExplainAnswer, EngineError> {
        let (model, run) = request.projection.resolved()?;
        let (question, prepared, context) =
            self.prepared_with(&request.projection, &model, |view, question| {
                plan::Context::read(view, question, request.driver.as_deref())
            })?;
        progress.check()?;
        let set = prepared.projector.project(&question.asked.card, &run)?.set;
        let evidence =
            prepared.evidence.get(&question.asked.card.info.key).filter(|_| model.evidence.is_some());
        let told = plan::Told { set: &set, card: &question.asked.card, context: &context, evidence };
        let sentences = match context.driver {
            None => race::sentences(&told),
            Some(driver) => {
                let entered = set.body().entries.iter().any(|entry| entry.driver == driver);
                let why = match entered {
                    true => Some(prepared.projector.why(&question.asked.card, driver, &run)?.into()),
                    false => None,
                };
                driver::sentences(&told, driver, why.as_ref())
            }
        };
        Ok(ExplainAnswer {
            state: question.state.clone(),
            race: question.asked.card.info.key.clone(),
            driver: context.driver,
            checksum: set.checksum().to_owned(),
            sentences,
            notes: skipped_notes(&question.skipped),
        })
    }
}
