//! `jobs list|show|retry|cancel|dead`: the jobs of the server of a data folder, whether it runs or not.

use super::{Context, serve};
use crate::args::{JobsCommand, KeysPlace};
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use api::client::Client;
use api::{JobResource, JobsPage};
use engine::Operations;
use engine::operations::JobsRequest;

/// Jobs that are asked for at once.
const PAGE: usize = 500;

/// Whose jobs: those of the records here, or of a server.
enum Jobs {
    Here(Operations),
    There(Client),
}

impl Jobs {
    fn open(context: &Context<'_>, place: &KeysPlace) -> Result<Self> {
        match context.server()? {
            Some(client) => Ok(Self::There(client)),
            None => Ok(Self::Here(serve::operations_of(context, place)?)),
        }
    }

    fn list(&self, state: Option<&str>, kind: Option<&str>) -> Result<Vec<JobResource>> {
        let operations = match self {
            Self::Here(operations) => operations,
            Self::There(client) => return Ok(client.jobs(state, kind)?),
        };
        let mut request = JobsRequest {
            account: None,
            state: state.map(str::to_owned),
            kind: kind.map(str::to_owned),
            cursor: None,
            limit: PAGE,
        };
        let mut jobs = Vec::new();
        loop {
            let page = operations.jobs(&request)?;
            jobs.extend(page.jobs.into_iter().map(JobResource::from));
            match page.next {
                Some(next) => request.cursor = Some(next),
                None => return Ok(jobs),
            }
        }
    }

    fn show(&self, id: &str) -> Result<JobResource> {
        match self {
            Self::Here(operations) => Ok(operations.job(id, None)?.into()),
            Self::There(client) => Ok(client.job(id)?),
        }
    }

    fn retry(&self, id: &str) -> Result<JobResource> {
        match self {
            Self::Here(operations) => Ok(operations.retry_job(id, None)?.into()),
            Self::There(client) => Ok(client.retry_job(id)?),
        }
    }

    fn cancel(&self, id: &str) -> Result<JobResource> {
        match self {
            Self::Here(operations) => Ok(operations.cancel_job(id, None)?.into()),
            Self::There(client) => Ok(client.cancel_job(id)?),
        }
    }
}

pub fn run(context: &Context<'_>, command: &JobsCommand) -> Result<Outcome> {
    match command {
        JobsCommand::List { state, kind, place } => {
            list(context, Jobs::open(context, place)?.list(state.as_deref(), kind.as_deref())?)?;
        }
        JobsCommand::Dead { place } => list(context, Jobs::open(context, place)?.list(Some("dead"), None)?)?,
        JobsCommand::Show { id, place } => show(context, &Jobs::open(context, place)?.show(id)?)?,
        JobsCommand::Retry { id, place } => show(context, &Jobs::open(context, place)?.retry(id)?)?,
        JobsCommand::Cancel { id, place } => show(context, &Jobs::open(context, place)?.cancel(id)?)?,
    }
    Ok(Outcome::Done)
}

fn list(context: &Context<'_>, jobs: Vec<JobResource>) -> Result<()> {
    if context.json {
        return terminal::json(&JobsPage { jobs, next: None });
    }
    let row = |job: &JobResource| {
        vec![
            job.id.clone(),
            job.kind.clone(),
            state(job),
            job.attempts.to_string(),
            job.created_at.to_string(),
            or_dash(reason(job)),
        ]
    };
    let rows: Vec<Vec<String>> = jobs.iter().map(row).collect();
    let columns =
        [text("job"), text("kind"), text("state"), number("attempts"), text("submitted"), text("reason")];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    terminal::note(match jobs.len() {
        1 => "1 job".to_owned(),
        count => format!("{count} jobs"),
    });
    Ok(())
}

fn show(context: &Context<'_>, job: &JobResource) -> Result<()> {
    if context.json {
        return terminal::json(job);
    }
    terminal::line(format!("{} · {} · {}", job.id, job.kind, state(job)))?;
    let mut facts = vec![
        ("submitted", job.created_at.to_string()),
        ("changed", job.updated_at.to_string()),
        ("attempts", job.attempts.to_string()),
        ("asked for", job.request.to_string()),
    ];
    if let Some(progress) = &job.progress {
        let of = progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
        facts.push(("progress", format!("{}: {}{of}", progress.what, progress.done)));
    }
    facts.extend(reason(job).map(|reason| ("reason", reason)));
    facts.extend(job.result.clone().map(|result| ("result", result)));
    for (name, value) in facts {
        terminal::line(format!("  {name:<10} {value}"))?;
    }
    Ok(())
}

fn state(job: &JobResource) -> String {
    match job.cancel_requested && !job.state.ended() {
        true => format!("{}, to be cancelled", job.state),
        false => job.state.to_string(),
    }
}

/// Why it is where it is, in words.
fn reason(job: &JobResource) -> Option<String> {
    job.problem.as_ref().map(|problem| problem.message.clone()).or_else(|| job.reason.clone())
}
