//! A history made ready for projecting any race of its series.

use crate::digest::{EvidenceDigest, PastDigests, of_evidence};
use crate::distance::PastDistances;
use crate::error::ProjectionError;
use crate::evidence::Fitter;
use crate::layers::{LayerFits, Layers};
use crate::model::Model;
use crate::set::Note;
use domain::evidence::EvidenceBook;
use domain::history::History;
use domain::pooling::Pooling;
use domain::race::{RaceCard, RaceInfo};
use jiff::Timestamp;
use ratings::strength::Ratings;
use std::sync::Arc;

/// A history made ready for projecting any race of its series.
///
/// It owns what it needs and borrows nothing, so it can be kept and shared between threads: a second projection costs
/// the simulation and the summary alone.
///
/// ```
/// use projection::{Model, Projector, RunConfig};
/// use testkit::seasons;
///
/// // Fictional seasons; the last race is the one to come.
/// let history = seasons::history(40, 20, 1);
/// let card = seasons::card(history.points_races().next_back().unwrap());
/// let model = Model::named("baseline-c").unwrap();
/// let projector = Projector::new(&history, &seasons::pooling(), &model)?;
/// let run = RunConfig { simulations: 200, seed: 1 };
/// // The same inputs give the same set, to the byte.
/// let (one, other) = (projector.project(&card, &run)?, projector.project(&card, &run)?);
/// assert_eq!(one.set.checksum(), other.set.checksum());
/// // Why a driver is rated as he is.
/// let why = projector.why(&card, card.entries[0].driver, &run)?;
/// assert_eq!(why.strength, one.set.body().entries[0].strength);
/// # Ok::<(), projection::ProjectionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Projector {
    pub(crate) ratings: Ratings,
    pub(crate) pooling: Pooling,
    pub(crate) model: Model,
    pub(crate) as_of: Timestamp,
    pub(crate) digests: PastDigests,
    fits: Option<LayerFits>,
    distances: PastDistances,
    pub(crate) evidence: EvidenceBook,
    /// By place in the ratings' timeline, the digest of a past race's evidence as used, as of its lock.
    pub(crate) learnt_from: Vec<Option<EvidenceDigest>>,
    pub(crate) fitter: Fitter,
}

impl Projector {
    /// Rates the past, and hashes it race by race.
    ///
    /// # Errors
    /// A past race on a layout without a type, or a rating's fit without a solution.
    pub fn new(history: &History, pooling: &Pooling, model: &Model) -> Result<Self, ProjectionError> {
        let ratings = Ratings::of(history, pooling, &model.rating)?;
        let digests = PastDigests::of(history, pooling);
        let fits = model.simulator_fit.as_ref().map(|config| LayerFits::of(history, &ratings, config));
        Ok(Self {
            ratings,
            pooling: pooling.clone(),
            model: model.clone(),
            as_of: history.as_of,
            digests,
            fits,
            distances: PastDistances::of(history, model.distance),
            evidence: EvidenceBook::new(),
            learnt_from: Vec::new(),
            fitter: Fitter::default(),
        })
    }

    /// The same with the evidence of race weeks: of the race to come, and of past ones, on which the model fits how much
    /// it counts. Only what was known at a race's lock is used; a model without `[evidence]` uses nothing.
    ///
    /// # Errors
    /// As [`Projector::new`].
    pub fn with_evidence(
        history: &History,
        pooling: &Pooling,
        model: &Model,
        evidence: &EvidenceBook,
    ) -> Result<Self, ProjectionError> {
        let mut projector = Self::new(history, pooling, model)?;
        if let Some(config) = &model.evidence {
            projector.fitter = Fitter::of(&projector.ratings, evidence, config);
            let races = projector.ratings.timeline().races.iter();
            let used = races
                .map(|race| of_evidence(&race.key, &config.used_at(evidence.get(&race.key)?, race.lock_at)));
            projector.learnt_from = used.collect();
            projector.evidence.clone_from(evidence);
        }
        Ok(projector)
    }

    /// The constants with which a race of this setting is simulated: fitted on earlier races where the model
    /// asks for it, else the model file's.
    ///
    /// # Errors
    /// [`ProjectionError::Layers`] where the fit does not converge.
    pub fn layers(&self, info: &RaceInfo) -> Result<Arc<Layers>, ProjectionError> {
        let prior = &self.model.simulator;
        match &self.fits {
            None => Ok(Arc::new(Layers::fixed(prior))),
            Some(fits) => {
                let known = self.ratings.timeline().known_by(info.lock_at);
                fits.layers(&info.key, &self.ratings, known, info.date.year(), prior)
            }
        }
    }

    /// `card` in driver order, over the distance that the model simulates, and a note where that is not the card's.
    pub(crate) fn at_its_distance(&self, card: &RaceCard) -> (RaceCard, Option<Note>) {
        let mut card = in_driver_order(card);
        let usual = self.distances.usual(&card.info, self.as_of.min(card.info.lock_at));
        // A card without laps is invalid, whatever distance would be simulated.
        let usual = usual.filter(|_| card.distance_laps > 0);
        if let Some(laps) = usual {
            card.distance_laps = laps;
        }
        (card, usual.map(|laps| Note::DistanceOfLastFive { laps }))
    }
}

fn in_driver_order(card: &RaceCard) -> RaceCard {
    let mut card = card.clone();
    card.entries.sort_by_key(|entry| entry.driver);
    card
}
