//! Records of projections: the label, the digest, the chain.

use crate::laws::{last_race, run};
use domain::series::Series;
use jiff::Timestamp;
use projection::record::{BrokenChain, Circumstances, KeptWith, Maker, RecordedRace, frozen, head};
use projection::{Label, Model, ProjectionRecord, ProjectionSet, project};
use proptest::prelude::*;
use testkit::seasons;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).unwrap()
}

fn circumstances(made: i64) -> Circumstances {
    Circumstances { made_at: at(made), lock_at: at(1000), has_result: false, clock_fixed: false }
}

fn maker() -> Maker {
    Maker { made_by: "someone".to_owned(), run_id: Some("run_1".to_owned()) }
}

fn kept_with() -> KeptWith {
    KeptWith {
        facts_digest: "fa".repeat(32),
        samples: "5a".repeat(32),
        scenarios: None,
        derived_from: vec!["f1".repeat(32)],
    }
}

fn set() -> (ProjectionSet, RecordedRace) {
    let (history, card) = last_race(12);
    let set = project(&history, &card, &seasons::pooling(), &Model::named("start-only").unwrap(), &run(20))
        .unwrap()
        .set;
    (set, RecordedRace::of(&card.info, Some(5412)))
}

/// One record for each moment, each following the one before.
fn chain(moments: &[i64]) -> Vec<ProjectionRecord> {
    let (set, race) = set();
    let mut chain: Vec<ProjectionRecord> = Vec::new();
    for &made in moments {
        let record = ProjectionRecord::new(
            &set,
            race.clone(),
            maker(),
            circumstances(made),
            kept_with(),
            chain.last().map(ProjectionRecord::digest),
        );
        chain.push(record);
    }
    chain
}

#[test]
fn a_record_names_its_set_and_survives_writing() {
    let (set, race) = set();
    let record = ProjectionRecord::new(&set, race, maker(), circumstances(10), kept_with(), None);
    assert_eq!(record.set, set.checksum());
    assert_eq!((record.as_of, record.label), (set.body().as_of, Label::Forecast));
    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<ProjectionRecord>(&json).unwrap(), record);
}

#[test]
fn every_byte_of_a_record_counts() {
    let record = chain(&[10, 20]).pop().unwrap();
    let json = serde_json_canonicalizer::to_vec(&record).unwrap();
    let digest = record.digest();
    let mut read = 0;
    for at in 0..json.len() {
        for replacement in [b'0', b'1', b'a', b'A', b' '] {
            let mut changed = json.clone();
            changed[at] = replacement;
            let Ok(other) = serde_json::from_slice::<ProjectionRecord>(&changed) else { continue };
            // Some texts mean the same: a time may have a blank for its `T`.
            assert_eq!(other.digest() == digest, other == record, "{}", String::from_utf8_lossy(&changed));
            read += usize::from(other != record);
        }
    }
    assert!(read > json.len(), "only {read} of {} bytes could be changed", json.len());
}

#[test]
fn a_chain_has_a_head_and_no_link_can_be_changed_removed_or_added() {
    let whole = chain(&[10, 20, 30, 40]);
    let published = head(&whole).unwrap();
    assert_eq!(published, Some(whole[3].digest()));
    assert_eq!(head(&[]).unwrap(), None);
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at].made_by.push('x');
        assert_ne!(head(&changed).ok(), Some(published.clone()));
        let mut removed = whole.clone();
        removed.remove(at);
        assert_ne!(head(&removed).ok(), Some(published.clone()));
        let mut added = whole.clone();
        added.insert(at, whole[at].clone());
        assert_ne!(head(&added).ok(), Some(published.clone()));
    }
    let mut stranger = whole;
    stranger[2].race.series = Series::Trucks;
    let error = head(&stranger).unwrap_err();
    assert!(matches!(error, BrokenChain::OtherSeries { index: 2, found: Series::Trucks, .. }), "{error}");
}

#[test]
fn the_frozen_forecast_is_the_last_one_before_the_lock() {
    let whole = chain(&[10, 900, 1000, 1500]);
    let labels: Vec<Label> = whole.iter().map(|record| record.label).collect();
    assert_eq!(labels, [Label::Forecast, Label::Forecast, Label::Late, Label::Late]);
    assert_eq!(frozen(&whole, at(1000), |_| true), Some(&whole[1]));
    // The lock came forward: what was made after it counts no more.
    assert_eq!(frozen(&whole, at(500), |_| true), Some(&whole[0]));
    // The lock moved back: what was late when it was made stays late.
    assert_eq!(frozen(&whole, at(2000), |_| true), Some(&whole[1]));
    assert_eq!(frozen(&whole, at(1000), |record| record.model_version == "another"), None);
}

proptest! {
    /// Exactly one label holds, and only what a real clock puts before the lock is a forecast.
    #[test]
    fn a_forecast_is_made_before_the_lock(
        made in 0i64..200,
        lock in 0i64..200,
        has_result: bool,
        clock_fixed: bool,
    ) {
        let label = Label::of(Circumstances { made_at: at(made), lock_at: at(lock), has_result, clock_fixed });
        prop_assert_eq!(label == Label::Replay, clock_fixed);
        prop_assert_eq!(label == Label::Backtest, has_result && !clock_fixed);
        prop_assert_eq!(label == Label::Forecast, !has_result && !clock_fixed && made < lock);
        prop_assert_eq!(label == Label::Late, !has_result && !clock_fixed && made >= lock);
    }
}
