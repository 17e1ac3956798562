//! One race: what it was, and its scores.

use crate::driver::{DriverScore, PointsScore};
use crate::score;
use domain::dfs::Site;
use domain::ids::RaceKey;
use domain::pooling::TrackType;
use domain::scoring::ScoringRules;
use domain::series::Series;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether a type's finish can hardly be predicted: drafting packs and their crashes decide (rank correlation
/// of .16 against .5 elsewhere). Every report says so.
pub fn near_unpredictable(track_type: TrackType) -> bool {
    track_type == TrackType::Superspeedway
}

/// A race compared with its result.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoredRace {
    /// What it was.
    pub setting: RaceSetting,
    /// What is missing of it.
    pub gaps: RaceGaps,
    /// Entries with a result, in driver-id order.
    pub drivers: Vec<DriverScore>,
    /// The scores.
    pub score: RaceScore,
}

/// What a race was and what it was projected from.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceSetting {
    /// Race.
    pub race: RaceKey,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Track as in the race logs.
    pub track_name: String,
    /// Type of its layout.
    pub track_type: TrackType,
    /// SHA-256 of the facts known at its lock and of its card, as the projection states it.
    pub data_digest: String,
    /// The same without the evidence of race weeks.
    pub facts_digest: String,
}

impl RaceSetting {
    /// The season.
    pub fn season(&self) -> i16 {
        self.date.year()
    }
}

/// What is missing of a race. Nothing missing is filled in: it is left out and counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RaceGaps {
    /// Entries of the card without a result.
    pub entries_without_result: u32,
    /// Cars of the result that are not on the card.
    pub results_without_entry: u32,
    /// Entries without a place on the grid.
    pub entries_without_start: u32,
}

/// Scores of one race; sums are over its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceScore {
    /// Entries with a result.
    pub entries: usize,
    /// Rank correlation of mean finish and on-track finish.
    pub rho_finish: Option<f64>,
    /// Sum of absolute errors of the mean finish.
    pub finish_error_sum: f64,
    /// -log of the winner's chance, those of the field summing to 1; none where the log lacks the winner.
    pub nll_win: Option<f64>,
    /// Sums of log losses of [`crate::driver::TOPS`].
    pub log_loss_sums: [f64; 5],
    /// Sums of Brier scores of [`crate::driver::TOPS`].
    pub brier_sums: [f64; 5],
    /// DraftKings points.
    pub draftkings: SiteScore,
    /// FanDuel points.
    pub fanduel: SiteScore,
}

/// Scores of one race's points on a site; sums are over its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteScore {
    /// Rank correlation of mean points and points.
    pub rho: Option<f64>,
    /// Sum of absolute errors of mean points.
    pub absolute_error_sum: f64,
    /// Sum of squared errors of mean points.
    pub squared_error_sum: f64,
    /// Sum of continuous ranked probability scores.
    pub crps_sum: f64,
    /// Sum of mean pinball losses.
    pub pinball_sum: f64,
    /// Entries whose points each of [`crate::driver::INTERVALS`] holds.
    pub within: [u32; 3],
    /// Points of the roster with the most projected points over those of the best roster (six drivers on
    /// DraftKings, five on FanDuel), salaries left out.
    pub capture: Option<f64>,
}

impl ScoredRace {
    /// Scores a race by its drivers.
    pub fn of(setting: RaceSetting, gaps: RaceGaps, mut drivers: Vec<DriverScore>) -> Self {
        drivers.sort_by_key(|driver| driver.driver);
        let score = RaceScore::of(setting.date, &drivers);
        Self { setting, gaps, drivers, score }
    }
}

impl RaceScore {
    /// Sums up the drivers of a race of `date`, in driver-id order.
    fn of(date: Date, drivers: &[DriverScore]) -> Self {
        let projected: Vec<f64> = drivers.iter().map(|driver| driver.projected_finish).collect();
        let actual: Vec<f64> = drivers.iter().map(|driver| f64::from(driver.finish)).collect();
        let sums = |value: fn(&DriverScore, usize) -> f64| -> [f64; 5] {
            std::array::from_fn(|index| drivers.iter().map(|driver| value(driver, index)).sum())
        };
        Self {
            entries: drivers.len(),
            rho_finish: score::spearman(&projected, &actual),
            finish_error_sum: projected.iter().zip(&actual).map(|(p, a)| (p - a).abs()).sum(),
            nll_win: drivers.iter().find(|driver| driver.finish == 1).map(|winner| winner.nll_win),
            log_loss_sums: sums(|driver, index| driver.tops[index].log_loss),
            brier_sums: sums(|driver, index| driver.tops[index].brier),
            draftkings: SiteScore::of(Site::Draftkings, date, drivers, |driver| &driver.draftkings),
            fanduel: SiteScore::of(Site::Fanduel, date, drivers, |driver| &driver.fanduel),
        }
    }
}

impl SiteScore {
    fn of(site: Site, date: Date, drivers: &[DriverScore], of: fn(&DriverScore) -> &PointsScore) -> Self {
        let sum = |value: fn(&PointsScore) -> f64| -> f64 { drivers.iter().map(|d| value(of(d))).sum() };
        let projected: Vec<f64> = drivers.iter().map(|driver| of(driver).projected).collect();
        let actual: Vec<f64> = drivers.iter().map(|driver| of(driver).actual).collect();
        let hits = |index: usize| drivers.iter().filter(|driver| of(driver).within[index]).count() as u32;
        let roster = ScoringRules::of(site, date).map(|rules| usize::from(rules.roster));
        Self {
            rho: score::spearman(&projected, &actual),
            absolute_error_sum: sum(|points| points.error().abs()),
            squared_error_sum: sum(|points| points.error() * points.error()),
            crps_sum: sum(|points| points.crps),
            pinball_sum: sum(|points| points.pinball),
            within: std::array::from_fn(hits),
            capture: roster.and_then(|roster| score::capture(&projected, &actual, roster)),
        }
    }
}

/// What is missing over all races.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gaps {
    /// Races whose result lacks the winner: left out of the mean of -log of his chance.
    pub races_without_winner: u32,
    /// Races without a rank correlation, because one side does not vary: left out of its mean.
    pub races_without_rank_correlation: u32,
    /// Entries without a result: left out.
    pub entries_without_result: u32,
    /// Cars of a result that are on no card: left out.
    pub results_without_entry: u32,
    /// Entries without a place on the grid: their actual points have no places gained or lost.
    pub entries_without_start: u32,
}

impl Gaps {
    /// Counts over `races`.
    pub fn of<'a>(races: impl IntoIterator<Item = &'a ScoredRace>) -> Self {
        let mut gaps = Self::default();
        for race in races {
            let score = &race.score;
            gaps.races_without_winner += u32::from(score.nll_win.is_none());
            let ranks = [score.rho_finish, score.draftkings.rho, score.fanduel.rho];
            gaps.races_without_rank_correlation += u32::from(ranks.contains(&None));
            gaps.entries_without_result += race.gaps.entries_without_result;
            gaps.results_without_entry += race.gaps.results_without_entry;
            gaps.entries_without_start += race.gaps.entries_without_start;
        }
        gaps
    }
}
