//! Daily-fantasy lineups: the site's rules and no other.

use crate::finding::Veto;
use domain::dfs::{Lineup, Slate};
use domain::ids::DriverId;
use domain::scoring::ScoringRules;
use std::collections::BTreeSet;

/// The site's number of drivers.
pub const ROSTER_SIZE: &str = "lineup-roster-size";
/// No driver twice.
pub const DRIVERS_DISTINCT: &str = "lineup-drivers-distinct";
/// Every driver is on the slate.
pub const DRIVERS_ON_SLATE: &str = "lineup-drivers-on-slate";
/// Salaries within the cap.
pub const SALARY_CAP: &str = "lineup-salary-cap";

/// Judges a lineup on a slate by its site's roster and cap. A driver who is not on the slate costs nothing
/// in the sum of salaries; he is vetoed in his own right.
pub fn check(lineup: &Lineup, slate: &Slate, rules: &ScoringRules) -> Vec<Veto> {
    let mut vetoes = Vec::new();
    let inputs = || vec![format!("race {}", slate.race), format!("rules {}", rules.key)];
    if lineup.drivers.len() != usize::from(rules.roster) {
        vetoes.push(Veto::new(ROSTER_SIZE, inputs(), rules.roster, lineup.drivers.len()));
    }
    let mut seen = BTreeSet::new();
    let twice: Vec<DriverId> =
        lineup.drivers.iter().copied().filter(|driver| !seen.insert(*driver)).collect();
    if !twice.is_empty() {
        let measured = format!("{} repeated", twice.len());
        vetoes.push(Veto::new(DRIVERS_DISTINCT, inputs(), "each driver once", measured).of(twice));
    }
    let salary = |driver: DriverId| slate.salaries.iter().find(|salary| salary.driver == driver);
    let strangers: Vec<DriverId> =
        lineup.drivers.iter().copied().filter(|driver| salary(*driver).is_none()).collect();
    if !strangers.is_empty() {
        let measured = format!("{} not on it", strangers.len());
        vetoes.push(Veto::new(DRIVERS_ON_SLATE, inputs(), "drivers of the slate", measured).of(strangers));
    }
    let spent: u64 = lineup
        .drivers
        .iter()
        .filter_map(|driver| salary(*driver))
        .map(|salary| u64::from(salary.salary.0))
        .sum();
    if spent > u64::from(rules.cap.0) {
        vetoes.push(Veto::new(SALARY_CAP, inputs(), format!("at most {}", rules.cap.0), spent));
    }
    vetoes
}
