//! Reading everything while a loader swaps races: each reading is of one committed state.

use crate::world;
use domain::facts::RaceGroup;
use domain::race::RaceInfo;
use domain::series::Series;
use graph::{ReadError, Store};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// Readings of a run: `BACKSTRETCH_TEST_SNAPSHOTS`, else 200.
fn readings() -> usize {
    std::env::var("BACKSTRETCH_TEST_SNAPSHOTS").map_or(200, |readings| readings.parse().unwrap())
}

const READERS: usize = 2;

/// A season of the Cup, a race group per venue.
fn season() -> Vec<RaceGroup> {
    let mut season = world::large(1, 12);
    season.retain(|race_group| race_group.key.series == Series::Cup);
    for race in season.iter_mut().flat_map(|race_group| &mut race_group.races) {
        race.info.scheduled_laps = Some(267);
    }
    season
}

/// The same with other results and with evidence.
fn changed(race_group: &RaceGroup) -> RaceGroup {
    let mut changed = race_group.clone();
    for race in &mut changed.races {
        for result in race.cars.iter_mut().filter_map(|car| car.result.as_mut()) {
            result.laps_led += 1;
        }
        race.evidence = world::evidence(race);
    }
    changed
}

fn apply(store: &Store, race_group: &RaceGroup) {
    let report = store.apply(std::slice::from_ref(race_group), &mut |_| {}).unwrap();
    assert_eq!(report.transactions, 1);
}

/// The state's mark, and all that projections of some races would read of it.
fn read_everything(store: &Store, races: &[RaceInfo]) -> Result<(String, String), ReadError> {
    store.snapshot(|view| {
        let mut text = format!("{:?}{:?}", view.pooling()?, view.history(Series::Cup, Timestamp::MAX)?);
        for race in races {
            let key = &race.key;
            text += &format!("{:?}{:?}", view.race_card(key, Timestamp::MAX)?, view.result_of(key)?);
        }
        text += &format!("{:?}", view.evidence(Timestamp::MAX)?);
        Ok((view.mark().to_owned(), text))
    })
}

/// One thread changes the season race group by race group and back again, each in one transaction, while
/// others read.
pub fn every_reading_is_of_one_committed_state(store: &Store) {
    let season = season();
    store.apply(&season, &mut |_| {}).unwrap();
    let steps: Vec<RaceGroup> = season.iter().map(changed).chain(season.iter().cloned()).collect();
    let races: Vec<RaceInfo> = season.iter().map(|race_group| race_group.races[0].info.clone()).collect();
    let mut committed = BTreeSet::new();
    for step in &steps {
        apply(store, step);
        committed.insert(read_everything(store, &races).unwrap().1);
    }
    assert_eq!(committed.len(), steps.len());

    let ended = AtomicBool::new(false);
    let found: Vec<(String, String)> = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for step in steps.iter().cycle() {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                apply(store, step);
            }
        });
        let read = || -> Result<Vec<_>, ReadError> {
            (0..readings() / READERS).map(|_| read_everything(store, &races)).collect()
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
        let found: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
        ended.store(true, Ordering::Relaxed);
        writer.join().expect("the loader goes on");
        found
            .into_iter()
            .flat_map(|found| found.expect("no panic").expect("every reading succeeds"))
            .collect()
    });
    let torn = found.iter().filter(|(_, text)| !committed.contains(text)).count();
    assert_eq!(torn, 0, "of {} readings", found.len());
    let mut states: BTreeMap<&str, &str> = BTreeMap::new();
    for (mark, text) in &found {
        assert_eq!(*states.entry(mark).or_insert(text), text, "two states under one mark");
    }
    assert!(states.len() > 1, "the loader never came between two readings");
}
