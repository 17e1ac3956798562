//! What a scenario changes, as a file or a request says it.

use crate::error::EngineError;
use crate::view::View;
use domain::evidence::{Claim, ClaimValue, Evidence, Standing, claim};
use domain::ids::DriverId;
use domain::race::RaceCard;
use projection::scenario::Changes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Scenarios of one request at most.
const SCENARIOS_MAX: usize = 20;

/// Characters of a scenario's name at most.
const NAME_MAX: usize = 64;

/// Name of the race as it is known, among the scenarios.
pub(super) const BASE: &str = "base";

/// Kinds of claim that say yes or no about a driver: a scenario may make one that nobody claims.
const YES_OR_NO: [&str; 4] = [claim::REAR_START, claim::BACKUP_CAR, claim::ENGINE_CHANGE, claim::WITHDRAWN];

/// A file of scenarios.
///
/// ```
/// use engine::scenarios::ScenarioFile;
///
/// let toml = r#"
///     [[scenarios]]
///     name = "from the rear"
///     grid = [{ driver = "Kyle Larson", place = 38 }]
///
///     [[scenarios]]
///     name = "rain"
///     laps = 200
///     attrition = 1.5
/// "#;
/// let file = ScenarioFile::read("week.toml", toml)?;
/// assert_eq!(file.scenarios[1].attrition, Some(1.5));
/// assert!(ScenarioFile::read("week.toml", "[[scenarios]]\nname = \"x\"\nlap = 200").is_err());
/// # Ok::<(), engine::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScenarioFile {
    /// The scenarios, 1 to 20.
    pub scenarios: Vec<ScenarioSpec>,
}

/// A scenario. What is absent stays as it is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScenarioSpec {
    /// Its name, 1 to 64 characters; `base` is the race as it is known.
    #[cfg_attr(feature = "schema", schema(pattern = r"^[^\u0000-\u001f\u007f-\u009f]{1,64}$"))]
    pub name: String,
    /// Places on the official grid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grid: Vec<GridChange>,
    /// Drivers who do not start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<DriverName>,
    /// Laps of the race, 1 to 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 10_000))]
    pub laps: Option<u32>,
    /// Claims that count or do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimChange>,
    /// Mean number of retirements as a multiple of the base's, 0 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(minimum = 0))]
    pub attrition: Option<f64>,
}

/// A driver: NASCAR's number, the name, or a part of it that only one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum DriverName {
    /// NASCAR's number.
    Number(u32),
    /// Name.
    Name(String),
}

/// A car in another place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GridChange {
    /// The driver.
    pub driver: DriverName,
    /// Place, from 1.
    pub place: u8,
}

/// A claim by its id, or the claims of one kind about a driver or the race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimChange {
    /// Id of the claim, `clm_` and 26 characters; the fields below are not needed then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Kind, such as `rear-start`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The driver; none where the claim is about the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<DriverName>,
    /// Only the claims of this source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether they count. What is turned on counts whatever its confidence, and is made where nobody claims it.
    pub counts: bool,
}

impl ScenarioFile {
    /// Reads the text of a file: JSON where its name ends in `.json`, else TOML.
    ///
    /// # Errors
    /// [`EngineError::BadScenarios`] names the file and the fault.
    pub fn read(name: &str, text: &str) -> Result<Self, EngineError> {
        let bad = |reason: String| EngineError::BadScenarios { file: name.to_owned(), reason };
        if name.to_lowercase().ends_with(".json") {
            serde_json::from_str(text).map_err(|error| bad(error.to_string()))
        } else {
            toml::from_str(text).map_err(|error| bad(error.to_string()))
        }
    }
}

/// Refuses names that tell nothing apart, and numbers out of range, before any work is done.
pub(super) fn check(specs: &[ScenarioSpec]) -> Result<(), EngineError> {
    let bad = |field: String, value: String, expected: &str| {
        Err(EngineError::BadValue { field, value, expected: expected.to_owned() })
    };
    if specs.len() > SCENARIOS_MAX {
        return bad("scenarios".to_owned(), specs.len().to_string(), "at most 20 scenarios");
    }
    let mut names = BTreeSet::from([BASE]);
    for (at, spec) in specs.iter().enumerate() {
        let field = |name: &str| format!("scenarios[{at}].{name}");
        let length = spec.name.chars().count();
        if length == 0 || length > NAME_MAX || spec.name.chars().any(char::is_control) {
            return bad(field("name"), spec.name.clone(), "a name of 1 to 64 characters");
        }
        if !names.insert(&spec.name) {
            return Err(EngineError::UnfitScenario {
                field: field("name"),
                value: spec.name.clone(),
                expected: "a name that no other scenario has (`base` is the race as it is known)".to_owned(),
            });
        }
        if let Some(laps) = spec.laps.filter(|laps| !(1..=10_000).contains(laps)) {
            return bad(field("laps"), laps.to_string(), "a number of laps from 1 to 10000");
        }
        if let Some(factor) = spec.attrition.filter(|factor| !(factor.is_finite() && *factor >= 0.0)) {
            return bad(field("attrition"), factor.to_string(), "a factor of 0 or more");
        }
    }
    Ok(())
}

impl ScenarioSpec {
    /// The changes, their drivers found on the entry list and their claims among what is known.
    pub(super) fn changes(
        &self,
        view: &View<'_>,
        card: &RaceCard,
        known: &Evidence,
    ) -> Result<Changes, EngineError> {
        let find = |name: &DriverName| self.driver(view, card, name);
        let mut changes = Changes { laps: self.laps, attrition: self.attrition, ..Changes::default() };
        for change in &self.grid {
            let driver = find(&change.driver)?;
            if changes.grid.insert(driver, change.place).is_some() {
                return Err(self.bad("grid", &change.driver, "a driver listed once"));
            }
        }
        for name in &self.withdrawn {
            changes.withdrawn.insert(find(name)?);
        }
        for change in &self.claims {
            let driver = change.driver.as_ref().map(find).transpose()?;
            self.change_claims(change, driver, card, known, &mut changes)?;
        }
        Ok(changes)
    }

    fn change_claims(
        &self,
        change: &ClaimChange,
        driver: Option<DriverId>,
        card: &RaceCard,
        known: &Evidence,
        changes: &mut Changes,
    ) -> Result<(), EngineError> {
        let fits = |claim: &&Claim| match &change.id {
            Some(id) => claim.standing.id.to_string() == *id,
            None => change.names(claim, driver),
        };
        let found: Vec<Claim> = known.claims.iter().filter(fits).cloned().collect();
        changes.claims_off.extend(found.iter().cloned());
        let race = &card.info.key;
        if !change.counts {
            if found.is_empty() {
                return Err(self.bad("claims", &change.shown(), &format!("a claim that is known of {race}")));
            }
            return Ok(());
        }
        if let Some(last) = found.into_iter().max_by_key(|claim| claim.known_at) {
            changes.claims_on.push(Claim { confidence: None, standing: Standing::default(), ..last });
            return Ok(());
        }
        if !YES_OR_NO.contains(&change.kind.as_str()) || driver.is_none() {
            let kinds = YES_OR_NO.join(", ");
            let expected = format!("a claim that is known of {race}, or one of {kinds} about a driver");
            return Err(self.bad("claims", &change.shown(), &expected));
        }
        changes.claims_on.push(Claim {
            kind: change.kind.clone(),
            driver,
            source: change.source.clone().unwrap_or_else(|| format!("scenario {}", self.name)),
            known_at: card.info.lock_at,
            value: ClaimValue::Truth(true),
            confidence: None,
            standing: Standing::default(),
        });
        Ok(())
    }

    fn driver(&self, view: &View<'_>, card: &RaceCard, name: &DriverName) -> Result<DriverId, EngineError> {
        let found = match name {
            DriverName::Number(number) => DriverId(*number),
            DriverName::Name(text) => {
                let folded = text.trim().to_lowercase();
                let called = |name: &str| !folded.is_empty() && name.to_lowercase().contains(&folded);
                let mut listed = card.entries.iter().filter(|entry| called(&entry.driver_name));
                match (listed.next(), listed.next()) {
                    (Some(one), None) => one.driver,
                    _ => view.find_driver(text)?,
                }
            }
        };
        if card.entries.iter().any(|entry| entry.driver == found) {
            return Ok(found);
        }
        Err(self.bad("driver", name, &format!("entered in {}", card.info.key)))
    }

    fn bad(&self, field: &str, value: &impl fmt::Display, expected: &str) -> EngineError {
        EngineError::UnfitScenario {
            field: format!("{field} of scenario {}", self.name),
            value: value.to_string(),
            expected: expected.to_owned(),
        }
    }
}

impl ClaimChange {
    /// Whether it is about this claim, which it names by kind.
    fn names(&self, claim: &Claim, driver: Option<DriverId>) -> bool {
        claim.kind == self.kind
            && claim.driver == driver
            && self.source.as_ref().is_none_or(|source| *source == claim.source)
    }

    fn shown(&self) -> String {
        match (&self.id, &self.driver) {
            (Some(id), _) => id.clone(),
            (None, Some(driver)) => format!("{} of {driver}", self.kind),
            (None, None) => self.kind.clone(),
        }
    }
}

impl fmt::Display for DriverName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
