//! Kept projections stand beside the facts.

use crate::reads::Reads;
use crate::world::{self, snapshot_id};
use domain::facts::RaceGroup;
use domain::ids::RaceKey;
use graph::{ProjectedEntry, ProjectionSetFacts, Store};

const RACE: &str = "cup-2024-03-10-phoenix";

fn set(store: &Store, fill: char) -> ProjectionSetFacts {
    let card = store.race_card(&RACE.into(), "2100-01-01T00:00:00Z".parse().unwrap()).unwrap();
    let sources = store.projection_sources(card.info.series, &card.info.key, card.info.lock_at).unwrap();
    let entry = |entry: &domain::race::Entry| ProjectedEntry {
        driver: entry.driver,
        mean_finish: 4.25,
        win_probability: 0.125,
        draftkings_mean: 33.5,
        fanduel_mean: 21.0,
    };
    ProjectionSetFacts {
        key: fill.to_string().repeat(64),
        race: card.info.key.clone(),
        as_of: card.info.lock_at,
        model: "e1".to_owned(),
        data_digest: "d".repeat(64),
        seed: u64::MAX.to_string(),
        simulations: 1000,
        derived_from: sources,
        entries: card.entries.iter().map(entry).collect(),
    }
}

/// How many relations of each kind the kept sets have: to races, entries, files and claims.
fn links(store: &Store) -> [usize; 4] {
    let mut lines = Vec::new();
    store.export(&mut lines, true).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let count = |kind: &str, to: &str| {
        let (kind, to) = (format!("\"type\":\"{kind}\""), format!("\"to\":\"{to}/"));
        lines.lines().filter(|line| line.contains(&kind) && line.contains(&to)).count()
    };
    [
        count("FOR_RACE", "Race"),
        count("OF_ENTRY", "Entry"),
        count("DERIVED_FROM", "Snapshot"),
        count("DERIVED_FROM", "Claim"),
    ]
}

fn apply(store: &Store, race_groups: &[RaceGroup]) {
    store.apply(race_groups, &mut |_| {}).unwrap();
}

fn mark(store: &Store) -> String {
    store.snapshot(|view| Ok::<_, graph::ReadError>(view.mark().to_owned())).unwrap()
}

fn nothing_wrong(store: &Store) {
    let report = store.check().unwrap();
    assert!(report.violations.is_empty(), "{:?}", report.violations);
}

pub fn kept_sets_stand_beside_the_facts(store: &Store) {
    apply(store, &world::small());
    let before = (mark(store), store.digest().unwrap());
    let kept = set(store, 'a');
    assert_eq!(kept.derived_from, [snapshot_id("a").to_string()]);
    let race = RaceKey::from(RACE);
    assert!(store.put_projection_set(&kept, Some(&race)).unwrap());
    assert!(!store.put_projection_set(&kept, Some(&race)).unwrap(), "it is there");
    assert_eq!((mark(store), store.digest().unwrap()), before, "no fact of the sport");
    assert_eq!(links(store), [1, kept.entries.len(), 1, 0]);
    assert_eq!(store.projection_sets().unwrap(), std::slice::from_ref(&kept.key));
    let counts = store.counts().unwrap();
    assert_eq!((counts["ProjectionSet"], counts["Projection"]), (1, kept.entries.len() as u64));
    nothing_wrong(store);
    // A race that is not loaded.
    let lost = ProjectionSetFacts { race: "cup-1999-01-01-nowhere".into(), ..set(store, 'b') };
    assert!(store.put_projection_set(&lost, None).unwrap());
    assert_eq!(links(store), [1, kept.entries.len(), 2, 0]);
    nothing_wrong(store);
}

pub fn kept_sets_follow_their_race(store: &Store) {
    let mut race_groups = world::small();
    let at = race_groups
        .iter()
        .position(|race_group| race_group.races.iter().any(|race| race.info.key.as_str() == RACE))
        .unwrap();
    let evidence = {
        let race = race_groups[at].races.iter().find(|race| race.info.key.as_str() == RACE).unwrap();
        world::evidence(race)
    };
    let claims = evidence.claims.len();
    race_groups[at].races.iter_mut().find(|race| race.info.key.as_str() == RACE).unwrap().evidence = evidence;
    apply(store, &race_groups);
    let kept = ProjectionSetFacts { as_of: "2100-01-01T00:00:00Z".parse().unwrap(), ..set(store, 'a') };
    let late = store.projection_sources(domain::series::Series::Cup, &RACE.into(), kept.as_of).unwrap();
    assert_eq!(late.len(), 1 + claims, "{late:?}");
    let kept = ProjectionSetFacts { derived_from: late, ..kept };
    store.put_projection_set(&kept, Some(&RACE.into())).unwrap();
    let all = [1, kept.entries.len(), 1, claims];
    assert_eq!(links(store), all);

    let mut changed = race_groups[at].clone();
    let race = changed.races.iter_mut().find(|race| race.info.key.as_str() == RACE).unwrap();
    race.cars[3].result.as_mut().unwrap().laps_led += 1;
    apply(store, std::slice::from_ref(&changed));
    assert_eq!(links(store), all, "the race was swapped");

    let emptied =
        RaceGroup { races: Vec::new(), parts: Vec::new(), quarantines: Vec::new(), ..changed.clone() };
    apply(store, std::slice::from_ref(&emptied));
    assert_eq!(links(store), [0, 0, 1, 0], "the race is gone, the set stays");
    nothing_wrong(store);
    apply(store, &race_groups[at..=at]);
    assert_eq!(links(store), all, "the race came back");

    // Its date becomes known better, and its key with it.
    let mut renamed = race_groups[at].clone();
    let race = renamed.races.iter_mut().find(|race| race.info.key.as_str() == RACE).unwrap();
    race.info.key = "cup-2024-03-09-phoenix".into();
    race.info.date = "2024-03-09".parse().unwrap();
    race.aliases.push(RACE.to_owned());
    apply(store, &[renamed]);
    let now = links(store);
    assert_eq!((now[0], now[1], now[2]), (1, kept.entries.len(), 1), "by its earlier key");
    nothing_wrong(store);
}
