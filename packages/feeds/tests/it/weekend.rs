//! Laws of what a race week tells: which race and car it is joined to, what counts, and what is held back.

use crate::support::*;
use domain::aliases::NameMatch;
use domain::evidence::{Claim, ClaimState, ClaimValue, Evidence, RUNS, SessionName, Standing, claim};
use domain::facts::RaceFacts;
use domain::ids::{DriverId, SnapshotId};
use domain::season::SessionKind;
use feeds::identity::{MatchKind, RawRows, Resolution, Stated, Supersedes};
use feeds::weekend::{Item, WeekendRow};
use jiff::Timestamp;
use jiff::civil::{Date, date};

const DAY: Date = date(2025, 11, 2);
const EARLY: &str = "2025-11-01T12:00:00Z";
const LATE: &str = "2025-11-01T18:00:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn resolved(weekend: Vec<Stated<WeekendRow>>, supersedes: &[Supersedes]) -> Resolution {
    let logs = stated("logs", race(DAY, 1, 12, 3));
    resolve_all(RawRows { logs, weekend, ..RawRows::default() }, supersedes)
}

fn of(rows: Vec<WeekendRow>) -> Resolution {
    resolved(stated("week", rows), &[])
}

fn the_race(found: &Resolution) -> &RaceFacts {
    assert_eq!(found.race_group.races.len(), 1);
    &found.race_group.races[0]
}

fn evidence(found: &Resolution) -> &Evidence {
    &the_race(found).evidence
}

fn held(found: &Resolution) -> Vec<(&str, u32)> {
    found.race_group.quarantines.iter().map(|held| (held.rule.as_str(), held.rows)).collect()
}

fn price(decimal: f64) -> Item {
    Item::Price { book: "a book".to_owned(), decimal }
}

fn laps(title: &str, best_lap: Option<f64>, run_5: Option<f64>) -> Item {
    let mut runs = [None; RUNS.len()];
    runs[0] = run_5;
    Item::Pace {
        session: SessionName { kind: SessionKind::Practice, title: title.to_owned() },
        best_lap,
        runs,
    }
}

fn claimed(kind: &str, value: ClaimValue) -> Item {
    let (kind, source) = (kind.to_owned(), "a note".to_owned());
    Item::Claim { kind, value, source, confidence: None, proposed: false, note: None }
}

/// How many claims count.
fn accepted(found: &Resolution) -> usize {
    let claims = evidence(found).claims.iter();
    claims.filter(|claim| claim.standing.state == ClaimState::Accepted).count()
}

#[test]
fn rows_join_the_race_of_their_date_and_make_none() {
    let row = |day: Date| weekend_row(day, Some(3), Some(EARLY), price(4.5));
    let joined = of(vec![row(DAY)]);
    assert_eq!(evidence(&joined).prices[0].driver, DriverId(3));
    assert_eq!(evidence(&joined).prices[0].known_at, moment(EARLY));
    assert_eq!(joined.matches.iter().map(|found| found.kind).collect::<Vec<_>>(), [MatchKind::Exact]);
    let stated_by: Vec<&str> = the_race(&joined).stated_by.iter().map(|part| part.group.as_str()).collect();
    assert!(stated_by.contains(&"odds|trucks|phoenix|2025-11-02"), "{stated_by:?}");
    // The log is dated in UTC, the week in local time.
    let windowed = of(vec![row(date(2025, 11, 1))]);
    assert_eq!((windowed.matches[0].kind, evidence(&windowed).prices.len()), (MatchKind::Windowed, 1));
    let far = of(vec![row(date(2025, 10, 25)), row(date(2025, 10, 25))]);
    assert_eq!((far.matches[0].kind, &far.matches[0].race), (MatchKind::Unmatched, &None));
    assert_eq!((held(&far), evidence(&far)), (vec![("no-race", 1)], &Evidence::default()));
    let alone = RawRows { weekend: stated("week", [row(DAY)]), ..RawRows::default() };
    let alone = resolve_all(alone, &[]);
    assert_eq!((alone.race_group.races.len(), held(&alone)), (0, vec![("no-race", 1)]));
}

#[test]
fn a_race_to_come_has_its_week_under_its_scheduled_date_and_its_logs_date() {
    let entries: Vec<_> = (1..=12).map(|driver| entry_row(DAY, driver, None, None)).collect();
    let weekend = stated("week", [weekend_row(DAY, Some(3), Some(EARLY), price(4.5))]);
    let rows = RawRows { entries: stated("list", entries), weekend, ..RawRows::default() };
    let to_come = resolve_all(rows.clone(), &[]);
    assert_eq!(evidence(&to_come).prices.len(), 1);
    // Its log comes, dated two days later: the week stays with it.
    let logs = stated("logs", race(date(2025, 11, 4), 1, 12, 3));
    let run = resolve_all(RawRows { logs, ..rows }, &[]);
    assert_eq!(evidence(&run), evidence(&to_come));
    assert_eq!(the_race(&run).info.date, date(2025, 11, 4));
}

#[test]
fn two_races_of_a_day_are_told_apart_by_their_number_alone() {
    let logs = [race(DAY, 1, 18, 3), race(DAY, 9, 17, 5)].concat();
    let row = |number| WeekendRow { number, ..weekend_row(DAY, Some(10), Some(EARLY), price(4.5)) };
    let found = |number| {
        let weekend = stated("week", [row(number)]);
        resolve_all(RawRows { logs: stated("logs", logs.clone()), weekend, ..RawRows::default() }, &[])
    };
    let told = |found: &Resolution| -> Vec<usize> {
        found.race_group.races.iter().map(|race| race.evidence.prices.len()).collect()
    };
    assert_eq!(told(&found(Some(1))), [1, 0]);
    assert_eq!(told(&found(Some(2))), [0, 1]);
    let undecided = found(None);
    assert_eq!((told(&undecided), held(&undecided)), (vec![0, 0], vec![("ambiguous-race", 1)]));
    assert_eq!(undecided.matches[0].kind, MatchKind::Ambiguous);
}

#[test]
fn a_driver_goes_by_number_and_only_without_one_by_name() {
    let named = |driver: Option<u32>, name: &str, decimal| WeekendRow {
        driver_name: Some(name.to_owned()),
        ..weekend_row(DAY, driver, Some(EARLY), price(decimal))
    };
    let found = of(vec![
        named(Some(2), "whoever", 4.5),
        named(None, "* DRIVER 3 (i)", 5.5),
        named(None, "Drver 4", 6.5),
        named(Some(99), "Driver 5", 7.5),
        named(Some(99), "Driver 5", 8.5),
    ]);
    let priced: Vec<u32> = evidence(&found).prices.iter().map(|price| price.driver.0).collect();
    assert_eq!(priced, [2, 3]);
    assert_eq!(held(&found), [("unknown-driver", 2), ("unknown-driver", 1)]);
    let reasons: Vec<&str> = found.race_group.quarantines.iter().map(|held| held.reason.as_str()).collect();
    assert!(
        reasons.iter().any(|reason| reason.contains("`Drver 4`") && reason.contains("Driver 4")),
        "{reasons:?}"
    );
    assert!(reasons.iter().any(|reason| reason.ends_with("Driver 5 (99) is not entered")), "{reasons:?}");
    assert_eq!(found.names.len(), 1);
    assert_eq!(
        (found.names[0].written.as_str(), found.names[0].how),
        ("* DRIVER 3 (i)", NameMatch::Normalised)
    );
}

#[test]
fn what_has_no_moment_is_known_at_lock() {
    let found = of(vec![weekend_row(DAY, Some(2), None, price(4.5))]);
    assert_eq!(evidence(&found).prices[0].known_at, the_race(&found).info.lock_at);
}

#[test]
fn a_history_of_prices_stays_and_two_of_one_moment_contradict_each_other() {
    let at = |known_at: &str, decimal| weekend_row(DAY, Some(2), Some(known_at), price(decimal));
    let found = of(vec![at(EARLY, 4.5), at(LATE, 5.5), at(LATE, 5.5)]);
    let prices: Vec<f64> = evidence(&found).prices.iter().map(|price| price.decimal).collect();
    assert_eq!((prices, held(&found)), (vec![4.5, 5.5], vec![]));
    let torn = of(vec![at(EARLY, 4.5), at(LATE, 5.5), at(LATE, 6.5)]);
    assert_eq!((evidence(&torn).prices.len(), held(&torn)), (1, vec![("evidence-conflict", 2)]));
    // Unless one of the files wins.
    let rows = || {
        let mut rows = stated("old", [at(LATE, 5.5)]);
        rows.extend(stated("new", [at(LATE, 6.5)]));
        rows
    };
    let newer = Supersedes { newer: SnapshotId::from("new"), older: SnapshotId::from("old") };
    assert_eq!(held(&resolved(rows(), &[])), [("evidence-conflict", 2)]);
    let found = resolved(rows(), &[newer]);
    assert_eq!((evidence(&found).prices[0].decimal, held(&found)), (6.5, vec![]));
}

#[test]
fn of_a_session_the_last_word_counts_lap_by_lap() {
    let at = |known_at: &str, title: &str, best, run| {
        weekend_row(DAY, Some(2), Some(known_at), laps(title, best, run))
    };
    let found = of(vec![
        at(EARLY, "Final Practice", Some(130.0), Some(128.0)),
        at(LATE, "final practice", Some(131.0), None),
        at(EARLY, "Practice 1", Some(120.0), None),
    ]);
    let paces = &evidence(&found).paces;
    assert_eq!(paces.len(), 2);
    assert_eq!(paces[0].session.title, "Final Practice");
    assert_eq!((paces[0].best_lap, paces[0].runs[0]), (Some(131.0), Some(128.0)));
    assert_eq!(paces[0].known_at, moment(LATE));
    let torn = of(vec![at(LATE, "", Some(130.0), None), at(LATE, "", Some(131.0), None)]);
    assert_eq!((evidence(&torn).paces.len(), held(&torn)), (0, vec![("evidence-conflict", 2)]));
    // What one file gives and the other does not is no contradiction.
    let joined = of(vec![at(LATE, "", Some(130.0), None), at(LATE, "", None, Some(128.0))]);
    let pace = &evidence(&joined).paces[0];
    assert_eq!((pace.best_lap, pace.runs[0]), (Some(130.0), Some(128.0)));
}

#[test]
fn no_word_after_the_lock_replaces_what_was_known_by_it() {
    // The race locks at 00:00Z of its date.
    const AFTER: &str = "2025-11-02T00:00:01Z";
    let at = |driver, known_at: Option<&str>, title: &str, best, run| {
        weekend_row(DAY, Some(driver), known_at, laps(title, best, run))
    };
    let first = at(2, Some(EARLY), "Practice", Some(130.0), Some(128.0));
    let alone = of(vec![first.clone()]);
    assert!(moment(AFTER) > the_race(&alone).info.lock_at);
    let corrected = of(vec![first.clone(), at(2, Some(AFTER), "PRACTICE", Some(135.0), None)]);
    assert_eq!(evidence(&corrected), evidence(&alone));
    assert_eq!(held(&corrected), [("known-after-lock", 1)]);
    // The same again says nothing new, nor does a part of it.
    let again = at(2, Some(AFTER), "Practice", Some(130.0), None);
    let repeated = of(vec![first.clone(), again]);
    assert_eq!((evidence(&repeated), held(&repeated)), (evidence(&alone), vec![]));
    // At the lock itself it counts; of a car not seen before, a later word is kept under its own moment.
    let at_lock = of(vec![first.clone(), at(2, None, "Practice", Some(135.0), None)]);
    let pace = &evidence(&at_lock).paces[0];
    assert_eq!((pace.best_lap, pace.runs[0]), (Some(135.0), Some(128.0)));
    let other = of(vec![first, at(3, Some(AFTER), "PRACTICE", Some(135.0), None)]);
    let lock_at = the_race(&other).info.lock_at;
    assert_eq!(evidence(&other).known_at(lock_at), *evidence(&alone));
    assert_eq!((evidence(&other).paces.len(), held(&other)), (2, vec![]));
    // Two words after it contradict nothing that was known at it.
    let torn = |best| at(2, Some(AFTER), "Practice", Some(best), None);
    let found = of(vec![at(2, Some(EARLY), "Practice", Some(130.0), Some(128.0)), torn(1.0), torn(2.0)]);
    assert_eq!((evidence(&found), held(&found)), (evidence(&alone), vec![("known-after-lock", 2)]));
}

#[test]
fn claims_pass_the_axioms_or_are_held_back_by_them() {
    let check = |driver: Option<u32>, kind: &str, value: ClaimValue, rule: Option<&str>| {
        let found = of(vec![weekend_row(DAY, driver, Some(EARLY), claimed(kind, value.clone()))]);
        assert_eq!(
            held(&found),
            rule.map(|rule| (rule, 1)).into_iter().collect::<Vec<_>>(),
            "{kind} {value}"
        );
        assert_eq!(accepted(&found), usize::from(rule.is_none()), "{kind} {value}");
        assert_eq!(evidence(&found).claims[0].standing.rule.as_deref(), rule, "{kind} {value}");
        if rule.is_some() {
            assert!(found.race_group.quarantines[0].reason.contains(" against "), "{found:?}");
        }
    };
    check(Some(1), claim::REAR_START, ClaimValue::Truth(true), None);
    check(Some(1), claim::PACE, ClaimValue::Number(0.5), None);
    check(Some(1), claim::PACE, ClaimValue::Whole(1), None);
    check(Some(1), claim::GRID, ClaimValue::Whole(12), None);
    check(None, claim::SCHEDULED_LAPS, ClaimValue::Whole(150), None);
    check(None, "rain-probability", ClaimValue::Number(0.5), None);
    check(Some(1), "hunch", ClaimValue::Whole(1), Some("claim-kind"));
    check(None, claim::GRID, ClaimValue::Whole(1), Some("claim-subject"));
    check(Some(1), claim::SCHEDULED_LAPS, ClaimValue::Whole(150), Some("claim-subject"));
    check(Some(1), claim::REAR_START, ClaimValue::Whole(1), Some("claim-type"));
    check(Some(1), claim::PACE, ClaimValue::Number(1.5), Some("claim-range"));
    check(Some(1), claim::GRID, ClaimValue::Whole(13), Some("claim-grid-in-field"));
}

#[test]
fn one_source_puts_no_two_cars_on_one_place() {
    let grid = |driver, known_at: &str| {
        weekend_row(DAY, Some(driver), Some(known_at), claimed(claim::GRID, ClaimValue::Whole(3)))
    };
    let other = weekend_row(DAY, Some(4), Some(EARLY), claimed(claim::GRID, ClaimValue::Whole(4)));
    let found = of(vec![grid(1, EARLY), grid(2, EARLY), other.clone()]);
    assert_eq!(held(&found), [("claim-grid-unique", 2)]);
    assert_eq!(accepted(&found), 1);
    // Said anew later, it is a correction.
    let corrected = of(vec![grid(1, EARLY), grid(2, LATE), other]);
    assert_eq!((held(&corrected), evidence(&corrected).claims.len()), (vec![], 3));
}

#[test]
fn every_kind_of_claim_that_projections_read_is_in_the_ontology() {
    let race = of(Vec::new());
    let card = domain::race::RaceCard {
        info: the_race(&race).info.clone(),
        distance_laps: 150,
        entries: the_race(&race).cars.iter().map(|car| car.entry.clone()).collect(),
    };
    for kind in claim::READ {
        let subject = if kind == claim::SCHEDULED_LAPS {
            axioms::claim::Subject::Race
        } else {
            axioms::claim::Subject::Entry(DriverId(1))
        };
        let lawful =
            [axioms::claim::Value::I64(1), axioms::claim::Value::Bool(true)].into_iter().any(|value| {
                axioms::claim::check(&[axioms::claim::Claim { kind, subject, value }], &card).is_empty()
            });
        assert!(lawful, "{kind}");
    }
}

#[test]
fn a_claim_keeps_what_it_says() {
    let confident = Item::Claim {
        kind: claim::BACKUP_CAR.to_owned(),
        value: ClaimValue::Truth(true),
        source: "a page".to_owned(),
        confidence: Some(0.75),
        proposed: false,
        note: None,
    };
    let row = weekend_row(DAY, Some(5), Some(LATE), confident);
    let id = row.claim_id(Some(DriverId(5))).unwrap();
    let found = of(vec![row]);
    let expected = Claim {
        kind: "backup-car".to_owned(),
        driver: Some(DriverId(5)),
        source: "a page".to_owned(),
        known_at: moment(LATE),
        value: ClaimValue::Truth(true),
        confidence: Some(0.75),
        standing: Standing { id, ..Standing::default() },
    };
    assert_eq!(evidence(&found).claims, [expected]);
}

/// What two files say of one race that was scheduled for [`DAY`] and whose log is dated two days later.
fn of_two_files(old: WeekendRow, new: WeekendRow, supersedes: &[Supersedes]) -> Resolution {
    let entries: Vec<_> = (1..=12).map(|driver| entry_row(DAY, driver, None, None)).collect();
    let logs = stated("logs", race(date(2025, 11, 4), 1, 12, 3));
    let mut weekend = stated("old", [old]);
    weekend.extend(stated("new", [new]));
    resolve_all(RawRows { entries: stated("list", entries), logs, weekend, ..RawRows::default() }, supersedes)
}

#[test]
fn rows_of_one_race_are_weighed_together_however_they_name_it() {
    let newer = Supersedes { newer: SnapshotId::from("new"), older: SnapshotId::from("old") };
    let numbered = |row: WeekendRow| WeekendRow { number: Some(1), ..row };
    let dated = |row: WeekendRow| WeekendRow { date: date(2025, 11, 4), ..row };
    let unchanged = |row: WeekendRow| row;
    let ways: [&dyn Fn(WeekendRow) -> WeekendRow; 4] =
        [&unchanged, &numbered, &dated, &|row| numbered(dated(row))];
    let claim = |place| claimed(claim::GRID, ClaimValue::Whole(place));
    let things = [
        (laps("", Some(130.0), None), laps("", Some(131.0), None)),
        (price(4.5), price(5.5)),
        (claim(3), claim(4)),
    ];
    // The id of a claim is made from the race as its row names it.
    let evidence = |found: &Resolution| {
        let mut evidence = evidence(found).clone();
        evidence.claims.iter_mut().for_each(|claim| claim.standing = Standing::default());
        evidence
    };
    let items = |found: &Resolution| {
        let Evidence { paces, prices, claims } = evidence(found);
        paces.len() + prices.len() + claims.len()
    };
    for (way, (old, new)) in ways.iter().flat_map(|way| things.iter().map(move |thing| (way, thing))) {
        let row = |item: &Item| weekend_row(DAY, Some(2), Some(EARLY), item.clone());
        let rows = || (row(old), way(row(new)));
        let torn = of_two_files(rows().0, rows().1, &[]);
        let conflicts: u32 =
            held(&torn).iter().filter(|(rule, _)| *rule == "evidence-conflict").map(|(_, rows)| rows).sum();
        assert_eq!((items(&torn), conflicts), (0, 2), "{new:?}");
        let decided = of_two_files(rows().0, rows().1, std::slice::from_ref(&newer));
        let right = of_two_files(row(new), row(new), &[]);
        assert_eq!((evidence(&decided), held(&decided)), (evidence(&right), vec![]), "{new:?}");
        // What says the same is there once, and both files state the race.
        let same = of_two_files(row(new), way(row(new)), &[]);
        assert_eq!((evidence(&same), items(&same)), (evidence(&right), 1));
        let by: Vec<&str> = the_race(&same).stated_by.iter().map(|part| part.snapshot.as_str()).collect();
        assert!(by.contains(&"old") && by.contains(&"new"), "{by:?}");
    }
}

#[test]
fn a_session_has_one_title_however_its_race_is_named() {
    let told =
        |driver, title: &str| weekend_row(DAY, Some(driver), Some(EARLY), laps(title, Some(130.0), None));
    let numbered = WeekendRow { number: Some(1), ..told(3, "FINAL PRACTICE") };
    let dated = WeekendRow { date: date(2025, 11, 4), ..numbered.clone() };
    for other in [numbered, dated] {
        let found = of_two_files(told(2, "Final Practice"), other, &[]);
        let paces = &evidence(&found).paces;
        assert_eq!((paces.len(), &paces[0].session), (2, &paces[1].session));
    }
}

#[test]
fn one_source_puts_no_two_cars_on_one_place_however_the_race_is_named() {
    let grid =
        |driver| weekend_row(DAY, Some(driver), Some(EARLY), claimed(claim::GRID, ClaimValue::Whole(3)));
    let dated = WeekendRow { date: date(2025, 11, 4), ..grid(2) };
    let found = of_two_files(grid(1), dated, &[]);
    assert_eq!(held(&found), [("claim-grid-unique", 1), ("claim-grid-unique", 1)]);
    assert_eq!(accepted(&found), 0);
}

/// Rows of one file, decided as `decisions` say.
fn decided(rows: &[WeekendRow], decisions: &[(&WeekendRow, ClaimState)]) -> Resolution {
    let rows = RawRows {
        logs: stated("logs", race(DAY, 1, 12, 3)),
        weekend: stated("week", rows.to_vec()),
        ..RawRows::default()
    };
    let mut groups = feeds::identity::race_groups(rows, domain::tracks::TrackReference::builtin(), &[]);
    let id = |row: &WeekendRow| row.claim_id(row.driver).expect("a claim");
    groups[0].decisions = decisions.iter().map(|(row, state)| (id(row), *state)).collect();
    feeds::identity::resolve(&groups[0])
}

fn states(found: &Resolution) -> Vec<ClaimState> {
    evidence(found).claims.iter().map(|claim| claim.standing.state).collect()
}

#[test]
fn a_decision_gives_a_claim_its_state_unless_a_law_forbids_it() {
    use ClaimState::*;
    let row = |place, proposed| {
        let mut row = weekend_row(DAY, Some(1), Some(EARLY), claimed(claim::GRID, ClaimValue::Whole(place)));
        if let Item::Claim { proposed: waits, .. } = &mut row.item {
            *waits = proposed;
        }
        row
    };
    for (place, proposed, decision, expected) in [
        (3, true, None, Proposed),
        (3, false, None, Accepted),
        (3, true, Some(Accepted), Accepted),
        (3, false, Some(Rejected), Rejected),
        (3, false, Some(Withdrawn), Withdrawn),
        (60, true, None, Vetoed),
        (60, true, Some(Accepted), Vetoed),
        (60, true, Some(Rejected), Rejected),
    ] {
        let row = row(place, proposed);
        let decision = decision.map(|state| (&row, state));
        let found = decided(std::slice::from_ref(&row), decision.as_slice());
        assert_eq!(states(&found), [expected], "{place} {proposed} {decision:?}");
        assert_eq!(held(&found).len(), usize::from(expected == Vetoed));
    }
}

#[test]
fn what_somebody_decided_against_is_in_the_way_of_no_other_claim() {
    let grid = |driver, place| {
        weekend_row(DAY, Some(driver), Some(EARLY), claimed(claim::GRID, ClaimValue::Whole(place)))
    };
    let (one, two, other) = (grid(1, 3), grid(2, 3), grid(1, 4));
    // Two cars on one place.
    let found = decided(&[one.clone(), two.clone()], &[(&one, ClaimState::Rejected)]);
    assert_eq!((held(&found), accepted(&found)), (vec![], 1));
    // Two places of one car.
    assert_eq!(held(&decided(&[one.clone(), other.clone()], &[])), [("evidence-conflict", 2)]);
    let found = decided(&[one.clone(), other], &[(&one, ClaimState::Withdrawn)]);
    assert_eq!((held(&found), accepted(&found)), (vec![], 1));
}

#[test]
fn of_two_values_of_one_word_the_surer_one_takes_precedence() {
    let sure = |place, sure: f64| {
        let mut row = weekend_row(DAY, Some(1), Some(EARLY), claimed(claim::GRID, ClaimValue::Whole(place)));
        if let Item::Claim { confidence, .. } = &mut row.item {
            *confidence = Some(sure);
        }
        row
    };
    let found = of(vec![sure(3, 0.6), sure(4, 0.9), sure(3, 0.7)]);
    let last = evidence(&found).last_claim(claim::GRID, Some(DriverId(1)));
    assert_eq!((held(&found), last, accepted(&found)), (vec![], Some(&ClaimValue::Whole(4)), 2));
}
