//! Which set was made when, by whom, and whether it can count as a forecast.
//!
//! A [`ProjectionSet`] holds nothing of the clock, so that the same inputs give the same bytes. The record beside it
//! does. The records of a series form a chain: each holds the digest of the one before, so the digest of the last one,
//! once published, proves every record before it.

use crate::set::ProjectionSet;
use domain::hex;
use domain::ids::RaceKey;
use domain::race::RaceInfo;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// What a projection counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Made before the race's lock.
    Forecast,
    /// Made at the lock or later, without a result.
    Late,
    /// Made when the result was known; nothing of the result went in.
    Backtest,
    /// Made under a fixed clock, which proves nothing about time.
    Replay,
}

/// What decides a [`Label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// When the projection was made.
    pub made_at: Timestamp,
    /// The race's lock as known then.
    pub lock_at: Timestamp,
    /// Whether the race's result was known then.
    pub has_result: bool,
    /// Whether the clock was fixed instead of real.
    pub clock_fixed: bool,
}

impl Label {
    /// The label of a projection made under these circumstances.
    ///
    /// ```
    /// use projection::record::{Circumstances, Label};
    ///
    /// let lock_at = "2025-11-02T20:00:00Z".parse()?;
    /// let made_at = "2025-11-02T18:30:00Z".parse()?;
    /// let before = Circumstances { made_at, lock_at, has_result: false, clock_fixed: false };
    /// assert_eq!(Label::of(before), Label::Forecast);
    /// assert_eq!(Label::of(Circumstances { made_at: lock_at, ..before }), Label::Late);
    /// assert_eq!(Label::of(Circumstances { has_result: true, ..before }), Label::Backtest);
    /// assert_eq!(Label::of(Circumstances { clock_fixed: true, ..before }), Label::Replay);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn of(circumstances: Circumstances) -> Self {
        let Circumstances { made_at, lock_at, has_result, clock_fixed } = circumstances;
        match (clock_fixed, has_result) {
            (true, _) => Label::Replay,
            (false, true) => Label::Backtest,
            (false, false) if made_at < lock_at => Label::Forecast,
            (false, false) => Label::Late,
        }
    }

    /// The label as one word: `forecast`, `late`, `backtest` or `replay`.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Forecast => "forecast",
            Label::Late => "late",
            Label::Backtest => "backtest",
            Label::Replay => "replay",
        }
    }
}

/// A text that is no label.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a label: forecast, late, backtest or replay")]
pub struct UnknownLabel(String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(text: &str) -> Result<Self, UnknownLabel> {
        let all = [Label::Forecast, Label::Late, Label::Backtest, Label::Replay];
        all.into_iter().find(|label| label.as_str() == text).ok_or_else(|| UnknownLabel(text.to_owned()))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The race of a record. A key may change when more becomes known of a race; what the sources state does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedRace {
    /// Its key when the record was made.
    pub key: RaceKey,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Track as its source names it.
    pub track_name: String,
    /// NASCAR's id, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nascar_id: Option<u32>,
}

impl RecordedRace {
    /// The race of `info`.
    pub fn of(info: &RaceInfo, nascar_id: Option<u32>) -> Self {
        Self {
            key: info.key.clone(),
            series: info.series,
            date: info.date,
            track_name: info.track_name.clone(),
            nascar_id,
        }
    }
}

/// What was made when: one link of the chain of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectionRecord {
    /// The race.
    pub race: RecordedRace,
    /// Checksum of the set, 64 lower-case hexadecimal digits.
    pub set: String,
    /// Version of the model that made it.
    pub model_version: String,
    /// SHA-256 of that model.
    pub model_digest: String,
    /// The moment of knowledge of the set.
    pub as_of: Timestamp,
    /// The race's lock as known when the record was made.
    pub lock_at: Timestamp,
    /// When the set was made.
    pub made_at: Timestamp,
    /// Who made it: an account, or the user of the machine.
    pub made_by: String,
    /// The job or pipeline run that made it; none where a person asked for it directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// What it counts as.
    pub label: Label,
    /// The set's data digest without the evidence of race weeks: equal where two models saw the same facts.
    pub facts_digest: String,
    /// SHA-256 of the Parquet file with the set's samples.
    pub samples: String,
    /// Checksum of the scenarios that were simulated with it; none without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<String>,
    /// Keys of the files and claims that the set was computed from, sorted.
    pub derived_from: Vec<String>,
    /// [`digest`](Self::digest) of the record before in the same series; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// Who made a set, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// An account, or the user of the machine.
    pub made_by: String,
    /// The job or pipeline run, if any.
    pub run_id: Option<String>,
}

/// What is kept with a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptWith {
    /// The set's data digest without the evidence of race weeks.
    pub facts_digest: String,
    /// SHA-256 of the Parquet file with its samples.
    pub samples: String,
    /// Checksum of the scenarios that were simulated with it.
    pub scenarios: Option<String>,
    /// Keys of the files and claims that it was computed from, sorted.
    pub derived_from: Vec<String>,
}

impl ProjectionRecord {
    /// The record of `set`, following the record whose digest is `previous` in the chain of its series.
    pub fn new(
        set: &ProjectionSet,
        race: RecordedRace,
        maker: Maker,
        circumstances: Circumstances,
        kept_with: KeptWith,
        previous: Option<String>,
    ) -> Self {
        let body = set.body();
        Self {
            race,
            set: set.checksum().to_owned(),
            model_version: body.model_version.clone(),
            model_digest: body.model_digest.clone(),
            as_of: body.as_of,
            lock_at: circumstances.lock_at,
            made_at: circumstances.made_at,
            made_by: maker.made_by,
            run_id: maker.run_id,
            label: Label::of(circumstances),
            facts_digest: kept_with.facts_digest,
            samples: kept_with.samples,
            scenarios: kept_with.scenarios,
            derived_from: kept_with.derived_from,
            previous,
        }
    }

    /// The record as canonical JSON (RFC 8785).
    pub fn canonical_json(&self) -> String {
        serde_json_canonicalizer::to_string(self).expect("a record has string keys and no floats")
    }

    /// SHA-256 of the record's canonical JSON, 64 lower-case hexadecimal digits.
    pub fn digest(&self) -> String {
        hex::encode(&Sha256::digest(self.canonical_json()))
    }
}

/// A chain in which a record does not follow the one before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenChain {
    /// A record of another series.
    #[error("record {index} belongs to series {found}, but its chain to {expected}")]
    OtherSeries {
        /// Its place in the chain, from 0.
        index: usize,
        /// Series of the first record.
        expected: Series,
        /// Its series.
        found: Series,
    },
    /// A record that names another predecessor.
    #[error("record {index} does not follow the record before it: a record was changed, removed or added")]
    OtherPredecessor {
        /// Its place in the chain, from 0.
        index: usize,
    },
}

/// The digest of the last record of `chain`, a whole series from its first record on; none of an empty chain.
///
/// # Errors
/// [`BrokenChain`] at the first record that does not follow the one before.
pub fn head(chain: &[ProjectionRecord]) -> Result<Option<String>, BrokenChain> {
    let mut previous: Option<String> = None;
    for (index, record) in chain.iter().enumerate() {
        let (expected, found) = (chain[0].race.series, record.race.series);
        if expected != found {
            return Err(BrokenChain::OtherSeries { index, expected, found });
        }
        if record.previous != previous {
            return Err(BrokenChain::OtherPredecessor { index });
        }
        previous = Some(record.digest());
    }
    Ok(previous)
}

/// The frozen forecast of a race: the last forecast in `chain` made before `lock_at`, the race's lock as known today.
/// `counts` chooses the records of the race by the default model.
pub fn frozen(
    chain: &[ProjectionRecord],
    lock_at: Timestamp,
    counts: impl Fn(&ProjectionRecord) -> bool,
) -> Option<&ProjectionRecord> {
    let forecast = |record: &&ProjectionRecord| record.label == Label::Forecast && record.made_at < lock_at;
    chain.iter().rev().filter(forecast).find(|record| counts(record))
}
