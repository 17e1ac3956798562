//! Scenarios: the race as it would be if something were otherwise, with the same random numbers.

use crate::error::ProjectionError;
use crate::layers::Layers;
use crate::project::{AbsentEntry, RunConfig, rules};
use crate::projector::Projector;
use crate::set::EntryProjection;
use crate::summary;
use crate::weekend::Weekend;
use domain::evidence::{Claim, Evidence, Grid};
use domain::ids::DriverId;
use domain::pooling::TrackType;
use domain::race::RaceCard;
use domain::sample::SampleMatrix;
use std::collections::{BTreeMap, BTreeSet};

/// What is otherwise. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Places on the official grid, from 1. Where the grid is known, the others close up around these cars in their
    /// order; where it is not, whoever has such a place gets that of the car which takes it.
    pub grid: BTreeMap<DriverId, u8>,
    /// Drivers who do not start.
    pub withdrawn: BTreeSet<DriverId>,
    /// Laps of the race.
    pub laps: Option<u32>,
    /// Claims that do not count.
    pub claims_off: Vec<Claim>,
    /// Claims that count besides those known.
    pub claims_on: Vec<Claim>,
    /// Mean number of retirements as a multiple of the base's, 0 or more.
    pub attrition: Option<f64>,
}

/// A race with changes, simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Laps of the race.
    pub distance_laps: u32,
    /// Official and effective grid, in the order of the entries.
    pub grid: Grid,
    /// Entries in driver-id order.
    pub entries: Vec<EntryProjection>,
    /// The full sample.
    pub samples: SampleMatrix,
}

/// Largest mean share of the field that a scenario may retire.
const RETIRED_MOST: f64 = 0.9;

/// Times that the number of retirements is simulated and corrected: a race's own effect moves it a little off at first.
const ROUNDS: usize = 2;

impl Projector {
    /// Simulates the race of `card` with `changes` and the random numbers of [`Projector::project`].
    ///
    /// ```
    /// use projection::scenario::Changes;
    /// use projection::{Model, Projector, RunConfig};
    /// use testkit::seasons;
    ///
    /// // Fictional seasons; the last race is the one to come.
    /// let history = seasons::history(40, 20, 1);
    /// let card = seasons::card(history.points_races().next_back().unwrap());
    /// let model = Model::named("baseline-c").unwrap();
    /// let projector = Projector::new(&history, &seasons::pooling(), &model)?;
    /// let run = RunConfig { simulations: 200, seed: 1 };
    /// let base = projector.project(&card, &run)?;
    /// // Nothing changed: the same races.
    /// let same = projector.scenario(&card, &run, &Changes::default())?;
    /// assert_eq!(same.samples, base.samples);
    /// let short = projector.scenario(&card, &run, &Changes { laps: Some(60), ..Changes::default() })?;
    /// assert_eq!(short.samples.laps_led.iter().take(20).sum::<u16>(), 60);
    /// # Ok::<(), projection::ProjectionError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Projector::project`]; a place on the grid that is out of range or given twice, a withdrawal that leaves fewer than
    /// two cars, more retirements than a race can have.
    pub fn scenario(
        &self,
        card: &RaceCard,
        run: &RunConfig,
        changes: &Changes,
    ) -> Result<Scenario, ProjectionError> {
        let weekend = self.changed_weekend(card, changes)?;
        let layers = self.layers(&weekend.card.info)?;
        let absent = absent_from(&self.weekend(card)?, &weekend);
        let mut simulated = self.simulate_beside(&weekend, &weekend.strengths, &absent, &layers, run)?;
        if let Some(factor) = changes.attrition {
            let wanted = wanted_retirements(factor, &simulated.samples, &weekend.card)?;
            let mut shift = 0.0;
            for _ in 0..ROUNDS {
                shift += shift_to(wanted, &simulated.samples);
                let layers = with_more_retirements(&layers, weekend.strengths.track_type, shift);
                simulated = self.simulate_beside(&weekend, &weekend.strengths, &absent, &layers, run)?;
            }
        }
        let rules = rules(&weekend.card)?;
        Ok(Scenario {
            distance_laps: weekend.card.distance_laps,
            entries: summary::entries(&weekend.card, &weekend.grid, &weekend.strengths, &simulated, rules),
            grid: weekend.grid,
            samples: simulated.samples,
        })
    }
}

impl Changes {
    /// Whether the distance is another one.
    pub(crate) fn set_distance(&self, card: &mut RaceCard) -> bool {
        let Some(laps) = self.laps else { return false };
        card.distance_laps = laps;
        // Else a note on the scheduled distance would count.
        card.info.scheduled_laps = Some(laps);
        true
    }

    pub(crate) fn withdraw(&self, card: &mut RaceCard) -> Result<(), ProjectionError> {
        let entered = card.entries.len();
        card.entries.retain(|entry| !self.withdrawn.contains(&entry.driver));
        let left = card.entries.len();
        if left < 2 && left < entered {
            let race = card.info.key.clone();
            return Err(ProjectionError::ScenarioField { race, withdrawn: entered - left, left });
        }
        Ok(())
    }

    pub(crate) fn claims_of(&self, mut known: Evidence) -> Evidence {
        if !self.claims_off.is_empty() || !self.claims_on.is_empty() {
            known.claims.retain(|claim| !self.claims_off.contains(claim));
            known.claims.extend(self.claims_on.iter().cloned());
            known.sort();
        }
        known
    }

    /// Puts the cars of `grid` in their places.
    pub(crate) fn move_on_the_grid(&self, card: &mut RaceCard) -> Result<(), ProjectionError> {
        if self.grid.is_empty() {
            return Ok(());
        }
        let last = card.entries.iter().filter_map(|entry| entry.start).map(usize::from).max();
        let last_place = last.unwrap_or(0).max(card.entries.len());
        let refuse = |driver: DriverId, place: u8, expected: String| ProjectionError::ScenarioGrid {
            race: card.info.key.clone(),
            driver,
            place,
            expected,
        };
        let mut taken: BTreeMap<u8, DriverId> = BTreeMap::new();
        for (&driver, &place) in &self.grid {
            if !card.entries.iter().any(|entry| entry.driver == driver) {
                return Err(ProjectionError::NotEntered { race: card.info.key.clone(), driver });
            }
            if !(1..=last_place).contains(&usize::from(place)) {
                return Err(refuse(driver, place, format!("its cars have places 1 to {last_place}")));
            }
            if let Some(other) = taken.insert(place, driver) {
                return Err(refuse(driver, place, format!("it puts driver {other} there too")));
            }
        }
        if card.entries.iter().all(|entry| entry.start.is_some() || self.grid.contains_key(&entry.driver)) {
            self.close_up(card, &taken);
        } else {
            self.swap_places(card);
        }
        Ok(())
    }

    /// A known grid: the other cars fill the places left over, in their order. Empty places stay empty where they can.
    fn close_up(&self, card: &mut RaceCard, taken: &BTreeMap<u8, DriverId>) {
        let mut others: Vec<usize> = (0..card.entries.len()).collect();
        others.retain(|&at| !self.grid.contains_key(&card.entries[at].driver));
        others.sort_by_key(|&at| (card.entries[at].start, at));
        let used: BTreeSet<u8> = card.entries.iter().filter_map(|entry| entry.start).collect();
        let mut left: BTreeSet<u8> =
            used.iter().copied().filter(|place| !taken.contains_key(place)).collect();
        let mut empty = (1..=u8::MAX).filter(|place| !used.contains(place) && !taken.contains_key(place));
        while left.len() < others.len() {
            left.insert(empty.next().expect("a grid has more places than cars"));
        }
        for (&at, place) in others.iter().zip(left) {
            card.entries[at].start = Some(place);
        }
        for (&place, driver) in taken {
            if let Some(entry) = card.entries.iter_mut().find(|entry| entry.driver == *driver) {
                entry.start = Some(place);
            }
        }
    }

    /// A grid with open places: who stood in a place that is taken gets the taker's, known or not.
    fn swap_places(&self, card: &mut RaceCard) {
        for (&driver, &place) in &self.grid {
            let holder = card.entries.iter().position(|entry| entry.start == Some(place));
            let Some(mover) = card.entries.iter().position(|entry| entry.driver == driver) else { continue };
            let left = card.entries[mover].start;
            if let Some(holder) = holder {
                card.entries[holder].start = left;
            }
            card.entries[mover].start = Some(place);
        }
    }
}

/// The entries of the race as it is known that do not race in the scenario.
fn absent_from(base: &Weekend, scenario: &Weekend) -> Vec<AbsentEntry> {
    let here: BTreeSet<DriverId> = scenario.card.entries.iter().map(|entry| entry.driver).collect();
    let known = base.card.entries.iter().zip(&base.grid.official);
    let mut absent = Vec::new();
    for (entry, place) in known.filter(|(entry, _)| !here.contains(&entry.driver)) {
        // Entries stand by driver: before it are the others that are absent, and those who race.
        let index = absent.len() + here.range(..entry.driver).count();
        absent.push(AbsentEntry { index, team: entry.team.clone(), open: place.is_none() });
    }
    absent
}

/// `factor` times the mean number of retirements of `base`.
fn wanted_retirements(factor: f64, base: &SampleMatrix, card: &RaceCard) -> Result<f64, ProjectionError> {
    let retired = base.retired.iter().filter(|&&out| out).count();
    let wanted = factor * retired as f64 / base.simulations as f64;
    let most = RETIRED_MOST * base.entries as f64;
    if (0.0..=most).contains(&wanted) {
        return Ok(wanted);
    }
    let (race, cars) = (card.info.key.clone(), base.entries);
    Err(ProjectionError::ScenarioAttrition { race, factor, wanted, most, cars })
}

/// What must be added to every car's logit of retirement in `samples` for the mean number of retirements to be `wanted`.
fn shift_to(wanted: f64, samples: &SampleMatrix) -> f64 {
    let runs = samples.simulations as f64;
    let retired = samples.by_entry(&samples.retired);
    let logits: Vec<f64> = retired
        .chunks_exact(samples.simulations)
        .map(|of_car| of_car.iter().filter(|&&out| out).count() as f64)
        // A car that never retired in the sample might.
        .map(|out| libm::log((out + 0.5) / (runs - out + 0.5)))
        .collect();
    let mean = |shift: f64| logits.iter().map(|logit| 1.0 / (1.0 + libm::exp(-logit - shift))).sum::<f64>();
    // Beyond these bounds nobody, or everybody, retires.
    let (mut low, mut high) = (-30.0, 30.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if mean(middle) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

fn with_more_retirements(layers: &Layers, track_type: TrackType, shift: f64) -> Layers {
    let mut layers = layers.clone();
    let by_type = &mut layers.config.retirement.by_type;
    let constants = match track_type {
        TrackType::Intermediate => &mut by_type.intermediate,
        TrackType::Short => &mut by_type.short,
        TrackType::Road => &mut by_type.road,
        TrackType::Superspeedway => &mut by_type.superspeedway,
    };
    constants.constant += shift;
    layers
}
