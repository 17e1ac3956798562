//! Nothing known after a race's lock reaches its projection.

use crate::laws::run;
use domain::series::Series;
use projection::{Model, Projector, project};
use proptest::prelude::*;
use testkit::race_logs::{RaceLogs, shared_data};
use testkit::seasons;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn scrambling_what_came_later_changes_no_byte(race in 2usize..75, world in 0u64..50, seed in any::<u64>()) {
        let history = seasons::history(80, 22, world);
        let race = history.points_races().nth(race).unwrap();
        let (card, pooling) = (seasons::card(race), seasons::pooling());
        let scrambled = seasons::scramble_after(&history, race.info.lock_at, seed);
        for model in [Model::baseline_c(), Model::start_only()] {
            let known = seasons::known_at(&history, race.info.lock_at);
            let plain = project(&known, &card, &pooling, &model, &run(60)).unwrap();
            let later = Projector::new(&scrambled, &pooling, &model).unwrap().project(&card, &run(60)).unwrap();
            prop_assert_eq!(plain.set.canonical_json(), later.set.canonical_json());
            prop_assert_eq!(plain.samples, later.samples);
        }
    }
}

#[test]
#[ignore = "needs shared data"]
fn scrambling_the_race_logs_changes_no_byte() {
    let logs = RaceLogs::read(&shared_data());
    let model = Model::baseline_c();
    for (series, at) in [
        (Series::Cup, 251),
        (Series::Cup, 200),
        (Series::Cup, 144),
        (Series::Cup, 20),
        (Series::Oreilly, 229),
        (Series::Oreilly, 60),
        (Series::Trucks, 160),
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
        let led: f64 = plain.set.body().entries.iter().map(|entry| entry.laps_led).sum();
        assert!((led - f64::from(card.distance_laps)).abs() < 1e-6);
    }
}
