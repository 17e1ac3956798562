//! What is measured: each score of a set of races, by name.

use crate::driver::DriverScore;
use crate::parts::Parts;
use crate::race::{RaceScore, ScoredRace, SiteScore};

/// A score of a set of races. Those named `Points` are of DraftKings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the table below says what each is")]
pub enum Measure {
    RhoFinish,
    RhoPoints,
    RhoFanduel,
    MaeFinish,
    MaePoints,
    MaeFanduel,
    RmsePoints,
    RmseFanduel,
    CrpsPoints,
    CrpsFanduel,
    PinballPoints,
    PinballFanduel,
    NllWin,
    LogLossWin,
    LogLossTop3,
    LogLossTop5,
    LogLossTop10,
    LogLossTop20,
    BrierWin,
    BrierTop3,
    BrierTop5,
    BrierTop10,
    BrierTop20,
    Capture,
    CaptureFanduel,
    Cover50Points,
    Cover80Points,
    Cover90Points,
    Cover50Fanduel,
    Cover80Fanduel,
    Cover90Fanduel,
    PitPoints,
    PitFanduel,
}

/// Which values are good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Better {
    /// The higher.
    Higher,
    /// The lower.
    Lower,
    /// Those near a nominal share.
    Near(f64),
}

/// How a measure is shown and got.
#[derive(Clone, Copy)]
pub struct Spec {
    /// Key in JSON.
    pub key: &'static str,
    /// Heading in tables and pictures.
    pub label: &'static str,
    /// Digits after the point.
    pub decimals: usize,
    /// Which values are good.
    pub better: Better,
    pub(crate) kind: Kind,
}

/// How a measure comes from races.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Sum over races of the first over the sum of the second.
    Mean(fn(&RaceScore) -> Option<(f64, f64)>),
    /// The same, and the root of it.
    Root(fn(&RaceScore) -> Option<(f64, f64)>),
    /// Largest distance of the pooled values' distribution from the uniform one (Kolmogorov and Smirnov).
    Distance(fn(&DriverScore) -> f64),
}

impl Measure {
    /// All measures, in the order of every table.
    pub const ALL: [Measure; 33] = {
        use Measure::*;
        [
            RhoFinish,
            RhoPoints,
            RhoFanduel,
            MaeFinish,
            MaePoints,
            MaeFanduel,
            RmsePoints,
            RmseFanduel,
            CrpsPoints,
            CrpsFanduel,
            PinballPoints,
            PinballFanduel,
            NllWin,
            LogLossWin,
            LogLossTop3,
            LogLossTop5,
            LogLossTop10,
            LogLossTop20,
            BrierWin,
            BrierTop3,
            BrierTop5,
            BrierTop10,
            BrierTop20,
            Capture,
            CaptureFanduel,
            Cover50Points,
            Cover80Points,
            Cover90Points,
            Cover50Fanduel,
            Cover80Fanduel,
            Cover90Fanduel,
            PitPoints,
            PitFanduel,
        ]
    };

    /// How it is shown and got: means of ranks, winners and rosters are over races, all others over driver-races.
    pub fn spec(self) -> Spec {
        use Better::{Higher, Lower, Near};
        use Kind::{Distance, Mean, Root};
        let (key, label, decimals, better, kind) = match self {
            Measure::RhoFinish => ("rhoFinish", "rho finish", 4, Higher, Mean(|r| race(r.rho_finish))),
            Measure::RhoPoints => ("rhoPoints", "rho DK", 4, Higher, Mean(|r| race(r.draftkings.rho))),
            Measure::RhoFanduel => ("rhoFanduel", "rho FD", 4, Higher, Mean(|r| race(r.fanduel.rho))),
            Measure::MaeFinish => {
                ("maeFinish", "MAE finish", 3, Lower, Mean(|r| entries(r, r.finish_error_sum)))
            }
            Measure::MaePoints => {
                ("maePoints", "MAE DK", 3, Lower, Mean(|r| entries(r, r.draftkings.absolute_error_sum)))
            }
            Measure::MaeFanduel => {
                ("maeFanduel", "MAE FD", 3, Lower, Mean(|r| entries(r, r.fanduel.absolute_error_sum)))
            }
            Measure::RmsePoints => {
                ("rmsePoints", "RMSE DK", 3, Lower, Root(|r| entries(r, r.draftkings.squared_error_sum)))
            }
            Measure::RmseFanduel => {
                ("rmseFanduel", "RMSE FD", 3, Lower, Root(|r| entries(r, r.fanduel.squared_error_sum)))
            }
            Measure::CrpsPoints => {
                ("crpsPoints", "CRPS DK", 3, Lower, Mean(|r| entries(r, r.draftkings.crps_sum)))
            }
            Measure::CrpsFanduel => {
                ("crpsFanduel", "CRPS FD", 3, Lower, Mean(|r| entries(r, r.fanduel.crps_sum)))
            }
            Measure::PinballPoints => {
                ("pinballPoints", "pinball DK", 3, Lower, Mean(|r| entries(r, r.draftkings.pinball_sum)))
            }
            Measure::PinballFanduel => {
                ("pinballFanduel", "pinball FD", 3, Lower, Mean(|r| entries(r, r.fanduel.pinball_sum)))
            }
            Measure::NllWin => ("nllWin", "NLL win", 4, Lower, Mean(|r| race(r.nll_win))),
            Measure::LogLossWin => {
                ("logLossWin", "LL win", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[0])))
            }
            Measure::LogLossTop3 => {
                ("logLossTop3", "LL top3", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[1])))
            }
            Measure::LogLossTop5 => {
                ("logLossTop5", "LL top5", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[2])))
            }
            Measure::LogLossTop10 => {
                ("logLossTop10", "LL top10", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[3])))
            }
            Measure::LogLossTop20 => {
                ("logLossTop20", "LL top20", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[4])))
            }
            Measure::BrierWin => ("brierWin", "Brier win", 4, Lower, Mean(|r| entries(r, r.brier_sums[0]))),
            Measure::BrierTop3 => {
                ("brierTop3", "Brier top3", 4, Lower, Mean(|r| entries(r, r.brier_sums[1])))
            }
            Measure::BrierTop5 => {
                ("brierTop5", "Brier top5", 4, Lower, Mean(|r| entries(r, r.brier_sums[2])))
            }
            Measure::BrierTop10 => {
                ("brierTop10", "Brier top10", 4, Lower, Mean(|r| entries(r, r.brier_sums[3])))
            }
            Measure::BrierTop20 => {
                ("brierTop20", "Brier top20", 4, Lower, Mean(|r| entries(r, r.brier_sums[4])))
            }
            Measure::Capture => ("capture", "capture", 4, Higher, Mean(|r| race(r.draftkings.capture))),
            Measure::CaptureFanduel => {
                ("captureFanduel", "capture FD", 4, Higher, Mean(|r| race(r.fanduel.capture)))
            }
            Measure::Cover50Points => {
                ("cover50Points", "in 50 % DK", 3, Near(0.5), Mean(|r| held(r, &r.draftkings, 0)))
            }
            Measure::Cover80Points => {
                ("cover80Points", "in 80 % DK", 3, Near(0.8), Mean(|r| held(r, &r.draftkings, 1)))
            }
            Measure::Cover90Points => {
                ("cover90Points", "in 90 % DK", 3, Near(0.9), Mean(|r| held(r, &r.draftkings, 2)))
            }
            Measure::Cover50Fanduel => {
                ("cover50Fanduel", "in 50 % FD", 3, Near(0.5), Mean(|r| held(r, &r.fanduel, 0)))
            }
            Measure::Cover80Fanduel => {
                ("cover80Fanduel", "in 80 % FD", 3, Near(0.8), Mean(|r| held(r, &r.fanduel, 1)))
            }
            Measure::Cover90Fanduel => {
                ("cover90Fanduel", "in 90 % FD", 3, Near(0.9), Mean(|r| held(r, &r.fanduel, 2)))
            }
            Measure::PitPoints => ("pitPoints", "PIT DK", 4, Lower, Distance(|driver| driver.draftkings.pit)),
            Measure::PitFanduel => ("pitFanduel", "PIT FD", 4, Lower, Distance(|driver| driver.fanduel.pit)),
        };
        Spec { key, label, decimals, better, kind }
    }

    /// The value of one race alone; none where it has none.
    pub fn of_race(self, race: &ScoredRace) -> Option<f64> {
        Parts::of(self, &[race]).value(&[1])
    }
}

fn race(value: Option<f64>) -> Option<(f64, f64)> {
    value.map(|value| (value, 1.0))
}

fn entries(race: &RaceScore, sum: f64) -> Option<(f64, f64)> {
    (race.entries > 0).then_some((sum, race.entries as f64))
}

fn held(race: &RaceScore, site: &SiteScore, interval: usize) -> Option<(f64, f64)> {
    entries(race, f64::from(site.within[interval]))
}
