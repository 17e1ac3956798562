//! Statuses of the race logs.

use crate::logs;
use domain::status::{Status, StatusKind};
use std::collections::BTreeMap;

#[test]
#[ignore = "needs shared data"]
fn every_status_of_the_race_logs_is_known() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in logs::rows() {
        *counts.entry(row.status).or_default() += 1;
    }
    assert_eq!(counts.len(), 57);
    let unknown: Vec<&String> = counts.keys().filter(|raw| Status::parse(raw).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let beyond: Vec<&str> =
        Status::known().map(|(raw, _)| raw).filter(|raw| !counts.contains_key(*raw)).collect();
    assert_eq!(beyond, ["disqualified"]);
    let rows_of = |kind| -> usize {
        counts.iter().filter(|(raw, _)| Status::parse(raw).unwrap().kind == kind).map(|(_, n)| n).sum()
    };
    assert_eq!(StatusKind::ALL.map(rows_of), [20_660, 2_578, 1_415, 49]);
}
