//! Laps, cautions and leaders kept by race; laps recounted from running order, beside the official result.

use super::{Context, TaskOutput};
use crate::error::IngestError;
use engine::import::ImportRequest;
use feeds::nascar::tables::Table;
use feeds::nascar::{Feed, lap_tables, lap_times, weekend};
use std::collections::BTreeMap;

pub(super) fn run(context: &Context<'_>) -> Result<TaskOutput, IngestError> {
    let before = context.before()?;
    let Some(laps) = context.read(&before, Feed::LapTimes, lap_times::read)? else {
        return Ok(TaskOutput::absent());
    };
    let week = context.read(&before, Feed::WeekendFeed, weekend::read)?.flatten();
    let Some(week) = week.filter(weekend::Weekend::is_result) else { return Ok(TaskOutput::absent()) };
    let mut output = TaskOutput::default();
    let race = week.setting.race_id;
    let tables = [lap_tables::cautions(&week), lap_tables::leaders(&week), lap_tables::laps(race, &laps)];
    for table in tables.into_iter().flatten() {
        keep(context, race, table, &mut output)?;
    }
    let official: BTreeMap<_, _> = week.cars.iter().map(|car| (car.driver, car)).collect();
    let (mut equal, mut led_equal, mut unknown, mut rows) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut findings = Vec::new();
    for car in &laps.cars {
        let (completed, led) = car.completed_and_led();
        rows += u64::from(completed);
        let Some(result) = official.get(&car.driver) else {
            unknown += 1;
            findings.push(format!("{} (car {}) has laps and no result", car.driver_name, car.car));
            continue;
        };
        equal += u64::from(completed == result.laps);
        led_equal += u64::from(led == result.laps_led);
        if completed != result.laps || led != result.laps_led {
            findings.push(format!(
                "{}: {completed} laps and {led} led by running order, {} and {} officially",
                car.driver_name, result.laps, result.laps_led
            ));
        }
    }
    output.count("cars", laps.cars.len());
    output.count("laps", rows);
    output.count("lapsEqual", equal);
    output.count("lapsLedEqual", led_equal);
    output.count("withoutResult", unknown);
    output.find(findings);
    Ok(output)
}

/// Imports a table, which is kept as Parquet.
fn keep(context: &Context<'_>, race: u32, table: Table, output: &mut TaskOutput) -> Result<(), IngestError> {
    context.check()?;
    let request = ImportRequest {
        file_name: format!("{}.{race}.csv", table.kind),
        bytes: table.text.into_bytes(),
        ..ImportRequest::new(table.kind)
    };
    let answer = context.ingest.engine().import(&request, context.progress)?;
    output.count(&format!("{}Kept", table.kind), answer.rows_taken + answer.rows_held);
    output.find(
        answer
            .findings
            .iter()
            .filter(|finding| finding.rule != "unknown-race")
            .map(|finding| format!("{}: {}: {}", table.kind, finding.rule, finding.reason)),
    );
    Ok(())
}
