//! The daemon: waits for slots and runs what they ask for. Every slot is claimed by a record before it is worked off, so
//! that several daemons, restarts, and a clock that is set back neither lose nor double one.

use super::cron::Schedule;
use super::{Slot, calendar};
use crate::error::IngestError;
use crate::ingest::Ingest;
use crate::request::RunRequest;
use crate::run::RunAnswer;
use crate::source::Sources;
use engine::Progress;
use feeds::nascar::setting::Setting;
use feeds::nascar::{Feed, race_list};
use jiff::{SignedDuration, Timestamp};
use ops::partitions::{self, Partition as State};
use std::sync::Arc;

/// What a daemon does.
#[derive(Clone, Debug)]
pub struct DaemonRules {
    /// What is run: its series, and the seasons whose race lists are the calendar.
    pub request: RunRequest,
    /// Runs by the clock.
    pub schedules: Vec<Schedule>,
    /// Missed slots of one schedule that are looked at, the newest first: one run catches them all up.
    pub catch_up: usize,
    /// How far back missed slots are looked for.
    pub look_back: SignedDuration,
}

/// What one look at the clock did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Slots that were worked off.
    pub slots: Vec<String>,
    /// What each run did.
    pub runs: Vec<RunAnswer>,
}

/// Group of the records of slots.
const GROUP: &str = "slots";

impl Ingest {
    /// Works off every slot that is due at the present moment and was not yet.
    ///
    /// # Errors
    /// When the records fail or a run cannot begin. A run that fails is in the answer.
    pub fn tick(
        self: &Arc<Self>,
        rules: &DaemonRules,
        sources: &Sources,
        progress: &Progress,
    ) -> Result<Ticked, IngestError> {
        let now = self.now();
        let after = now - rules.look_back;
        let mut ticked = Ticked::default();
        // A run that was interrupted has claimed its slots already: it is taken up first.
        for request in self.open_requests()? {
            ticked.runs.push(self.run(&request, sources, false, progress)?);
        }
        for schedule in &rules.schedules {
            // One run brings everything up to now: of what was missed the newest slot is worked off for all.
            let mut newest = None;
            for slot in schedule.due(after, now, rules.catch_up) {
                if self.claim(&slot, now)? {
                    newest.get_or_insert(slot);
                }
            }
            if let Some(slot) = newest {
                ticked.slots.push(slot.name);
                ticked.runs.push(self.run(&rules.request, sources, false, progress)?);
            }
        }
        let mut due = Vec::new();
        for (race, slot) in calendar::due(&self.calendar(&rules.request)?, after, now) {
            if self.claim(&slot, now)? {
                due.push(race);
                ticked.slots.push(slot.name);
            }
        }
        if !due.is_empty() {
            let request = RunRequest { races: due, ..rules.request.clone() };
            ticked.runs.push(self.run(&request, sources, false, progress)?);
        }
        Ok(ticked)
    }

    /// The next slot after a moment.
    ///
    /// # Errors
    /// When a kept race list cannot be read.
    pub fn next_slot(&self, rules: &DaemonRules, after: Timestamp) -> Result<Option<Slot>, IngestError> {
        let by_clock = rules.schedules.iter().filter_map(|schedule| schedule.next(after));
        Ok(by_clock.chain(calendar::next(&self.calendar(&rules.request)?, after)).min())
    }

    /// Claims a slot; false where somebody did so before.
    fn claim(&self, slot: &Slot, now: Timestamp) -> Result<bool, IngestError> {
        let name = format!("slot:{}", slot.name);
        if partitions::find(self.records(), &name)?.is_some() {
            return Ok(false);
        }
        let state = State {
            name,
            group: GROUP.to_owned(),
            state: "done".to_owned(),
            is_final: true,
            token: 0,
            digest: None,
            good_at: None,
            at: now,
            data: "{}".to_owned(),
        };
        Ok(self.records().put(&state)?)
    }

    /// The races of the kept race lists.
    fn calendar(&self, request: &RunRequest) -> Result<Vec<Setting>, IngestError> {
        let mut races = Vec::new();
        for season in request.from..=request.to {
            for &series in &request.series {
                let name = crate::partition::Partition::season(series, season).part(Feed::RaceList.name());
                let Some(digest) = partitions::find(self.records(), &name)?.and_then(|found| found.digest)
                else {
                    continue;
                };
                let bytes = self.bodies().get(&digest.as_str().into())?;
                let list = race_list::read(&name, &bytes, season)?.value;
                races.extend(list.into_iter().filter(|race| race.series == series));
            }
        }
        Ok(races)
    }
}
