//! The evidence of a race as scores of its cars.

use super::config::EvidenceConfig;
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

/// What `evidence` says of the cars of `drivers`, kind by kind in the order of [`EvidenceKind::ALL`]: the kinds that
/// `config` names and enough cars have.
pub fn readings(evidence: &Evidence, drivers: &[DriverId], config: &EvidenceConfig) -> Vec<Reading> {
    let reading = |kind: &EvidenceKind| {
        let of_session = |kind, value: &dyn Fn(&[&Pace]) -> Vec<Option<f64>>| {
            scored(&sessions(evidence, kind, drivers), drivers.len(), config, value)
        };
        let (baseline, cars) = match kind {
            EvidenceKind::QualifyingSpeed => {
                (Baseline::Seen, of_session(SessionKind::Qualifying, &best_laps))
            }
            EvidenceKind::PracticeLap => (Baseline::Seen, of_session(SessionKind::Practice, &best_laps)),
            EvidenceKind::PracticeLongRun => {
                (Baseline::Seen, of_session(SessionKind::Practice, &|paces| long_runs(paces, config)))
            }
            EvidenceKind::WinOdds => (Baseline::Seen, win_odds(evidence, drivers, config)),
            EvidenceKind::PracticeRank => (Baseline::Field, practice_ranks(evidence, drivers)),
            EvidenceKind::Pace => (Baseline::Own, notes_on_pace(evidence, drivers)),
        };
        let seen = cars.iter().flatten().count();
        let fewest = if baseline == Baseline::Seen { config.minimum_cars } else { 1 };
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
fn sessions<'e>(
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
            found[at].push(Seen { value, score });
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
            (!seen.is_empty()).then_some(Seen { value, score })
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
    let mut car = |log: f64| Some(Seen { value: libm::exp(log), score: scores.next()? });
    means.into_iter().map(|log| log.and_then(&mut car)).collect()
}

/// Normal scores of places in practice among all cars.
fn practice_ranks(evidence: &Evidence, drivers: &[DriverId]) -> Vec<Option<Seen>> {
    let of = |driver: &DriverId| match evidence.last_claim(claim::PRACTICE_RANK, Some(*driver)) {
        Some(ClaimValue::Whole(place)) if (1..=drivers.len() as i64).contains(place) => {
            let value = *place as f64;
            Some(Seen { value, score: rank::normal_score(value, drivers.len()) })
        }
        _ => None,
    };
    drivers.iter().map(of).collect()
}

fn notes_on_pace(evidence: &Evidence, drivers: &[DriverId]) -> Vec<Option<Seen>> {
    let of = |driver: &DriverId| match evidence.last_claim(claim::PACE, Some(*driver)) {
        Some(ClaimValue::Number(value)) => Some(Seen { value: *value, score: *value }),
        Some(ClaimValue::Whole(value)) => Some(Seen { value: *value as f64, score: *value as f64 }),
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
mod tests {
    use super::*;
    use crate::model::Model;
    use domain::evidence::Price;
    use jiff::Timestamp;

    const CARS: u32 = 12;

    fn config() -> EvidenceConfig {
        Model::named("e2-weekend").unwrap().evidence.unwrap()
    }

    fn drivers() -> Vec<DriverId> {
        (1..=CARS).map(DriverId).collect()
    }

    fn pace(kind: SessionKind, title: &str, driver: u32, best_lap: Option<f64>, runs: &[f64]) -> Pace {
        let mut all = [None; RUNS.len()];
        runs.iter().zip(&mut all).for_each(|(speed, run)| *run = Some(*speed));
        Pace {
            session: domain::evidence::SessionName { kind, title: title.to_owned() },
            driver: DriverId(driver),
            known_at: Timestamp::UNIX_EPOCH,
            best_lap,
            runs: all,
        }
    }

    /// A session in which driver 1 is the fastest, and so on down.
    fn practice(title: &str, speed: impl Fn(u32) -> f64) -> Vec<Pace> {
        (1..=CARS)
            .map(|driver| pace(SessionKind::Practice, title, driver, Some(speed(driver)), &[]))
            .collect()
    }

    fn of_kind(evidence: &Evidence, kind: EvidenceKind) -> Option<Reading> {
        readings(evidence, &drivers(), &config()).into_iter().find(|reading| reading.kind == kind)
    }

    fn scores(evidence: &Evidence, kind: EvidenceKind) -> Vec<Option<f64>> {
        of_kind(evidence, kind).unwrap().cars.iter().map(|seen| seen.map(|seen| seen.score)).collect()
    }

    #[test]
    fn scores_have_mean_0_and_spread_1_and_no_unit() {
        let in_mph = practice("", |driver| 190.0 - 0.2 * f64::from(driver));
        let evidence = |factor: f64| {
            let paces = in_mph.iter().cloned().map(|mut pace| {
                pace.best_lap = pace.best_lap.map(|speed| speed * factor);
                pace
            });
            Evidence { paces: paces.collect(), ..Evidence::default() }
        };
        let found: Vec<f64> =
            scores(&evidence(1.0), EvidenceKind::PracticeLap).into_iter().flatten().collect();
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        let variance = found.iter().map(|score| score * score).sum::<f64>() / found.len() as f64;
        assert!(mean.abs() < 1e-12 && (variance - 1.0).abs() < 1e-9, "{mean} {variance}");
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]));
        let slower = scores(&evidence(0.9), EvidenceKind::PracticeLap);
        for (a, b) in slower.iter().flatten().zip(&found) {
            assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn a_car_without_a_lap_has_no_score_and_moves_no_other() {
        let mut paces = practice("", |driver| 190.0 - 0.2 * f64::from(driver));
        let without_last = Evidence { paces: paces[..CARS as usize - 1].to_vec(), ..Evidence::default() };
        paces[CARS as usize - 1].best_lap = None;
        let evidence = Evidence { paces, ..Evidence::default() };
        let found = scores(&evidence, EvidenceKind::PracticeLap);
        assert_eq!(found.iter().filter(|score| score.is_none()).count(), 1);
        assert_eq!(found[CARS as usize - 1], None);
        assert_eq!(found, scores(&without_last, EvidenceKind::PracticeLap));
    }

    #[test]
    fn what_few_cars_have_says_nothing() {
        let paces = practice("", |driver| 190.0 - f64::from(driver))[..7].to_vec();
        let evidence = Evidence { paces, ..Evidence::default() };
        assert_eq!(of_kind(&evidence, EvidenceKind::PracticeLap), None);
        let alike = Evidence { paces: practice("", |_| 180.0), ..Evidence::default() };
        assert_eq!(of_kind(&alike, EvidenceKind::PracticeLap), None);
        assert_eq!(readings(&Evidence::default(), &drivers(), &config()), []);
    }

    #[test]
    fn a_broken_car_is_clipped_and_sessions_are_averaged() {
        let limping =
            practice("", |driver| if driver == CARS { 100.0 } else { 190.0 - 0.2 * f64::from(driver) });
        let one = Evidence { paces: limping, ..Evidence::default() };
        let found: Vec<f64> = scores(&one, EvidenceKind::PracticeLap).into_iter().flatten().collect();
        assert!(found.iter().all(|score| score.abs() <= 3.0 + 0.3));
        // Twice the same session is the same; two that contradict each other say nothing.
        let up = |driver| 190.0 - 0.2 * f64::from(driver);
        let down = |driver| 180.0 + 0.2 * f64::from(driver);
        let both = |a: Vec<Pace>, b: Vec<Pace>| Evidence { paces: [a, b].concat(), ..Evidence::default() };
        let twice = scores(&both(practice("1", up), practice("2", up)), EvidenceKind::PracticeLap);
        let once = scores(&both(practice("1", up), Vec::new()), EvidenceKind::PracticeLap);
        for (a, b) in twice.iter().flatten().zip(once.iter().flatten()) {
            assert!((a - b).abs() < 1e-9);
        }
        let undecided = of_kind(&both(practice("1", up), practice("2", down)), EvidenceKind::PracticeLap);
        assert!(undecided.unwrap().cars.iter().flatten().all(|seen| seen.score.abs() < 0.01));
    }

    #[test]
    fn a_long_run_is_the_longest_that_half_the_cars_ran() {
        let runs = |long: u32| {
            let speeds = |driver: u32| -> Vec<f64> {
                let of = |slower: f64| 180.0 - slower - 0.1 * f64::from(driver);
                if driver <= long { vec![of(0.0), of(5.0), of(8.0)] } else { vec![of(0.0)] }
            };
            let paces = (1..=CARS).map(|d| pace(SessionKind::Practice, "", d, Some(185.0), &speeds(d)));
            Evidence { paces: paces.collect(), ..Evidence::default() }
        };
        let seen = |long| of_kind(&runs(long), EvidenceKind::PracticeLongRun).unwrap().cars;
        assert_eq!(seen(9).iter().flatten().count(), 9);
        assert!((seen(9)[0].unwrap().value - 171.9).abs() < 1e-9);
        // Longer runs of three cars show nothing: all are compared over five laps.
        assert_eq!(seen(3).iter().flatten().count(), CARS as usize);
        assert!((seen(3)[0].unwrap().value - 179.9).abs() < 1e-9);
    }

    #[test]
    fn odds_are_scored_by_the_log_of_their_chances_and_books_averaged() {
        let board = |book: &str, factor: f64| -> Vec<Price> {
            let price = |driver: u32| Price {
                book: book.to_owned(),
                driver: DriverId(driver),
                known_at: Timestamp::UNIX_EPOCH,
                decimal: 1.0 + factor * f64::from(driver * driver),
            };
            (1..=CARS).map(price).collect()
        };
        let one = Evidence { prices: board("a", 3.0), ..Evidence::default() };
        let cars = of_kind(&one, EvidenceKind::WinOdds).unwrap().cars;
        let chances: f64 = cars.iter().flatten().map(|seen| seen.value).sum();
        assert!((chances - 1.0).abs() < 1e-9);
        let scored: Vec<f64> = cars.iter().flatten().map(|seen| seen.score).collect();
        assert!(scored.windows(2).all(|pair| pair[0] > pair[1]));
        let two = Evidence { prices: [board("a", 3.0), board("b", 3.0)].concat(), ..Evidence::default() };
        for (a, b) in of_kind(&two, EvidenceKind::WinOdds).unwrap().cars.iter().zip(&cars) {
            assert!((a.unwrap().score - b.unwrap().score).abs() < 1e-9);
        }
    }
}
