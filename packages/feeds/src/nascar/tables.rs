//! What was read, as tables of the kinds of file that imports take.

use super::entry_list::Entered;
use super::loop_stats::LoopStats;
use super::practice::{Run, RunCar};
use super::setting::Setting;
use super::weekend::{CarResult, Weekend};
use crate::{entries, race_logs, results, weekend::practice as laps};
use domain::evidence::RUNS;
use domain::ids::DriverId;
use domain::season::SessionKind;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A table, ready to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Kind of file.
    pub kind: &'static str,
    /// Comma-separated text with a header.
    pub text: String,
    /// Rows.
    pub rows: usize,
    /// Cars of which no row could be made, and why.
    pub left_out: Vec<(DriverId, &'static str)>,
}

/// Writes a table.
pub(super) struct Writer {
    text: String,
    rows: usize,
}

impl Writer {
    pub(super) fn new(columns: &[&str]) -> Self {
        Self { text: format!("{}\n", columns.join(",")), rows: 0 }
    }

    pub(super) fn row(&mut self, fields: &[String]) {
        let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        self.text += &quoted.join(",");
        self.text.push('\n');
        self.rows += 1;
    }

    /// The table; none without rows.
    pub(super) fn done(self, kind: &'static str, left_out: Vec<(DriverId, &'static str)>) -> Option<Table> {
        (self.rows > 0 || !left_out.is_empty()).then_some(Table {
            kind,
            text: self.text,
            rows: self.rows,
            left_out,
        })
    }
}

fn quoted(field: &str) -> String {
    // A row is one line, and no field of a table begins or ends with a blank.
    let field: String = field.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if field.contains([',', '"']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

pub(super) fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Official results of the cars that raced.
pub fn official_results(setting: &Setting, cars: &[CarResult]) -> Option<Table> {
    let mut writer = Writer::new(&results::COLUMNS);
    let mut left_out = Vec::new();
    for car in cars {
        let Some(finish) = car.finish else { continue };
        let Some(start) = car.start else {
            left_out.push((car.driver, "has a finish and no place on the grid"));
            continue;
        };
        writer.row(&[
            setting.date.year().to_string(),
            setting.series.log_name().to_owned(),
            setting.race_id.to_string(),
            setting.date.to_string(),
            setting.name.clone(),
            setting.track_name.clone(),
            text(car.car.as_ref()),
            car.driver_name.clone(),
            text(car.team.as_ref()),
            text(car.make.as_ref()),
            start.to_string(),
            finish.to_string(),
            car.laps.to_string(),
            car.laps_led.to_string(),
            String::new(),
            String::new(),
            text(car.status.as_ref()),
        ]);
    }
    writer.done("results", left_out)
}

/// The rows of a race log. Names and how it ended come from `drivers`; a car without them is left out and listed.
pub fn race_log(
    setting: &Setting,
    stats: &LoopStats,
    drivers: &BTreeMap<DriverId, (String, Option<String>)>,
) -> Option<Table> {
    let mut writer = Writer::new(&race_logs::COLUMNS);
    let mut left_out = Vec::new();
    for car in &stats.cars {
        let Some((name, status)) = drivers.get(&car.driver) else {
            left_out.push((car.driver, "has loop data and no name in the weekend feed"));
            continue;
        };
        let Some(status) = status else {
            left_out.push((car.driver, "has loop data and no status in the weekend feed"));
            continue;
        };
        let [start, mid, finish] = car.places;
        let [best, worst] = car.best_and_worst;
        writer.row(&[
            name.clone(),
            car.driver.to_string(),
            setting.log_date().strftime("%Y/%m/%d").to_string(),
            setting.series.log_name().to_owned(),
            setting.track_name.clone(),
            start.to_string(),
            mid.to_string(),
            finish.to_string(),
            best.to_string(),
            worst.to_string(),
            car.average.to_string(),
            car.passing_diff.to_string(),
            car.passes.to_string(),
            car.passed.to_string(),
            car.quality_passes.to_string(),
            String::new(),
            car.fastest_laps.to_string(),
            car.top_15_laps.to_string(),
            String::new(),
            car.laps_led.to_string(),
            String::new(),
            car.laps.to_string(),
            car.rating.to_string(),
            status.clone(),
        ]);
    }
    writer.done("race-logs", left_out)
}

/// Names and statuses of a weekend feed, by driver.
pub fn drivers_of(weekend: &Weekend) -> BTreeMap<DriverId, (String, Option<String>)> {
    weekend.cars.iter().map(|car| (car.driver, (car.driver_name.clone(), car.status.clone()))).collect()
}

/// The entry list of a race that has no result yet: from its weekend feed, with the grid once it is set.
pub fn entry_list(weekend: &Weekend) -> Option<Table> {
    if weekend.is_result() {
        return None;
    }
    let lock = weekend.scheduled_start.unwrap_or(weekend.setting.start);
    // Half a grid is none: places come with qualifying, for all cars at once.
    let set = weekend.cars.iter().all(|car| car.start.is_some());
    let mut writer = Writer::new(&entries::COLUMNS);
    for car in &weekend.cars {
        let entered = Entered {
            driver: car.driver,
            driver_name: car.driver_name.clone(),
            car: car.car.clone(),
            team: car.team.clone(),
            make: car.make.clone(),
        };
        writer.row(&entry(&weekend.setting, &entered, car.start.filter(|_| set), lock));
    }
    writer.done("entries", Vec::new())
}

fn entry(setting: &Setting, entered: &Entered, start: Option<u32>, lock: Timestamp) -> Vec<String> {
    let field = |column: &str| match column {
        "series" => setting.series.log_name().to_owned(),
        "race_date" => setting.date.to_string(),
        "track_name" => setting.track_name.clone(),
        "driver_id" => entered.driver.to_string(),
        "driver_name" => entered.driver_name.clone(),
        "car_number" => text(entered.car.as_ref()),
        "team" => text(entered.team.as_ref()),
        "make" => text(entered.make.as_ref()),
        "start" => text(start),
        "scheduled_laps" => text(setting.scheduled_laps),
        "lock_at" => lock.to_string(),
        // What a feed does not give stays blank.
        _ => String::new(),
    };
    entries::COLUMNS.iter().map(|column| field(column)).collect()
}

/// Practice and qualifying before the race. Averages are joined to the session of the same title, or to the only
/// practice there is.
pub fn practice(setting: &Setting, sessions: &[Run], averages: &[Run], lock: Timestamp) -> Option<Table> {
    let mut writer = Writer::new(&laps::COLUMNS);
    let mut used = vec![false; averages.len()];
    let practices = sessions.iter().filter(|run| run.kind == SessionKind::Practice).count();
    for session in sessions {
        let same = |run: &Run| run.kind == session.kind && run.title.eq_ignore_ascii_case(&session.title);
        let only = |run: &Run| {
            averages.len() == 1
                && practices == 1
                && run.kind == session.kind
                && session.kind == SessionKind::Practice
        };
        let joined = averages.iter().position(|run| same(run) || only(run));
        if let Some(at) = joined {
            used[at] = true;
        }
        let runs: BTreeMap<DriverId, &RunCar> = joined
            .map(|at| &averages[at])
            .into_iter()
            .flat_map(|run| &run.cars)
            .map(|car| (car.driver, car))
            .collect();
        for car in &session.cars {
            let runs = runs.get(&car.driver);
            let best = car.best_lap.or_else(|| runs.and_then(|car| car.best_lap));
            lap_row(
                &mut writer,
                setting,
                session,
                car,
                best,
                runs.map_or([None; RUNS.len()], |car| car.runs),
                lock,
            );
        }
    }
    for (session, _) in averages.iter().zip(used).filter(|(_, used)| !used) {
        for car in &session.cars {
            lap_row(&mut writer, setting, session, car, car.best_lap, car.runs, lock);
        }
    }
    writer.done("practice", Vec::new())
}

fn lap_row(
    writer: &mut Writer,
    setting: &Setting,
    session: &Run,
    car: &RunCar,
    best: Option<f64>,
    runs: [Option<f64>; RUNS.len()],
    lock: Timestamp,
) {
    if best.is_none() && runs.iter().all(Option::is_none) {
        return;
    }
    let kind = match session.kind {
        SessionKind::Practice => "practice",
        _ => "qualifying",
    };
    // A session that the feed sets at or after the lock has a wrong time: the lock counts then.
    let known_at = session.start.filter(|start| *start < lock);
    let mut fields = vec![
        setting.series.log_name().to_owned(),
        setting.date.to_string(),
        setting.track_name.clone(),
        kind.to_owned(),
        session.title.clone(),
        car.driver.to_string(),
        car.driver_name.clone(),
        "s".to_owned(),
        text(best),
    ];
    fields.extend(runs.iter().map(|run| text(*run)));
    fields.push(text(known_at));
    writer.row(&fields);
}
