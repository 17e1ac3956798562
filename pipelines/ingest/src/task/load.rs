//! Imports a table. One writer per race: it holds a lease whose token grows with each holder.

use super::{Context, TableKind, TaskOutput};
use crate::error::IngestError;
use engine::import::{ImportAnswer, ImportRequest};
use jiff::SignedDuration;
use ops::leases;
use ops::partitions::{self, Partition as State};

/// How long a writer may be silent.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

pub(super) fn run(context: &Context<'_>, kind: TableKind) -> Result<TaskOutput, IngestError> {
    let before = context.before()?;
    let Some(verified) = before.into_iter().next().filter(|output| !output.absent) else {
        return Ok(TaskOutput::absent());
    };
    let Some(digest) = verified.digest.clone() else { return Ok(TaskOutput::absent()) };
    let partition = context.request.partition;
    let (records, holder) = (context.ingest.records(), context.job.id.to_string());
    let name = format!("ingest:{partition}");
    let lease = match leases::take(records, &name, &holder, LEASE, context.ingest.clock_now())? {
        Ok(lease) => lease,
        Err(taken) => {
            return Err(IngestError::Held { partition: partition.to_string(), holder: taken.by.holder });
        }
    };
    context.check()?;
    let bytes = context.ingest.tables().get(&digest.as_str().into())?;
    // What a feed gives later replaces what it gave before; lists are versions and replace nothing.
    let before = partitions::find(records, &partition.part(kind.name()))?.and_then(|known| known.digest);
    let older = before.filter(|older| {
        kind != TableKind::Entries && *older != digest && context.ingest.engine().imported(older).is_ok()
    });
    let request = ImportRequest {
        supersede: older.into_iter().collect(),
        file_name: format!(
            "{}.{}-{}.csv",
            kind.name(),
            partition.group().replace('/', "-"),
            partition.race.unwrap_or(0)
        ),
        bytes,
        ..ImportRequest::new(kind.name())
    };
    if !leases::holds(records, &lease, context.ingest.clock_now())? {
        return Err(IngestError::Fenced(partition.to_string()));
    }
    let answer = context.ingest.engine().import(&request, context.progress)?;
    let state = State {
        name: partition.part(kind.name()),
        group: partition.group(),
        state: "done".to_owned(),
        is_final: false,
        token: lease.token,
        digest: Some(answer.snapshot.clone()),
        good_at: Some(context.ingest.now()),
        at: context.ingest.now(),
        // The lineage: these bodies, by this run, became that file.
        data: serde_json::json!({
            "run": context.request.run,
            "job": holder,
            "snapshot": answer.snapshot,
            "inputs": verified.inputs,
        })
        .to_string(),
    };
    if !partitions::write(records, &state)? {
        return Err(IngestError::Fenced(partition.to_string()));
    }
    leases::give_back(records, &lease, context.ingest.clock_now())?;
    Ok(output(verified, &answer))
}

fn output(verified: TaskOutput, answer: &ImportAnswer) -> TaskOutput {
    let mut output = TaskOutput {
        digest: Some(answer.snapshot.clone()),
        inputs: verified.inputs,
        ..TaskOutput::default()
    };
    output.count("rowsRead", answer.rows_read);
    output.count("rowsTaken", answer.rows_taken);
    output.count("rowsRepeated", answer.rows_repeated);
    output.count("rowsRefused", answer.rows_refused);
    output.count("rowsHeld", answer.rows_held);
    output.count("racesWritten", answer.races_written);
    let matched = |how: &str| answer.names.iter().filter(|name| name.how == how).count();
    output.count("namesByAlias", matched("alias"));
    output.count("namesNormalised", matched("normalised") + matched("without-suffix"));
    output.find(answer.findings.iter().map(|finding| {
        let next = finding.next_step.as_ref().map(|next| format!("; {next}")).unwrap_or_default();
        format!("{}: {}{next}", finding.rule, finding.reason)
    }));
    output
}
