//! Daily-fantasy scoring rules, dated.
//!
//! The rules are data with sources: `data/reference/scoring.toml`. All sums are whole hundredths of a point,
//! so a score is exact: 0.45 a lap has no rounding error.

use crate::dfs::{Dollars, Site};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul};
use std::sync::LazyLock;

/// Fantasy points: a whole number of hundredths.
///
/// ```
/// use domain::scoring::Points;
///
/// let per_lap = Points::from_f64(0.45).expect("two decimals");
/// assert_eq!((per_lap * 3).to_string(), "1.35");
/// assert_eq!(Points::from_f64(0.125), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// From hundredths of a point.
    pub const fn from_hundredths(hundredths: i64) -> Points {
        Points(hundredths)
    }

    /// From a number with at most two decimals; `None` for any other.
    pub fn from_f64(points: f64) -> Option<Points> {
        let hundredths = (points * 100.0).round();
        ((points * 100.0 - hundredths).abs() < 1e-6 && hundredths.abs() < 1e15)
            .then_some(Points(hundredths as i64))
    }

    /// In hundredths of a point.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// As a number: the one nearest to the exact decimal.
    pub fn value(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl Add for Points {
    type Output = Points;

    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}

impl Mul<i64> for Points {
    type Output = Points;

    fn mul(self, times: i64) -> Points {
        Points(self.0 * times)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

impl Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Points, D::Error> {
        let points = f64::deserialize(deserializer)?;
        Points::from_f64(points)
            .ok_or_else(|| serde::de::Error::custom(format!("{points} points is not a multiple of 0.01")))
    }
}

/// Which finish a site scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FinishBasis {
    /// The order at the flag.
    OnTrack,
    /// The official results, after disqualifications.
    Official,
}

/// The scoring rules of a site over a span of dates.
///
/// ```
/// use domain::dfs::Site;
/// use domain::scoring::{Scored, ScoringRules};
///
/// let rules = ScoringRules::of(Site::Draftkings, "2025-11-02".parse()?).expect("rules since 2021");
/// let car = Scored { start: 17, finish: 1, laps_led: 156, fastest_laps: 39, laps_completed: 312 };
/// let score = rules.breakdown(&car);
/// assert_eq!(score.finish.value(), 45.0);
/// assert_eq!(score.place_differential.value(), 16.0);
/// assert_eq!(score.laps_led.value(), 39.0); // 156 x 0.25
/// assert_eq!(score.fastest_laps.value(), 17.55); // 39 x 0.45
/// assert_eq!(rules.score(&car).value(), 117.55);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ScoringRules {
    /// Key, `draftkings-2021`.
    pub key: String,
    /// Site.
    pub site: Site,
    /// First race date on which they apply.
    pub from: Date,
    /// Last race date on which they apply; none while in force.
    #[serde(default)]
    pub until: Option<Date>,
    /// Drivers in a lineup.
    pub roster: u8,
    /// Salary cap of a lineup.
    pub cap: Dollars,
    /// Points by finish, first place first.
    pub finish: Vec<Points>,
    /// Points of any place past the table.
    pub finish_beyond: Points,
    /// Whether a source says so.
    pub finish_beyond_verified: bool,
    /// Which finish counts.
    pub finish_basis: FinishBasis,
    /// Whether a source says so.
    pub finish_basis_verified: bool,
    /// Points for each place gained on the official grid; lost places cost as much.
    pub place_differential: Points,
    /// Points for each lap led.
    pub laps_led: Points,
    /// Points for each fastest lap.
    pub fastest_laps: Points,
    /// Points for each lap completed.
    pub laps_completed: Points,
    /// Where the rules are from.
    pub sources: Vec<String>,
}

/// The part of a car's result that sites score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Place on the official grid, from 1.
    pub start: u8,
    /// Finish on the rules' basis, from 1.
    pub finish: u8,
    /// Laps led.
    pub laps_led: u32,
    /// Laps on which the car was the fastest of the field.
    pub fastest_laps: u32,
    /// Laps completed.
    pub laps_completed: u32,
}

/// A score by its components.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// For the finish.
    pub finish: Points,
    /// For places gained; negative for places lost.
    pub place_differential: Points,
    /// For laps led.
    pub laps_led: Points,
    /// For fastest laps.
    pub fastest_laps: Points,
    /// For laps completed.
    pub laps_completed: Points,
}

impl Score {
    /// The sum.
    pub fn total(&self) -> Points {
        self.finish + self.place_differential + self.laps_led + self.fastest_laps + self.laps_completed
    }
}

impl ScoringRules {
    /// The rules of `site` for a race on `date`; none before the first sourced ones.
    pub fn of(site: Site, date: Date) -> Option<&'static ScoringRules> {
        ScoringRules::all().iter().find(|rules| rules.site == site && rules.holds(date))
    }

    /// All rule sets, in the order of the file.
    pub fn all() -> &'static [ScoringRules] {
        &RULES
    }

    /// Whether the rules apply to a race on `date`.
    pub fn holds(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// Points for finishing in `place`, from 1.
    pub fn finish_points(&self, place: u8) -> Points {
        debug_assert!(place >= 1, "places count from 1");
        self.finish.get(usize::from(place).wrapping_sub(1)).copied().unwrap_or(self.finish_beyond)
    }

    /// The score of a car, by component.
    pub fn breakdown(&self, car: &Scored) -> Score {
        Score {
            finish: self.finish_points(car.finish),
            place_differential: self.place_differential * (i64::from(car.start) - i64::from(car.finish)),
            laps_led: self.laps_led * i64::from(car.laps_led),
            fastest_laps: self.fastest_laps * i64::from(car.fastest_laps),
            laps_completed: self.laps_completed * i64::from(car.laps_completed),
        }
    }

    /// The score of a car.
    pub fn score(&self, car: &Scored) -> Points {
        self.breakdown(car).total()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rules: Vec<ScoringRules>,
}

static RULES: LazyLock<Vec<ScoringRules>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/reference/scoring.toml"))
        .expect("scoring.toml is checked by a test");
    file.rules
});

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DK_OLD: (Site, Date) = (Site::Draftkings, date(2020, 12, 31));
    const DK_NEW: (Site, Date) = (Site::Draftkings, date(2021, 1, 1));
    const FD: (Site, Date) = (Site::Fanduel, date(2025, 2, 16));

    fn rules((site, date): (Site, Date)) -> &'static ScoringRules {
        ScoringRules::of(site, date).unwrap()
    }

    #[test]
    fn finish_points_step_at_the_11th_21st_and_31st() {
        let check = |when, places: &[(u8, i64)]| {
            for &(place, points) in places {
                assert_eq!(
                    rules(when).finish_points(place),
                    Points::from_hundredths(points * 100),
                    "{place}"
                );
            }
        };
        check(
            DK_NEW,
            &[
                (1, 45),
                (2, 42),
                (3, 41),
                (10, 34),
                (11, 32),
                (20, 23),
                (21, 21),
                (30, 12),
                (31, 10),
                (40, 1),
                (41, 0),
            ],
        );
        check(
            DK_OLD,
            &[
                (1, 46),
                (2, 42),
                (3, 41),
                (10, 34),
                (11, 33),
                (20, 24),
                (21, 23),
                (30, 14),
                (31, 13),
                (40, 4),
                (41, 0),
            ],
        );
        check(
            FD,
            &[(1, 43), (2, 40), (3, 38), (4, 37), (10, 31), (11, 30), (21, 20), (31, 10), (40, 1), (41, 0)],
        );
    }

    #[test]
    fn rules_change_with_the_year_2021() {
        let winner = Scored { start: 5, finish: 1, laps_led: 100, fastest_laps: 41, laps_completed: 267 };
        assert_eq!(rules(DK_OLD).score(&winner).to_string(), "95.50"); // 46 + 4 + 25 + 20.50
        assert_eq!(rules(DK_NEW).score(&winner).to_string(), "92.45"); // 45 + 4 + 25 + 18.45
        assert_eq!(rules(FD).score(&winner).to_string(), "81.70"); // 43 + 2 + 10 + 26.70
        assert_eq!(
            (rules(DK_OLD).key.as_str(), rules(DK_NEW).key.as_str()),
            ("draftkings-2016", "draftkings-2021")
        );
        assert_eq!(ScoringRules::of(Site::Draftkings, date(2015, 8, 1)), None);
    }

    #[test]
    fn a_lost_place_costs_what_a_gained_one_pays() {
        let last = Scored { start: 1, finish: 41, laps_led: 0, fastest_laps: 0, laps_completed: 0 };
        assert_eq!(rules(DK_NEW).score(&last).to_string(), "-40.00");
        assert_eq!(rules(FD).score(&last).to_string(), "-20.00");
        let breakdown = rules(DK_NEW).breakdown(&Scored { laps_led: 3, fastest_laps: 1, ..last });
        assert_eq!(breakdown.laps_led.value(), 0.75);
        assert_eq!(breakdown.fastest_laps.value(), 0.45);
        assert_eq!(breakdown.total().value(), -38.8);
    }

    #[test]
    fn rosters_and_caps() {
        let check = |when, roster: u8| {
            assert_eq!((rules(when).roster, rules(when).cap), (roster, Dollars(50_000)));
        };
        check(DK_OLD, 6);
        check(DK_NEW, 6);
        check(FD, 5);
    }

    #[test]
    fn no_two_rule_sets_of_a_site_hold_at_once() {
        for one in ScoringRules::all() {
            assert!(one.until.is_none_or(|until| one.from <= until), "{}", one.key);
            assert!(one.finish.windows(2).all(|pair| pair[0] > pair[1]), "{}", one.key);
            for other in ScoringRules::all().iter().filter(|other| other.key != one.key) {
                assert!(one.site != other.site || !one.holds(other.from), "{} {}", one.key, other.key);
            }
        }
    }

    #[test]
    fn points_are_exact_hundredths() {
        assert_eq!(Points::from_f64(0.45), Some(Points::from_hundredths(45)));
        assert_eq!(Points::from_f64(0.455), None);
        assert_eq!(Points::from_f64(f64::NAN), None);
        assert_eq!(Points::from_hundredths(-5).to_string(), "-0.05");
        assert_eq!((Points::from_hundredths(45) * 180).value(), 81.0);
    }
}
