//! One race projected as of a moment, and why.

use crate::error::EngineError;
use crate::open::Engine;
use domain::evidence::EvidenceBook;
use domain::history::PastRace;
use domain::ids::RaceKey;
use domain::race::RaceCard;
use domain::series::Series;
use graph::{Path, ReadError};
use jiff::Timestamp;
use projection::why::Why;
use projection::{Model, Projection, Projector, RunConfig};

/// What to project, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectRequest {
    /// Key, alias, NASCAR id, or `next`.
    pub race: String,
    /// The series that `next` means; the earliest of all without it.
    pub series: Option<Series>,
    /// Moment of knowledge; the race's lock without it.
    pub as_of: Option<Timestamp>,
    /// The model.
    pub model: Model,
    /// Simulated races.
    pub simulations: usize,
    /// Seed.
    pub seed: u64,
}

/// A projection with what it was made from.
#[derive(Clone, Debug)]
pub struct Projected {
    /// The card as of the moment.
    pub card: RaceCard,
    /// The projection.
    pub projection: Projection,
    /// The result, where the race was run: for the eye only, nothing of it went in.
    pub result: Option<PastRace>,
    /// Items of evidence of its week that were known and that the model does not read.
    pub not_read: usize,
}

/// Why a driver is projected so: what sums to the strength, and the paths of the graph behind it.
#[derive(Clone, Debug)]
pub struct WhyAnswer {
    /// The strength taken apart.
    pub why: Why,
    /// Paths from the entry to what it inherits from.
    pub paths: Vec<Path>,
}

impl ProjectRequest {
    fn run(&self) -> RunConfig {
        RunConfig { simulations: u32::try_from(self.simulations).unwrap_or(u32::MAX), seed: self.seed }
    }
}

impl Engine {
    /// Projects a race from what was known at the moment asked for.
    ///
    /// # Errors
    /// An unknown race, one without entries at that moment, or what [`projection`] refuses.
    pub fn project(&self, request: &ProjectRequest) -> Result<Projected, EngineError> {
        let key = self.find_race(&request.race, request.series)?;
        let (card, as_of) = self.card_as_of(&key, request.as_of)?;
        let history = self.store.history(card.info.series, as_of)?;
        let pooling = self.store.pooling()?;
        let result = self.store.result_of(&key)?;
        let run = request.run();
        let evidence = self.evidence(&request.model, as_of)?;
        let projector = Projector::with_evidence(&history, &pooling, &request.model, &evidence)?;
        let projection = projector.project(&card, &run)?;
        let not_read = match &request.model.evidence {
            Some(_) => 0,
            None => self.store.evidence(as_of)?.get(&key).map_or(0, items),
        };
        Ok(Projected { card, projection, result, not_read })
    }

    /// Why a driver is projected so in a race, as of the moment asked for.
    ///
    /// # Errors
    /// As [`Engine::project`], and a driver unknown or not entered.
    pub fn why(&self, request: &ProjectRequest, driver: &str) -> Result<WhyAnswer, EngineError> {
        let key = self.find_race(&request.race, request.series)?;
        let driver = self.store.find_driver(driver)?;
        let (card, as_of) = self.card_as_of(&key, request.as_of)?;
        let history = self.store.history(card.info.series, as_of)?;
        let pooling = self.store.pooling()?;
        let evidence = self.evidence(&request.model, as_of)?;
        let projector = Projector::with_evidence(&history, &pooling, &request.model, &evidence)?;
        let why = projector.why(&card, driver, &request.run())?;
        let mut paths = self.store.path_why(&key, driver)?;
        if let Some(told) = evidence.get(&key) {
            paths.extend(graph::Store::evidence_paths(&key, driver, told));
        }
        Ok(WhyAnswer { why, paths })
    }

    /// What race weeks told by a moment; nothing for a model that does not read it.
    fn evidence(&self, model: &Model, as_of: Timestamp) -> Result<EvidenceBook, EngineError> {
        match model.evidence {
            Some(_) => Ok(self.store.evidence(as_of)?),
            None => Ok(EvidenceBook::new()),
        }
    }

    /// A race by key, alias or NASCAR id; `next` is the race to come that locks first.
    ///
    /// # Errors
    /// When nothing, or more than one race, is called so.
    pub fn find_race(&self, text: &str, series: Option<Series>) -> Result<RaceKey, EngineError> {
        if text != "next" {
            return Ok(self.store.find_race(text)?);
        }
        let races = self.store.races(&graph::RaceFilter { series, season: None })?;
        races
            .into_iter()
            .filter(|race| race.result_known_at.is_none())
            .map(|race| race.info)
            .min_by(|a, b| (a.lock_at, &a.key).cmp(&(b.lock_at, &b.key)))
            .map(|info| info.key)
            .ok_or(EngineError::NoNextRace { series })
    }

    /// The card as known at a moment, by default the race's lock, and that moment.
    fn card_as_of(
        &self,
        key: &RaceKey,
        as_of: Option<Timestamp>,
    ) -> Result<(RaceCard, Timestamp), EngineError> {
        let at_lock = self.store.race_card(key, Timestamp::MAX)?.info.lock_at;
        // What became known after lock is never looked at, whatever moment is asked for.
        let as_of = as_of.map_or(at_lock, |moment| moment.min(at_lock));
        let card = match self.store.race_card(key, as_of) {
            Err(ReadError::UnknownRace { .. }) => {
                return Err(EngineError::UnknownAsOf { race: key.to_string(), as_of, lock_at: at_lock });
            }
            other => other?,
        };
        if card.entries.is_empty() {
            return Err(EngineError::NoEntriesAsOf { race: key.to_string(), as_of, lock_at: at_lock });
        }
        Ok((card, as_of))
    }
}

/// Items of a race's evidence.
fn items(evidence: &domain::evidence::Evidence) -> usize {
    evidence.paces.len() + evidence.prices.len() + evidence.claims.len()
}
