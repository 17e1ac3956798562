//! Whether events happen as often as forecast.

use crate::bootstrap::Resamples;
use crate::driver::{DriverScore, PointsScore, TOP_NAMES};
use crate::levels::{Level, LevelTallies, Tally};
use crate::race::ScoredRace;
use domain::rank;
use serde::Serialize;

/// Bars of the histogram of probability integral transforms.
pub const PIT_BARS: usize = 20;

/// Groups of a reliability table.
const GROUPS: usize = 10;

/// Calibration over some races.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Calibration {
    /// The finish: tenths of the driver-races by mean simulated finish.
    pub finish: Vec<MeanGroup>,
    /// DraftKings points.
    pub draftkings: PointsCalibration,
    /// FanDuel points.
    pub fanduel: PointsCalibration,
    /// A win, the top 3, 5, 10 and 20.
    pub reliability: Vec<Reliability>,
}

/// Calibration of points.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointsCalibration {
    /// Driver-races whose transform falls into each of [`PIT_BARS`] bars of equal width.
    pub pit_histogram: Vec<u32>,
    /// The 19 quantiles.
    pub quantiles: Vec<Level>,
    /// Tenths of the driver-races by mean simulated points.
    pub means: Vec<MeanGroup>,
}

/// Driver-races of like projection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeanGroup {
    /// Driver-races.
    pub count: u32,
    /// Mean projection.
    pub projected: f64,
    /// Mean of what came.
    pub actual: f64,
    /// Standard error of that by resampling whole races.
    pub error: Option<f64>,
}

/// A chance against how often it came true.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reliability {
    /// `win`, `top3`, `top5`, `top10` or `top20`.
    pub event: &'static str,
    /// Tenths of the driver-races by chance, lowest first; equal chances stand together, so that a group can be
    /// larger than a tenth and another missing.
    pub groups: Vec<Group>,
    /// The Brier score taken apart.
    pub brier: Decomposition,
}

/// Driver-races of like chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Driver-races.
    pub count: u32,
    /// Mean chance.
    pub forecast: f64,
    /// Share that came true.
    pub frequency: f64,
    /// Standard error of the share by resampling whole races.
    pub error: Option<f64>,
}

/// A Brier score as reliability - resolution + uncertainty + within (Murphy 1973; the last term, the spread and
/// covariance inside the groups, by Stephenson, Coelho and Jolliffe 2008).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decomposition {
    /// The score.
    pub score: f64,
    /// Squared distance of forecast and frequency by group: 0 is best.
    pub reliability: f64,
    /// Squared distance of the groups' frequencies from the overall one: high is good.
    pub resolution: f64,
    /// Variance of the event itself.
    pub uncertainty: f64,
    /// Variance of the chances inside the groups, less twice their covariance with the event.
    pub within: f64,
}

impl Calibration {
    pub(crate) fn of(races: &[&ScoredRace], levels: &[&LevelTallies]) -> Self {
        let resamples = Resamples::of(races.len());
        let cases = |projected: &dyn Fn(&DriverScore) -> f64, actual: &dyn Fn(&DriverScore) -> f64| {
            let of_race = |(race, scored): (usize, &&ScoredRace)| -> Vec<Case> {
                let case = |driver| Case { race, projected: projected(driver), actual: actual(driver) };
                scored.drivers.iter().map(case).collect()
            };
            races.iter().enumerate().flat_map(of_race).collect::<Vec<Case>>()
        };
        let means = |cases: &[Case]| -> Vec<MeanGroup> {
            tenths(cases).iter().map(|cases| MeanGroup::of(cases, &resamples)).collect()
        };
        let points = |site: fn(&DriverScore) -> &PointsScore, levels: Vec<Level>| PointsCalibration {
            pit_histogram: histogram(races.iter().flat_map(|race| &race.drivers).map(|d| site(d).pit)),
            quantiles: levels,
            means: means(&cases(&|driver| site(driver).projected, &|driver| site(driver).actual)),
        };
        let reliability = |(index, name): (usize, &&'static str)| {
            let happened = |driver: &DriverScore| f64::from(u8::from(driver.reached(index)));
            Reliability::of(name, &cases(&|driver| driver.tops[index].share, &happened), &resamples)
        };
        Self {
            finish: means(&cases(&|driver| driver.projected_finish, &|driver| f64::from(driver.finish))),
            draftkings: points(|d| &d.draftkings, Tally::levels(levels.iter().map(|l| &l.draftkings))),
            fanduel: points(|d| &d.fanduel, Tally::levels(levels.iter().map(|l| &l.fanduel))),
            reliability: TOP_NAMES.iter().enumerate().map(reliability).collect(),
        }
    }
}

fn histogram(values: impl Iterator<Item = f64>) -> Vec<u32> {
    let mut bars = vec![0; PIT_BARS];
    for value in values {
        bars[((value * PIT_BARS as f64) as usize).min(PIT_BARS - 1)] += 1;
    }
    bars
}

/// A forecast for a driver in a race, and the outcome: for a chance, 1 where the event happened.
#[derive(Clone, Copy, Debug)]
struct Case {
    race: usize,
    projected: f64,
    actual: f64,
}

/// Tenths of `cases` by projection, lowest first; equal projections stand together.
fn tenths(cases: &[Case]) -> Vec<Vec<Case>> {
    let count = cases.len() as f64;
    let ranks = rank::ascending(&cases.iter().map(|case| case.projected).collect::<Vec<f64>>());
    let mut groups: Vec<Vec<Case>> = vec![Vec::new(); GROUPS];
    for (case, rank) in cases.iter().zip(ranks) {
        groups[((GROUPS as f64 * (rank - 0.5) / count) as usize).min(GROUPS - 1)].push(*case);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

impl MeanGroup {
    fn of(cases: &[Case], resamples: &Resamples) -> Self {
        let count = cases.len() as f64;
        let mut by_race = vec![(0.0, 0.0); resamples.races()];
        for case in cases {
            by_race[case.race].0 += case.actual;
            by_race[case.race].1 += 1.0;
        }
        let mean = |times: &[u16]| {
            let sums = by_race.iter().zip(times).fold((0.0, 0.0), |(sum, all), ((own, of), &times)| {
                (sum + f64::from(times) * own, all + f64::from(times) * of)
            });
            (sums.1 > 0.0).then(|| sums.0 / sums.1)
        };
        Self {
            count: cases.len() as u32,
            projected: cases.iter().map(|case| case.projected).sum::<f64>() / count,
            actual: cases.iter().map(|case| case.actual).sum::<f64>() / count,
            error: resamples.error(mean),
        }
    }
}

impl Reliability {
    fn of(event: &'static str, cases: &[Case], resamples: &Resamples) -> Self {
        let members = tenths(cases);
        let groups: Vec<Group> = members
            .iter()
            .map(|cases| {
                let MeanGroup { count, projected, actual, error } = MeanGroup::of(cases, resamples);
                Group { count, forecast: projected, frequency: actual, error }
            })
            .collect();
        let brier = Decomposition::of(&members, &groups, cases.len() as f64);
        Self { event, groups, brier }
    }
}

impl Decomposition {
    fn of(members: &[Vec<Case>], groups: &[Group], count: f64) -> Self {
        let base = groups.iter().map(|group| group.frequency * f64::from(group.count)).sum::<f64>() / count;
        let over = |of: &dyn Fn(&Group) -> f64| -> f64 {
            groups.iter().map(|group| f64::from(group.count) * of(group)).sum::<f64>() / count
        };
        let cases =
            || members.iter().zip(groups).flat_map(|(cases, group)| cases.iter().map(move |c| (c, group)));
        let square = |value: f64| value * value;
        Self {
            score: cases().map(|(case, _)| square(case.projected - case.actual)).sum::<f64>() / count,
            reliability: over(&|group| square(group.forecast - group.frequency)),
            resolution: over(&|group| square(group.frequency - base)),
            uncertainty: base * (1.0 - base),
            within: cases()
                .map(|(case, group)| {
                    let off = case.projected - group.forecast;
                    square(off) - 2.0 * off * (case.actual - group.frequency)
                })
                .sum::<f64>()
                / count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cases(shares: &[f64], happened: &[bool]) -> Vec<Case> {
        let both = shares.iter().zip(happened).enumerate();
        both.map(|(index, (&projected, &happened))| Case {
            race: index % 7,
            projected,
            actual: f64::from(u8::from(happened)),
        })
        .collect()
    }

    proptest! {
        /// Murphy's terms and the one inside the groups sum to the score, whatever was forecast and happened.
        #[test]
        fn the_brier_score_is_the_sum_of_its_terms(
            said in prop::collection::vec((0u32..=40, any::<bool>()), 12..200)
        ) {
            let (shares, happened): (Vec<f64>, Vec<bool>) =
                said.iter().map(|&(share, happened)| (f64::from(share) / 40.0, happened)).unzip();
            let brier = Reliability::of("win", &cases(&shares, &happened), &Resamples::of(7)).brier;
            let sum = brier.reliability - brier.resolution + brier.uncertainty + brier.within;
            prop_assert!((brier.score - sum).abs() < 1e-12, "{brier:?}");
        }

        /// The order of the cases changes nothing but the last digit.
        #[test]
        fn groups_do_not_depend_on_order(
            said in prop::collection::vec((0u32..=15, any::<bool>()), 12..100)
        ) {
            let (shares, happened): (Vec<f64>, Vec<bool>) =
                said.iter().map(|&(share, happened)| (f64::from(share) / 15.0, happened)).unzip();
            let mut turned = cases(&shares, &happened);
            turned.reverse();
            let resamples = Resamples::of(7);
            let there = Reliability::of("win", &cases(&shares, &happened), &resamples);
            let back = Reliability::of("win", &turned, &resamples);
            for (a, b) in there.groups.iter().zip(&back.groups) {
                prop_assert_eq!(a.count, b.count);
                prop_assert_eq!(a.frequency, b.frequency);
                prop_assert!((a.forecast - b.forecast).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn chances_that_keep_their_word_are_reliable() {
        // Of 100 cases at each chance k / 20, 5 k come true.
        let (mut shares, mut happened) = (Vec::new(), Vec::new());
        for k in 1..20 {
            for case in 0..100 {
                shares.push(f64::from(k) / 20.0);
                happened.push(case < 5 * k);
            }
        }
        let honest = Reliability::of("top10", &cases(&shares, &happened), &Resamples::of(7));
        assert!(honest.brier.reliability < 1e-12, "{honest:?}");
        assert_eq!(honest.groups.iter().map(|group| group.count).sum::<u32>(), 1900);
        for group in &honest.groups {
            assert!((group.forecast - group.frequency).abs() < 1e-12);
        }
        // The same, each said with half of its distance from a half: unreliable, as well resolved.
        let timid: Vec<f64> = shares.iter().map(|share| 0.25 + share / 2.0).collect();
        let timid = Reliability::of("top10", &cases(&timid, &happened), &Resamples::of(7));
        assert!(timid.brier.reliability > 0.01);
        assert!((timid.brier.resolution - honest.brier.resolution).abs() < 1e-12);
    }

    #[test]
    fn equal_chances_stand_in_one_group() {
        let shares: Vec<f64> = (0..100).map(|i| if i < 75 { 0.0 } else { f64::from(i) / 100.0 }).collect();
        let happened: Vec<bool> = (0..100).map(|i| i % 5 == 0).collect();
        let table = Reliability::of("win", &cases(&shares, &happened), &Resamples::of(7));
        assert_eq!(table.groups[0].count, 75);
        assert_eq!(table.groups[0].forecast, 0.0);
        assert_eq!(table.groups.len(), 4);
    }

    #[test]
    fn a_histogram_counts_every_value_once() {
        let bars = histogram([0.0, 0.049, 0.05, 0.5, 0.999, 1.0].into_iter());
        assert_eq!((bars[0], bars[1], bars[10], bars[19]), (2, 1, 1, 2));
    }
}
