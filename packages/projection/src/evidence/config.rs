//! The `[evidence]` of a model file.

use domain::evidence::odds::Overround;
use domain::evidence::{Claim, Evidence, EvidenceKind, claim};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How evidence is read, and how much it counts before any race with evidence has been run.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct EvidenceConfig {
    /// Standard deviation of a car's strength of the day about the rated one, in units of strength.
    pub form_sd: f64,
    /// For how many races with evidence the values here count against those that were run.
    pub prior_races: f64,
    /// Scores further from the mean than so many standard deviations are set to that many.
    pub clip: f64,
    /// A kind that fewer cars of a race have is not used.
    pub minimum_cars: usize,
    /// A long run is the longest that at least this share of the cars of a session ran.
    pub long_run_share: f64,
    /// How the overround of win odds is removed.
    pub overround: Overround,
    /// Claims with a lower confidence, 0..1, are ignored; those without any count.
    pub minimum_confidence: f64,
    /// The kinds that are used.
    pub observations: BTreeMap<EvidenceKind, Observation>,
    /// Kinds that say nothing of a car whose place on the grid is known.
    pub without_grid_only: Vec<EvidenceKind>,
    /// How the practice index is made; there where it is used.
    pub practice_index: Option<PracticeIndexConfig>,
}

/// How practice becomes one index.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PracticeIndexConfig {
    /// What strength and start let expect of the fastest lap's score.
    pub best_lap: PracticeRun,
    /// The same of the best five laps.
    pub run_5: PracticeRun,
    /// The same of the best ten laps.
    pub run_10: PracticeRun,
    /// The surplus of five laps expected for each unit of the fastest lap's.
    pub run_5_on_lap: f64,
    /// The surplus of ten laps expected for each unit of that of five.
    pub run_10_on_run_5: f64,
    /// Least standard deviation of a session, in log lap time.
    pub least_spread: f64,
    /// What the index is worth by experience.
    pub worth: Worth,
}

/// Score expected for each unit of strength and of start score.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeRun {
    /// Of strength.
    pub strength: f64,
    /// Of the start's score.
    pub start: f64,
}

/// What the index is multiplied by: `least + more / (1 + earlier starts / starts)`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// For a driver with a long record.
    pub least: f64,
    /// So much more for one without any.
    pub more: f64,
    /// Starts after which half of that is left.
    pub starts: f64,
}

impl PracticeIndexConfig {
    /// What the index of a driver with so many earlier starts is multiplied by.
    pub(crate) fn worth(&self, earlier_starts: u32) -> f64 {
        let Worth { least, more, starts } = self.worth;
        least + more / (1.0 + f64::from(earlier_starts) / starts)
    }

    fn check(&self) -> Result<(), EvidenceConfigError> {
        let above = [
            ("practice-index.least-spread", self.least_spread),
            ("practice-index.worth.least", self.worth.least),
            ("practice-index.worth.starts", self.worth.starts),
        ];
        for (name, value) in above {
            if !(value.is_finite() && value > 0.0) {
                return Err(EvidenceConfigError { name: name.to_owned(), value, range: "above 0" });
            }
        }
        Ok(())
    }
}

/// How one kind of evidence relates to a strength: z = slope (strength of the day less its mean) + sd e.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Score for each unit of strength.
    pub slope: f64,
    /// Standard deviation of the score about that.
    pub sd: f64,
}

impl EvidenceConfig {
    /// What of `evidence` was known at `moment` and is used.
    pub(crate) fn used_at(&self, evidence: &Evidence, moment: Timestamp) -> Evidence {
        self.used(evidence.known_at(moment))
    }

    /// `evidence` without the claims that are ignored.
    pub(crate) fn used(&self, mut evidence: Evidence) -> Evidence {
        evidence.claims.retain(|claim| self.reads(claim) && self.trusts(claim));
        evidence
    }

    /// Whether projections read claims of this kind.
    pub(crate) fn reads(&self, claim: &Claim) -> bool {
        claim::READ.contains(&claim.kind.as_str())
    }

    /// Whether the confidence of `claim` reaches the minimum; a claim without any does.
    pub(crate) fn trusts(&self, claim: &Claim) -> bool {
        claim.confidence.is_none_or(|confidence| confidence >= self.minimum_confidence)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Unchecked {
    form_sd: f64,
    prior_races: f64,
    clip: f64,
    minimum_cars: usize,
    long_run_share: f64,
    overround: Overround,
    minimum_confidence: f64,
    observations: BTreeMap<EvidenceKind, Observation>,
    /// Absent: every kind counts with the grid too.
    #[serde(default)]
    without_grid_only: Vec<EvidenceKind>,
    practice_index: Option<PracticeIndexConfig>,
}

/// Why an `[evidence]` is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("evidence: {name} is {value}: it must be {range}")]
pub struct EvidenceConfigError {
    name: String,
    value: f64,
    range: &'static str,
}

impl TryFrom<Unchecked> for EvidenceConfig {
    type Error = EvidenceConfigError;

    fn try_from(file: Unchecked) -> Result<Self, EvidenceConfigError> {
        let check = |name: &str, value: f64, holds: bool, range| {
            if holds {
                return Ok(());
            }
            Err(EvidenceConfigError { name: name.to_owned(), value, range })
        };
        let above = |name: &str, value: f64| check(name, value, value.is_finite() && value > 0.0, "above 0");
        above("form-sd", file.form_sd)?;
        above("prior-races", file.prior_races)?;
        above("clip", file.clip)?;
        check("minimum-cars", file.minimum_cars as f64, file.minimum_cars >= 3, "at least 3")?;
        let share = file.long_run_share;
        check("long-run-share", share, (0.0..=1.0).contains(&share), "in 0..1")?;
        let minimum = file.minimum_confidence;
        check("minimum-confidence", minimum, (0.0..=1.0).contains(&minimum), "in 0..1")?;
        if let Some(index) = &file.practice_index {
            index.check()?;
        }
        let indexed = file.observations.contains_key(&EvidenceKind::PracticeIndex);
        let tables = usize::from(file.practice_index.is_some());
        check(
            "tables practice-index",
            tables as f64,
            tables == usize::from(indexed),
            "one where the kind is used",
        )?;
        for (kind, observation) in &file.observations {
            above(&format!("slope of {}", kind.words()), observation.slope)?;
            above(&format!("sd of {}", kind.words()), observation.sd)?;
        }
        Ok(Self {
            form_sd: file.form_sd,
            prior_races: file.prior_races,
            clip: file.clip,
            minimum_cars: file.minimum_cars,
            long_run_share: file.long_run_share,
            overround: file.overround,
            minimum_confidence: file.minimum_confidence,
            observations: file.observations,
            without_grid_only: file.without_grid_only,
            practice_index: file.practice_index,
        })
    }
}
