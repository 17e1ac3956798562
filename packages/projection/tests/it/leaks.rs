//! Nothing known after a race's lock reaches its projection.

use crate::evidence::of_card;
use crate::laws::{models, run};
use domain::history::{History, PastRace};
use domain::pooling::{ClassIndex, Pooling};
use domain::race::RaceCard;
use domain::series::Series;
use projection::{Model, Projector, project};
use proptest::prelude::*;
use ratings::lap_pace::{Caution, Lap, RaceLaps, lap_pace};
use testkit::race_logs::{RaceLogs, shared_data};
use testkit::seasons;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn scrambling_what_came_later_changes_no_byte(race in 2usize..75, world in 0u64..50, seed in any::<u64>()) {
        let history = seasons::with_seats(&seasons::history(80, 22, world), world);
        let race = history.points_races().nth(race).unwrap();
        let (card, pooling) = (seasons::card(race), seasons::pooling());
        let scrambled = seasons::scramble_after(&history, race.info.lock_at, seed);
        for model in models() {
            let known = seasons::known_at(&history, race.info.lock_at);
            let plain = project(&known, &card, &pooling, &model, &run(60)).unwrap();
            let later = Projector::new(&scrambled, &pooling, &model).unwrap().project(&card, &run(60)).unwrap();
            prop_assert_eq!(plain.set.canonical_json(), later.set.canonical_json());
            prop_assert_eq!(plain.samples, later.samples);
        }
    }
}

#[test]
fn the_data_digest_is_that_of_what_was_known() {
    let history = seasons::history(30, 22, 4);
    let (race, pooling, model) =
        (history.points_races().nth(20).unwrap(), seasons::pooling(), Model::named("start-only").unwrap());
    let card = seasons::card(race);
    let digest = |history: &History, card: &RaceCard, pooling: &Pooling| {
        let projection = project(history, card, pooling, &model, &run(2)).unwrap();
        projection.set.body().data_digest.clone()
    };
    let plain = digest(&history, &card, &pooling);
    assert_eq!(plain.len(), 64);
    assert_eq!(plain, digest(&seasons::known_at(&history, card.info.lock_at), &card, &pooling));
    // A result, even one no model reads; a race forgotten; the moment of knowledge.
    let mut other = history.clone();
    other.races[3].cars[7].result.mid += 1;
    assert_ne!(plain, digest(&other, &card, &pooling));
    let mut other = history.clone();
    other.races.remove(3);
    assert_ne!(plain, digest(&other, &card, &pooling));
    let earlier = seasons::known_at(&history, history.races[5].known_at);
    assert_ne!(plain, digest(&earlier, &card, &pooling));
    // The order in which races are held, and classes of layouts nobody ran on, are no facts.
    let mut other = history.clone();
    other.races.reverse();
    assert_eq!(plain, digest(&other, &card, &pooling));
    let mut wider = pooling.clone();
    wider.layouts.insert("elsewhere".into(), ClassIndex(0));
    assert_eq!(plain, digest(&history, &card, &wider));
    // The class of a layout is one, and so is the card.
    let mut reclassed = pooling.clone();
    reclassed.layouts.insert("oval-a".into(), ClassIndex(1));
    assert_ne!(plain, digest(&history, &card, &reclassed));
    let mut longer = card.clone();
    longer.distance_laps += 1;
    assert_ne!(plain, digest(&history, &longer, &pooling));
}

#[test]
#[ignore = "needs shared data"]
fn scrambling_the_race_logs_changes_no_byte() {
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    for (series, at, model) in [
        (Series::Cup, 251, Model::named("e2").unwrap()),
        (Series::Cup, 230, Model::named("e3").unwrap()),
        (Series::Cup, 200, Model::named("e1").unwrap()),
        (Series::Cup, 144, Model::named("baseline-c").unwrap()),
        (Series::Cup, 20, Model::named("e2").unwrap()),
        (Series::Oreilly, 229, Model::named("e2").unwrap()),
        (Series::Oreilly, 60, Model::named("weng-lin").unwrap()),
        (Series::Trucks, 160, Model::named("dynamic-plackett-luce").unwrap()),
    ] {
        let race = logs.points_races(series, 2019, 2025).nth(at).unwrap();
        let card = logs.card(race);
        let known = logs.history(series, race.info.lock_at);
        let all = logs.history(series, "2030-01-01T00:00:00Z".parse().unwrap());
        let scrambled = seasons::scramble_after(&all, race.info.lock_at, 77);
        let plain = project(&known, &card, &logs.pooling, &model, &run(500)).unwrap();
        let later =
            Projector::new(&scrambled, &logs.pooling, &model).unwrap().project(&card, &run(500)).unwrap();
        assert_eq!(plain.set.canonical_json(), later.set.canonical_json(), "{}", race.info.key);
        let body = plain.set.body();
        let led: f64 = body.entries.iter().map(|entry| entry.laps_led).sum();
        assert!((led - f64::from(body.distance_laps)).abs() < 1e-6);
    }
}

/// Every race of the backtest's seasons, as the backtest projects it: from a history and race weeks that hold all that
/// came later.
#[test]
#[ignore = "needs shared data"]
fn scrambling_at_and_after_a_lock_changes_no_byte_of_a_backtest() {
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data());
    let all = logs.history(Series::Cup, "2030-01-01T00:00:00Z".parse().unwrap());
    let model = Model::named("e2-weekend").unwrap();
    let honest = Projector::new(&all, &logs.pooling, &model).unwrap();
    let late = |race: &PastRace| {
        let (card, after) = (logs.card(race), race.info.lock_at + jiff::SignedDuration::from_secs(1));
        (race.info.key.clone(), of_card(&card, after, |at| at * 7 % 31))
    };
    // Of every race, the one scrambled included, the week tells something, a second too late.
    let late = logs.points_races(Series::Cup, 2019, 2025).map(late).collect();
    let mut races = 0;
    for race in logs.points_races(Series::Cup, 2023, 2025) {
        let card = logs.card(race);
        let scrambled = seasons::scramble_after(&all, race.info.lock_at, 100 + races);
        let own = scrambled.races.iter().find(|other| other.info.key == race.info.key).unwrap();
        assert!(own.cars.iter().zip(&race.cars).any(|(scrambled, car)| scrambled.result != car.result));
        let other = Projector::with_evidence(&scrambled, &logs.pooling, &model, &late).unwrap();
        let [plain, later] = [&honest, &other].map(|projector| projector.project(&card, &run(100)).unwrap());
        assert_eq!(plain.samples, later.samples, "{}", race.info.key);
        assert_eq!(plain.set.canonical_json(), later.set.canonical_json(), "{}", race.info.key);
        races += 1;
    }
    assert_eq!(races, 108);
}

/// The same of E3 in every series, on the pace of past races and the practice of race weeks: laps, practice and results
/// from a lock on are those of other cars.
#[test]
#[ignore = "needs shared data"]
fn scrambling_laps_and_practice_at_and_after_a_lock_changes_no_byte() {
    let pace = |rows: &testkit::laps::RaceRows| {
        let lap = |&(driver, lap, ms): &(_, u32, Option<u32>)| Lap {
            driver,
            lap,
            seconds: ms.map(|ms| f64::from(ms) / 1_000.0),
        };
        let caution = |&(start_lap, end_lap): &(u32, u32)| Caution { start_lap, end_lap };
        lap_pace(&RaceLaps {
            laps: rows.laps.iter().map(lap).collect(),
            cautions: rows.cautions.iter().map(caution).collect(),
            stops: None,
        })
    };
    let logs = RaceLogs::read(&shared_data()).with_seats(&shared_data()).with_laps(&shared_data(), pace);
    let weeks = logs.race_weeks(&shared_data());
    let model = Model::named("e3").unwrap();
    for series in Series::ALL {
        let all = logs.history(series, "2030-01-01T00:00:00Z".parse().unwrap());
        let honest = Projector::with_evidence(&all, &logs.pooling, &model, &weeks).unwrap();
        for (number, race) in logs.points_races(series, 2023, 2025).enumerate() {
            let (card, lock) = (logs.card(race), race.info.lock_at);
            let mut scrambled = seasons::scramble_after(&all, lock, 100 + number as u64);
            for later in scrambled.races.iter_mut().filter(|later| later.known_at > lock) {
                let paces: Vec<_> = later.cars.iter().map(|car| car.result.lap_pace).collect();
                let cars = later.cars.len();
                for (at, car) in later.cars.iter_mut().enumerate() {
                    car.result.lap_pace = paces[(at + 7) % cars];
                }
            }
            let mut later_weeks = weeks.clone();
            for later in logs.races.iter().filter(|later| later.info.lock_at > lock) {
                let Some(week) = later_weeks.get_mut(&later.info.key) else { continue };
                week.paces
                    .iter_mut()
                    .for_each(|pace| pace.best_lap = pace.best_lap.map(|speed| 400.0 - speed));
            }
            let other = Projector::with_evidence(&scrambled, &logs.pooling, &model, &later_weeks).unwrap();
            let [plain, later] =
                [&honest, &other].map(|projector| projector.project(&card, &run(50)).unwrap());
            assert_eq!(plain.set.canonical_json(), later.set.canonical_json(), "{}", race.info.key);
        }
    }
}
