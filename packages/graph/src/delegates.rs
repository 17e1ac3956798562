//! Single reads: each a snapshot of its own.

use crate::contents::Contents;
use crate::error::ReadError;
use crate::races::{RaceFilter, RaceLine};
use crate::snapshots::SnapshotMeta;
use crate::store::Store;
use crate::value::{Params, Rows};
use domain::evidence::EvidenceBook;
use domain::facts::RaceGroupKey;
use domain::history::History;
use domain::ids::{RaceKey, SnapshotId};
use domain::pooling::Pooling;
use domain::race::RaceCard;
use domain::series::Series;
use jiff::Timestamp;
use std::collections::BTreeMap;

macro_rules! delegates {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Store {
            $(
                #[doc = concat!("[`View::", stringify!($name), "`](crate::View::", stringify!($name), ") in a snapshot of its own.")]
                ///
                /// # Errors
                /// As there.
                pub fn $name(&self, $($argument: $kind),*) -> Result<$answer, ReadError> {
                    self.snapshot(|view| view.$name($($argument),*))
                }
            )*
        }
    };
}

delegates! {
    contents() -> Contents;
    counts() -> BTreeMap<String, u64>;
    digest() -> String;
    evidence(as_of: Timestamp) -> EvidenceBook;
    find_race(text: &str) -> RaceKey;
    history(series: Series, as_of: Timestamp) -> History;
    parts_of(race_groups: &[RaceGroupKey]) -> Vec<SnapshotId>;
    pooling() -> Pooling;
    projection_sets() -> Vec<String>;
    projection_sources(series: Series, race: &RaceKey, as_of: Timestamp) -> Vec<String>;
    race_card(race: &RaceKey, as_of: Timestamp) -> RaceCard;
    race_groups_of(id: &SnapshotId) -> Vec<RaceGroupKey>;
    races(filter: &RaceFilter) -> Vec<RaceLine>;
    snapshots() -> Vec<SnapshotMeta>;
}

impl Store {
    /// [`View::query`](crate::View::query) in a snapshot of its own.
    ///
    /// # Errors
    /// As there.
    pub fn query(&self, name: &str, params: Params) -> Result<Rows, ReadError> {
        self.snapshot(|view| view.query(name, &params))
    }
}
