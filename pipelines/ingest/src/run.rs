//! Runs: the races of a request, submitted a few at a time and followed to their end.

use crate::error::IngestError;
use crate::ingest::{Ingest, PIPELINE, account};
use crate::partition::Partition;
use crate::plan::{self, PlannedTask};
use crate::request::{Order, Reprocess, RunRequest};
use crate::source::Sources;
use crate::task::{TableKind, Task, TaskOutput, TaskRequest};
use crate::worker::Workers;
use domain::series::Series;
use engine::Progress;
use feeds::nascar::setting::Setting;
use feeds::nascar::{Feed, race_list};
use jiff::Timestamp;
use ops::ids::{JobId, RunId};
use ops::jobs::{NewJob, State};
use ops::partitions::{self, Partition as PartitionState};
use ops::runs::{self, Run};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often unfinished tasks are looked at, beside being told of their end.
const LOOK: Duration = Duration::from_millis(500);

/// Earlier runs that are looked through for one to resume.
const RESUMABLE: usize = 50;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunAnswer {
    /// Its id; blank for a dry run.
    pub run: String,
    /// Whether an earlier, unfinished run was taken up.
    pub resumed: bool,
    /// Whether only the plan was made.
    pub dry_run: bool,
    /// Names of the sources, in order.
    pub sources: Vec<String>,
    /// Races that were skipped, with the reason.
    pub skipped: BTreeMap<String, usize>,
    /// Races of which every task succeeded.
    pub races_done: usize,
    /// Races of which some tasks failed.
    pub races_partly: usize,
    /// Races of which nothing could be loaded.
    pub races_failed: usize,
    /// Races that would be worked on, in order (dry run).
    pub planned: Vec<String>,
    /// Tasks by how they ended.
    pub tasks: BTreeMap<String, usize>,
    /// Rows taken into the graph.
    pub rows_taken: u64,
    /// Rows held back when their table was loaded; a table loaded later, such as the race log, may have freed them.
    pub rows_held: u64,
    /// Rows refused.
    pub rows_refused: u64,
    /// Records in quarantine.
    pub quarantined: u64,
    /// Bodies that a server sent.
    pub bodies_sent: u64,
    /// Digest of the graph at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Tasks that failed, and why.
    pub problems: Vec<String>,
}

impl RunAnswer {
    /// Whether everything that was asked for was done.
    pub fn is_whole(&self) -> bool {
        self.races_partly == 0 && self.races_failed == 0 && self.problems.is_empty()
    }
}

/// A race whose tasks are in the queue.
struct Open {
    setting: Setting,
    partition: Partition,
    jobs: Vec<(Task, JobId, Option<State>)>,
}

impl Ingest {
    /// Works a request off. An earlier run with the same request that did not end is taken up where it stopped.
    ///
    /// # Errors
    /// When the request is invalid, the race list of a season cannot be had, or the records fail. Failures of single
    /// tasks are in the answer. When cancelled, the run stays open and can be taken up.
    pub fn run(
        self: &Arc<Self>,
        request: &RunRequest,
        sources: &Sources,
        dry_run: bool,
        progress: &Progress,
    ) -> Result<RunAnswer, IngestError> {
        request.check()?;
        let text = serde_json::to_string(request).map_err(IngestError::unreadable("the request"))?;
        let open = runs::list(self.records(), Some(PIPELINE), RESUMABLE)?;
        // A dry run neither takes up nor ends another.
        let earlier = open.into_iter().find(|run| !dry_run && run.ended_at.is_none() && run.request == text);
        let resumed = earlier.is_some();
        let run = match earlier {
            Some(run) => run,
            None => runs::start(self.records(), PIPELINE, account(), &text, self.clock_now())?,
        };
        let (ended, told) = mpsc::channel();
        let workers = Workers::start(self, &run.id.to_string(), sources.clone(), ended)?;
        let names = sources.order().iter().map(|source| source.name().to_owned()).collect();
        let answer = RunAnswer { resumed, dry_run, sources: names, ..RunAnswer::default() };
        let mut following = Following { ingest: self, run: &run, request, workers, told, answer, progress };
        let worked = following.work(dry_run);
        let Following { mut answer, workers, .. } = following;
        drop(workers);
        if let Err(IngestError::Cancelled) = worked {
            return Err(IngestError::Cancelled);
        }
        if dry_run {
            runs::end(self.records(), run.id, "{\"dryRun\":true}", self.clock_now())?;
            worked?;
            return Ok(answer);
        }
        answer.run = run.id.to_string();
        if let Err(error) = &worked {
            answer.problems.push(error.to_string());
        }
        answer.digest = Some(self.engine().digest(progress)?.digest);
        self.end(run.id, &answer)?;
        worked?;
        Ok(answer)
    }

    fn end(&self, run: RunId, answer: &RunAnswer) -> Result<(), IngestError> {
        let summary = serde_json::to_string(answer).map_err(IngestError::unreadable("the run"))?;
        runs::end(self.records(), run, &summary, self.clock_now())?;
        let name = match (answer.is_whole(), answer.races_done + answer.races_partly) {
            (true, _) => "run.succeeded",
            (false, 0) => "run.failed",
            (false, _) => "run.partly",
        };
        self.emit(name, &run.to_string(), PIPELINE, &summary)
    }
}

struct Following<'a> {
    ingest: &'a Arc<Ingest>,
    run: &'a Run,
    request: &'a RunRequest,
    workers: Workers,
    told: Receiver<crate::worker::Ended>,
    answer: RunAnswer,
    progress: &'a Progress,
}

impl Following<'_> {
    fn work(&mut self, dry_run: bool) -> Result<(), IngestError> {
        let races = self.races()?;
        if dry_run {
            self.answer.planned =
                races.iter().map(|(partition, setting)| format!("{partition} {}", setting.name)).collect();
            return Ok(());
        }
        self.progress.begin("races", races.len() as u64);
        let mut coming = races.into_iter();
        let mut open: Vec<Open> = Vec::new();
        loop {
            while open.len() < self.ingest.rules().window.max(1) {
                let Some((partition, setting)) = coming.next() else { break };
                let plan = plan::of_race(partition, &self.request.race_feeds());
                let jobs = self.submit(&plan)?;
                open.push(Open { setting, partition, jobs });
            }
            if open.is_empty() {
                self.progress.end();
                return Ok(());
            }
            self.wait_for_news()?;
            let mut still = Vec::new();
            for mut race in open {
                if self.look(&mut race.jobs)? {
                    self.close(&race)?;
                    self.progress.advance(1);
                } else {
                    still.push(race);
                }
            }
            open = still;
        }
    }

    /// The races to work on, in order.
    fn races(&mut self) -> Result<Vec<(Partition, Setting)>, IngestError> {
        let mut races = Vec::new();
        for season in self.request.from..=self.request.to {
            for &series in &self.request.series {
                let of_season = self.season(series, season)?;
                for setting in of_season.into_iter().filter(|setting| setting.series == series) {
                    let partition = Partition::race(series, season, setting.race_id);
                    match self.skip(partition, &setting)? {
                        Some(why) => *self.answer.skipped.entry(why.to_owned()).or_default() += 1,
                        None => races.push((partition, setting)),
                    }
                }
            }
        }
        races.sort_by_key(|(partition, setting)| (setting.start, *partition));
        if self.request.order == Order::Newest {
            races.reverse();
        }
        Ok(races)
    }

    fn skip(&self, partition: Partition, setting: &Setting) -> Result<Option<&'static str>, IngestError> {
        if !self.request.races.is_empty() && !self.request.races.contains(&setting.race_id) {
            return Ok(Some("not asked for"));
        }
        if setting.start.duration_since(self.ingest.now()) > self.ingest.rules().horizon {
            return Ok(Some("too far ahead"));
        }
        let known = partitions::find(self.ingest.records(), &partition.to_string())?;
        Ok(match (self.request.reprocess, known) {
            (Reprocess::None, Some(known)) if known.is_final => Some("final"),
            (Reprocess::Failed, None) => Some("never tried"),
            (Reprocess::Failed, Some(known)) if known.state == "done" => Some("did not fail"),
            _ => None,
        })
    }

    /// The races of a season, by its race list.
    fn season(&mut self, series: Series, season: i16) -> Result<Vec<Setting>, IngestError> {
        let plan = plan::of_season(Partition::season(series, season));
        let mut jobs = self.submit(&plan)?;
        while !self.look(&mut jobs)? {
            self.wait_for_news()?;
        }
        let last = jobs.last().map(|(_, id, _)| *id).expect("a season has tasks");
        let parsed = self.ingest.queue().get(last)?.value;
        self.count(&jobs)?;
        let output: TaskOutput = match &parsed.result {
            Some(text) => {
                serde_json::from_str(text).map_err(IngestError::unreadable(parsed.id.to_string()))?
            }
            None => {
                let why = self.answer.problems.last().cloned().unwrap_or_else(|| "it failed".to_owned());
                return Err(IngestError::Request(format!(
                    "the races of {series} {season} are not known: {why}"
                )));
            }
        };
        let Some(input) = output.inputs.iter().find(|input| input.feed == Feed::RaceList) else {
            return Err(IngestError::Request(format!("there is no race list of {season}")));
        };
        let bytes = self.ingest.bodies().get(&input.sha256.as_str().into())?;
        Ok(race_list::read(&input.path, &bytes, season)?.value)
    }

    /// Puts tasks into the queue; each once per run, however often this is repeated.
    fn submit(&self, plan: &[PlannedTask]) -> Result<Vec<(Task, JobId, Option<State>)>, IngestError> {
        let mut ids: Vec<JobId> = Vec::with_capacity(plan.len());
        for planned in plan {
            let run = self.run.id.to_string();
            let request = TaskRequest { run: run.clone(), task: planned.task, partition: planned.partition };
            let text = serde_json::to_string(&request).map_err(IngestError::unreadable(planned.name()))?;
            let after = planned.after.iter().map(|at| ids[*at]).collect();
            let new = NewJob {
                after,
                trace: Some(run.clone()),
                ..NewJob::new(&planned.task.job_kind(&run), account(), &text)
            };
            let key = format!("{run}/{}", planned.name());
            ids.push(self.ingest.queue().submit_once(&new, &key, self.ingest.clock_now())?.job.id);
        }
        self.workers.wake();
        Ok(plan.iter().zip(ids).map(|(planned, id)| (planned.task, id, None)).collect())
    }

    fn wait_for_news(&self) -> Result<(), IngestError> {
        if self.progress.cancelled() {
            return Err(IngestError::Cancelled);
        }
        match self.told.recv_timeout(LOOK) {
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(IngestError::Cancelled),
        }
        while self.told.try_recv().is_ok() {}
        Ok(())
    }

    /// Notes which tasks have ended; whether all have.
    fn look(&self, jobs: &mut [(Task, JobId, Option<State>)]) -> Result<bool, IngestError> {
        let mut all = true;
        // The last ones wait for the others: while one of them has not ended, the earlier ones need not be read.
        for (_, id, state) in jobs.iter_mut().rev().filter(|(_, _, state)| state.is_none()) {
            let now = self.ingest.queue().get(*id)?.value.state;
            if now.ended() {
                *state = Some(now);
            } else {
                all = false;
                break;
            }
        }
        Ok(all)
    }

    /// Adds ended tasks to the answer.
    fn count(
        &mut self,
        jobs: &[(Task, JobId, Option<State>)],
    ) -> Result<Vec<(Task, TaskOutput)>, IngestError> {
        let mut outputs = Vec::new();
        for (task, id, _) in jobs {
            let job = self.ingest.queue().get(*id)?.value;
            *self.answer.tasks.entry(job.state.to_string()).or_default() += 1;
            if let Some(text) = job.result.as_ref().filter(|_| job.state == State::Succeeded) {
                let output: TaskOutput =
                    serde_json::from_str(text).map_err(IngestError::unreadable(job.id.to_string()))?;
                let count = |name: &str| output.counts.get(name).copied().unwrap_or(0);
                self.answer.rows_taken += count("rowsTaken");
                self.answer.rows_held += count("rowsHeld");
                self.answer.rows_refused += count("rowsRefused");
                self.answer.quarantined += count("quarantined");
                self.answer.bodies_sent += count("sent");
                outputs.push((*task, output));
            } else if matches!(job.state, State::Failed | State::Dead) {
                let problem: serde_json::Value = job
                    .problem
                    .as_deref()
                    .and_then(|text| serde_json::from_str(text).ok())
                    .unwrap_or_default();
                let request: TaskRequest = crate::task::read(&job)?;
                let why = problem.get("message").and_then(|message| message.as_str()).unwrap_or("it failed");
                self.answer.problems.push(format!("{}: {why}", request.partition.part(&request.task.name())));
            }
        }
        Ok(outputs)
    }

    /// Records what became of a race.
    fn close(&mut self, race: &Open) -> Result<(), IngestError> {
        let outputs = self.count(&race.jobs)?;
        let ingest = Arc::clone(self.ingest);
        let records = ingest.records();
        let loaded = |kind: TableKind| {
            outputs.iter().any(|(task, output)| *task == Task::Load(kind) && !output.absent)
        };
        let whole = outputs.len() == race.jobs.len();
        let any = TableKind::ALL.iter().any(|kind| loaded(*kind));
        let official = loaded(TableKind::Results);
        let state = match (whole, any) {
            (true, _) => "done",
            (false, true) => "partly",
            (false, false) => "failed",
        };
        match state {
            "done" => self.answer.races_done += 1,
            "partly" => self.answer.races_partly += 1,
            _ => self.answer.races_failed += 1,
        }
        let now: Timestamp = ingest.now();
        let old = now.duration_since(race.setting.start) > ingest.rules().final_after;
        let is_final = whole && official && old;
        let name = race.partition.to_string();
        let before = partitions::find(records, &name)?;
        let token = before.as_ref().map_or(1, |before| before.token + 1);
        let was_official = before.is_some_and(|before| before.data.contains("\"official\":true"));
        let run = self.run.id.to_string();
        if is_final {
            for (task, _, _) in &race.jobs {
                let Task::Fetch(feed) = task else { continue };
                let found = partitions::find(records, &race.partition.part(feed.name()))?;
                if let Some(found) = found.filter(|found| found.state == "done") {
                    partitions::write(records, &PartitionState { is_final: true, ..found })?;
                }
            }
        }
        let state = PartitionState {
            name: name.clone(),
            group: race.partition.group(),
            state: state.to_owned(),
            is_final,
            token,
            digest: None,
            good_at: whole.then_some(now),
            at: now,
            data: json!({ "run": run, "name": race.setting.name, "official": official || was_official })
                .to_string(),
        };
        partitions::write(records, &state)?;
        if official && !was_official {
            ingest.emit("race.official", &run, &name, "{}")?;
        }
        Ok(())
    }
}
