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
        })
    }
}
