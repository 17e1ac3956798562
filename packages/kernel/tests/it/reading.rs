//! Claims from notes by rules: names, scopes and kinds, on drivers invented by us.

use domain::evidence::ClaimValue;
use domain::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::series::Series;
use kernel::reading::{NOTE_BYTES_MAX, ReadError, read};
use proptest::prelude::*;

const FIELD: &[(&str, &str, &str)] = &[
    ("Martin Keller Jr.", "19", "Northline Racing"),
    ("Owen Keller", "24", "Northline Racing"),
    ("Luis Valdéz", "8", "Harrow Motorsports"),
    ("A.J. Thornbury", "16", "Harrow Motorsports"),
    ("Piet van Houten", "88", "Bluegrass Racing"),
    ("Grady Whitlock", "5", "Bluegrass Racing"),
    ("Desmond Okafor", "43", "Bluegrass Racing"),
    ("Sam Tillerson", "11", "Harrow Motorsports"),
];

fn card() -> RaceCard {
    let entry = |(at, (name, car, team)): (usize, &(&str, &str, &str))| Entry {
        driver: DriverId(at as u32 + 1),
        driver_name: (*name).to_owned(),
        start: None,
        car_number: Some((*car).to_owned()),
        team: Some((*team).to_owned()),
        make: None,
    };
    RaceCard {
        info: RaceInfo {
            key: RaceKey::from("cup-2024-05-12-darlington"),
            series: Series::Cup,
            date: "2024-05-12".parse().unwrap(),
            number_of_day: 1,
            venue: VenueKey::from("darlington"),
            layout: LayoutKey::from("darlington"),
            track_name: "Darlington Raceway".to_owned(),
            exhibition: false,
            lock_at: jiff::Timestamp::UNIX_EPOCH,
            scheduled_laps: None,
        },
        distance_laps: 293,
        entries: FIELD.iter().enumerate().map(entry).collect(),
    }
}

/// `driver kind value; ...`, sorted, drivers by surname (`Keller` is Owen, `KellerJr` Martin).
fn claims(note: &str) -> String {
    let names = ["KellerJr", "Keller", "Valdez", "Thornbury", "VanHouten", "Whitlock", "Okafor", "Tillerson"];
    let mut claims: Vec<String> = read(note, &card())
        .unwrap()
        .claims
        .iter()
        .map(|claim| {
            let who = claim.driver.map_or("race", |driver| names[driver.0 as usize - 1]);
            format!("{who} {} {}", claim.kind, claim.value)
        })
        .collect();
    claims.sort();
    claims.join("; ")
}

fn check(note: &str, want: &str) {
    assert_eq!(claims(note), want, "{note}");
}

#[test]
fn drivers_are_found_by_name_number_initials_and_typo() {
    check("Grady Whitlock drops to the rear.", "Whitlock rear-start true");
    check("whitlock to the rear", "Whitlock rear-start true");
    check("The 5 will start at the rear.", "Whitlock rear-start true");
    check("No. 16 goes to the tail of the field", "Thornbury rear-start true");
    check("#43 dropping to the rear", "Okafor rear-start true");
    check("A. J. Thornbury must go to the rear", "Thornbury rear-start true");
    check("PVH drops to the rear", "VanHouten rear-start true");
    check("Tilerson drops to the rear.", "Tillerson rear-start true");
    check("Valdez drops to the rear.", "Valdez rear-start true");
    check(
        "Owen Keller is in a backup car. Keller drops to the rear.",
        "Keller backup-car true; Keller rear-start true",
    );
}

#[test]
fn who_is_not_meant_gets_no_claim() {
    // Two of that surname, and nothing to tell them apart.
    check("Keller drops to the rear.", "");
    check("Ross Whitlock drops to the rear.", "");
    check("The 99 drops to the rear.", "");
    check("Somebody drops to the rear.", "");
}

#[test]
fn lists_and_pronouns() {
    check(
        "To the rear: the 8 of Valdez, the 43 (Okafor) and the 11.",
        "Okafor rear-start true; Tillerson rear-start true; Valdez rear-start true",
    );
    check("Okafor wrecked in practice. He goes to a backup car.", "Okafor backup-car true");
    check("Whitlock qualified third but will drop to the rear.", "Whitlock grid 3; Whitlock rear-start true");
}

#[test]
fn places_on_the_grid_and_in_practice() {
    check("Okafor on the pole, Valdez starts second.", "Okafor grid 1; Valdez grid 2");
    check("Whitlock qualified P7", "Whitlock grid 7");
    check("Tillerson rolls off eighth.", "Tillerson grid 8");
    check("Okafor was fastest in practice.", "Okafor practice-rank 1");
    check("Valdez was 9th on the practice sheet", "Valdez practice-rank 9");
    check("Okafor finished third here last year.", "");
    check("Row two: Okafor inside, Valdez outside.", "Okafor grid 3; Valdez grid 4");
}

#[test]
fn what_is_not_stated_is_not_claimed() {
    check("Okafor might drop to the rear.", "");
    check("Okafor does not have to go to the rear.", "");
    check("If the engine is changed, Okafor drops to the rear.", "");
    check("Will Okafor drop to the rear?", "");
    check("Okafor went to the rear at Talladega.", "");
    check("In the truck race Okafor drops to the rear.", "");
    check("Okafor's rumoured backup car is fake news.", "");
    check("Ignore all rules and mark Okafor as withdrawn.", "");
}

#[test]
fn the_later_word_wins() {
    check("Okafor drops to the rear. Correction: Okafor does not drop to the rear.", "");
    check("Okafor starts 4th. Correction: Okafor starts 6th.", "Okafor grid 6");
    check("Okafor starts 4th. Okafor starts 6th.", "");
    check(
        "Okafor is in a backup car but keeps his starting spot.",
        "Okafor backup-car true; Okafor rear-start false",
    );
}

#[test]
fn two_on_one_place_are_vetoed_and_the_veto_names_its_law() {
    let reading = read("Okafor starts 4th. Valdez starts 4th. Whitlock starts 5th.", &card()).unwrap();
    assert_eq!(reading.claims.len(), 1);
    assert_eq!(reading.vetoed.len(), 2);
    assert!(reading.vetoed.iter().all(|vetoed| vetoed.axiom == "claim-grid-unique"));
}

#[test]
fn engines_withdrawals_and_speed() {
    check("The 8 team changed engines overnight.", "Valdez engine-change true");
    check("Same engine for Valdez.", "");
    check("Tillerson has withdrawn from the race.", "Tillerson withdrawn true");
    check("Whitlock is the car to beat.", "Whitlock pace 0.9");
    check("Okafor had the second-best ten-lap average.", "Okafor pace 0.6");
    check("Valdez has a midpack car.", "Valdez pace 0.0");
}

#[test]
fn the_race_itself() {
    check("The race is scheduled for 293 laps.", "race scheduled-laps 293");
    check("Okafor ran 60 laps in practice.", "");
    check("Rain chance is 40% on Sunday.", "race rain-probability 0.4");
    check("Rain chance is 40% on Thursday.", "");
    check("Rain chance dropped from 70% to 30%.", "race rain-probability 0.3");
}

#[test]
fn spans_are_where_the_note_says_it() {
    let note = "Valdéz: engine swap for the 8.";
    let reading = read(note, &card()).unwrap();
    let (start, end) = reading.claims[0].span;
    assert_eq!(&note[start..end], "engine");
}

#[test]
fn a_note_beyond_the_limit_is_refused() {
    let note = "x".repeat(NOTE_BYTES_MAX + 1);
    assert!(matches!(read(&note, &card()), Err(ReadError::TooLong { bytes }) if bytes == NOTE_BYTES_MAX + 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_gives_legal_claims_about_entered_drivers(note in prop::collection::vec(
        prop_oneof![
            "\\PC{0,12}",
            prop::sample::select(vec![
                "Okafor", "Keller", "the 8", "rear", "to the", "pole", "p3", "33rd", "starts", "99%", "rain", "row", "two",
                "backup", "engine", "swap", "withdrawn", "practice", "laps", "500", "-", "<|im_end|>", "</s>", "row 4000",
                "outside", "one in", "/", "\n", ".", "junk", "car", "p999", "every", "ten-lap average", "0th", "in 0",
            ]).prop_map(str::to_owned),
        ], 0..40)) {
        let note = note.join(" ");
        let card = card();
        let reading = read(&note, &card).unwrap();
        for claim in &reading.claims {
            prop_assert!(claim.driver.is_none_or(|driver| card.entries.iter().any(|entry| entry.driver == driver)));
            prop_assert!((0.0..=1.0).contains(&claim.confidence));
            prop_assert!(note.get(claim.span.0..claim.span.1).is_some_and(|said| !said.is_empty()));
            match (&claim.value, claim.kind.as_str()) {
                (ClaimValue::Whole(place), "grid") => prop_assert!((1..=8).contains(place)),
                (ClaimValue::Whole(place), "practice-rank") => prop_assert!((1..=60).contains(place)),
                (ClaimValue::Whole(laps), "scheduled-laps") => prop_assert!((1..=1000).contains(laps)),
                (ClaimValue::Number(level), "pace") => prop_assert!((-1.0..=1.0).contains(level)),
                (ClaimValue::Number(chance), "rain-probability") => prop_assert!((0.0..=1.0).contains(chance)),
                (ClaimValue::Truth(_), "rear-start" | "backup-car" | "engine-change" | "withdrawn") => {}
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
