//! The projection of a race, sealed.

use crate::outlook::DominatorOutlook;
use domain::evidence::EvidenceKind;
use domain::hex;
use domain::ids::{DriverId, LayoutKey, RaceKey};
use domain::pooling::TrackType;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The projection of a race, sealed: it can be read and checked, not changed. It holds nothing of the clock and nothing
/// known after its moment, so that the same data, model, seed and moment give the same bytes.
///
/// ```
/// use projection::{Model, ProjectionSet, RunConfig, project};
/// use testkit::seasons;
///
/// // Fictional seasons; the last race is the one to come.
/// let history = seasons::history(40, 20, 1);
/// let card = seasons::card(history.points_races().next_back().unwrap());
/// let (model, run) = (Model::named("start-only").unwrap(), RunConfig { simulations: 50, seed: 1 });
/// let set = project(&history, &card, &seasons::pooling(), &model, &run)?.set;
/// let json = set.canonical_json();
/// assert_eq!(serde_json::from_str::<ProjectionSet>(&json)?, set);
/// // A changed set is refused: its checksum no longer fits.
/// assert!(serde_json::from_str::<ProjectionSet>(&json.replace("\"seed\":\"1\"", "\"seed\":\"2\"")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "Unchecked")]
pub struct ProjectionSet {
    body: Body,
    checksum: String,
}

#[derive(Deserialize)]
struct Unchecked {
    body: Body,
    checksum: String,
}

/// A set whose body is not the one that was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("projection of `{race}`: it states checksum {stated}, but its body has {actual}")]
pub struct BrokenSeal {
    /// The race.
    pub race: RaceKey,
    /// What the set states.
    pub stated: String,
    /// What its body gives.
    pub actual: String,
}

impl TryFrom<Unchecked> for ProjectionSet {
    type Error = BrokenSeal;

    fn try_from(set: Unchecked) -> Result<Self, BrokenSeal> {
        let actual = checksum(&set.body);
        if actual == set.checksum {
            Ok(Self { body: set.body, checksum: set.checksum })
        } else {
            Err(BrokenSeal { race: set.body.race, stated: set.checksum, actual })
        }
    }
}

impl ProjectionSet {
    /// Seals `body`.
    pub fn seal(body: Body) -> Self {
        Self { checksum: checksum(&body), body }
    }

    /// Its contents.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// SHA-256 of the body's canonical JSON (RFC 8785), lower-case hexadecimal.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// The whole set as canonical JSON.
    pub fn canonical_json(&self) -> String {
        serde_json_canonicalizer::to_string(self).expect("a set has string keys and finite numbers")
    }
}

fn checksum(body: &Body) -> String {
    let json = serde_json_canonicalizer::to_vec(body).expect("a body has string keys and finite numbers");
    hex::encode(&Sha256::digest(&json))
}

/// The contents of a set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SealedBody))]
#[serde(rename_all = "camelCase")]
pub struct Body {
    /// Race.
    pub race: RaceKey,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Track as its source named it.
    pub track_name: String,
    /// Layout.
    pub layout: LayoutKey,
    /// Type of the layout.
    pub track_type: TrackType,
    /// Laps the race was expected to run.
    pub distance_laps: u32,
    /// Nothing known later went in: the race's lock, or the history's moment if that is earlier.
    pub as_of: Timestamp,
    /// Version of the model.
    pub model_version: String,
    /// SHA-256 of the model file.
    pub model_digest: String,
    /// SHA-256 of the constants of the simulated race, where they were fitted on earlier races.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layers_digest: Option<String>,
    /// SHA-256 of what it was made from: the facts of each race known by `as_of`, the card, and the classes
    /// of their layouts.
    pub data_digest: String,
    /// Key of DraftKings' scoring rules.
    pub draftkings_rules: String,
    /// Key of FanDuel's scoring rules.
    pub fanduel_rules: String,
    /// Seed, as text (JSON numbers end at 2^53).
    pub seed: String,
    /// Simulated races.
    pub simulations: u32,
    /// Past races of the series known.
    pub known_races: u32,
    /// What a reader should know about it.
    pub notes: Vec<Note>,
    /// Entries in driver-id order.
    pub entries: Vec<EntryProjection>,
    /// Chance of the entry of the row to finish ahead of that of the column, in the order of the entries.
    pub head_to_head: Vec<Vec<f64>>,
    /// Who dominates.
    pub dominators: DominatorOutlook,
}

/// A circumstance that weakens a projection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ProjectionNote))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Note {
    /// Too few races of the series for a fit: the coefficients are the model file's prior.
    PriorCoefficients {
        /// Past races known.
        races: u32,
    },
    /// Too few races on the type of track: slope and spread are the model file's prior.
    PriorSpread,
    /// No past race on the type of track to fit the simulated race on: its layers are the model file's.
    PriorLayers,
    /// The grid is not wholly known: each simulated race draws the missing places.
    GridDrawn {
        /// Entries without a place.
        entries: u32,
    },
    /// Strengths were corrected by this evidence.
    EvidenceUsed {
        /// Kind.
        evidence: EvidenceKind,
        /// Entries that have some.
        entries: u32,
    },
    /// The model reads this evidence, and none was known: nothing takes its place.
    EvidenceAbsent {
        /// Kind.
        evidence: EvidenceKind,
    },
    /// This evidence is known for too few cars, or is the same for all: it is not used.
    EvidenceTooThin {
        /// Kind.
        evidence: EvidenceKind,
        /// Entries that have some.
        entries: u32,
    },
    /// This evidence says nothing beyond the grid, which is known: it is not used.
    EvidenceInGrid {
        /// Kind.
        evidence: EvidenceKind,
        /// Entries that have some.
        entries: u32,
    },
    /// Cars sent to the rear take the green flag from there; places gained are scored from the official grid.
    RearStart {
        /// Entries sent back.
        entries: u32,
    },
    /// Cars to be sent to the rear of a grid that is not wholly known yet: nothing is changed for them.
    RearStartWaits {
        /// Entries to be sent back.
        entries: u32,
    },
    /// Places on the grid that are known from notes alone.
    GridByNotes {
        /// Entries with such a place.
        entries: u32,
    },
    /// Later notes give the place of these cars to others: they have none.
    GridTaken {
        /// Entries.
        entries: u32,
    },
    /// Claims with a confidence below the model's minimum, ignored.
    ClaimsBelowMinimum {
        /// How many.
        claims: u32,
    },
    /// Withdrawn entries.
    Withdrawn {
        /// How many.
        entries: u32,
    },
    /// The distance comes from a note.
    DistanceByNotes {
        /// Laps.
        laps: u32,
    },
    /// The distance is the usual one of the last five races there, whatever is scheduled: the model asks for it.
    DistanceOfLastFive {
        /// Laps.
        laps: u32,
    },
    /// Claims of a kind that no model reads.
    ClaimsNotRead {
        /// How many.
        claims: u32,
    },
    /// Claims that contradict each other at one moment, equally sure: none of them counts.
    ClaimsUndecided {
        /// How many.
        claims: u32,
    },
    /// A driver on the entry list whose row is held back: he is not simulated, so that all others are projected too
    /// high.
    HeldBack {
        /// Driver.
        driver: DriverId,
        /// Driver's name as listed.
        #[serde(rename = "driverName")]
        driver_name: String,
        /// Why the row is held back.
        reason: String,
    },
    /// A driver of an earlier entry list who is not on the latest one.
    NotOnList {
        /// Driver.
        driver: DriverId,
        /// Driver's name as listed last.
        #[serde(rename = "driverName")]
        driver_name: String,
    },
    /// No file says since when the entries were known: those of the lock are taken.
    EntriesAssumed,
    /// Places of the official grid are empty; places gained are scored from the official ones.
    GridWithHoles {
        /// Entries.
        entries: u32,
        /// Last place of the grid.
        last: u8,
        /// Empty places before it.
        empty: u32,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::PriorCoefficients { races } => {
                write!(
                    f,
                    "only {races} past races of the series are known: the coefficients are the model's prior"
                )
            }
            Note::PriorSpread => {
                write!(f, "too few past races on this type of track: slope and spread are the model's prior")
            }
            Note::PriorLayers => {
                write!(f, "no past race on this type of track: the simulated race is the model's prior")
            }
            Note::GridDrawn { entries } => {
                write!(f, "{entries} entries have no place on the grid: each simulated race draws one")
            }
            Note::EvidenceUsed { evidence, entries } => {
                write!(f, "evidence used: {} of {entries} entries", evidence.words())
            }
            Note::EvidenceAbsent { evidence } => write!(f, "no evidence: {}", evidence.words()),
            Note::EvidenceTooThin { evidence, entries } => {
                write!(f, "not enough evidence to use: {} of {entries} entries", evidence.words())
            }
            Note::EvidenceInGrid { evidence, entries } => {
                write!(f, "not used, because the grid is known: {} of {entries} entries", evidence.words())
            }
            Note::HeldBack { driver, driver_name, reason } => {
                write!(f, "held back and not simulated: {driver_name} ({driver}), {reason}")
            }
            Note::NotOnList { driver, driver_name } => {
                write!(f, "not on the latest list: {driver_name} ({driver})")
            }
            Note::EntriesAssumed => {
                write!(f, "no file says since when the entries were known: those of the lock, without a grid")
            }
            Note::GridWithHoles { entries, last, empty } => {
                write!(
                    f,
                    "{entries} cars, starts 1 to {last}: {empty} places empty; places gained count from them"
                )
            }
            Note::GridTaken { entries } => {
                write!(f, "{entries} entries have no place: a later note gives it to another car")
            }
            Note::ClaimsBelowMinimum { claims } => {
                write!(f, "{claims} claims ignored: confidence below the model's minimum")
            }
            Note::RearStart { entries } => {
                write!(f, "{entries} entries start from the rear; places gained count from the official grid")
            }
            Note::RearStartWaits { entries } => {
                write!(
                    f,
                    "{entries} entries will start from the rear: not applied until the whole grid is known"
                )
            }
            Note::GridByNotes { entries } => {
                write!(f, "the place on the grid of {entries} entries comes from notes")
            }
            Note::Withdrawn { entries } => write!(f, "{entries} entries are withdrawn"),
            Note::DistanceByNotes { laps } => write!(f, "the distance, {laps} laps, comes from a note"),
            Note::DistanceOfLastFive { laps } => {
                write!(
                    f,
                    "the distance, {laps} laps, is the usual one of the last five races there, as the model asks"
                )
            }
            Note::ClaimsNotRead { claims } => write!(f, "{claims} claims ignored: no model reads them"),
            Note::ClaimsUndecided { claims } => {
                write!(
                    f,
                    "{claims} claims ignored: they contradict each other at one moment; reject or withdraw the wrong ones"
                )
            }
        }
    }
}

/// The projection of an entry. Chances are shares of the simulated races.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EntryProjection {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: String,
    /// Place on the official grid; none before qualifying.
    pub start: Option<u8>,
    /// Place from which the car takes the green flag, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_start: Option<u8>,
    /// Strength; the field's mean is about 0.
    pub strength: f64,
    /// Mean finish.
    pub finish: f64,
    /// Standard deviation of the finish.
    pub finish_sd: f64,
    /// Chance to win.
    pub p_win: f64,
    /// Chance of a finish in the top 3.
    pub p_top3: f64,
    /// Chance of a finish in the top 5.
    pub p_top5: f64,
    /// Chance of a finish in the top 10.
    pub p_top10: f64,
    /// Chance of a finish in the top 20.
    pub p_top20: f64,
    /// Chance to retire.
    pub p_retired: f64,
    /// Mean laps led.
    pub laps_led: f64,
    /// Mean fastest laps.
    pub fastest_laps: f64,
    /// Mean laps completed.
    pub laps_completed: f64,
    /// Mean places gained.
    pub place_differential: f64,
    /// DraftKings points.
    pub draftkings: PointsProjection,
    /// FanDuel points.
    pub fanduel: PointsProjection,
}

/// Points of an entry on a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PointsProjection {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Quantiles at 5, 10, ..., 95 %.
    pub quantiles: [f64; 19],
    /// Mean by component; they sum to the mean.
    pub components: Components,
}

/// Mean points by what they are given for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PointsComponents))]
#[serde(rename_all = "camelCase")]
pub struct Components {
    /// Finish.
    pub finish: f64,
    /// Places gained.
    pub place_differential: f64,
    /// Laps led.
    pub laps_led: f64,
    /// Fastest laps.
    pub fastest_laps: f64,
    /// Laps completed.
    pub laps_completed: f64,
}

impl Components {
    /// Mean points.
    pub fn sum(&self) -> f64 {
        self.finish + self.place_differential + self.laps_led + self.fastest_laps + self.laps_completed
    }
}
