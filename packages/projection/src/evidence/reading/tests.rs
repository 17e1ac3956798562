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

/// The readings of cars of one strength.
fn of(evidence: &Evidence) -> Vec<Reading> {
    let cars = CARS as usize;
    let field = Field {
        drivers: &drivers(),
        strengths: &vec![0.0; cars],
        starts: &vec![Some(0.0); cars],
        earlier_starts: &vec![0; cars],
        on_grid: &vec![true; cars],
    };
    readings(evidence, &field, &config())
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
    (1..=CARS).map(|driver| pace(SessionKind::Practice, title, driver, Some(speed(driver)), &[])).collect()
}

fn of_kind(evidence: &Evidence, kind: EvidenceKind) -> Option<Reading> {
    of(evidence).into_iter().find(|reading| reading.kind == kind)
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
    let found: Vec<f64> = scores(&evidence(1.0), EvidenceKind::PracticeLap).into_iter().flatten().collect();
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
    assert_eq!(of(&Evidence::default()), []);
}

#[test]
fn a_broken_car_is_clipped_and_sessions_are_averaged() {
    let limping = practice("", |driver| if driver == CARS { 100.0 } else { 190.0 - 0.2 * f64::from(driver) });
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
