//! Makes a table from the feeds of a race and checks its quality. A blocking finding quarantines the table; a warning
//! is listed.

use super::{Context, TableKind, TaskOutput};
use crate::error::IngestError;
use feeds::nascar::tables::{self, Table};
use feeds::nascar::weekend::{self, Weekend};
use feeds::nascar::{Feed, loop_stats, practice};
use std::collections::BTreeSet;

/// What was found in a table.
#[derive(Debug, Default)]
struct Findings {
    blocking: Vec<String>,
    warnings: Vec<String>,
}

pub(super) fn run(context: &Context<'_>, kind: TableKind) -> Result<TaskOutput, IngestError> {
    let before = context.before()?;
    let week = context.read(&before, Feed::WeekendFeed, weekend::read)?.flatten();
    let Some(week) = week else { return Ok(TaskOutput::absent()) };
    let mut findings = Findings::default();
    if Some(week.setting.race_id) != context.request.partition.race {
        findings.blocking.push(format!("the weekend feed is that of race {}", week.setting.race_id));
    }
    let table = match kind {
        TableKind::Entries => tables::entry_list(&week),
        TableKind::Results => results(&week, &mut findings),
        TableKind::RaceLogs => race_log(context, &before, &week, &mut findings)?,
        TableKind::Practice => {
            let averages =
                context.read(&before, Feed::LapAverages, practice::read_averages)?.unwrap_or_default();
            let lock = week.scheduled_start.unwrap_or(week.setting.start);
            tables::practice(&week.setting, &week.runs, &averages, lock)
        }
    };
    if !findings.blocking.is_empty() {
        let partition = context.request.partition.part(kind.name());
        return Err(IngestError::Quality { partition, findings: findings.blocking });
    }
    let Some(table) = table else { return Ok(TaskOutput::absent()) };
    let left_out = table.left_out.iter().map(|(driver, why)| format!("driver {driver} {why}: left out"));
    let mut output = TaskOutput { inputs: inputs(&before), ..TaskOutput::default() };
    output.find(findings.warnings);
    output.find(left_out);
    output.count("leftOut", table.left_out.len());
    output.count("rows", table.rows);
    if table.rows > 0 {
        output.digest = Some(context.ingest.tables().put(table.text.as_bytes())?.to_string());
    } else {
        output.absent = true;
    }
    Ok(output)
}

fn inputs(before: &[TaskOutput]) -> Vec<super::Input> {
    let all: BTreeSet<super::Input> =
        before.iter().flat_map(|output| output.inputs.iter().cloned()).collect();
    all.into_iter().collect()
}

fn results(week: &Weekend, findings: &mut Findings) -> Option<Table> {
    if !week.is_result() {
        return None;
    }
    let raced = || week.cars.iter().filter(|car| car.finish.is_some());
    let distinct = |values: Vec<u32>| values.iter().collect::<BTreeSet<_>>().len() == values.len();
    if !distinct(raced().filter_map(|car| car.finish).collect()) {
        findings.blocking.push("two cars have one finish".to_owned());
    }
    if !distinct(raced().filter_map(|car| car.start).collect()) {
        findings.blocking.push("two cars have one place on the grid".to_owned());
    }
    if !distinct(raced().map(|car| car.driver.0).collect()) {
        findings.blocking.push("a driver is in it twice".to_owned());
    }
    if !raced().any(|car| car.finish == Some(1)) {
        findings.blocking.push("nobody has won".to_owned());
    }
    let (rows, expected) = (raced().count(), week.setting.cars.unwrap_or(0) as usize);
    if expected > 0 && rows != expected {
        findings.warnings.push(format!("{rows} cars have a finish, {expected} are said to be in the field"));
    }
    let led: u32 = raced().map(|car| car.laps_led).sum();
    if let Some(laps) = week.setting.actual_laps.filter(|laps| *laps != led) {
        findings.warnings.push(format!("{led} laps were led of {laps}"));
    }
    tables::official_results(&week.setting, &week.cars)
}

fn race_log(
    context: &Context<'_>,
    before: &[TaskOutput],
    week: &Weekend,
    findings: &mut Findings,
) -> Result<Option<Table>, IngestError> {
    let Some(stats) = context.read(before, Feed::LoopStats, loop_stats::read)?.flatten() else {
        return Ok(None);
    };
    if stats.race_id != week.setting.race_id {
        findings.blocking.push(format!("the loop data are those of race {}", stats.race_id));
    }
    let drivers = tables::drivers_of(week);
    let known = stats.cars.iter().filter(|car| drivers.contains_key(&car.driver)).count();
    // Loop data of another race share hardly any driver with the week.
    if 2 * known < stats.cars.len() {
        findings.blocking.push(format!("{known} of {} drivers are in the weekend feed", stats.cars.len()));
    }
    for car in &stats.cars {
        let official = week.cars.iter().find(|result| result.driver == car.driver);
        if let Some(official) = official.filter(|result| result.finish.is_some())
            && (official.laps, official.laps_led) != (car.laps, car.laps_led)
        {
            findings.warnings.push(format!(
                "{}: loop data have {} laps and {} led, the result {} and {}; both are kept",
                official.driver_name, car.laps, car.laps_led, official.laps, official.laps_led
            ));
        }
    }
    Ok(tables::race_log(&week.setting, &stats, &drivers))
}
