//! Why a driver is rated as he is.

use crate::error::ProjectionError;
use crate::evidence::EvidenceContribution;
use crate::points::PointsWhy;
use crate::project::RunConfig;
use crate::projector::Projector;
use crate::weekend::Weekend;
use domain::ids::{DriverId, RaceKey};
use domain::pooling::TrackType;
use domain::race::RaceCard;
use ratings::features::EvidenceGroup;
use ratings::kernel::Link;
use ratings::strength::{Contribution, by_group};
use serde::Serialize;
use std::collections::BTreeMap;

/// A strength taken apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// Race.
    pub race: RaceKey,
    /// Type of its layout.
    pub track_type: TrackType,
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Place on the official grid; none before qualifying.
    pub start: Option<u8>,
    /// Place from which the car takes the green flag, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_start: Option<u8>,
    /// Strength: the sum of the contributions and of what the evidence adds.
    pub strength: f64,
    /// Place of that strength in the field, from 1.
    pub rank: u32,
    /// The projected mean of DraftKings points, taken apart.
    pub draftkings: PointsWhy,
    /// The same of FanDuel points.
    pub fanduel: PointsWhy,
    /// What each feature adds.
    pub contributions: Vec<Contribution>,
    /// What each kind of evidence of the race week adds, beyond what the rated strength lets expect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceContribution>,
    /// The same by kind of evidence; the sum is the strength too.
    pub groups: BTreeMap<EvidenceGroup, f64>,
    /// The pooled rating behind them, widest kernel first; each is shrunk towards its parent.
    pub chain: Vec<Link>,
    /// Mean of the latent finish: slope times strength less the field's mean.
    pub latent: f64,
    /// Its spread.
    pub sigma: f64,
    /// Decayed chance of an accident.
    pub crash_rate: f64,
    /// Decayed chance of another retirement.
    pub mechanical_rate: f64,
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: u32,
    /// Past races of the series known.
    pub known_races: u32,
    /// Races behind the coefficients; 0 where they are the model file's; none for a model without any.
    pub fit_races: Option<u32>,
}

impl Projector {
    /// Why `driver` is rated so in the race of `card`, and why projected so by `run`.
    ///
    /// # Errors
    /// As [`Projector::project`], and [`ProjectionError::NotEntered`].
    pub fn why(&self, card: &RaceCard, driver: DriverId, run: &RunConfig) -> Result<Why, ProjectionError> {
        let weekend = self.weekend(card)?;
        let listed = card.entries.iter().any(|entry| entry.driver == driver);
        let Weekend { card, grid, strengths, contributions, .. } = &weekend;
        let index = strengths.entries.iter().position(|entry| entry.driver == driver);
        let index = index.ok_or_else(|| match (listed, card.info.key.clone()) {
            (true, race) => ProjectionError::Withdrawn { race, driver },
            (false, race) => ProjectionError::NotEntered { race, driver },
        })?;
        let entry = &strengths.entries[index];
        let better = strengths.entries.iter().filter(|other| other.strength > entry.strength).count();
        let evidence = contributions.get(index).cloned().unwrap_or_default();
        let mut groups = by_group(&entry.contributions);
        if !evidence.is_empty() {
            groups.insert(EvidenceGroup::Weekend, evidence.iter().map(|part| part.contribution).sum());
        }
        let [draftkings, fanduel] = self.points_why(&weekend, index, &groups, run)?;
        Ok(Why {
            race: card.info.key.clone(),
            track_type: strengths.track_type,
            driver,
            driver_name: card.entries[index].driver_name.clone(),
            start: card.entries[index].start,
            effective_start: grid.effective[index].filter(|_| grid.effective[index] != grid.official[index]),
            strength: entry.strength,
            rank: better as u32 + 1,
            draftkings,
            fanduel,
            contributions: entry.contributions.clone(),
            evidence,
            groups,
            chain: entry.chain().into_iter().cloned().collect(),
            latent: strengths.latent_of(entry),
            sigma: strengths.spread.spread.sigma * strengths.spread_of(entry),
            crash_rate: entry.crash_rate,
            mechanical_rate: entry.mechanical_rate,
            earlier_starts: entry.earlier_starts,
            known_races: strengths.known_races as u32,
            fit_races: strengths.fit_races.map(|races| races as u32),
        })
    }
}
