//! A projection as CSV and as a picture.

use crate::ReportError;
use crate::chart::{self, Interval};
use crate::table;
use projection::ProjectionSet;
use projection::set::{Body, EntryProjection, Note};

/// Index in the 19 quantiles (5, 10, ..., 95 %).
const Q05: usize = 0;
const Q25: usize = 4;
const Q50: usize = 9;
const Q75: usize = 14;
const Q95: usize = 18;

/// One row an entry, in driver-id order, every figure in its shortest exact form; then a row without figures for each
/// driver who is held back, with the reason in the last column.
///
/// # Errors
/// When the CSV cannot be written.
pub fn as_csv(set: &ProjectionSet) -> Result<String, ReportError> {
    let quantiles = (1..=19).map(|i| format!("{:02}", 5 * i));
    let mut headings: Vec<String> = [
        "race",
        "driver_id",
        "driver_name",
        "start",
        "strength",
        "finish",
        "finish_sd",
        "p_win",
        "p_top3",
        "p_top5",
        "p_top10",
        "p_top20",
        "p_retired",
        "laps_led",
        "fastest_laps",
        "laps_completed",
        "place_differential",
        "dk_mean",
        "dk_sd",
        "dk_finish",
        "dk_place_differential",
        "dk_laps_led",
        "dk_fastest_laps",
        "fd_mean",
        "fd_sd",
        "fd_finish",
        "fd_place_differential",
        "fd_laps_led",
        "fd_laps_completed",
    ]
    .map(str::to_owned)
    .to_vec();
    headings.extend(quantiles.clone().map(|q| format!("dk_q{q}")));
    headings.extend(quantiles.map(|q| format!("fd_q{q}")));
    headings.push("note".to_owned());
    let columns = headings.len();
    let body = set.body();
    let rows = body.entries.iter().map(|e| {
        let (dk, fd) = (&e.draftkings, &e.fanduel);
        let mut row = vec![
            body.race.to_string(),
            e.driver.to_string(),
            e.driver_name.clone(),
            e.start.map(|start| start.to_string()).unwrap_or_default(),
        ];
        let numbers = [
            e.strength,
            e.finish,
            e.finish_sd,
            e.p_win,
            e.p_top3,
            e.p_top5,
            e.p_top10,
            e.p_top20,
            e.p_retired,
            e.laps_led,
            e.fastest_laps,
            e.laps_completed,
            e.place_differential,
            dk.mean,
            dk.sd,
            dk.components.finish,
            dk.components.place_differential,
            dk.components.laps_led,
            dk.components.fastest_laps,
            fd.mean,
            fd.sd,
            fd.components.finish,
            fd.components.place_differential,
            fd.components.laps_led,
            fd.components.laps_completed,
        ];
        row.extend(numbers.iter().chain(&dk.quantiles).chain(&fd.quantiles).map(f64::to_string));
        row.push(String::new());
        row
    });
    let held = body.notes.iter().filter_map(|note| {
        let Note::HeldBack { driver, driver_name, reason } = note else { return None };
        let mut row = vec![body.race.to_string(), driver.to_string(), driver_name.clone()];
        row.resize(columns - 1, String::new());
        row.push(format!("held back: {reason}"));
        Some(row)
    });
    table::as_csv(headings.iter().map(String::as_str), rows.chain(held))
}

/// DraftKings points of every entry, most first: PNG bytes.
///
/// # Errors
/// When there is no entry, or the drawing fails.
pub fn picture(set: &ProjectionSet) -> Result<Vec<u8>, ReportError> {
    let body = set.body();
    let rows: Vec<Interval> = by_points(body)
        .into_iter()
        .map(|entry| {
            let q = &entry.draftkings.quantiles;
            Interval {
                label: entry.driver_name.clone(),
                quantiles: [q[Q05], q[Q25], q[Q50], q[Q75], q[Q95]],
                mean: entry.draftkings.mean,
            }
        })
        .collect();
    Ok(chart::intervals(&format!("{} · {}", body.race, body.track_name), "DraftKings points", &rows)?)
}

fn by_points(body: &Body) -> Vec<&EntryProjection> {
    let mut entries: Vec<&EntryProjection> = body.entries.iter().collect();
    entries.sort_by(|a, b| b.draftkings.mean.total_cmp(&a.draftkings.mean).then(a.driver.cmp(&b.driver)));
    entries
}
