//! A projection as CSV and as a picture.

use crate::ReportError;
use crate::chart::{self, Interval};
use crate::table;
use domain::ids::DriverId;
use projection::ProjectionSet;
use projection::set::{Body, EntryProjection, Note};

/// Index in the 19 quantiles (5, 10, ..., 95 %).
const Q05: usize = 0;
const Q25: usize = 4;
const Q50: usize = 9;
const Q75: usize = 14;
const Q95: usize = 18;

/// Headings of the figures of an entry, in the order of [`figures`].
pub fn figure_headings() -> Vec<String> {
    let quantiles = (1..=19).map(|i| format!("{:02}", 5 * i));
    let mut headings: Vec<String> = [
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
    headings
}

/// The figures of an entry.
pub fn figures(entry: &EntryProjection) -> Vec<f64> {
    let (dk, fd) = (&entry.draftkings, &entry.fanduel);
    let figures = [
        entry.strength,
        entry.finish,
        entry.finish_sd,
        entry.p_win,
        entry.p_top3,
        entry.p_top5,
        entry.p_top10,
        entry.p_top20,
        entry.p_retired,
        entry.laps_led,
        entry.fastest_laps,
        entry.laps_completed,
        entry.place_differential,
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
    figures.iter().chain(&dk.quantiles).chain(&fd.quantiles).copied().collect()
}

/// One row an entry, in driver-id order, every figure in its shortest exact form; then a row without figures for each
/// driver who is held back, with the reason in the last column.
///
/// # Errors
/// When the CSV cannot be written.
pub fn as_csv(set: &ProjectionSet) -> Result<String, ReportError> {
    let body = set.body();
    let figure_headings = figure_headings();
    let headings = ["race", "driver_id", "driver_name", "start"].into_iter();
    let headings = headings.chain(figure_headings.iter().map(String::as_str)).chain(["note"]);
    let rows = body.entries.iter().map(|entry| {
        let mut row = vec![
            body.race.to_string(),
            entry.driver.to_string(),
            entry.driver_name.clone(),
            entry.start.map(|start| start.to_string()).unwrap_or_default(),
        ];
        row.extend(figures(entry).iter().map(f64::to_string));
        row.push(String::new());
        row
    });
    let held = held(body).into_iter().map(|held| {
        let mut row = vec![body.race.to_string(), held.driver.to_string(), held.driver_name.to_owned()];
        row.resize(4 + figure_headings.len(), String::new());
        row.push(held.note);
        row
    });
    table::as_csv(headings, rows.chain(held))
}

/// A driver on the entry list who is held back.
pub struct Held<'a> {
    /// Driver.
    pub driver: DriverId,
    /// Driver's name as listed.
    pub driver_name: &'a str,
    /// That he is held back, and why.
    pub note: String,
}

/// The drivers who are held back.
pub fn held(body: &Body) -> Vec<Held<'_>> {
    let of_note = |note| match note {
        &Note::HeldBack { driver, ref driver_name, ref reason } => {
            Some(Held { driver, driver_name, note: format!("held back: {reason}") })
        }
        _ => None,
    };
    body.notes.iter().filter_map(of_note).collect()
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
