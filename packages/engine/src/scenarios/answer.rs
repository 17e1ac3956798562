//! What scenarios give: levels and differences with their standard errors, sealed.

use super::spec::ScenarioSpec;
use domain::hex;
use domain::ids::{DriverId, RaceKey};
use projection::differences::Measure;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The scenarios of a projection, sealed: they can be read and checked, not changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "Unchecked")]
pub struct ScenarioSet {
    body: ScenarioBody,
    checksum: String,
}

#[derive(Deserialize)]
struct Unchecked {
    body: ScenarioBody,
    checksum: String,
}

impl TryFrom<Unchecked> for ScenarioSet {
    type Error = String;

    fn try_from(set: Unchecked) -> Result<Self, String> {
        let sealed = Self::seal(set.body);
        if sealed.checksum == set.checksum {
            return Ok(sealed);
        }
        let race = &sealed.body.race;
        Err(format!(
            "scenarios of `{race}`: they state checksum {}, but their body has {}",
            set.checksum, sealed.checksum
        ))
    }
}

/// The contents of the scenarios of a projection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioBody {
    /// Race.
    pub race: RaceKey,
    /// Checksum of the projection that they are compared with.
    pub base: String,
    /// Simulated races of each.
    pub simulations: u32,
    /// Seed of all of them, as text.
    pub seed: String,
    /// SHA-256 of the Parquet file with every run, entry and measure of the base and of every scenario.
    pub cube: String,
    /// The race as it is known: each entry with its levels.
    pub entries: Vec<ScenarioEntry>,
    /// The scenarios, in the order of the request.
    pub scenarios: Vec<ScenarioResult>,
}

/// One scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioResult {
    /// What it changes, as asked for.
    pub scenario: ScenarioSpec,
    /// Laps of the race.
    pub distance_laps: u32,
    /// Drivers of the base who do not race.
    pub absent: Vec<DriverId>,
    /// Largest differences to the base in mean DraftKings points.
    pub largest: Vec<LargestDifference>,
    /// Its entries, in driver-id order.
    pub entries: Vec<ScenarioEntry>,
}

/// An entry of a scenario, or of the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioEntry {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Place on the official grid.
    pub start: Option<u8>,
    /// Place from which the car takes the green flag, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_start: Option<u8>,
    /// Finish, chances to win and to retire, laps led, fastest laps and points.
    pub measures: BTreeMap<Measure, Figure>,
}

/// A mean of simulated values, and how it differs from the base.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ScenarioFigure))]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// The mean.
    #[serde(flatten)]
    pub level: Level,
    /// Scenario less base, run by run; absent in the base itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<f64>,
    /// Standard error of the difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference_error: Option<f64>,
}

/// A mean and its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ScenarioLevel))]
#[serde(rename_all = "camelCase")]
pub struct Level {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// A large difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LargestDifference {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Mean DraftKings points in the base.
    pub base: f64,
    /// Mean DraftKings points in the scenario.
    pub scenario: f64,
    /// Scenario less base.
    pub difference: f64,
    /// Standard error of the difference.
    pub error: f64,
}

impl ScenarioSet {
    /// Seals `body`.
    pub(super) fn seal(body: ScenarioBody) -> Self {
        let json = serde_json_canonicalizer::to_vec(&body).expect("a body has text keys and finite numbers");
        Self { checksum: hex::encode(&Sha256::digest(&json)), body }
    }

    /// Its contents.
    pub fn body(&self) -> &ScenarioBody {
        &self.body
    }

    /// SHA-256 of the body's canonical JSON (RFC 8785), lower-case hexadecimal.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// The whole as canonical JSON.
    pub fn canonical_json(&self) -> String {
        serde_json_canonicalizer::to_string(self).expect("scenarios have text keys and finite numbers")
    }
}
