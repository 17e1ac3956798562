//! Single reads: each a snapshot of its own.

use crate::check::CheckReport;
use crate::contents::Contents;
use crate::error::ReadError;
use crate::races::{DriverCard, RaceFilter, RaceLine};
use crate::snapshots::SnapshotMeta;
use crate::store::Store;
use crate::value::{Params, Rows};
use crate::why::Path;
use domain::evidence::EvidenceBook;
use domain::facts::{Quarantine, RaceGroupKey};
use domain::history::{History, PastRace};
use domain::ids::{DriverId, RaceKey, SnapshotId};
use domain::pooling::Pooling;
use domain::race::RaceCard;
use domain::series::Series;
use jiff::Timestamp;
use ontology::facts::Facts;
use std::collections::BTreeMap;
use std::io::Write;

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
    check() -> CheckReport;
    contents() -> Contents;
    counts() -> BTreeMap<String, u64>;
    digest() -> String;
    driver(text: &str) -> DriverCard;
    evidence(as_of: Timestamp) -> EvidenceBook;
    find_driver(text: &str) -> DriverId;
    find_race(text: &str) -> RaceKey;
    history(series: Series, as_of: Timestamp) -> History;
    parts_of(race_groups: &[RaceGroupKey]) -> Vec<SnapshotId>;
    path_why(race: &RaceKey, driver: DriverId) -> Vec<Path>;
    pooling() -> Pooling;
    quarantines() -> Vec<Quarantine>;
    race_card(race: &RaceKey, as_of: Timestamp) -> RaceCard;
    race_facts(race: &RaceKey) -> Facts<'static>;
    race_groups_of(id: &SnapshotId) -> Vec<RaceGroupKey>;
    races(filter: &RaceFilter) -> Vec<RaceLine>;
    result_of(race: &RaceKey) -> Option<PastRace>;
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

    /// [`View::query_cypher`](crate::View::query_cypher) in a snapshot of its own.
    ///
    /// # Errors
    /// As there.
    pub fn query_cypher(&self, cypher: &str, params: Params) -> Result<Rows, ReadError> {
        self.snapshot(|view| view.query_cypher(cypher, &params))
    }

    /// [`View::export`](crate::View::export) in a snapshot of its own.
    ///
    /// # Errors
    /// As there.
    pub fn export(&self, out: &mut dyn Write, all: bool) -> Result<usize, ReadError> {
        let (lines, bytes) = self.snapshot(|view| {
            let mut bytes = Vec::new();
            Ok::<_, ReadError>((view.export(&mut bytes, all)?, bytes))
        })?;
        out.write_all(&bytes)?;
        Ok(lines)
    }
}
