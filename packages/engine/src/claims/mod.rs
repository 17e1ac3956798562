//! Claims: what notes and people say of a race week, where each stands, and who decided it.
//!
//! A claim's state follows from the files, the decisions and the axioms. Files are in the raw copies, decisions among the
//! records; the graph shows what follows, and a rebuild gives the same.

mod decide;
mod effect;
mod evidence;
mod line;
mod list;
mod records;
mod show;
mod submit;

pub use decide::{DecideAnswer, DecideRequest, Decided};
pub use effect::{DriverEffect, EffectAnswer, EffectRequest, PointsEffect};
pub use evidence::{EvidenceAnswer, EvidenceRequest};
pub use line::ClaimLine;
pub use list::{ClaimsAnswer, ClaimsRequest};
pub use show::{ClaimAnswer, ClaimFile, DecisionLine};
pub use submit::{SubmitClaimAnswer, SubmitClaimRequest};

pub(crate) use decide::Verdict;
pub(crate) use submit::of_race;

use domain::ids::ClaimId;

/// Why a claim cannot be shown, submitted or decided.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// No claim has that id.
    #[error("no claim `{id}`")]
    Unknown {
        /// What was asked for.
        id: String,
    },
    /// A law forbids the claim.
    #[error("{id} cannot be accepted: the law {rule} vetoes it")]
    Vetoed {
        /// The claim.
        id: ClaimId,
        /// The law.
        rule: String,
    },
    /// Another claim of the same source and moment says something else.
    #[error(
        "{id} cannot be accepted: its source says something else at the same moment; reject that claim first"
    )]
    Contradicted {
        /// The claim.
        id: ClaimId,
    },
    /// Nothing to decide was named.
    #[error("no claim is named")]
    NoneNamed,
    /// A submitted claim that no race can take.
    #[error("the claim cannot be taken: {reason}")]
    Refused {
        /// Name of the rule.
        rule: String,
        /// Why, with its next step.
        reason: String,
    },
    /// Somebody else decided at the same time.
    #[error(transparent)]
    Decision(#[from] ops::decisions::DecisionError),
    /// The decisions could not be read.
    #[error(transparent)]
    Records(#[from] ops::records::RecordsError),
}
