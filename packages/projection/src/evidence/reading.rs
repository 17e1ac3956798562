//! The evidence of a race as scores of its cars.

use super::config::EvidenceConfig;
use super::practice::practice_index;
use domain::evidence::{ClaimValue, Evidence, EvidenceKind, Pace, RUNS, SessionName, claim, odds};
use domain::ids::DriverId;
use domain::rank;
use domain::season::SessionKind;
use std::collections::BTreeMap;

/// One kind of evidence of one race.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Kind.
    pub kind: EvidenceKind,
    /// What a score is measured against.
    pub baseline: Baseline,
    /// The observation of each car, in the order asked for; none for a car without one.
    pub cars: Vec<Option<Seen>>,
}

/// The observation of a car.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// In the unit of the source: miles an hour, a probability, a place, a note's rating. Of several sessions
    /// or books the mean.
    pub value: f64,
    /// Score inside the race, higher is better.
    pub score: f64,
    /// What the score is multiplied by for this car: 1, but for the practice index.
    pub worth: f64,
}

impl Seen {
    /// An observation that counts for as much as any car's.
    pub fn of(value: f64, score: f64) -> Self {
        Self { value, score, worth: 1.0 }
    }

    /// The score at its worth.
    pub(crate) fn weighed(&self) -> f64 {
        self.worth * self.score
    }
}

/// The cars of a race as their evidence is read; every list in one order.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Drivers.
    pub drivers: &'a [DriverId],
    /// Rated strengths.
    pub strengths: &'a [f64],
    /// Score of the start, or its expectation; none where neither is known.
    pub starts: &'a [Option<f64>],
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: &'a [u32],
    /// Whether the place on the grid is known.
    pub on_grid: &'a [bool],
}

/// What a score is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The cars that have one: scores have mean 0 and standard deviation 1 over them.
    Seen,
    /// The whole field: a place among all its cars.
    Field,
    /// The car's own rating: a note moves it up or down.
    Own,
}

impl Reading {
    /// Rated strengths as this reading sees them: less the mean that its scores are measured against; 0 where a
    /// car is measured against itself, and for cars not seen.
    pub(crate) fn levels(&self, strengths: &[f64]) -> Vec<f64> {
        let counts = |seen: &Option<Seen>| match self.baseline {
            Baseline::Seen => seen.is_some(),
            Baseline::Field => true,
            Baseline::Own => false,
        };
        let of: Vec<f64> =
            self.cars.iter().zip(strengths).filter(|(seen, _)| counts(seen)).map(|(_, s)| *s).collect();
        let mean = of.iter().sum::<f64>() / of.len().max(1) as f64;
        let level = |(seen, s): (&Option<Seen>, &f64)| match (seen, self.baseline) {
            (None, _) | (_, Baseline::Own) => 0.0,
            (Some(_), _) => s - mean,
        };
        self.cars.iter().zip(strengths).map(level).collect()
    }
}

/// What `evidence` says of the cars of `field`, kind by kind in the order of [`EvidenceKind::ALL`]: the kinds that
/// `config` names and enough cars have.
pub fn readings(evidence: &Evidence, field: &Field<'_>, config: &EvidenceConfig) -> Vec<Reading> {
    let drivers = field.drivers;
    let reading = |kind: &EvidenceKind| {
        let of_session = |kind, value: &dyn Fn(&[&Pace]) -> Vec<Option<f64>>| {
            scored(&sessions(evidence, kind, drivers), drivers.len(), config, value)
        };
        let (baseline, mut cars) = match kind {
            EvidenceKind::QualifyingSpeed => {
                (Baseline::Seen, of_session(SessionKind::Qualifying, &best_laps))
            }
            EvidenceKind::PracticeLap => (Baseline::Seen, of_session(SessionKind::Practice, &best_laps)),
            EvidenceKind::PracticeLongRun => {
                (Baseline::Seen, of_session(SessionKind::Practice, &|paces| long_runs(paces, config)))
            }
            EvidenceKind::PracticeIndex => {
                let index = config.practice_index.as_ref();
                let index = index.expect("a model with the index says how it is made");
                (Baseline::Own, practice_index(evidence, field, config, index))
            }
            EvidenceKind::WinOdds => (Baseline::Seen, win_odds(evidence, drivers, config)),
            EvidenceKind::PracticeRank => (Baseline::Field, practice_ranks(evidence, drivers)),
            EvidenceKind::Pace => (Baseline::Own, notes_on_pace(evidence, drivers)),
        };
        if config.without_grid_only.contains(kind) {
            let known = cars.iter_mut().zip(field.on_grid).filter(|(_, on_grid)| **on_grid);
            known.for_each(|(seen, _)| *seen = None);
        }
        let seen = cars.iter().flatten().count();
        let of_session = baseline == Baseline::Seen || *kind == EvidenceKind::PracticeIndex;
        let fewest = if of_session { config.minimum_cars } else { 1 };
        (seen >= fewest).then_some(Reading { kind: *kind, baseline, cars })
    };
    EvidenceKind::ALL
        .iter()
        .filter(|kind| config.observations.contains_key(kind))
        .filter_map(reading)
        .collect()
}

/// How many of `drivers` have evidence of a kind, whether it is enough for a reading or not.
pub(crate) fn entries_with(kind: EvidenceKind, evidence: &Evidence, drivers: &[DriverId]) -> usize {
    let lap = |session: SessionKind, driver: DriverId, holds: fn(&Pace) -> bool| {
        let of_driver = |pace: &&Pace| pace.session.kind == session && pace.driver == driver;
        evidence.paces.iter().filter(of_driver).any(holds)
    };
    let has_some = |driver: DriverId| match kind {
        EvidenceKind::QualifyingSpeed => lap(SessionKind::Qualifying, driver, |pace| pace.best_lap.is_some()),
        EvidenceKind::PracticeLap => lap(SessionKind::Practice, driver, |pace| pace.best_lap.is_some()),
        EvidenceKind::PracticeIndex => lap(SessionKind::Practice, driver, |pace| {
            pace.best_lap.is_some() || pace.runs[..2].iter().any(Option::is_some)
        }),
        EvidenceKind::PracticeLongRun => {
            lap(SessionKind::Practice, driver, |pace| pace.runs.iter().any(Option::is_some))
        }
        EvidenceKind::WinOdds => evidence.prices.iter().any(|price| price.driver == driver),
        EvidenceKind::PracticeRank => evidence.last_claim(claim::PRACTICE_RANK, Some(driver)).is_some(),
        EvidenceKind::Pace => evidence.last_claim(claim::PACE, Some(driver)).is_some(),
    };
    drivers.iter().filter(|driver| has_some(**driver)).count()
}

/// Smallest share of the field that a book must price for its prices to count as chances that sum to 1.
const WHOLE_BOARD: f64 = 0.5;

/// The last word of each session of a kind on each of `drivers`, as (place among them, pace).
pub(super) fn sessions<'e>(
    evidence: &'e Evidence,
    kind: SessionKind,
    drivers: &[DriverId],
) -> Vec<Vec<(usize, &'e Pace)>> {
    let mut sessions: BTreeMap<&SessionName, BTreeMap<usize, &Pace>> = BTreeMap::new();
    for pace in evidence.paces.iter().filter(|pace| pace.session.kind == kind) {
        let Some(at) = drivers.iter().position(|driver| *driver == pace.driver) else { continue };
        let last = sessions.entry(&pace.session).or_default().entry(at).or_insert(pace);
        if pace.known_at >= last.known_at {
            *last = pace;
        }
    }
    sessions.into_values().map(|paces| paces.into_iter().collect()).collect()
}

fn best_laps(paces: &[&Pace]) -> Vec<Option<f64>> {
    paces.iter().map(|pace| pace.best_lap).collect()
}

/// Averages over the longest run that enough of the cars with a lap ran.
fn long_runs(paces: &[&Pace], config: &EvidenceConfig) -> Vec<Option<f64>> {
    let ran =
        paces.iter().filter(|pace| pace.best_lap.is_some() || pace.runs.iter().any(Option::is_some)).count();
    let wanted = (config.long_run_share * ran as f64).max(config.minimum_cars as f64);
    let count = |run: usize| paces.iter().filter(|pace| pace.runs[run].is_some()).count();
    match (0..RUNS.len()).rev().find(|&run| count(run) as f64 >= wanted) {
        Some(run) => paces.iter().map(|pace| pace.runs[run]).collect(),
        None => vec![None; paces.len()],
    }
}

/// Speeds of each session scored inside it, a car's scores averaged over its sessions.
fn scored(
    sessions: &[Vec<(usize, &Pace)>],
    cars: usize,
    config: &EvidenceConfig,
    speeds: &dyn Fn(&[&Pace]) -> Vec<Option<f64>>,
) -> Vec<Option<Seen>> {
    let mut found: Vec<Vec<Seen>> = vec![Vec::new(); cars];
    for session in sessions {
        let paces: Vec<&Pace> = session.iter().map(|(_, pace)| *pace).collect();
        let speeds = speeds(&paces);
        let seen: Vec<(usize, f64)> =
            session.iter().zip(&speeds).filter_map(|((at, _), speed)| Some((*at, (*speed)?))).collect();
        if seen.len() < config.minimum_cars {
            continue;
        }
        let logs: Vec<f64> = seen.iter().map(|(_, speed)| libm::log(*speed)).collect();
        let Some(scores) = standardised(&logs, config.clip) else { continue };
        for ((at, value), score) in seen.into_iter().zip(scores) {
            found[at].push(Seen::of(value, score));
        }
    }
    averaged(&found)
}

/// A car's scores averaged, less the mean of all cars: contradicting sessions leave little, and what is left is not
/// stretched, so that it counts for little.
fn averaged(found: &[Vec<Seen>]) -> Vec<Option<Seen>> {
    let mean = |seen: &[Seen], of: fn(&Seen) -> f64| seen.iter().map(of).sum::<f64>() / seen.len() as f64;
    let mut cars: Vec<Option<Seen>> = found
        .iter()
        .map(|seen| {
            let (value, score) = (mean(seen, |seen| seen.value), mean(seen, |seen| seen.score));
            (!seen.is_empty()).then_some(Seen::of(value, score))
        })
        .collect();
    let count = cars.iter().flatten().count().max(1) as f64;
    let all = cars.iter().flatten().map(|seen| seen.score).sum::<f64>() / count;
    cars.iter_mut().flatten().for_each(|seen| seen.score -= all);
    cars
}

/// Log of the chance to win, the mean over the books that price a driver. A book that prices less than
/// [`WHOLE_BOARD`] of the field is left out: its prices alone do not tell what the others' chances are.
fn win_odds(evidence: &Evidence, drivers: &[DriverId], config: &EvidenceConfig) -> Vec<Option<Seen>> {
    let mut logs: Vec<Vec<f64>> = vec![Vec::new(); drivers.len()];
    for board in evidence.last_prices().into_values() {
        let priced: Vec<(usize, f64)> =
            (0..drivers.len()).filter_map(|at| Some((at, *board.get(&drivers[at])?))).collect();
        let decimal: Vec<f64> = priced.iter().map(|(_, decimal)| *decimal).collect();
        let whole = priced.len() as f64 >= WHOLE_BOARD * drivers.len() as f64;
        if priced.len() < config.minimum_cars || !whole {
            continue;
        }
        let Ok(chances) = odds::probabilities(&decimal, config.overround) else { continue };
        for ((at, _), chance) in priced.iter().zip(chances) {
            logs[*at].push(libm::log(chance));
        }
    }
    let means: Vec<Option<f64>> = logs
        .iter()
        .map(|logs| (!logs.is_empty()).then(|| logs.iter().sum::<f64>() / logs.len() as f64))
        .collect();
    let seen: Vec<f64> = means.iter().flatten().copied().collect();
    let Some(scores) = standardised(&seen, config.clip) else { return vec![None; drivers.len()] };
    let mut scores = scores.into_iter();
    let mut car = |log: f64| Some(Seen::of(libm::exp(log), scores.next()?));
    means.into_iter().map(|log| log.and_then(&mut car)).collect()
}

/// Normal scores of places in practice among all cars.
fn practice_ranks(evidence: &Evidence, drivers: &[DriverId]) -> Vec<Option<Seen>> {
    let of = |driver: &DriverId| match evidence.last_claim(claim::PRACTICE_RANK, Some(*driver)) {
        Some(ClaimValue::Whole(place)) if (1..=drivers.len() as i64).contains(place) => {
            let value = *place as f64;
            Some(Seen::of(value, rank::normal_score(value, drivers.len())))
        }
        _ => None,
    };
    drivers.iter().map(of).collect()
}

fn notes_on_pace(evidence: &Evidence, drivers: &[DriverId]) -> Vec<Option<Seen>> {
    let of = |driver: &DriverId| match evidence.last_claim(claim::PACE, Some(*driver)) {
        Some(ClaimValue::Number(value)) => Some(Seen::of(*value, *value)),
        Some(ClaimValue::Whole(value)) => Some(Seen::of(*value as f64, *value as f64)),
        _ => None,
    };
    drivers.iter().map(of).collect()
}

/// Values less their mean over their standard deviation, none further out than `clip`, with mean 0; none where
/// all are alike.
fn standardised(values: &[f64], clip: f64) -> Option<Vec<f64>> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sd = libm::sqrt(values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count);
    if values.is_empty() || !sd.is_finite() || sd <= f64::EPSILON * mean.abs().max(1.0) {
        return None;
    }
    let mut scores: Vec<f64> = values.iter().map(|value| ((value - mean) / sd).clamp(-clip, clip)).collect();
    ratings::features::centre(&mut scores);
    Some(scores)
}

#[cfg(test)]
mod tests;
