//! The machine-readable list of laws.

use crate::{claim, lineup, observation as seen, projection as forecast, scenario};
use serde::Serialize;

/// What a law speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A race made by a simulation or a model; obeys exactly.
    Scenario,
    /// A race as measured; may be incomplete.
    Observation,
    /// A daily-fantasy lineup.
    Lineup,
    /// A projection of a field.
    Projection,
    /// A claim of a source.
    Claim,
}

/// What follows where a law does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The input is not used.
    Veto,
    /// It is noted.
    Remark,
}

/// A law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Name, kebab-case; the ontology lists the same names.
    pub name: &'static str,
    /// What it speaks of.
    pub level: Level,
    /// What follows where it does not hold.
    pub verdict: Verdict,
    /// The law.
    pub statement: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// All laws, by level and then in the order they are judged in.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// A law by name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

const SCORING: &str = "definition of a classified field (NASCAR rule book, race results)";
const LOOP: &str = "definition of NASCAR's loop statistics";
const LOGS: &str = "profile of the race logs 2019-2025, 648 single races";
const SITE: &str = "the site's contest rules (data/reference/scoring.toml)";
const PROBABILITY: &str = "probability of a field in which each place is taken once";
const TBOX: &str = "claim kinds of packages/ontology/ontology.toml";

macro_rules! law {
    ($level:ident, $verdict:ident, $name:expr, $statement:expr, $source:expr) => {
        Rule {
            name: $name,
            level: Level::$level,
            verdict: Verdict::$verdict,
            statement: $statement,
            source: $source,
        }
    };
}

static RULES: &[Rule] = &[
    law!(Scenario, Veto, scenario::FINISH_PERMUTATION, "Finishes are 1..n, each once.", SCORING),
    law!(Scenario, Veto, scenario::START_PERMUTATION, "Starts are 1..n, each once.", SCORING),
    law!(Scenario, Veto, scenario::PLACE_DIFFERENTIAL, "Place differential is start less finish.", SITE),
    law!(
        Scenario,
        Veto,
        scenario::PLACE_DIFFERENTIAL_SUM,
        "Place differentials of the field sum to 0.",
        SCORING
    ),
    law!(Scenario, Veto, scenario::LAPS_LED_SUM, "Laps led sum to the race distance.", LOOP),
    law!(Scenario, Veto, scenario::FASTEST_LAPS_SUM, "Fastest laps sum to at most the race distance.", LOOP),
    law!(
        Scenario,
        Veto,
        scenario::LAPS_LED_WITHIN_COMPLETED,
        "A car leads no more laps than it completes.",
        LOOP
    ),
    law!(
        Scenario,
        Veto,
        scenario::FASTEST_LAPS_WITHIN_COMPLETED,
        "A car is fastest on no more laps than it completes.",
        LOOP
    ),
    law!(
        Scenario,
        Veto,
        scenario::LAPS_COMPLETED_WITHIN_DISTANCE,
        "A car completes no more laps than the race distance.",
        SCORING
    ),
    law!(
        Scenario,
        Veto,
        scenario::WINNER_COMPLETES_DISTANCE,
        "The winner completes the race distance.",
        SCORING
    ),
    law!(
        Scenario,
        Veto,
        scenario::WINNER_LEADS_A_LAP,
        "The winner leads at least one lap: the last.",
        SCORING
    ),
    law!(
        Scenario,
        Veto,
        scenario::LAPS_COMPLETED_ORDER,
        "Laps completed never rise down the order.",
        SCORING
    ),
    law!(
        Scenario,
        Veto,
        scenario::RETIRED_LEADS_NOTHING_AFTERWARDS,
        "Cars that retire within k laps lead at most k laps between them.",
        "a retired car leads nothing afterwards, and one car leads a lap"
    ),
    law!(
        Scenario,
        Veto,
        scenario::FINISH_POINTS_SUM,
        "Finish points of the field sum to those of the site's table.",
        SITE
    ),
    law!(Observation, Veto, seen::DRIVERS_DISTINCT, "No driver stands in a race twice.", SCORING),
    law!(
        Observation,
        Veto,
        seen::POSITIONS_DISTINCT,
        "No two cars share a finish, and no two a start.",
        SCORING
    ),
    law!(
        Observation,
        Veto,
        seen::POSITIONS_IN_RANGE,
        "Start, half-way, best and average place and finish lie within 1..max(finish, start, rows).",
        LOOP
    ),
    law!(
        Observation,
        Veto,
        seen::LAPS_LED_WITHIN_COMPLETED,
        "A car leads no more laps than it completes.",
        LOOP
    ),
    law!(
        Observation,
        Veto,
        seen::FASTEST_LAPS_WITHIN_COMPLETED,
        "A car is fastest on no more laps than it completes.",
        LOOP
    ),
    law!(
        Observation,
        Veto,
        seen::LAPS_WITHIN_DISTANCE,
        "A car completes no more laps than the race distance.",
        SCORING
    ),
    law!(Observation, Veto, seen::LAPS_LED_SUM, "Laps led sum to at most the race distance.", LOOP),
    law!(Observation, Veto, seen::FASTEST_LAPS_SUM, "Fastest laps sum to at most the race distance.", LOOP),
    law!(
        Observation,
        Veto,
        seen::PASSING_DIFFERENCE,
        "Passing difference is green passes less times passed.",
        LOOP
    ),
    law!(Observation, Veto, seen::QUALITY_PASSES, "Quality passes are green passes.", LOOP),
    law!(Observation, Veto, seen::RATING_IN_RANGE, "Driver rating lies within 0..150.", LOOP),
    law!(
        Observation,
        Remark,
        seen::FINISH_GAP,
        "A finish below the last one is missing: a log lacks a car.",
        LOGS
    ),
    law!(
        Observation,
        Remark,
        seen::START_GAP,
        "A start below the last one is missing: a log lacks a car.",
        LOGS
    ),
    law!(Observation, Remark, seen::START_MISSING, "A car has no place on the grid.", LOGS),
    law!(Observation, Remark, seen::LAPS_LED_SHORT, "Laps led sum to less than the race distance.", LOGS),
    law!(Observation, Remark, seen::WINNER_LED_NOTHING, "The winner led no lap.", LOGS),
    law!(
        Observation,
        Remark,
        seen::WINNER_SHORT_OF_DISTANCE,
        "The winner completed less than the race distance.",
        LOGS
    ),
    law!(Observation, Remark, seen::LAPS_COMPLETED_RISE, "Laps completed rise down the order.", LOGS),
    law!(
        Observation,
        Remark,
        seen::TOP_15_LAPS_BEYOND_COMPLETED,
        "More laps in the top 15 than laps completed.",
        LOGS
    ),
    law!(
        Observation,
        Remark,
        seen::AVERAGE_OUTSIDE_BEST_WORST,
        "The average place lies outside best to worst.",
        LOGS
    ),
    law!(
        Observation,
        Remark,
        seen::BEST_BEHIND_ENDS,
        "The best place is behind the better of start and finish.",
        LOGS
    ),
    law!(
        Observation,
        Remark,
        seen::WORST_AHEAD_OF_FINISH,
        "The worst place is ahead of the finish: finish is scored after attrition.",
        LOGS
    ),
    law!(
        Observation,
        Remark,
        seen::WORST_BEYOND_FIELD,
        "The worst place is behind every finish, start and row: cars are missing, or were moved back.",
        LOGS
    ),
    law!(Observation, Remark, seen::LED_OUTSIDE_TOP_15, "More laps led than laps in the top 15.", LOGS),
    law!(Lineup, Veto, lineup::ROSTER_SIZE, "A lineup has the site's number of drivers.", SITE),
    law!(Lineup, Veto, lineup::DRIVERS_DISTINCT, "No driver stands in a lineup twice.", SITE),
    law!(Lineup, Veto, lineup::DRIVERS_ON_SLATE, "Every driver is on the slate.", SITE),
    law!(Lineup, Veto, lineup::SALARY_CAP, "Salaries sum to at most the site's cap.", SITE),
    law!(Projection, Veto, forecast::PROBABILITIES_IN_RANGE, "Probabilities lie within 0..1.", PROBABILITY),
    law!(Projection, Veto, forecast::WIN_PROBABILITY_SUM, "P(win) of the field sums to 1.", PROBABILITY),
    law!(
        Projection,
        Veto,
        forecast::TOP_K_PROBABILITY_SUM,
        "P(top k) of the field sums to k, or to n where the field is smaller.",
        PROBABILITY
    ),
    law!(
        Projection,
        Veto,
        forecast::TOP_K_NESTED,
        "P(win) is at most P(top k), which never falls with k.",
        PROBABILITY
    ),
    law!(Projection, Veto, forecast::QUANTILES_ASCEND, "Quantiles are finite and never fall.", PROBABILITY),
    law!(Projection, Veto, forecast::MEAN_FINISH_SUM, "Mean finishes sum to n(n+1)/2.", PROBABILITY),
    law!(
        Projection,
        Veto,
        forecast::MEAN_LAPS_LED_SUM,
        "Mean laps led sum to the race distance.",
        PROBABILITY
    ),
    law!(Claim, Veto, claim::KIND, "The kind of claim is one of the ontology's.", TBOX),
    law!(
        Claim,
        Veto,
        claim::SUBJECT,
        "The subject is of the kind's class; a driver is on the entry list.",
        TBOX
    ),
    law!(Claim, Veto, claim::TYPE, "The value has the type of the kind.", TBOX),
    law!(Claim, Veto, claim::RANGE, "The value lies within the range of the kind.", TBOX),
    law!(Claim, Veto, claim::GRID_IN_FIELD, "A place on the grid is within 1..n of the entry list.", SCORING),
    law!(Claim, Veto, claim::GRID_UNIQUE, "No two drivers are given the same place on the grid.", SCORING),
];
