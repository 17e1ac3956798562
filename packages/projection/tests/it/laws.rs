//! Laws of a set, of its seal and of its reasons.

use domain::history::{History, PastRace};
use domain::race::RaceCard;
use projection::set::Note;
use projection::{MODELS, Model, ProjectionSet, Projector, RunConfig, project};
use testkit::seasons;

pub fn run(simulations: u32) -> RunConfig {
    RunConfig { simulations, seed: 1 }
}

pub fn last_race(races: usize) -> (History, RaceCard) {
    let history = seasons::with_seats(&seasons::history(races, 24, 5), 2);
    let race = history.points_races().next_back().unwrap().clone();
    (seasons::known_at(&history, race.info.lock_at), seasons::card(&race))
}

pub fn models() -> Vec<Model> {
    MODELS.iter().filter_map(|model| Model::named(model.name)).collect()
}

fn set(races: usize, model: &Model) -> ProjectionSet {
    let (history, card) = last_race(races);
    project(&history, &card, &seasons::pooling(), model, &run(2000)).unwrap().set
}

fn check_sums(set: &ProjectionSet) {
    let body = set.body();
    let sum = |value: &dyn Fn(&projection::set::EntryProjection) -> f64| {
        body.entries.iter().map(value).sum::<f64>()
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} is not {b}");
    near(sum(&|e| e.p_win), 1.0);
    near(sum(&|e| e.p_top3), 3.0);
    near(sum(&|e| e.p_top5), 5.0);
    near(sum(&|e| e.p_top10), 10.0);
    near(sum(&|e| e.p_top20), 20.0);
    near(sum(&|e| e.laps_led), f64::from(body.distance_laps));
    near(sum(&|e| e.place_differential), 0.0);
    near(sum(&|e| e.strength), 0.0);
    let dominators = &body.dominators;
    near(dominators.entries.iter().map(|entry| entry.p_most).sum::<f64>(), 1.0);
    near(dominators.entries.iter().map(|entry| entry.points).sum::<f64>(), dominators.points);
    assert!(dominators.shares.is_sorted_by(|one, other| one >= other));
    for (index, entry) in body.entries.iter().enumerate() {
        let parts = &entry.draftkings.components;
        near(dominators.entries[index].points, parts.laps_led + parts.fastest_laps);
        // The mean finish is one more than the cars expected ahead.
        let ahead: f64 = body.head_to_head.iter().map(|row| row[index]).sum();
        near(entry.finish, 1.0 + ahead);
        for (other, row) in body.head_to_head.iter().enumerate() {
            near(row[index] + body.head_to_head[index][other], if other == index { 0.0 } else { 1.0 });
        }
    }
    for entry in &body.entries {
        for points in [&entry.draftkings, &entry.fanduel] {
            assert!(points.quantiles.windows(2).all(|pair| pair[0] <= pair[1]));
            let parts = &points.components;
            near(
                parts.finish
                    + parts.place_differential
                    + parts.laps_led
                    + parts.fastest_laps
                    + parts.laps_completed,
                points.mean,
            );
        }
        near(entry.draftkings.components.laps_completed, 0.0);
        near(entry.fanduel.components.fastest_laps, 0.0);
    }
}

#[test]
fn chances_laps_and_points_add_up() {
    for model in models() {
        check_sums(&set(70, &model));
    }
}

#[test]
fn without_a_grid_places_are_drawn_and_the_set_says_so() {
    for model in models() {
        let (history, card) = last_race(70);
        let known = project(&history, &card, &seasons::pooling(), &model, &run(2000)).unwrap();
        let mut open = card.clone();
        for entry in &mut open.entries {
            entry.start = None;
        }
        let drawn = project(&history, &open, &seasons::pooling(), &model, &run(2000)).unwrap();
        check_sums(&drawn.set);
        let entries = card.entries.len() as u32;
        assert!(drawn.set.body().notes.contains(&Note::GridDrawn { entries }));
        assert!(drawn.set.body().entries.iter().all(|entry| entry.start.is_none()));
        // Less is known, so the field is less apart. (The fictional results owe the grid nothing: baseline C
        // has learnt that and loses nothing without it.)
        let apart = |set: &ProjectionSet| -> f64 {
            let middle = f64::from(entries + 1) / 2.0;
            set.body().entries.iter().map(|entry| (entry.finish - middle).powi(2)).sum()
        };
        if model == Model::named("start-only").unwrap() {
            assert!(apart(&drawn.set) < 0.8 * apart(&known.set));
        }
    }
}

#[test]
fn a_young_series_is_projected_from_the_prior_and_says_so() {
    let model = Model::named("baseline-c").unwrap();
    let notes = set(12, &model).body().notes.clone();
    assert!(notes.iter().any(|note| matches!(note, Note::PriorCoefficients { races: 11 })), "{notes:?}");
    assert!(notes.contains(&Note::PriorSpread));
    let old = set(100, &model);
    let distance = Note::DistanceOfLastFive { laps: old.body().distance_laps };
    assert_eq!(old.body().notes, [distance]);
    check_sums(&set(1, &model));
}

#[test]
fn contributions_sum_to_strength_and_points_and_the_chain_to_its_parents() {
    for model in models() {
        let (history, card) = last_race(70);
        let pooling = seasons::pooling();
        let projector = Projector::new(&history, &pooling, &model).unwrap();
        let set = projector.project(&card, &run(100)).unwrap().set;
        for entry in &set.body().entries {
            let why = projector.why(&card, entry.driver, &run(100)).unwrap();
            assert_eq!(why.strength, entry.strength);
            let sum: f64 = why.contributions.iter().map(|part| part.contribution).sum();
            assert!((sum - why.strength).abs() < 1e-12);
            let sum: f64 = why.groups.values().sum();
            assert!((sum - why.strength).abs() < 1e-12);
            for (points, projected) in [(&why.draftkings, &entry.draftkings), (&why.fanduel, &entry.fanduel)]
            {
                assert_eq!(points.mean, projected.mean);
                let sum = points.base + points.groups.values().sum::<f64>();
                assert!((sum - projected.mean).abs() < 1e-9, "{sum} for {}", projected.mean);
            }
            for link in &why.chain {
                let own = link.mean.map_or(0.0, |mean| (1.0 - link.parent_share) * mean);
                assert!((own + link.parent_share * link.parent - link.value).abs() < 1e-9, "{link:?}");
            }
        }
    }
}

#[test]
fn the_set_does_not_depend_on_the_number_of_threads() {
    let json = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| set(60, &Model::named("baseline-c").unwrap()).canonical_json())
    };
    let one = json(1);
    assert_eq!(one, json(2));
    assert_eq!(one, json(7));
}

#[test]
fn a_set_survives_writing_and_no_change_survives_reading() {
    let set = set(60, &Model::named("baseline-c").unwrap());
    let json = set.canonical_json();
    assert_eq!(serde_json::from_str::<ProjectionSet>(&json).unwrap(), set);
    let name = &set.body().entries[0].driver_name;
    let changed = json.replace(name.as_str(), "Somebody Else");
    let error = serde_json::from_str::<ProjectionSet>(&changed).unwrap_err().to_string();
    assert!(error.contains("checksum"), "{error}");
}

/// A better car has its points from its strength, a typical one from its start, and all cars of one start the same base
/// but for what one car takes from the others.
#[test]
fn points_follow_strength() {
    let (history, card) = last_race(70);
    let pooling = seasons::pooling();
    let model = Model::named("e1").unwrap();
    let projector = Projector::new(&history, &pooling, &model).unwrap();
    let set = projector.project(&card, &run(2000)).unwrap().set;
    let whys: Vec<_> = set
        .body()
        .entries
        .iter()
        .map(|entry| projector.why(&card, entry.driver, &run(2000)).unwrap())
        .collect();
    for why in &whys {
        assert!(why.draftkings.per_strength > 2.0, "{}: {:?}", why.driver_name, why.draftkings);
        assert!((10.0..60.0).contains(&why.draftkings.base), "{:?}", why.draftkings);
    }
    // Places are to be lost from the front and gained from the back.
    let base = |start: u8| whys.iter().find(|why| why.start == Some(start)).unwrap().draftkings.base;
    let last = card.entries.len() as u8;
    assert!(base(last) > base(3) + 2.0, "{} and {}", base(3), base(last));
}

/// Baselines go by the last five races there, oldest forgotten and ties to the latest; other models by the card.
#[test]
fn a_model_that_asks_for_it_simulates_the_usual_distance() {
    let (mut history, mut card) = last_race(70);
    card.distance_laps = 120;
    let there = card.info.layout.clone();
    let of_series = |race: &PastRace| race.info.layout == there && race.info.series == card.info.series;
    let mut laps = [400, 90, 70, 90, 70, 110].into_iter().rev();
    for race in history.races.iter_mut().rev().filter(|race| of_series(race)) {
        race.distance_laps = laps.next().unwrap_or(400);
    }
    assert_eq!(laps.next(), None, "too few races on {there:?}");
    let set = |model: &Model, history: &History, card: &RaceCard| {
        let set = project(history, card, &seasons::pooling(), model, &run(200)).unwrap().set;
        check_sums(&set);
        let note = Note::DistanceOfLastFive { laps: set.body().distance_laps };
        (set.body().distance_laps, set.body().notes.contains(&note))
    };
    for model in [
        Model::named("baseline-c").unwrap(),
        Model::named("start-only").unwrap(),
        Model::named("baseline-c-fitted").unwrap(),
    ] {
        assert_eq!(set(&model, &history, &card), (70, true), "{}", model.version);
    }
    assert_eq!(set(&Model::named("e1").unwrap(), &history, &card), (120, false));
    // Without an earlier race the card's stands.
    history.races.retain(|race| race.info.layout != there);
    assert_eq!(set(&Model::named("start-only").unwrap(), &history, &card), (120, false));
}
