//! What the sentences are made from.

use super::sentence::{Sentence, sentence};
use crate::error::EngineError;
use crate::question::Question;
use crate::races::lines;
use crate::view::View;
use domain::evidence::{Claim, Evidence};
use domain::history::{PastCar, PastRace};
use domain::ids::DriverId;
use domain::race::RaceCard;
use projection::ProjectionSet;
use projection::set::EntryProjection;

/// Past races that are mentioned.
const PAST: usize = 3;

/// What the graph knows besides the projection.
pub(super) struct Context {
    /// Name of the race, where known.
    pub name: Option<String>,
    /// The driver, where one is asked about.
    pub driver: Option<DriverId>,
    /// The last races of the series on the layout, the latest first.
    pub past: Vec<PastRace>,
}

impl Context {
    /// Reads it from one state of the graph.
    pub fn read(view: &View<'_>, question: &Question, driver: Option<&str>) -> Result<Self, EngineError> {
        let info = &question.asked.card.info;
        let driver = driver.map(|driver| view.find_driver(driver)).transpose()?;
        if let Some(driver) = driver {
            // Refuses a driver who is not entered.
            view.path_why(&info.key, driver)?;
        }
        let all = lines(view)?;
        let name = all.iter().find(|line| line.race.key == info.key).and_then(|line| line.name.clone());
        let there = all.iter().rev().filter(|line| {
            line.race.series == info.series
                && line.race.layout == info.layout
                && line.race.key != info.key
                && line.result_known_at.is_some_and(|known_at| known_at <= question.asked.as_of)
        });
        let mut past = Vec::new();
        for line in there.take(PAST) {
            past.extend(view.result_of(&line.race.key)?);
        }
        Ok(Self { name, driver, past })
    }
}

/// A projection to put into words.
pub(super) struct Told<'a> {
    pub set: &'a ProjectionSet,
    pub card: &'a RaceCard,
    pub context: &'a Context,
    /// The evidence that counts; none where the model reads none.
    pub evidence: Option<&'a Evidence>,
}

impl Told<'_> {
    /// The set, as what a sentence stands on.
    pub fn set_id(&self) -> String {
        format!("ProjectionSet/{}", self.set.checksum())
    }

    /// The race, likewise.
    pub fn race_id(&self) -> String {
        format!("Race/{}", self.card.info.key)
    }

    /// An entry, likewise.
    pub fn entry_id(&self, driver: DriverId) -> String {
        format!("Entry/{}/{driver}", self.card.info.key)
    }

    /// The claims that count, about `driver` or, with none, about anything.
    pub fn claims(&self, driver: Option<DriverId>) -> Vec<&Claim> {
        let as_of = self.set.body().as_of;
        let claims = self.evidence.map(|evidence| evidence.claims.as_slice()).unwrap_or_default();
        let of = |claim: &&Claim| {
            claim.known_at <= as_of && (driver.is_none() || claim.driver.is_none() || claim.driver == driver)
        };
        claims.iter().filter(of).collect()
    }

    /// The name of a driver on the entry list.
    pub fn name(&self, driver: DriverId) -> String {
        let entry = self.card.entries.iter().find(|entry| entry.driver == driver);
        entry.map_or_else(|| driver.to_string(), |entry| entry.driver_name.clone())
    }

    /// A sentence for each claim.
    pub fn claim_sentences(&self, driver: Option<DriverId>) -> Vec<Sentence> {
        let of = |claim: &&Claim| {
            let id = format!("Claim/{}", claim.standing.id);
            let source = format!("Source/{}", claim.source);
            let about = claim.driver.map_or_else(|| self.race_id(), |driver| self.entry_id(driver));
            let whom = claim.driver.map_or_else(|| "the race".to_owned(), |driver| self.name(driver));
            sentence(
                "Since {moment}, {source} claims of {whom}: {kind} {value}.",
                &[
                    ("moment", claim.known_at.to_string(), &id),
                    ("source", claim.source.clone(), &source),
                    ("whom", whom, &about),
                    ("kind", claim.kind.clone(), &id),
                    ("value", claim.value.to_string(), &id),
                ],
            )
        };
        self.claims(driver).iter().map(of).collect()
    }

    /// What the projection was made from.
    pub fn basis(&self) -> Sentence {
        let (set, body) = (self.set_id(), self.set.body());
        sentence(
            "Model {model} says so from what was known at {moment}, in {simulations} simulated races.",
            &[
                ("model", body.model_version.clone(), &set),
                ("moment", body.as_of.to_string(), &set),
                ("simulations", body.simulations.to_string(), &set),
            ],
        )
    }

    /// The notes of the set, a sentence each.
    pub fn note_sentences(&self) -> Vec<Sentence> {
        let set = self.set_id();
        let notes = self.set.body().notes.iter();
        notes.map(|note| sentence("To be known: {note}.", &[("note", note.to_string(), &set)])).collect()
    }

    /// A sentence on a car that takes the flag from another place than its official one.
    pub fn drop_sentence(&self, entry: &EntryProjection) -> Option<Sentence> {
        let (start, effective) = (entry.start?, entry.effective_start?);
        let set = self.set_id();
        Some(sentence(
            "{driver} takes the green flag from place {effective}; places gained count from place {start}.",
            &[
                ("driver", entry.driver_name.clone(), &self.entry_id(entry.driver)),
                ("effective", effective.to_string(), &set),
                ("start", start.to_string(), &set),
            ],
        ))
    }
}

/// Where a car finished: officially where that is known.
pub(super) fn finish(car: &PastCar) -> u8 {
    car.result.finish_official.unwrap_or(car.result.finish_on_track)
}
