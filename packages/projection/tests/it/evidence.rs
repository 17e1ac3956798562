//! Evidence in a projection: what it changes, and what it must not.

use crate::laws::{last_race, run};
use domain::evidence::{
    Claim, ClaimValue, Evidence, EvidenceBook, EvidenceKind, Pace, Price, SessionName, Standing, claim,
};
use domain::history::History;
use domain::ids::DriverId;
use domain::race::RaceCard;
use domain::season::SessionKind;
use jiff::{SignedDuration, Timestamp};
use projection::set::Note;
use projection::{MODELS, Model, Projection, ProjectionError, Projector};
use testkit::seasons;

fn pace(driver: DriverId, known_at: Timestamp, speed: f64) -> Pace {
    Pace {
        session: SessionName { kind: SessionKind::Practice, title: "Final Practice".to_owned() },
        driver,
        known_at,
        best_lap: Some(speed),
        runs: [Some(speed - 2.0), Some(speed - 3.0), None, None, None, None],
    }
}

fn claimed(kind: &str, driver: Option<DriverId>, known_at: Timestamp, value: ClaimValue) -> Claim {
    let (kind, source) = (kind.to_owned(), "a note".to_owned());
    Claim { kind, driver, source, known_at, value, confidence: None, standing: Standing::default() }
}

const YES: ClaimValue = ClaimValue::Truth(true);

/// Practice and odds of a card: by `order`, the fastest first.
pub fn of_card(card: &RaceCard, known_at: Timestamp, order: impl Fn(usize) -> usize) -> Evidence {
    let entries = || card.entries.iter().enumerate();
    let price = |(at, driver): (usize, DriverId)| Price {
        book: "a book".to_owned(),
        driver,
        known_at,
        decimal: 4.0 + 2.0 * order(at) as f64,
    };
    Evidence {
        paces: entries().map(|(at, e)| pace(e.driver, known_at, 180.0 - 0.1 * order(at) as f64)).collect(),
        prices: entries().map(|(at, e)| price((at, e.driver))).collect(),
        claims: Vec::new(),
    }
}

fn book(card: &RaceCard, evidence: Evidence) -> EvidenceBook {
    EvidenceBook::from([(card.info.key.clone(), evidence)])
}

fn projected(history: &History, card: &RaceCard, model: &Model, book: &EvidenceBook) -> Projection {
    let pooling = seasons::pooling();
    Projector::with_evidence(history, &pooling, model, book).unwrap().project(card, &run(2000)).unwrap()
}

#[test]
fn a_model_without_evidence_reads_none() {
    let (history, card) = last_race(70);
    let book = book(&card, of_card(&card, card.info.lock_at, |at| at));
    for name in MODELS.iter().map(|model| model.name).filter(|name| !["e2-weekend", "e3"].contains(name)) {
        let model = Model::named(name).unwrap();
        let plain = projected(&history, &card, &model, &EvidenceBook::new());
        assert_eq!(projected(&history, &card, &model, &book), plain, "{name}");
    }
}

#[test]
fn without_evidence_the_weekend_is_any_other() {
    let (history, card) = last_race(70);
    let plain = projected(&history, &card, &Model::named("e2").unwrap(), &EvidenceBook::new());
    let weekend = projected(&history, &card, &Model::named("e2-weekend").unwrap(), &EvidenceBook::new());
    assert_eq!(weekend.samples, plain.samples);
    assert_eq!(weekend.set.body().entries, plain.set.body().entries);
    assert_eq!(weekend.set.body().data_digest, plain.set.body().data_digest);
    let kinds = EvidenceKind::ALL.into_iter().filter(|kind| *kind != EvidenceKind::PracticeIndex);
    let absent: Vec<Note> = kinds.map(|evidence| Note::EvidenceAbsent { evidence }).collect();
    assert_eq!(weekend.set.body().notes, absent);
}

#[test]
fn what_became_known_after_lock_changes_no_byte() {
    ["e2-weekend", "e3"].iter().for_each(|name| later_changes_no_byte(&Model::named(name).unwrap()));
}

fn later_changes_no_byte(model: &Model) {
    let (history, card) = last_race(70);
    let lock = card.info.lock_at;
    let before = lock - SignedDuration::from_hours(3);
    let after = lock + SignedDuration::from_secs(1);
    let known = of_card(&card, before, |at| at);
    let mut with_later = known.clone();
    let later = of_card(&card, after, |at| 50 - at);
    with_later.paces.extend(later.paces);
    with_later.prices.extend(later.prices);
    with_later.claims.push(claimed(claim::REAR_START, Some(card.entries[0].driver), after, YES));
    with_later.claims.push(claimed(claim::WITHDRAWN, Some(card.entries[1].driver), after, YES));
    let one = projected(&history, &card, model, &book(&card, known.clone()));
    assert_eq!(projected(&history, &card, model, &book(&card, with_later.clone())), one);
    let json = |projection: &Projection| projection.set.canonical_json();
    assert_eq!(json(&projected(&history, &card, model, &book(&card, with_later))), json(&one));

    // Nor does what is known of races to come, or what became known of past races after their locks.
    let mut others = book(&card, known);
    let past = history.points_races().next_back().unwrap();
    let past_card = seasons::card(past);
    let late = past.info.lock_at + SignedDuration::from_secs(1);
    others.insert("cup-2030-01-01-oval-a".into(), of_card(&card, before, |at| at));
    others.insert(past.info.key.clone(), of_card(&past_card, late, |at| at));
    assert_eq!(projected(&history, &card, model, &others), one);
    // As of an earlier moment, nothing was known.
    let mut young = history.clone();
    young.as_of = before - SignedDuration::from_secs(1);
    let early = projected(&young, &card, model, &others);
    assert!(early.set.body().notes.iter().all(|note| matches!(note, Note::EvidenceAbsent { .. })));
}

/// The surplus of practice over strength and grid counts, and for more where little is known of a driver.
#[test]
fn a_fast_practice_is_worth_more_for_a_new_driver() {
    let (history, card) = last_race(70);
    let model = Model::named("e3").unwrap();
    let plain = of_card(&card, card.info.lock_at, |at| at);
    let starts = |driver: DriverId| {
        history.points_races().filter(|race| race.cars.iter().any(|car| car.driver() == driver)).count()
    };
    let fast = |driver: DriverId| {
        let mut evidence = plain.clone();
        evidence.prices.clear();
        for pace in evidence.paces.iter_mut().filter(|pace| pace.driver == driver) {
            pace.best_lap = Some(185.0);
            pace.runs = [Some(184.0), Some(183.0), None, None, None, None];
        }
        let projector =
            Projector::with_evidence(&history, &seasons::pooling(), &model, &book(&card, evidence)).unwrap();
        let why = projector.why(&card, driver, &run(50)).unwrap();
        let part = why.evidence.iter().find(|part| part.kind == EvidenceKind::PracticeIndex).unwrap().clone();
        assert!(part.score > 0.5 && part.contribution > 0.0, "{part:?}");
        part.weight
    };
    let by_starts = |entry: &&domain::race::Entry| starts(entry.driver);
    let new = card.entries.iter().min_by_key(by_starts).unwrap().driver;
    let known = card.entries.iter().max_by_key(by_starts).unwrap().driver;
    assert!(starts(known) > starts(new) + 20);
    assert!(fast(new) > 1.15 * fast(known));
}

/// Once the grid is known, qualifying speed says nothing beyond it.
#[test]
fn qualifying_speed_counts_before_the_grid_alone() {
    let (history, card) = last_race(70);
    let model = Model::named("e3").unwrap();
    let mut evidence = of_card(&card, card.info.lock_at, |at| at);
    evidence.prices.clear();
    evidence.paces.iter_mut().for_each(|pace| pace.session.kind = SessionKind::Qualifying);
    let without = projected(&history, &card, &model, &EvidenceBook::new());
    let with = projected(&history, &card, &model, &book(&card, evidence.clone()));
    assert_eq!(with.set.body().entries, without.set.body().entries);
    let entries = card.entries.len() as u32;
    let kind = EvidenceKind::QualifyingSpeed;
    assert!(with.set.body().notes.contains(&Note::EvidenceInGrid { evidence: kind, entries }));
    let mut before = card.clone();
    before.entries.iter_mut().for_each(|entry| entry.start = None);
    let with = projected(&history, &before, &model, &book(&before, evidence));
    assert!(with.set.body().notes.contains(&Note::EvidenceUsed { evidence: kind, entries }));
}

#[test]
fn past_weekends_are_learnt_from() {
    let (history, card) = last_race(70);
    let model = Model::named("e2-weekend").unwrap();
    let of_race = |index: usize| {
        let race = history.points_races().nth(index).unwrap();
        let card = seasons::card(race);
        // Practice in the order of the finish: as telling as evidence can be.
        let finish = |at: usize| {
            let driver = card.entries[at].driver;
            race.cars.iter().position(|car| car.driver() == driver).unwrap()
        };
        (race.info.key.clone(), of_card(&card, race.info.lock_at, finish))
    };
    let mut telling: EvidenceBook = (40..69).map(of_race).collect();
    let own = of_card(&card, card.info.lock_at, |at| card.entries.len() - at);
    let alone = projected(&history, &card, &model, &book(&card, own.clone()));
    telling.insert(card.info.key.clone(), own);
    let taught = projected(&history, &card, &model, &telling);
    let apart = |projection: &Projection| -> f64 {
        let plain = projected(&history, &card, &model, &EvidenceBook::new());
        let pairs = projection.set.body().entries.iter().zip(&plain.set.body().entries);
        pairs.map(|(a, b)| (a.strength - b.strength).abs()).sum()
    };
    assert!(apart(&taught) > 1.3 * apart(&alone), "{} {}", apart(&taught), apart(&alone));
    assert_ne!(taught.set.body().data_digest, alone.set.body().data_digest);
}

#[test]
fn evidence_moves_strengths_its_way_and_why_says_how_much() {
    let (history, card) = last_race(70);
    let mut model = Model::named("e2-weekend").unwrap();
    // One spread for all cars: else that of a car which is found to be stronger grows.
    model.rating.common.spread.tilt = None;
    let pooling = seasons::pooling();
    // The last of the list is the fastest.
    let last = card.entries.len() - 1;
    let book = book(&card, of_card(&card, card.info.lock_at, |at| last - at));
    let projector = Projector::with_evidence(&history, &pooling, &model, &book).unwrap();
    let plain = Projector::new(&history, &pooling, &model).unwrap();
    let (set, before) =
        (projector.project(&card, &run(2000)).unwrap(), plain.project(&card, &run(2000)).unwrap());
    let (set, before) = (set.set.body(), before.set.body());
    assert!(set.entries[last].strength > before.entries[last].strength + 0.05);
    assert!(set.entries[0].strength < before.entries[0].strength - 0.05);
    assert!(set.entries[last].p_win > before.entries[last].p_win);
    for entry in &set.entries {
        let why = projector.why(&card, entry.driver, &run(60)).unwrap();
        let rated: f64 = why.contributions.iter().map(|part| part.contribution).sum();
        let added: f64 = why.evidence.iter().map(|part| part.contribution).sum();
        assert!((rated + added - entry.strength).abs() < 1e-9);
        assert!((why.groups.values().sum::<f64>() - entry.strength).abs() < 1e-9);
        assert_eq!(why.evidence.len(), 3);
        assert!(why.sigma < plain.why(&card, entry.driver, &run(60)).unwrap().sigma);
    }
    let entries = card.entries.len() as u32;
    let used = |evidence| Note::EvidenceUsed { evidence, entries };
    for kind in [EvidenceKind::PracticeLap, EvidenceKind::PracticeLongRun, EvidenceKind::WinOdds] {
        assert!(set.notes.contains(&used(kind)), "{:?}", set.notes);
    }
    assert!(set.notes.contains(&Note::EvidenceAbsent { evidence: EvidenceKind::QualifyingSpeed }));
}

#[test]
fn a_car_of_which_nothing_is_seen_keeps_its_strength_and_its_spread() {
    let (history, card) = last_race(70);
    let model = Model::named("e2-weekend").unwrap();
    let mut evidence = of_card(&card, card.info.lock_at, |at| (7 * at) % 23);
    let unseen = card.entries[3].driver;
    evidence.paces.retain(|pace| pace.driver != unseen);
    evidence.prices.retain(|price| price.driver != unseen);
    let pooling = seasons::pooling();
    let book = book(&card, evidence);
    let with = Projector::with_evidence(&history, &pooling, &model, &book)
        .unwrap()
        .why(&card, unseen, &run(60))
        .unwrap();
    let without = Projector::new(&history, &pooling, &model).unwrap().why(&card, unseen, &run(60)).unwrap();
    assert_eq!((with.strength, with.sigma), (without.strength, without.sigma));
    assert_eq!(with.evidence, []);
}

#[test]
fn a_claim_below_the_minimum_confidence_is_ignored() {
    let (history, card) = last_race(70);
    let driver = card.entries[3].driver;
    let told = |confidence| {
        let rear = claimed(claim::REAR_START, Some(driver), card.info.lock_at, YES);
        let claims = vec![Claim { confidence, ..rear }];
        let told = projected(
            &history,
            &card,
            &Model::named("e2-weekend").unwrap(),
            &book(&card, Evidence { claims, ..Evidence::default() }),
        );
        (told.set.body().notes.clone(), told.unused)
    };
    let ignored = Note::ClaimsBelowMinimum { claims: 1 };
    let rear = Note::RearStart { entries: 1 };
    for (confidence, sure) in [(None, true), (Some(0.9), true), (Some(0.5), true), (Some(0.2), false)] {
        let (notes, unused) = told(confidence);
        assert_eq!((notes.contains(&rear), unused.contains(&ignored)), (sure, !sure), "{confidence:?}");
        assert!(!notes.contains(&ignored));
    }
}

#[test]
fn claims_that_are_not_used_change_no_byte_of_the_set() {
    let (history, card) = last_race(70);
    let lock = card.info.lock_at;
    let driver = Some(card.entries[3].driver);
    let doubtful = Claim { confidence: Some(0.2), ..claimed(claim::REAR_START, driver, lock, YES) };
    let claims = vec![doubtful, claimed("rain-probability", None, lock, ClaimValue::Number(0.4))];
    let with = |claims: Vec<Claim>| {
        let evidence = Evidence { claims, ..of_card(&card, lock, |at| at) };
        projected(&history, &card, &Model::named("e2-weekend").unwrap(), &book(&card, evidence))
    };
    let (without, found) = (with(Vec::new()), with(claims));
    assert_eq!(found.set.canonical_json(), without.set.canonical_json());
    assert!(without.unused.is_empty());
    assert_eq!(found.unused, [Note::ClaimsBelowMinimum { claims: 1 }, Note::ClaimsNotRead { claims: 1 }]);
}

#[test]
fn withdrawn_entries_are_said_to_be() {
    let (history, card) = last_race(70);
    let (pooling, model) = (seasons::pooling(), Model::named("e2-weekend").unwrap());
    let of = |count: usize| {
        let drivers = card.entries[..count].iter().map(|entry| Some(entry.driver));
        let claims =
            drivers.map(|driver| claimed(claim::WITHDRAWN, driver, card.info.lock_at, YES)).collect();
        book(&card, Evidence { claims, ..Evidence::default() })
    };
    let (one, all) = (of(1), of(card.entries.len()));
    let out = card.entries[0].driver;
    let projector = Projector::with_evidence(&history, &pooling, &model, &one).unwrap();
    let error = projector.why(&card, out, &run(60)).unwrap_err();
    assert!(matches!(&error, ProjectionError::Withdrawn { driver, .. } if *driver == out), "{error}");
    let projector = Projector::with_evidence(&history, &pooling, &model, &all).unwrap();
    let error = projector.project(&card, &run(60)).unwrap_err().to_string();
    assert!(error.contains("claims withdraw") && error.contains("undo the import"), "{error}");
}

#[test]
fn what_is_known_of_few_cars_is_not_called_absent() {
    let (history, card) = last_race(70);
    let mut evidence = of_card(&card, card.info.lock_at, |at| at);
    evidence.paces.truncate(4);
    evidence.prices.clear();
    let set = projected(&history, &card, &Model::named("e2-weekend").unwrap(), &book(&card, evidence)).set;
    let notes = &set.body().notes;
    let thin = Note::EvidenceTooThin { evidence: EvidenceKind::PracticeLap, entries: 4 };
    assert!(notes.contains(&thin), "{notes:?}");
    assert!(notes.contains(&Note::EvidenceAbsent { evidence: EvidenceKind::WinOdds }), "{notes:?}");
}

#[test]
fn who_goes_to_the_rear_races_from_there_and_scores_from_the_grid() {
    let (history, card) = last_race(70);
    let model = Model::named("e2-weekend").unwrap();
    let first = card.entries.iter().position(|entry| entry.start == Some(1)).unwrap();
    let dropped = card.entries[first].driver;
    let field = card.entries.len();
    let drop = Evidence {
        claims: vec![claimed(claim::BACKUP_CAR, Some(dropped), card.info.lock_at, YES)],
        ..Evidence::default()
    };
    let from_rear = projected(&history, &card, &model, &book(&card, drop));
    let from_grid = projected(&history, &card, &model, &EvidenceBook::new());
    let (back, front) = (&from_rear.set.body().entries, &from_grid.set.body().entries);
    assert_eq!((back[first].start, back[first].effective_start), (Some(1), Some(field as u8)));
    assert!(back[first].strength < front[first].strength);
    assert!(back[first].finish > front[first].finish && back[first].laps_led < front[first].laps_led);
    assert!((back[first].place_differential - (1.0 - back[first].finish)).abs() < 1e-9);
    assert!(from_rear.set.body().notes.contains(&Note::RearStart { entries: 1 }));
    // Who stood behind moves up on the track, and is scored from where he stood.
    let second = card.entries.iter().position(|entry| entry.start == Some(2)).unwrap();
    assert_eq!(back[second].effective_start, Some(1));
    assert!((back[second].place_differential - (2.0 - back[second].finish)).abs() < 1e-9);
    let gained: f64 = back.iter().map(|entry| entry.place_differential).sum();
    assert!(gained.abs() < 1e-6);

    // The same race as a card that starts so, but for the points of places gained.
    let mut started_so = card.clone();
    for entry in &mut started_so.entries {
        entry.start = entry.start.map(|place| if place == 1 { field as u8 } else { place - 1 });
    }
    let so = projected(&history, &started_so, &model, &EvidenceBook::new());
    assert_eq!(so.samples.finish, from_rear.samples.finish);
    assert_eq!(so.samples.laps_led, from_rear.samples.laps_led);
    for (at, entry) in card.entries.iter().enumerate() {
        let grid = f64::from(entry.start.unwrap());
        let track = f64::from(started_so.entries[at].start.unwrap());
        for sample in (at..so.samples.finish.len()).step_by(field) {
            let (ours, theirs) = (from_rear.samples.draftkings[sample], so.samples.draftkings[sample]);
            assert!((f64::from(ours) - f64::from(theirs) - (grid - track)).abs() < 1e-4);
            let (ours, theirs) = (from_rear.samples.fanduel[sample], so.samples.fanduel[sample]);
            assert!((f64::from(ours) - f64::from(theirs) - 0.5 * (grid - track)).abs() < 1e-4);
        }
        let mean = |points: &[f32]| -> f64 {
            let of_car: Vec<f64> = points.iter().skip(at).step_by(field).map(|p| f64::from(*p)).collect();
            of_car.iter().sum::<f64>() / of_car.len() as f64
        };
        assert!((mean(&from_rear.samples.draftkings) - back[at].draftkings.mean).abs() < 1e-4);
    }
}

#[test]
fn notes_on_entries_and_race_are_taken_where_the_list_is_silent() {
    let (history, card) = last_race(70);
    let model = Model::named("e2-weekend").unwrap();
    let lock = card.info.lock_at;
    let gone = card.entries[2].driver;
    let mut open = card.clone();
    let place = open.entries[5].start.take();
    let noted = card.entries[5].driver;
    let evidence = Evidence {
        claims: vec![
            claimed(claim::WITHDRAWN, Some(gone), lock, YES),
            claimed(claim::GRID, Some(noted), lock, ClaimValue::Whole(i64::from(place.unwrap()))),
            claimed(claim::SCHEDULED_LAPS, None, lock, ClaimValue::Whole(77)),
            claimed("rain-probability", None, lock, ClaimValue::Number(0.4)),
        ],
        ..Evidence::default()
    };
    let found = projected(&history, &open, &model, &book(&open, evidence));
    let body = found.set.body();
    assert!(body.entries.iter().all(|entry| entry.driver != gone));
    assert_eq!(body.entries.len(), card.entries.len() - 1);
    assert_eq!(body.distance_laps, 77);
    assert!(body.entries.iter().any(|entry| entry.driver == noted && entry.start == place));
    for note in
        [Note::Withdrawn { entries: 1 }, Note::GridByNotes { entries: 1 }, Note::DistanceByNotes { laps: 77 }]
    {
        assert!(body.notes.contains(&note), "{note:?} in {:?}", body.notes);
    }
    assert_eq!(found.unused, [Note::ClaimsNotRead { claims: 1 }]);
    assert!(!body.notes.iter().any(|note| matches!(note, Note::GridDrawn { .. })));
}
