//! Driver names of the race logs and of the files to be joined to them.

use crate::logs;
use domain::aliases::{DriverNames, NameMatch};
use domain::ids::DriverId;
use std::collections::BTreeSet;

#[test]
#[ignore = "needs shared data"]
fn names_of_other_files_find_their_driver() {
    let rows = logs::rows();
    let known = DriverNames::new(rows.iter().map(|row| (DriverId(row.driver_id), row.driver_name.as_str())));
    for row in &rows {
        assert_eq!(known.find(&row.driver_name), Ok((DriverId(row.driver_id), NameMatch::Exact)));
    }
    let normalised: BTreeSet<_> =
        rows.iter().map(|row| domain::aliases::NameKey::of(&row.driver_name)).collect();
    assert_eq!(normalised.len(), 416, "no two drivers share a normal form");
    let not_found = |file: &str| -> Vec<String> {
        let names: BTreeSet<String> =
            logs::table(file).into_iter().map(|row| row["driver_name"].clone()).collect();
        names.into_iter().filter(|name| known.find(name).is_err()).collect()
    };
    assert!(not_found("results/car-teams-2019-2025.csv").is_empty());
    assert!(not_found("odds/win-odds-2026-hub.csv").is_empty());
    // Newcomers of 2026, and two whose careers ended before 2019.
    assert_eq!(not_found("odds/win-top5-prob-2026-cup.csv"), ["Kevin Magnussen"]);
    assert_eq!(not_found("dfs/dk-salaries-2026-bristol-cup-trucks.csv"), ["Carson Ferguson", "Mini Tyrrell"]);
    assert_eq!(not_found("dfs/dk-salaries-history.csv"), ["Brian Vickers", "Carl Edwards"]);
}
