//! What is measured: each score of a set of races, by name.

use crate::driver::DriverScore;
use crate::race::{RaceScore, SiteScore};
use Better::{Higher, Lower, Near};
use Kind::{Distance, Mean, Root};

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

/// Makes [`Measure`], its list and its specifications of one table, a line per measure: name, key in JSON, label, digits
/// after the point, which values are good, and how it is got from races.
macro_rules! measures {
    ($($name:ident: $key:literal, $label:literal, $decimals:literal, $better:expr, $kind:expr;)*) => {
        /// A score of a set of races. Those named `Points` are of DraftKings. Means of ranks, winners and rosters are
        /// over races, all others over driver-races.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure {
            $(#[doc = $label] $name,)*
        }

        impl Measure {
            /// All measures, in the order of every table.
            pub const ALL: [Measure; [$($key),*].len()] = [$(Measure::$name),*];

            /// How it is shown and got.
            pub fn spec(self) -> Spec {
                match self {
                    $(Measure::$name => Spec {
                        key: $key,
                        label: $label,
                        decimals: $decimals,
                        better: $better,
                        kind: $kind,
                    },)*
                }
            }
        }
    };
}

measures! {
    RhoFinish: "rhoFinish", "rho finish", 4, Higher, Mean(|r| race(r.rho_finish));
    RhoPoints: "rhoPoints", "rho DK", 4, Higher, Mean(|r| race(r.draftkings.rho));
    RhoFanduel: "rhoFanduel", "rho FD", 4, Higher, Mean(|r| race(r.fanduel.rho));
    MaeFinish: "maeFinish", "MAE finish", 3, Lower, Mean(|r| entries(r, r.finish_error_sum));
    MaePoints: "maePoints", "MAE DK", 3, Lower, Mean(|r| entries(r, r.draftkings.absolute_error_sum));
    MaeFanduel: "maeFanduel", "MAE FD", 3, Lower, Mean(|r| entries(r, r.fanduel.absolute_error_sum));
    RmsePoints: "rmsePoints", "RMSE DK", 3, Lower, Root(|r| entries(r, r.draftkings.squared_error_sum));
    RmseFanduel: "rmseFanduel", "RMSE FD", 3, Lower, Root(|r| entries(r, r.fanduel.squared_error_sum));
    CrpsPoints: "crpsPoints", "CRPS DK", 3, Lower, Mean(|r| entries(r, r.draftkings.crps_sum));
    CrpsFanduel: "crpsFanduel", "CRPS FD", 3, Lower, Mean(|r| entries(r, r.fanduel.crps_sum));
    PinballPoints: "pinballPoints", "pinball DK", 3, Lower, Mean(|r| entries(r, r.draftkings.pinball_sum));
    PinballFanduel: "pinballFanduel", "pinball FD", 3, Lower, Mean(|r| entries(r, r.fanduel.pinball_sum));
    NllWin: "nllWin", "NLL win", 4, Lower, Mean(|r| race(r.nll_win));
    LogLossWin: "logLossWin", "LL win", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[0]));
    LogLossTop3: "logLossTop3", "LL top3", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[1]));
    LogLossTop5: "logLossTop5", "LL top5", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[2]));
    LogLossTop10: "logLossTop10", "LL top10", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[3]));
    LogLossTop20: "logLossTop20", "LL top20", 4, Lower, Mean(|r| entries(r, r.log_loss_sums[4]));
    BrierWin: "brierWin", "Brier win", 4, Lower, Mean(|r| entries(r, r.brier_sums[0]));
    BrierTop3: "brierTop3", "Brier top3", 4, Lower, Mean(|r| entries(r, r.brier_sums[1]));
    BrierTop5: "brierTop5", "Brier top5", 4, Lower, Mean(|r| entries(r, r.brier_sums[2]));
    BrierTop10: "brierTop10", "Brier top10", 4, Lower, Mean(|r| entries(r, r.brier_sums[3]));
    BrierTop20: "brierTop20", "Brier top20", 4, Lower, Mean(|r| entries(r, r.brier_sums[4]));
    Capture: "capture", "capture", 4, Higher, Mean(|r| race(r.draftkings.capture));
    CaptureFanduel: "captureFanduel", "capture FD", 4, Higher, Mean(|r| race(r.fanduel.capture));
    Cover50Points: "cover50Points", "in 50 % DK", 3, Near(0.5), Mean(|r| within(r, &r.draftkings, 0));
    Cover80Points: "cover80Points", "in 80 % DK", 3, Near(0.8), Mean(|r| within(r, &r.draftkings, 1));
    Cover90Points: "cover90Points", "in 90 % DK", 3, Near(0.9), Mean(|r| within(r, &r.draftkings, 2));
    Cover50Fanduel: "cover50Fanduel", "in 50 % FD", 3, Near(0.5), Mean(|r| within(r, &r.fanduel, 0));
    Cover80Fanduel: "cover80Fanduel", "in 80 % FD", 3, Near(0.8), Mean(|r| within(r, &r.fanduel, 1));
    Cover90Fanduel: "cover90Fanduel", "in 90 % FD", 3, Near(0.9), Mean(|r| within(r, &r.fanduel, 2));
    PitPoints: "pitPoints", "PIT DK", 4, Lower, Distance(|driver| driver.draftkings.pit);
    PitFanduel: "pitFanduel", "PIT FD", 4, Lower, Distance(|driver| driver.fanduel.pit);
}

fn race(value: Option<f64>) -> Option<(f64, f64)> {
    value.map(|value| (value, 1.0))
}

fn entries(race: &RaceScore, sum: f64) -> Option<(f64, f64)> {
    (race.entries > 0).then_some((sum, race.entries as f64))
}

fn within(race: &RaceScore, site: &SiteScore, interval: usize) -> Option<(f64, f64)> {
    entries(race, f64::from(site.within[interval]))
}
