//! Fetches a feed. A partition that is final is read from its kept body, without asking.

use super::{Context, Input, TaskOutput};
use crate::error::IngestError;
use crate::request::Reprocess;
use feeds::client::FetchError;
use feeds::nascar::Feed;
use ops::partitions::{self, Partition as State};

pub(super) fn run(context: &Context<'_>, feed: Feed) -> Result<TaskOutput, IngestError> {
    let (partition, records) = (context.request.partition, context.ingest.records());
    let name = partition.part(feed.name());
    let path = feed.path(partition.season, partition.series, partition.race.unwrap_or(0));
    let known = partitions::find(records, &name)?;
    let again = context.ingest.reprocess_of(&context.request.run)? == Reprocess::All;
    if let Some(kept) = known.as_ref().filter(|known| known.is_final && !again)
        && let Some(output) = from_kept(context, kept)
    {
        return Ok(output);
    }
    let token = context.job.token;
    let state = |state: &str, digest: Option<String>, data: String| State {
        name: name.clone(),
        group: partition.group(),
        state: state.to_owned(),
        is_final: false,
        token: known.as_ref().map_or(token, |known| known.token.max(token)),
        good_at: digest.as_ref().map(|_| context.ingest.now()),
        digest,
        at: context.ingest.now(),
        data,
    };
    let found = match context.sources.fetch(&path, context) {
        Ok(found) => found,
        // Replayed: what was not there is not there.
        Err(IngestError::Fetch(FetchError::NotKept { .. }))
            if known.as_ref().is_some_and(|known| known.state == "absent") =>
        {
            None
        }
        Err(error) => {
            // The last good body stays where it is and goes on being served: it is stale from now on.
            if !matches!(error, IngestError::Cancelled) {
                let good = known.as_ref().and_then(|known| known.good_at);
                partitions::write(records, &state("failed", None, data_of(&error.to_string())))?;
                if let Some(good) = good {
                    context.ingest.emit(
                        "data.stale",
                        &context.request.run,
                        &name,
                        &data_of(&good.to_string()),
                    )?;
                }
            }
            return Err(error);
        }
    };
    let Some(body) = found else {
        partitions::write(records, &state("absent", None, "{}".to_owned()))?;
        return Ok(TaskOutput::absent());
    };
    let input =
        Input { feed, path, sha256: body.snapshot.clone(), fetched_at: body.fetched_at, source: body.source };
    let data = serde_json::to_string(&input).map_err(IngestError::unreadable(&*name))?;
    partitions::write(records, &state("done", Some(body.snapshot.clone()), data))?;
    let mut output = TaskOutput { digest: Some(body.snapshot), inputs: vec![input], ..TaskOutput::default() };
    output.count("bytes", body.bytes);
    output.count("sent", body.sent);
    Ok(output)
}

fn data_of(text: &str) -> String {
    serde_json::json!({ "reason": text }).to_string()
}

/// The output from a kept body; none where it is gone.
fn from_kept(context: &Context<'_>, kept: &State) -> Option<TaskOutput> {
    let input: Input = serde_json::from_str(&kept.data).ok()?;
    let bytes = context.body(&input).ok()?.len();
    let mut output =
        TaskOutput { digest: Some(input.sha256.clone()), inputs: vec![input], ..TaskOutput::default() };
    output.count("bytes", bytes);
    output.count("sent", false);
    Some(output)
}
