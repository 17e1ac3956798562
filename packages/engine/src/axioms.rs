//! The laws of the sport, and every loaded race checked against them.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use ::axioms::observation;
use domain::ids::{DriverId, RaceKey};
use domain::series::Series;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Law))]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Name, kebab-case.
    pub name: String,
    /// What it applies to, such as `scenario` or `observation`.
    pub level: String,
    /// What follows where it is broken: a veto or a remark.
    pub verdict: String,
    /// The law.
    pub statement: String,
    /// Where it comes from.
    pub source: String,
}

/// Every law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RulesAnswer {
    /// The laws, by level.
    pub rules: Vec<Rule>,
}

/// What the laws find in the loaded races.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AxiomsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Races with a result that were checked.
    pub races: u32,
    /// Broken laws.
    pub vetoes: Vec<Finding>,
    /// Signs of incompleteness.
    pub remarks: Vec<Finding>,
}

/// A veto or a remark, with its race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = LawFinding))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The race.
    pub race: RaceKey,
    /// Name of the law.
    pub rule: String,
    /// What was judged: the values behind the measure.
    pub inputs: Vec<String>,
    /// What the law allows.
    pub limit: String,
    /// What was measured.
    pub measured: String,
    /// The drivers concerned; empty where it is the whole field.
    pub drivers: Vec<DriverId>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} is {}, allowed is {}", self.rule, self.inputs.join(", "), self.measured, self.limit)
    }
}

impl Engine {
    /// Lists the laws of the sport; needs no graph.
    pub fn rules() -> RulesAnswer {
        let lower = |word: String| word.to_lowercase();
        let rule = |rule: &::axioms::Rule| Rule {
            name: rule.name.to_owned(),
            level: lower(format!("{:?}", rule.level)),
            verdict: lower(format!("{:?}", rule.verdict)),
            statement: rule.statement.to_owned(),
            source: rule.source.to_owned(),
        };
        RulesAnswer { rules: ::axioms::rules().iter().map(rule).collect() }
    }

    /// Checks every race with a result, of every series.
    ///
    /// # Errors
    /// When the graph cannot be read, or the work is cancelled.
    pub fn check_axioms(&self, progress: &Progress) -> Result<AxiomsAnswer, EngineError> {
        // The history of the highest series includes those below it; everything is known at the end of time.
        let (state, history) =
            self.read(|view| Ok((mark(view), view.history(Series::Cup, Timestamp::MAX)?)))?;
        let races = history.races.len();
        let mut answer = AxiomsAnswer { state, races: races as u32, vetoes: Vec::new(), remarks: Vec::new() };
        progress.begin("races", races as u64);
        for race in &history.races {
            progress.check()?;
            let key = &race.info.key;
            let findings = observation::check(race);
            answer.vetoes.extend(findings.vetoes.into_iter().map(|veto| Finding {
                race: key.clone(),
                rule: veto.rule.to_owned(),
                inputs: veto.inputs,
                limit: veto.limit,
                measured: veto.measured,
                drivers: veto.drivers,
            }));
            answer.remarks.extend(findings.remarks.into_iter().map(|remark| Finding {
                race: key.clone(),
                rule: remark.rule.to_owned(),
                inputs: remark.inputs,
                limit: remark.limit,
                measured: remark.measured,
                drivers: remark.drivers,
            }));
            progress.advance(1);
        }
        progress.end();
        Ok(answer)
    }
}
