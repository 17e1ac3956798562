//! A race with the evidence of its week: who starts, from where, and how strong.

use crate::digest::{EvidenceDigest, of_evidence};
use crate::error::ProjectionError;
use crate::evidence::{
    EvidenceConfig, EvidenceContribution, Field, Fitted, Reading, entries_with, readings, update,
};
use crate::projector::Projector;
use crate::scenario::Changes;
use crate::set::Note;
use domain::evidence::{ClaimValue, Evidence, EvidenceKind, Grid, claim, on_track};
use domain::ids::DriverId;
use domain::race::RaceCard;
use domain::scoring::Scored;
use ratings::strength::Strengths;
use simulator::simulate::{Rules, Simulated};

/// A race ready to be simulated.
pub(crate) struct Weekend {
    /// Its card, withdrawn entries left out, in driver order, with the official grid.
    pub card: RaceCard,
    /// Official and effective grid.
    pub grid: Grid,
    /// Strengths from the effective grid, corrected by the evidence.
    pub strengths: Strengths,
    /// What the evidence adds to each entry.
    pub contributions: Vec<Vec<EvidenceContribution>>,
    /// What was used, and what is missing.
    pub notes: Vec<Note>,
    /// What was known and not used.
    pub unused: Vec<Note>,
    /// All evidence that went in: that of the races on which its weight was fitted, and of this one.
    pub evidence: Vec<EvidenceDigest>,
}

/// Smallest share of the spread's square that evidence leaves.
const MINIMUM_SPREAD: f64 = 0.25;

impl Projector {
    /// What is known of the race of `card` at its lock, in strengths.
    pub(crate) fn weekend(&self, card: &RaceCard) -> Result<Weekend, ProjectionError> {
        self.changed_weekend(card, &Changes::default())
    }

    /// The same with what a scenario changes.
    pub(crate) fn changed_weekend(
        &self,
        card: &RaceCard,
        changes: &Changes,
    ) -> Result<Weekend, ProjectionError> {
        let (mut card, mut of_distance) = self.at_its_distance(card);
        if changes.set_distance(&mut card) {
            of_distance = None;
        }
        let Some(config) = &self.model.evidence else {
            changes.withdraw(&mut card)?;
            changes.move_on_the_grid(&mut card)?;
            let strengths = self.ratings.rate(&card, &self.pooling)?;
            let grid = on_track(&card.entries, &Evidence::default());
            return Ok(Weekend {
                card,
                grid,
                strengths,
                contributions: Vec::new(),
                notes: of_distance.into_iter().collect(),
                unused: Vec::new(),
                evidence: Vec::new(),
            });
        };
        let as_of = self.as_of.min(card.info.lock_at);
        let known = self.evidence.get(&card.info.key).map(|all| all.known_at(as_of)).unwrap_or_default();
        let known = changes.claims_of(known);
        let unused = unused_claims(&known, config);
        let own = config.used(known);
        let entered = card.entries.len();
        let mut notes: Vec<Note> = of_distance.into_iter().collect();
        notes.extend(apply_claims(&mut card, &own));
        let left = card.entries.len();
        if left < 2 && left < entered {
            let withdrawn = entered - left;
            return Err(ProjectionError::AllWithdrawn { race: card.info.key, withdrawn, left });
        }
        changes.withdraw(&mut card)?;
        let mut grid = on_track(&card.entries, &own);
        if !changes.grid.is_empty() {
            for (entry, official) in card.entries.iter_mut().zip(&grid.official) {
                entry.start = *official;
            }
            changes.move_on_the_grid(&mut card)?;
            grid = on_track(&card.entries, &own);
        }
        for (entry, official) in card.entries.iter_mut().zip(&grid.official) {
            entry.start = *official;
        }
        let mut from_the_rear = card.clone();
        for (entry, effective) in from_the_rear.entries.iter_mut().zip(&grid.effective) {
            entry.start = *effective;
        }
        let mut strengths = self.ratings.rate(&from_the_rear, &self.pooling)?;
        let drivers: Vec<DriverId> = card.entries.iter().map(|entry| entry.driver).collect();
        let of_entries = &strengths.entries;
        let field = Field {
            drivers: &drivers,
            strengths: &of_entries.iter().map(|entry| entry.strength).collect::<Vec<_>>(),
            starts: &of_entries.iter().map(|entry| Some(entry.grid.score())).collect::<Vec<_>>(),
            earlier_starts: &of_entries.iter().map(|entry| entry.earlier_starts).collect::<Vec<_>>(),
            on_grid: &grid.official.iter().map(Option::is_some).collect::<Vec<_>>(),
        };
        let readings = readings(&own, &field, config);
        let known_races = self.ratings.timeline().known_by(card.info.lock_at);
        let mut contributions = Vec::new();
        let mut evidence = Vec::new();
        if !readings.is_empty() {
            let fitted = self.fitter.fit(&self.ratings, known_races, card.info.date.year(), config);
            contributions = correct(&mut strengths, &readings, &fitted);
            evidence.extend(self.learnt_from[..known_races].iter().flatten());
        }
        evidence.extend(of_evidence(&card.info.key, &own));
        notes.extend(evidence_notes(&readings, &own, &field, config));
        notes.extend(grid_notes(&grid));
        Ok(Weekend { card, grid, strengths, contributions, notes, unused, evidence })
    }
}

/// How many claims of `evidence` the model ignores, by reason.
fn unused_claims(evidence: &Evidence, config: &EvidenceConfig) -> Vec<Note> {
    let (read, not_read): (Vec<_>, Vec<_>) = evidence.claims.iter().partition(|claim| config.reads(claim));
    let doubtful = read.iter().filter(|claim| !config.trusts(claim)).count();
    let undecided = config.used(evidence.clone()).undecided().len();
    let note = |claims: usize, note: fn(u32) -> Note| (claims > 0).then(|| note(claims as u32));
    [
        note(doubtful, |claims| Note::ClaimsBelowMinimum { claims }),
        note(not_read.len(), |claims| Note::ClaimsNotRead { claims }),
        note(undecided, |claims| Note::ClaimsUndecided { claims }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Which kinds that the model reads were used, which are known too little, and which are missing.
fn evidence_notes(
    readings: &[Reading],
    evidence: &Evidence,
    field: &Field<'_>,
    config: &EvidenceConfig,
) -> Vec<Note> {
    let note = |kind: EvidenceKind| match readings.iter().find(|reading| reading.kind == kind) {
        Some(reading) => {
            let entries = reading.cars.iter().flatten().count() as u32;
            Note::EvidenceUsed { evidence: kind, entries }
        }
        None => match entries_with(kind, evidence, field.drivers) as u32 {
            0 => Note::EvidenceAbsent { evidence: kind },
            entries if config.without_grid_only.contains(&kind) && field.on_grid.contains(&true) => {
                Note::EvidenceInGrid { evidence: kind, entries }
            }
            entries => Note::EvidenceTooThin { evidence: kind, entries },
        },
    };
    config.observations.keys().copied().map(note).collect()
}

fn grid_notes(grid: &Grid) -> impl Iterator<Item = Note> {
    let counted = |drivers: &[DriverId], note: fn(u32) -> Note| {
        (!drivers.is_empty()).then(|| note(drivers.len() as u32))
    };
    [
        counted(&grid.dropped, |entries| Note::RearStart { entries }),
        counted(&grid.waiting, |entries| Note::RearStartWaits { entries }),
        counted(&grid.by_note, |entries| Note::GridByNotes { entries }),
        counted(&grid.taken, |entries| Note::GridTaken { entries }),
    ]
    .into_iter()
    .flatten()
}

/// Leaves withdrawn entries out, and takes the distance of a note where the entry list gives none.
fn apply_claims(card: &mut RaceCard, evidence: &Evidence) -> Vec<Note> {
    let mut notes = Vec::new();
    let entered = card.entries.len();
    card.entries.retain(|entry| evidence.says(claim::WITHDRAWN, entry.driver) != Some(true));
    if card.entries.len() < entered {
        notes.push(Note::Withdrawn { entries: (entered - card.entries.len()) as u32 });
    }
    if card.info.scheduled_laps.is_none()
        && let Some(ClaimValue::Whole(laps)) = evidence.last_claim(claim::SCHEDULED_LAPS, None)
        && let Ok(laps) = u32::try_from(*laps)
        && laps > 0
    {
        card.distance_laps = laps;
        notes.push(Note::DistanceByNotes { laps });
    }
    notes
}

/// Adds to each strength what the evidence suggests, and takes what is now known off the spread.
fn correct(
    strengths: &mut Strengths,
    readings: &[Reading],
    fitted: &Fitted,
) -> Vec<Vec<EvidenceContribution>> {
    let rated: Vec<f64> = strengths.entries.iter().map(|entry| entry.strength).collect();
    let update = update(readings, &rated, fitted);
    for (entry, parts) in strengths.entries.iter_mut().zip(&update.contributions) {
        let added: f64 = parts.iter().map(|part| part.contribution).sum();
        entry.strength += added;
        entry.without_grid += added;
    }
    let spread = &mut strengths.spread.spread;
    let (all, known) = (spread.sigma * spread.sigma, spread.slope * spread.slope * update.known);
    spread.sigma = libm::sqrt((all - known).max(MINIMUM_SPREAD * all));
    update.contributions
}

/// Scores places gained from the official grid where cars took the flag from another place: behind empty places, or from
/// the rear. DraftKings and FanDuel count from the official starting position, wherever the car really starts (as
/// commonly stated; no rule text seen).
pub(crate) fn score_officially(simulated: &mut Simulated, grid: &Grid, rules: Rules<'_>) {
    let official: Option<Vec<u8>> = grid.official.iter().copied().collect();
    let (Some(official), Some(effective)) = (official, places(&grid.effective)) else { return };
    let entries = simulated.samples.entries;
    for car in (0..entries).filter(|&car| official[car] != effective[car]) {
        simulated.mean_start[car] = f64::from(official[car]);
        let samples = &mut simulated.samples;
        for at in (car..samples.finish.len()).step_by(entries) {
            let car = Scored {
                start: official[car],
                finish: samples.finish[at],
                laps_led: samples.laps_led[at].into(),
                fastest_laps: samples.fastest_laps[at].into(),
                laps_completed: samples.laps_completed[at].into(),
            };
            samples.draftkings[at] = rules.draftkings.score(&car).value() as f32;
            samples.fanduel[at] = rules.fanduel.score(&car).value() as f32;
        }
    }
}

/// Places 1..n of a grid that is wholly known: behind a car that is missing, the others move up.
fn places(grid: &[Option<u8>]) -> Option<Vec<u8>> {
    let grid = grid.iter().copied().collect::<Option<Vec<u8>>>()?;
    Some(grid.iter().map(|place| 1 + grid.iter().filter(|other| *other < place).count() as u8).collect())
}
