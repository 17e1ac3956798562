//! Kept projections: sealed sets that are never changed, with the records that say when each was made and by whom.
//!
//! In the data folder a set is `projections/prj_....json`, its samples are a file in `columns/`, and the records form a chain
//! per series in `ops.db`. A record holds the digests of the set and of its samples, so the head of the chain, once
//! published, proves them all. The graph shows each set as a node; a rebuild makes these anew from here.

mod chain;
mod files;
mod freeze;
mod head;
mod keep;
mod list;
mod restore;
mod score;
mod show;
mod table;
mod verify;

pub use freeze::FreezeAnswer;
pub use head::{HeadAnswer, HeadLine};
pub use keep::{KeepAnswer, KeepRequest};
pub use list::{KeptLine, ListAnswer, ListRequest};
pub use score::{ForecastScore, NotScored, ScoreAnswer, ScoreRequest};
pub use show::{KeptProjection, KeptRecord, ScenariosFile};
pub use verify::{Finding, Part, VerifyAnswer, Wrong};

pub(crate) use freeze::tick as freeze_tick;
pub(crate) use table::table;
