//! Reads a feed once and counts what is in it.

use super::{Context, TaskOutput};
use crate::error::IngestError;
use feeds::nascar::{Feed, NotAFeed, Reading};
use feeds::nascar::{entry_list, lap_notes, lap_times, live, loop_stats, pits, points, practice, race_list};
use feeds::nascar::{schedule, weekend};

pub(super) fn run(context: &Context<'_>, feed: Feed) -> Result<TaskOutput, IngestError> {
    let before = context.before()?;
    let Some(input) = before.iter().find_map(|output| output.input(feed)) else {
        return Ok(TaskOutput::absent());
    };
    let bytes = context.body(input)?;
    let file = input.path.as_str();
    let season = context.request.partition.season;
    let mut output = TaskOutput {
        inputs: vec![input.clone()],
        digest: Some(input.sha256.clone()),
        ..TaskOutput::default()
    };
    let read = match feed {
        Feed::RaceList => {
            counted(race_list::read(file, &bytes, season), &mut output, |races| vec![("races", races.len())])
        }
        Feed::Schedule => {
            counted(schedule::read(file, &bytes), &mut output, |list| vec![("sessions", list.len())])
        }
        Feed::WeekendFeed => counted(weekend::read(file, &bytes), &mut output, |week| match week {
            None => vec![("races", 0)],
            Some(week) => vec![
                ("races", 1),
                ("cars", week.cars.len()),
                ("cautions", week.cautions.len()),
                ("leaders", week.leaders.len()),
                ("stages", week.stages.len()),
                ("sessions", week.runs.len()),
            ],
        }),
        Feed::LoopStats => counted(loop_stats::read(file, &bytes), &mut output, |stats| {
            vec![("cars", stats.as_ref().map_or(0, |stats| stats.cars.len()))]
        }),
        Feed::EntryList => {
            counted(entry_list::read(file, &bytes), &mut output, |list| vec![("cars", list.len())])
        }
        Feed::LapAverages => counted(practice::read_averages(file, &bytes), &mut output, |runs| {
            vec![("sessions", runs.len()), ("cars", runs.iter().map(|run| run.cars.len()).sum())]
        }),
        Feed::LapTimes => counted(lap_times::read(file, &bytes), &mut output, |laps| {
            let driven = laps.cars.iter().map(|car| car.completed_and_led().0 as usize);
            vec![("cars", laps.cars.len()), ("laps", driven.sum())]
        }),
        Feed::LapNotes => {
            counted(lap_notes::read(file, &bytes), &mut output, |notes| vec![("notes", notes.len())])
        }
        Feed::PitStops => {
            counted(pits::read_stops(file, &bytes), &mut output, |stops| vec![("stops", stops.len())])
        }
        Feed::Flags => {
            counted(pits::read_flags(file, &bytes), &mut output, |flags| vec![("flags", flags.len())])
        }
        Feed::StagePoints => {
            counted(points::read_stages(file, &bytes), &mut output, |rows| vec![("places", rows.len())])
        }
        Feed::LiveFeed => {
            counted(live::read(file, &bytes), &mut output, |frame| vec![("cars", frame.cars.len())])
        }
        Feed::Points => {
            counted(points::read(file, &bytes), &mut output, |rows| vec![("drivers", rows.len())])
        }
        Feed::Qualifying | Feed::Qualification => {
            counted(practice::read_qualifying(file, &bytes), &mut output, |cars| vec![("cars", cars.len())])
        }
        Feed::RaceResults => {
            counted(weekend::read_results(file, &bytes), &mut output, |cars| vec![("cars", cars.len())])
        }
    };
    read?;
    Ok(output)
}

/// Puts counts and complaints of a reading into the output.
fn counted<T>(
    reading: Result<Reading<T>, NotAFeed>,
    output: &mut TaskOutput,
    counts: impl FnOnce(&T) -> Vec<(&'static str, usize)>,
) -> Result<(), IngestError> {
    let reading = reading?;
    for (name, count) in counts(&reading.value) {
        output.count(name, count);
    }
    output.count("records", reading.records);
    output.count("quarantined", reading.quarantined);
    output.find(reading.complaints.iter().map(ToString::to_string));
    Ok(())
}
