//! Checks what the graph holds of the race after loading.

use super::{Context, TaskOutput};
use crate::error::IngestError;
use engine::error::Kind;
use engine::race::RaceRequest;

pub(super) fn run(context: &Context<'_>) -> Result<TaskOutput, IngestError> {
    let Some(race) = context.request.partition.race else { return Ok(TaskOutput::absent()) };
    let mut output = TaskOutput::default();
    let request = RaceRequest { race: race.to_string() };
    match context.ingest.engine().race(&request, context.progress) {
        Ok(answer) => {
            output.count("inGraph", true);
            output.count("entries", answer.entries.len());
            output.count("results", answer.results.as_ref().map_or(0, Vec::len));
        }
        // Its rows wait for a log or a list: they are counted as held where they were loaded.
        Err(error) if error.kind() == Kind::NotFound => {
            output.count("inGraph", false);
            output.find([format!(
                "race {race} is not in the graph under its number: its rows wait for others"
            )]);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(output)
}
