//! The evidence of a race week on a car, added to its strength before the race is simulated.
//!
//! A car's strength of the day is the rated one, s, and a deviation d that no past race shows: d has mean 0. Each
//! kind of evidence observes it. Inside the race it is a score z (higher is better, standardised over the cars that
//! have it), and z = level (s - mean s) + noise, where the noise goes along with d: Cov(z, d) > 0. Given the scores
//! of a car, d has the Gaussian expectation c' S^-1 r, with r the scores less what s predicts, c their
//! covariances with d and S those among themselves; where the kinds err independently that is the sum weighted by
//! precisions. The same observations make the result less uncertain, by b^2 c' S^-1 c in the spread's square.
//!
//! A model file's `[evidence]` states slope and noise of each kind; races with evidence and a result, known by the
//! lock, gradually take their place. Without that section, or without evidence, nothing changes. A car that has
//! no score of a kind gets no score: the other kinds decide alone, and with none at all its strength stays. The
//! spread narrows by what is known of the car of which least is known.

mod config;
mod fit;
mod moments;
mod practice;
mod reading;
mod update;

pub use config::{EvidenceConfig, Observation, PracticeIndexConfig, PracticeRun, Worth};
pub use fit::Fitted;
pub use moments::PastWeekend;
pub use reading::{Baseline, Field, Reading, Seen, readings};
pub use update::{EvidenceContribution, Update, update};

pub(crate) use fit::Fitter;
pub(crate) use reading::entries_with;

use domain::evidence::EvidenceKind;

/// Number of kinds.
pub(crate) const KINDS: usize = EvidenceKind::ALL.len();

/// Place of a kind in every table by kind.
pub(crate) fn index(kind: EvidenceKind) -> usize {
    kind as usize
}
