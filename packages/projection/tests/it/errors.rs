//! What cannot be projected says why.

use crate::laws::{last_race, run};
use domain::race::RaceCard;
use projection::{Model, project};
use testkit::seasons;

fn message(change: impl FnOnce(&mut RaceCard)) -> String {
    let (history, mut card) = last_race(40);
    change(&mut card);
    let error = project(&history, &card, &seasons::pooling(), &Model::named("baseline-c").unwrap(), &run(10))
        .unwrap_err();
    let message = error.to_string();
    assert!(message.contains(card.info.key.as_str()), "names the race: {message}");
    message
}

#[test]
fn an_unknown_layout() {
    assert!(message(|card| card.info.layout = "moon-2030".into()).contains("moon-2030"));
}

#[test]
fn no_entries() {
    assert!(message(|card| card.entries.clear()).contains("entry list"));
}

#[test]
fn no_distance() {
    assert!(message(|card| card.distance_laps = 0).contains("scheduled laps"));
}

#[test]
fn two_cars_in_one_place() {
    assert!(message(|card| card.entries[1].start = card.entries[0].start).contains("grid place"));
}

#[test]
fn a_driver_twice() {
    assert!(message(|card| card.entries[1].driver = card.entries[0].driver).contains("twice"));
}

#[test]
fn another_series() {
    assert!(message(|card| card.info.series = domain::series::Series::Trucks).contains("series"));
}

#[test]
fn a_date_before_any_rules() {
    let message = message(|card| card.info.date = jiff::civil::date(1999, 1, 1));
    assert!(message.contains("1999-01-01"), "{message}");
}
