//! From a history and a card to a sealed set.

use crate::digest::{EvidenceDigest, PastDigests, of_evidence};
use crate::distance::{Distance, PastDistances};
use crate::error::ProjectionError;
use crate::evidence::Fitter;
use crate::layers::{LayerFits, Layers};
use crate::model::Model;
use crate::outlook;
use crate::set::{Body, Note, ProjectionSet};
use crate::summary;
use crate::weekend::{Weekend, score_officially};
use domain::dfs::Site;
use domain::evidence::EvidenceBook;
use domain::history::History;
use domain::pooling::Pooling;
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::sample::SampleMatrix;
use domain::scoring::ScoringRules;
use jiff::Timestamp;
use ratings::grid::GridOutlook;
use ratings::strength::{EntryStrength, Ratings, Strengths};
use simulator::race::{Car, Race, Start};
use simulator::simulate::{Rules, Simulated, simulate};
use std::sync::Arc;

/// How to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunConfig {
    /// Simulated races, at least 1.
    pub simulations: u32,
    /// Seed; the race's key goes into it, so that two races of one seed share no numbers.
    pub seed: u64,
}

/// A set and the sample behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The projection, sealed.
    pub set: ProjectionSet,
    /// What was known and not used. It stands beside the set, never in it: unused facts change no byte of a set.
    pub unused: Vec<Note>,
    /// The full sample; entries in the order of the set.
    pub samples: SampleMatrix,
}

/// A history made ready for projecting any race of its series.
#[derive(Clone, Debug)]
pub struct Projector<'a> {
    pub(crate) ratings: Ratings,
    pub(crate) pooling: &'a Pooling,
    pub(crate) model: &'a Model,
    pub(crate) as_of: Timestamp,
    digests: PastDigests,
    fits: Option<LayerFits>,
    distances: PastDistances,
    pub(crate) evidence: EvidenceBook,
    /// By place in the ratings' timeline, what is used of a past race's evidence, as of its lock.
    pub(crate) learnt_from: Vec<Option<EvidenceDigest>>,
    pub(crate) fitter: Fitter,
}

/// Projects `card` from `history`, of which only what was known at the card's lock is used.
///
/// # Errors
/// As [`Projector::new`] and [`Projector::project`].
pub fn project(
    history: &History,
    card: &RaceCard,
    pooling: &Pooling,
    model: &Model,
    run: &RunConfig,
) -> Result<Projection, ProjectionError> {
    Projector::new(history, pooling, model)?.project(card, run)
}

impl<'a> Projector<'a> {
    /// Rates the past, and hashes it race by race.
    ///
    /// # Errors
    /// A past race on a layout without a type, or a rating's fit without a solution.
    pub fn new(history: &History, pooling: &'a Pooling, model: &'a Model) -> Result<Self, ProjectionError> {
        let ratings = Ratings::of(history, pooling, &model.rating)?;
        let digests = PastDigests::of(history, pooling);
        let fits = model.simulator_fit.as_ref().map(|config| LayerFits::of(history, &ratings, config));
        Ok(Self {
            ratings,
            pooling,
            model,
            as_of: history.as_of,
            digests,
            fits,
            distances: PastDistances::of(history, model.distance),
            evidence: EvidenceBook::new(),
            learnt_from: Vec::new(),
            fitter: Fitter::default(),
        })
    }

    /// The same with what race weeks told: of the race to come, and of past ones, from which a model learns how
    /// much it is worth. Only what was known at a race's lock is used of it; a model without `[evidence]` uses
    /// nothing.
    ///
    /// # Errors
    /// As [`Projector::new`].
    pub fn with_evidence(
        history: &History,
        pooling: &'a Pooling,
        model: &'a Model,
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
    /// [`ProjectionError::Layers`] for a fit without an end.
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
        // A card without laps is no race, whatever is simulated.
        let usual = usual.filter(|_| card.distance_laps > 0);
        if let Some(laps) = usual {
            card.distance_laps = laps;
        }
        (card, usual.map(|laps| Note::DistanceOfLastFive { laps }))
    }

    /// Projects `card` as of its lock.
    ///
    /// # Errors
    /// A card that is no race, an unknown layout, no distance, no scoring rules for its date, layers without a
    /// fit; see [`ProjectionError`].
    pub fn project(&self, card: &RaceCard, run: &RunConfig) -> Result<Projection, ProjectionError> {
        let weekend = self.weekend(card)?;
        let layers = self.layers(&weekend.card.info)?;
        let simulated = self.simulate(&weekend, &weekend.strengths, &layers, run)?;
        // The distance that a model has in place of the card's is no datum of its own.
        let data = match self.model.distance {
            Distance::Scheduled => weekend.card.clone(),
            Distance::LastFive => RaceCard { distance_laps: card.distance_laps, ..weekend.card.clone() },
        };
        let Weekend { card, grid, strengths, notes: evidence_notes, unused, evidence, .. } = weekend;
        let (card, rules) = (&card, rules(&card)?);
        let as_of = self.as_of.min(card.info.lock_at);
        let body = Body {
            race: card.info.key.clone(),
            series: card.info.series,
            date: card.info.date,
            track_name: card.info.track_name.clone(),
            layout: card.info.layout.clone(),
            track_type: strengths.track_type,
            distance_laps: card.distance_laps,
            as_of,
            model_version: self.model.version.clone(),
            model_digest: self.model.digest.clone(),
            layers_digest: layers.fitted_on.map(|_| layers.digest()),
            data_digest: self.digests.with_card(as_of, &data, self.pooling, &evidence),
            draftkings_rules: rules.draftkings.key.clone(),
            fanduel_rules: rules.fanduel.key.clone(),
            seed: run.seed.to_string(),
            simulations: run.simulations,
            known_races: strengths.known_races as u32,
            notes: notes(&grid.official, &strengths, &layers).into_iter().chain(evidence_notes).collect(),
            entries: summary::entries(card, &grid, &strengths, &simulated, rules),
            head_to_head: outlook::head_to_head(&simulated.samples),
            dominators: outlook::dominators(&simulated.samples, rules.draftkings, card.distance_laps),
        };
        Ok(Projection { set: ProjectionSet::seal(body), unused, samples: simulated.samples })
    }

    /// Simulates the race of `weekend` with `strengths`, its own or others.
    pub(crate) fn simulate(
        &self,
        weekend: &Weekend,
        strengths: &Strengths,
        layers: &Layers,
        run: &RunConfig,
    ) -> Result<Simulated, ProjectionError> {
        let (card, rules) = (&weekend.card, rules(&weekend.card)?);
        let seed = seed_of(run.seed, card.info.key.as_str());
        let simulations = run.simulations as usize;
        let mut simulated = simulate(&race(card, strengths), &layers.config, rules, simulations, seed)
            .map_err(|source| ProjectionError::Simulation { race: card.info.key.clone(), source })?;
        score_officially(&mut simulated, &weekend.grid, rules);
        Ok(simulated)
    }
}

/// The rules of both sites on the date of a race.
pub(crate) fn rules(card: &RaceCard) -> Result<Rules<'static>, ProjectionError> {
    Ok(Rules { draftkings: scoring(card, Site::Draftkings)?, fanduel: scoring(card, Site::Fanduel)? })
}

fn in_driver_order(card: &RaceCard) -> RaceCard {
    let mut card = card.clone();
    card.entries.sort_by_key(|entry| entry.driver);
    card
}

fn scoring(card: &RaceCard, site: Site) -> Result<&'static ScoringRules, ProjectionError> {
    let date = card.info.date;
    ScoringRules::of(site, date).ok_or_else(|| ProjectionError::NoScoringRules {
        race: card.info.key.clone(),
        site,
        date,
    })
}

/// Strengths in the simulator's terms.
fn race(card: &RaceCard, strengths: &Strengths) -> Race {
    let mut teams: Vec<&str> = card.entries.iter().filter_map(|entry| entry.team.as_deref()).collect();
    teams.sort_unstable();
    teams.dedup();
    let team = |entry: &Entry| {
        let name = entry.team.as_deref()?;
        teams.binary_search(&name).ok().map(|team| team as u16)
    };
    let car = |(entry, listed): (&EntryStrength, &Entry)| Car {
        strength_without_start: entry.without_grid,
        start: match entry.grid {
            GridOutlook::Known { place, .. } => Start::Known(place),
            GridOutlook::Unknown { mean, sd } => Start::Unknown { mean, sd },
        },
        crash_rate: entry.crash_rate,
        mechanical_rate: entry.mechanical_rate,
        earlier_starts: entry.earlier_starts,
        spread: strengths.spread_of(entry),
        team: team(listed),
    };
    Race {
        track_type: strengths.track_type,
        distance_laps: card.distance_laps,
        slope: strengths.spread.spread.slope,
        sigma: strengths.spread.spread.sigma,
        start_slope: strengths.start_slope,
        cars: strengths.entries.iter().zip(&card.entries).map(car).collect(),
    }
}

fn notes(grid: &[Option<u8>], strengths: &Strengths, layers: &Layers) -> Vec<Note> {
    let mut notes = Vec::new();
    if strengths.fit_races == Some(0) {
        notes.push(Note::PriorCoefficients { races: strengths.known_races as u32 });
    }
    if strengths.spread.races == 0 {
        notes.push(Note::PriorSpread);
    }
    if layers.fitted_on.is_some() && *layers.rated.of(strengths.track_type) == 0 {
        notes.push(Note::PriorLayers);
    }
    let without = grid.iter().filter(|place| place.is_none()).count();
    if without > 0 {
        notes.push(Note::GridDrawn { entries: without as u32 });
    }
    notes
}

/// The run's seed with the race's key in it: FNV-1a over the key, then the seed's bytes.
fn seed_of(seed: u64, key: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
    let hash = key.as_bytes().iter().fold(0xCBF2_9CE4_8422_2325, step);
    seed.to_le_bytes().iter().fold(hash, step)
}
