//! The features a strength may rest on.

use crate::quantity::Quantity;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A feature of a car of a race to come, from past races, the seat and the grid. Scores are normal scores inside
/// their race; kernels are those of [`crate::kernel`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Long kernel of the driver-rating score.
    RatingLong,
    /// Medium kernel of it.
    RatingMedium,
    /// Short kernel of it.
    RatingShort,
    /// The same on this type of track.
    RatingSameType,
    /// The same on this layout.
    RatingSameTrack,
    /// Medium kernel of the running-position score.
    RunningMedium,
    /// The same on this type of track.
    RunningSameType,
    /// Medium kernel of the finish score.
    FinishMedium,
    /// The same on this type of track.
    FinishSameType,
    /// Score of the start.
    Start,
    /// Medium kernel of the start score.
    StartHistory,
    /// Medium kernel of the passing difference.
    Passing,
    /// Medium kernel of the share of passes that were of cars in the top 15.
    QualityPasses,
    /// Medium kernel of the share of laps in the top 15.
    #[serde(rename = "top-15")]
    Top15,
    /// Medium kernel of the square root of the share of laps led.
    LedMedium,
    /// The same on this type of track.
    LedSameType,
    /// Medium kernel of the square root of the share of fastest laps.
    FastestMedium,
    /// The same on this type of track.
    FastestSameType,
    /// Long kernel of accidents.
    Crash,
    /// Long kernel of other retirements.
    Mechanical,
    /// log(1 + earlier starts since the data begin).
    Experience,
    /// Kernel of the team's other cars.
    Team,
    /// Kernel of the car number.
    CarNumber,
    /// Mean of the make.
    Make,
    /// Mean start score of the team's other cars today; the own start without any.
    TeamMatesGrid,
    /// The rating of another algorithm: see [`crate::skill`].
    Skill,
    /// What recent races showed of the driver beyond the strengths given: see the model's `residual`.
    DriverResidual,
    /// The same on this type of track.
    DriverTypeResidual,
    /// The same of the team.
    TeamResidual,
    /// The same of the team on this type of track.
    TeamTypeResidual,
}

/// What kind of evidence a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceGroup {
    /// How good the driver was on all tracks.
    Form,
    /// How good on this type of track.
    TrackType,
    /// How good on this layout.
    Track,
    /// Laps led and fastest laps.
    Speed,
    /// Passing, and laps near the front.
    Racecraft,
    /// Accidents and failures.
    Reliability,
    /// How long the driver has been at it.
    Experience,
    /// Past starts.
    Qualifying,
    /// Team, car number and make.
    Car,
    /// Today's grid.
    Grid,
    /// A rating by an algorithm of its own.
    Skill,
    /// What recent races showed beyond the strengths given before them.
    Residual,
    /// Practice, qualifying speed, odds and notes; no feature of a rating.
    Weekend,
}

impl EvidenceGroup {
    /// In words, for reading.
    pub fn words(self) -> &'static str {
        match self {
            EvidenceGroup::Form => "form on all tracks",
            EvidenceGroup::TrackType => "form on this type of track",
            EvidenceGroup::Track => "form on this track",
            EvidenceGroup::Speed => "laps led and fastest laps",
            EvidenceGroup::Racecraft => "passing, laps near the front",
            EvidenceGroup::Reliability => "accidents and failures",
            EvidenceGroup::Experience => "experience",
            EvidenceGroup::Qualifying => "past starts",
            EvidenceGroup::Car => "team, car number, make",
            EvidenceGroup::Grid => "today's grid",
            EvidenceGroup::Skill => "rating by an algorithm of its own",
            EvidenceGroup::Residual => "recent races against what was expected",
            EvidenceGroup::Weekend => "the race week",
        }
    }
}

impl Feature {
    /// Every feature.
    pub const ALL: [Feature; 30] = [
        Feature::RatingLong,
        Feature::RatingMedium,
        Feature::RatingShort,
        Feature::RatingSameType,
        Feature::RatingSameTrack,
        Feature::RunningMedium,
        Feature::RunningSameType,
        Feature::FinishMedium,
        Feature::FinishSameType,
        Feature::Start,
        Feature::StartHistory,
        Feature::Passing,
        Feature::QualityPasses,
        Feature::Top15,
        Feature::LedMedium,
        Feature::LedSameType,
        Feature::FastestMedium,
        Feature::FastestSameType,
        Feature::Crash,
        Feature::Mechanical,
        Feature::Experience,
        Feature::Team,
        Feature::CarNumber,
        Feature::Make,
        Feature::TeamMatesGrid,
        Feature::Skill,
        Feature::DriverResidual,
        Feature::DriverTypeResidual,
        Feature::TeamResidual,
        Feature::TeamTypeResidual,
    ];

    /// What kind of evidence it is.
    pub fn group(self) -> EvidenceGroup {
        match self {
            Feature::RatingLong
            | Feature::RatingMedium
            | Feature::RatingShort
            | Feature::RunningMedium
            | Feature::FinishMedium => EvidenceGroup::Form,
            Feature::RatingSameType | Feature::RunningSameType | Feature::FinishSameType => {
                EvidenceGroup::TrackType
            }
            Feature::RatingSameTrack => EvidenceGroup::Track,
            Feature::Passing | Feature::QualityPasses | Feature::Top15 => EvidenceGroup::Racecraft,
            Feature::LedMedium | Feature::LedSameType | Feature::FastestMedium | Feature::FastestSameType => {
                EvidenceGroup::Speed
            }
            Feature::Crash | Feature::Mechanical => EvidenceGroup::Reliability,
            Feature::Experience => EvidenceGroup::Experience,
            Feature::StartHistory => EvidenceGroup::Qualifying,
            Feature::Team | Feature::CarNumber | Feature::Make => EvidenceGroup::Car,
            Feature::Start | Feature::TeamMatesGrid => EvidenceGroup::Grid,
            Feature::Skill => EvidenceGroup::Skill,
            Feature::DriverResidual
            | Feature::DriverTypeResidual
            | Feature::TeamResidual
            | Feature::TeamTypeResidual => EvidenceGroup::Residual,
        }
    }

    /// In words, for reading.
    pub fn words(self) -> &'static str {
        match self {
            Feature::RatingLong => "driver rating, long memory",
            Feature::RatingMedium => "driver rating, medium memory",
            Feature::RatingShort => "driver rating, short memory",
            Feature::RatingSameType => "driver rating on this type of track",
            Feature::RatingSameTrack => "driver rating on this track",
            Feature::RunningMedium => "running position",
            Feature::RunningSameType => "running position on this type of track",
            Feature::FinishMedium => "finish",
            Feature::FinishSameType => "finish on this type of track",
            Feature::Start => "start",
            Feature::StartHistory => "past starts",
            Feature::Passing => "passing difference",
            Feature::QualityPasses => "passes of cars in the top 15",
            Feature::Top15 => "laps in the top 15",
            Feature::LedMedium => "laps led",
            Feature::LedSameType => "laps led on this type of track",
            Feature::FastestMedium => "fastest laps",
            Feature::FastestSameType => "fastest laps on this type of track",
            Feature::Crash => "accidents",
            Feature::Mechanical => "other retirements",
            Feature::Experience => "starts in the series",
            Feature::Team => "team's other cars",
            Feature::CarNumber => "car number",
            Feature::Make => "make",
            Feature::TeamMatesGrid => "team-mates' starts",
            Feature::Skill => "skill",
            Feature::DriverResidual => "driver: recent races beyond what was expected",
            Feature::DriverTypeResidual => "driver: the same on this type of track",
            Feature::TeamResidual => "team: recent races beyond what was expected",
            Feature::TeamTypeResidual => "team: the same on this type of track",
        }
    }

    /// Whether it needs the constants of shares and differences.
    pub fn is_share(self) -> bool {
        matches!(self.group(), EvidenceGroup::Racecraft | EvidenceGroup::Speed)
    }

    /// Whether it is what recent races showed beyond the strength.
    pub fn is_residual(self) -> bool {
        self.group() == EvidenceGroup::Residual
    }

    /// Whether it needs the kernels of team, car number and make.
    pub fn is_of_equipment(self) -> bool {
        self.group() == EvidenceGroup::Car
    }

    /// The quantity it is a kernel of, if it is one of the driver's own.
    pub fn quantity(self) -> Option<Quantity> {
        Some(match self {
            Feature::RatingLong
            | Feature::RatingMedium
            | Feature::RatingShort
            | Feature::RatingSameType
            | Feature::RatingSameTrack => Quantity::Rating,
            Feature::RunningMedium | Feature::RunningSameType => Quantity::Running,
            Feature::FinishMedium | Feature::FinishSameType => Quantity::Finish,
            Feature::StartHistory => Quantity::Start,
            Feature::Passing => Quantity::Passing,
            Feature::QualityPasses => Quantity::QualityPasses,
            Feature::Top15 => Quantity::Top15,
            Feature::LedMedium | Feature::LedSameType => Quantity::Led,
            Feature::FastestMedium | Feature::FastestSameType => Quantity::Fastest,
            Feature::Crash => Quantity::Crash,
            Feature::Mechanical => Quantity::Mechanical,
            Feature::Start
            | Feature::Experience
            | Feature::Team
            | Feature::CarNumber
            | Feature::Make
            | Feature::TeamMatesGrid
            | Feature::Skill
            | Feature::DriverResidual
            | Feature::DriverTypeResidual
            | Feature::TeamResidual
            | Feature::TeamTypeResidual => return None,
        })
    }
}

/// The name it has in model files.
impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// Takes the field's mean off.
pub fn centre(values: &mut [f64]) {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    for value in values {
        *value -= mean;
    }
}
