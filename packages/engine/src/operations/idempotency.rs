//! Requests that are repeated: the first one under a key does the work, the others get its answer.

use super::{Operations, OperationsError, now};
use crate::error::EngineError;
use jiff::SignedDuration;
use ops::idempotency::{self, Begin, Claim};

/// An answer as it was sent.
pub type StoredAnswer = idempotency::Answer;

/// The right to answer under an idempotency key.
pub type Permit = idempotency::Permit;

/// How long a request may take before it counts as lost.
const IN_FLIGHT: SignedDuration = SignedDuration::from_mins(5);

/// What a request with an idempotency key is to do.
#[derive(Debug)]
pub enum Repetition {
    /// It is the first: do the work.
    First(Permit),
    /// It repeats one that was answered so.
    Answered(StoredAnswer),
    /// It repeats one that is being worked on.
    InFlight,
    /// The key was used with another body.
    OtherBody,
}

impl Operations {
    /// Looks up a request of an account by its key. `route` is its method and path.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub fn begin_once(
        &self,
        account: &str,
        route: &str,
        key: &str,
        body: &[u8],
    ) -> Result<Repetition, EngineError> {
        let claim = Claim { account, route, key, body };
        let begin =
            idempotency::begin(&self.records, claim, IN_FLIGHT, now()).map_err(OperationsError::from)?;
        Ok(match begin {
            Begin::Proceed(permit) => Repetition::First(permit),
            Begin::Repeat(answer) => Repetition::Answered(answer),
            Begin::InFlight { .. } => Repetition::InFlight,
            Begin::OtherBody => Repetition::OtherBody,
        })
    }

    /// Keeps the answer for the repetitions, for a day; without one, frees the key.
    ///
    /// # Errors
    /// When the records cannot be written.
    pub fn end_once(&self, permit: Permit, answer: Option<StoredAnswer>) -> Result<(), EngineError> {
        match answer {
            Some(answer) => {
                permit.done(&self.records, answer, now()).map_err(OperationsError::from)?;
            }
            None => permit.give_up(&self.records).map_err(OperationsError::from)?,
        }
        Ok(())
    }
}
