//! Every loaded race against the laws of the sport.

use crate::error::EngineError;
use crate::open::Engine;
use ::axioms::{Remark, Veto, observation};
use domain::ids::RaceKey;
use domain::series::Series;
use jiff::Timestamp;
use serde::Serialize;

/// What the laws say of what is loaded.
#[derive(Clone, Debug, Serialize)]
pub struct AxiomsReport {
    /// Races with a result that were checked.
    pub races: usize,
    /// Broken laws.
    pub vetoes: Vec<Finding<Veto>>,
    /// Signs of incompleteness.
    pub remarks: Vec<Finding<Remark>>,
}

/// A finding and the race it is of.
#[derive(Clone, Debug, Serialize)]
pub struct Finding<T> {
    /// The race.
    pub race: RaceKey,
    /// What was found.
    #[serde(flatten)]
    pub found: T,
}

impl Engine {
    /// Checks every race with a result, of every series.
    ///
    /// # Errors
    /// When the store fails.
    pub fn check_axioms(&self) -> Result<AxiomsReport, EngineError> {
        // The history of the highest series holds those below it; everything is known at the end of time.
        let history = self.store.history(Series::Cup, Timestamp::MAX)?;
        let mut report = AxiomsReport { races: history.races.len(), vetoes: Vec::new(), remarks: Vec::new() };
        for race in &history.races {
            let findings = observation::check(race);
            let of_race = |found| Finding { race: race.info.key.clone(), found };
            report.vetoes.extend(findings.vetoes.into_iter().map(of_race));
            let of_race = |found| Finding { race: race.info.key.clone(), found };
            report.remarks.extend(findings.remarks.into_iter().map(of_race));
        }
        Ok(report)
    }
}
