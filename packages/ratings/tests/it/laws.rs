//! What any rating model obeys.

use crate::strengths::{at, model};
use domain::history::History;
use domain::race::RaceCard;
use projection::MODELS;
use proptest::prelude::*;
use ratings::config::RatingModel;
use ratings::strength::{Ratings, Strengths, strengths};
use testkit::seasons;

fn models() -> Vec<(&'static str, RatingModel)> {
    MODELS.iter().map(|named| (named.name, model(named.name))).collect()
}

fn rate(history: &History, card: &RaceCard, model: &RatingModel) -> Strengths {
    strengths(history, card, &seasons::pooling(), model).unwrap()
}

#[test]
fn the_order_of_the_card_does_not_matter() {
    let (history, race) = at(70);
    let card = seasons::card(&race);
    let mut reordered = card.clone();
    reordered.entries.reverse();
    reordered.entries.swap(2, 9);
    for (name, model) in models() {
        let (plain, reordered) = (rate(&history, &card, &model), rate(&history, &reordered, &model));
        assert_eq!(plain.spread, reordered.spread);
        for entry in &plain.entries {
            let other = reordered.entries.iter().find(|other| other.driver == entry.driver).unwrap();
            assert!((entry.strength - other.strength).abs() < 1e-12, "{name}");
        }
    }
}

#[test]
fn the_strengths_of_a_field_sum_to_zero() {
    let (history, race) = at(70);
    for (name, model) in models() {
        let rated = rate(&history, &seasons::card(&race), &model);
        let sum: f64 = rated.entries.iter().map(|entry| entry.strength).sum();
        assert!(sum.abs() < 1e-9, "{name} {sum}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    /// Only ranks inside a race count, so any increasing scale of rating and running position gives the same.
    #[test]
    fn scales_of_rating_and_running_position_do_not_matter(
        scale in 0.2f64..5.0, shift in -50.0f64..50.0, race in 31usize..89,
    ) {
        let (history, race) = at(race);
        let card = seasons::card(&race);
        let mut other = history.clone();
        for car in other.races.iter_mut().flat_map(|race| &mut race.cars) {
            car.result.rating = shift + scale * car.result.rating;
            car.result.average_position = shift + scale * car.result.average_position;
        }
        for (name, model) in models() {
            prop_assert_eq!(rate(&history, &card, &model), rate(&other, &card, &model), "{}", name);
        }
    }

    /// Whatever later races hold, and whether they are there, a past race is rated as it was.
    #[test]
    fn later_races_do_not_reach_a_rating(race in 1usize..89, seed in any::<u64>()) {
        let all = seasons::with_seats(&seasons::history(90, 24, 3), 7);
        let (history, race) = at(race);
        let card = seasons::card(&race);
        let mut scrambled = seasons::scramble_after(&all, race.info.lock_at, seed);
        for later in scrambled.races.iter_mut().filter(|later| later.info.date > race.info.date) {
            for (car, number) in later.cars.iter_mut().zip(seed % 90..) {
                car.entry.car_number = Some(number.to_string());
                car.entry.team = Some(format!("Team {}", number % 14));
                car.entry.make = None;
            }
        }
        for (name, model) in models() {
            let plain = rate(&history, &card, &model);
            prop_assert_eq!(&plain, &rate(&scrambled, &card, &model), "{}", name);
            let walked = Ratings::of(&scrambled, &seasons::pooling(), &model).unwrap();
            let index = walked.timeline().races.iter().position(|past| past.key == race.info.key).unwrap();
            let Some(past) = walked.strengths_of_past(index) else { continue };
            for (car, strength) in walked.timeline().races[index].cars.iter().zip(past) {
                let entry = plain.entries.iter().find(|entry| entry.driver == car.driver).unwrap();
                prop_assert!((entry.strength - strength).abs() < 1e-9, "{}", name);
            }
        }
    }
}

#[test]
fn the_same_races_in_another_order_give_the_same_bits() {
    let (history, race) = at(60);
    let mut reversed = history.clone();
    reversed.races.reverse();
    for (name, model) in models() {
        let card = seasons::card(&race);
        assert_eq!(rate(&history, &card, &model), rate(&reversed, &card, &model), "{name}");
    }
}

/// The field's best drivers are found by every model that looks at the past.
#[test]
fn planted_skill_is_recovered() {
    let (history, race) = at(89);
    let mut card = seasons::card(&race);
    card.entries.retain(|entry| entry.driver.0 <= 24);
    card.entries.iter_mut().for_each(|entry| entry.start = None);
    for (name, model) in models().into_iter().filter(|(name, _)| *name != "start-only") {
        let rated = rate(&history, &card, &model);
        let half = |better: bool| -> f64 {
            let of = rated.entries.iter().filter(|entry| (entry.driver.0 <= 12) == better);
            of.map(|entry| entry.strength).sum()
        };
        assert!(half(true) > half(false) + 2.0, "{name}: {} against {}", half(true), half(false));
    }
}

#[test]
fn another_class_of_a_layout_moves_its_ratings() {
    let (history, race) = at(70);
    let card = seasons::card(&race);
    let mut pooling = seasons::pooling();
    let class = pooling.layouts[&race.info.layout];
    let other = domain::pooling::ClassIndex((class.0 + 1) % 4);
    pooling.layouts.insert(race.info.layout.clone(), other);
    for (name, model) in models() {
        let plain = rate(&history, &card, &model);
        let moved = strengths(&history, &card, &pooling, &model).unwrap();
        assert_ne!(plain.track_type, moved.track_type);
        assert_ne!(plain.spread, moved.spread, "{name}");
    }
}
