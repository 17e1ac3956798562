//! Practice as one index: how much faster a car was in practice than its strength and its grid place lead one to expect.
//!
//! The fastest lap, the best five laps and the best ten laps are scored within each session: by how many robust standard
//! deviations a car was faster than the session's median. From each score the part is taken that strength and grid explain.
//! Few cars run ten laps, and which do is no accident; so a run that a car did not make is expected from its next shorter
//! one. The index is the mean of the three, and worth more for a driver of whom little is known.

use super::config::{EvidenceConfig, PracticeIndexConfig, PracticeRun};
use super::reading::{Field, Seen, sessions};
use domain::evidence::{Evidence, Pace};
use domain::season::SessionKind;

/// The values of which the index is the mean: the fastest lap, then the shortest runs of
/// [`RUNS`](domain::evidence::RUNS).
const VALUES: [fn(&Pace) -> Option<f64>; 3] =
    [|pace| pace.best_lap, |pace| pace.runs[0], |pace| pace.runs[1]];

/// Makes the median absolute deviation of a normal distribution its standard deviation.
const MAD_TO_SD: f64 = 1.4826;

/// The index of each car of `field`; none for a car without a lap in practice, or without a strength or a start.
pub(super) fn practice_index(
    evidence: &Evidence,
    field: &Field<'_>,
    config: &EvidenceConfig,
    index: &PracticeIndexConfig,
) -> Vec<Option<Seen>> {
    let sessions = sessions(evidence, SessionKind::Practice, field.drivers);
    let runs = [index.best_lap, index.run_5, index.run_10];
    let scores = VALUES.map(|value| scores(&sessions, field.drivers.len(), config, index, value));
    let beyond: Vec<Vec<Option<f64>>> =
        scores.iter().zip(runs).map(|(scores, run)| beyond_expected(scores, field, run)).collect();
    let of_car = |car: usize| {
        let lap = beyond[0][car];
        let five = beyond[1][car].or_else(|| Some(index.run_5_on_lap * lap?));
        let ten = beyond[2][car].or_else(|| Some(index.run_10_on_run_5 * five?));
        let mean = mean([lap, five, ten].into_iter().flatten())?;
        Some(Seen {
            value: mean_of_scores(&scores, car)?,
            score: mean,
            worth: index.worth(field.earlier_starts[car]),
        })
    };
    (0..field.drivers.len()).map(of_car).collect()
}

fn mean_of_scores(scores: &[Vec<Option<f64>>; 3], car: usize) -> Option<f64> {
    mean(scores.iter().filter_map(|scores| scores[car]))
}

/// Scores of one value: each session's on its own, the mean over a car's sessions.
fn scores(
    sessions: &[Vec<(usize, &Pace)>],
    cars: usize,
    config: &EvidenceConfig,
    index: &PracticeIndexConfig,
    value: fn(&Pace) -> Option<f64>,
) -> Vec<Option<f64>> {
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); cars];
    for session in sessions {
        let logs: Vec<(usize, f64)> =
            session.iter().filter_map(|(at, pace)| Some((*at, libm::log(value(pace)?)))).collect();
        if logs.len() < config.minimum_cars {
            continue;
        }
        let middle = median(logs.iter().map(|(_, log)| *log));
        let spread = median(logs.iter().map(|(_, log)| (log - middle).abs()));
        let unit = (MAD_TO_SD * spread).max(index.least_spread);
        for (at, log) in logs {
            found[at].push(((log - middle) / unit).clamp(-config.clip, config.clip));
        }
    }
    found.into_iter().map(|scores| mean(scores.into_iter())).collect()
}

/// Scores less what strength and start lead one to expect, with mean 0 over the cars that have one.
fn beyond_expected(scores: &[Option<f64>], field: &Field<'_>, run: PracticeRun) -> Vec<Option<f64>> {
    let beyond = |(car, score): (usize, &Option<f64>)| {
        let expected = run.strength * field.strengths[car] + run.start * field.starts[car]?;
        score.map(|score| score - expected)
    };
    let mut beyond: Vec<Option<f64>> = scores.iter().enumerate().map(beyond).collect();
    let all = mean(beyond.iter().flatten().copied()).unwrap_or(0.0);
    beyond.iter_mut().flatten().for_each(|value| *value -= all);
    beyond
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { 0.5 * (values[half - 1] + values[half]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use domain::evidence::{RUNS, SessionName};
    use domain::ids::DriverId;
    use jiff::Timestamp;

    const CARS: u32 = 12;

    fn config() -> EvidenceConfig {
        Model::named("e3").unwrap().evidence.unwrap()
    }

    /// Speeds that fall by .1 % a car in every value, so that scores are known; `change` alters a car's.
    fn week(change: impl Fn(u32, &mut Pace)) -> Evidence {
        let pace = |driver: u32| {
            let speed = 180.0 * (-0.001 * f64::from(driver)).exp();
            let mut runs = [None; RUNS.len()];
            (runs[0], runs[1]) = (Some(0.99 * speed), Some(0.98 * speed));
            let mut pace = Pace {
                session: SessionName { kind: SessionKind::Practice, title: String::new() },
                driver: DriverId(driver),
                known_at: Timestamp::UNIX_EPOCH,
                best_lap: Some(speed),
                runs,
            };
            change(driver, &mut pace);
            pace
        };
        let mut evidence = Evidence { paces: (1..=CARS).map(pace).collect(), ..Evidence::default() };
        evidence.sort();
        evidence
    }

    fn index_of(evidence: &Evidence, strengths: &[f64], starts: &[u32]) -> Vec<Option<Seen>> {
        let drivers: Vec<DriverId> = (1..=CARS).map(DriverId).collect();
        let grid: Vec<Option<f64>> = vec![Some(0.0); CARS as usize];
        let field =
            Field { drivers: &drivers, strengths, starts: &grid, earlier_starts: starts, on_grid: &[] };
        let config = config();
        practice_index(evidence, &field, &config, config.practice_index.as_ref().unwrap())
    }

    #[test]
    fn scores_are_robust_deviations_and_clipped() {
        let seen = index_of(&week(|_, _| {}), &[0.0; CARS as usize], &[60; CARS as usize]);
        // Deviations from the median are .0005, .0015 ... .0055, their median .003.
        let unit = 1.4826 * 0.003;
        for (car, seen) in seen.iter().enumerate() {
            let wanted = (0.0055 - 0.001 * car as f64) / unit;
            assert!((seen.unwrap().score - wanted).abs() < 1e-9);
            assert_eq!(seen.unwrap().worth, 1.0);
        }
        let fast = index_of(
            &week(|driver, pace| {
                if driver == 1 {
                    pace.best_lap = pace.best_lap.map(|speed| 1.1 * speed);
                }
            }),
            &[0.0; CARS as usize],
            &[60; CARS as usize],
        );
        let value = fast[0].unwrap().value;
        assert!(value < 3.0 && value > (2.0 * seen[0].unwrap().score + 3.0) / 3.0 - 0.1, "{value}");
    }

    #[test]
    fn what_strength_explains_is_taken_off() {
        let config = config();
        let run = config.practice_index.unwrap().run_10;
        let plain = index_of(&week(|_, _| {}), &[0.0; CARS as usize], &[60; CARS as usize]);
        // Strengths that explain the scores of every value but for the difference of its slope from the mean slope.
        let strengths: Vec<f64> = plain.iter().map(|seen| seen.unwrap().score / run.strength).collect();
        let left = index_of(&week(|_, _| {}), &strengths, &[60; CARS as usize]);
        for (left, plain) in left.iter().zip(&plain) {
            assert!(left.unwrap().score.abs() < 0.1 * plain.unwrap().score.abs() + 1e-9);
            assert_eq!(left.unwrap().value, plain.unwrap().value);
        }
    }

    #[test]
    fn runs_not_made_are_expected_from_shorter_ones_and_practice_missed_is_no_index() {
        let evidence = week(|driver, pace| match driver {
            1 => pace.runs = [None; RUNS.len()],
            2 => (pace.best_lap, pace.runs) = (None, [None; RUNS.len()]),
            _ => {}
        });
        let seen = index_of(&evidence, &[0.0; CARS as usize], &[60; CARS as usize]);
        assert_eq!(seen[1], None);
        let config = config().practice_index.unwrap();
        let lap = seen[0].unwrap();
        let share = (1.0 + config.run_5_on_lap * (1.0 + config.run_10_on_run_5)) / 3.0;
        // Centring moves it by the mean over the cars that have the value.
        assert!(lap.score < lap.value && (lap.score / lap.value - share).abs() < 0.15, "{lap:?}");
    }

    #[test]
    fn practice_is_worth_more_where_less_is_known() {
        let mut starts = [200; CARS as usize];
        starts[3] = 0;
        let seen = index_of(&week(|_, _| {}), &[0.0; CARS as usize], &starts);
        let (new, known) = (seen[3].unwrap().worth, seen[4].unwrap().worth);
        assert!(new > 1.8 * known && known > 0.0, "{new} {known}");
    }

    #[test]
    fn a_session_of_few_cars_says_nothing() {
        let mut evidence = week(|_, _| {});
        evidence.paces.truncate(7);
        let seen = index_of(&evidence, &[0.0; CARS as usize], &[60; CARS as usize]);
        assert!(seen.iter().all(Option::is_none));
    }
}
