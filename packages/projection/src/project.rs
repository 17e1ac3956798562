//! From a card to a sealed set.

use crate::distance::Distance;
use crate::error::ProjectionError;
use crate::layers::Layers;
use crate::model::Model;
use crate::outlook;
use crate::projector::Projector;
use crate::set::{Body, Note, ProjectionSet};
use crate::summary;
use crate::weekend::{Weekend, score_officially};
use domain::dfs::Site;
use domain::history::History;
use domain::pooling::Pooling;
use domain::race::{Entry, RaceCard};
use domain::sample::SampleMatrix;
use domain::scoring::ScoringRules;
use ratings::grid::GridOutlook;
use ratings::strength::{EntryStrength, Strengths};
use simulator::absent::AbsentCar;
use simulator::race::{Car, Race, Start};
use simulator::simulate::{Rules, Simulated, simulate_beside};

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
    /// The set's data digest without the evidence of race weeks: that of a model that reads none.
    pub facts_digest: String,
    /// What was known and not used. It stands beside the set, never in it: unused facts change no byte of a set.
    pub unused: Vec<Note>,
    /// The full sample; entries in the order of the set.
    pub samples: SampleMatrix,
}

/// Projects `card` from `history`, of which only what was known at the card's lock is used.
///
/// ```
/// use projection::{Model, RunConfig, project};
/// use testkit::seasons;
///
/// // Fictional seasons; the last race is the one to come.
/// let history = seasons::history(40, 20, 1);
/// let card = seasons::card(history.points_races().next_back().unwrap());
/// let model = Model::named("baseline-c").unwrap();
/// let run = RunConfig { simulations: 500, seed: 1 };
/// let projection = project(&history, &card, &seasons::pooling(), &model, &run)?;
/// let body = projection.set.body();
/// assert_eq!(body.entries.len(), card.entries.len());
/// let chances: f64 = body.entries.iter().map(|entry| entry.p_win).sum();
/// assert!((chances - 1.0).abs() < 1e-9);
/// # Ok::<(), projection::ProjectionError>(())
/// ```
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

impl Projector {
    /// Projects `card` as of its lock.
    ///
    /// # Errors
    /// An invalid card, an unknown layout, no distance, no scoring rules for its date, layers without a
    /// fit; see [`ProjectionError`].
    pub fn project(&self, card: &RaceCard, run: &RunConfig) -> Result<Projection, ProjectionError> {
        self.project_noting(card, Vec::new(), run)
    }

    /// The same with notes of the caller's, which go into the set before all others.
    ///
    /// # Errors
    /// As [`Projector::project`].
    pub fn project_noting(
        &self,
        card: &RaceCard,
        noted: Vec<Note>,
        run: &RunConfig,
    ) -> Result<Projection, ProjectionError> {
        let weekend = self.weekend(card)?;
        let layers = self.layers(&weekend.card.info)?;
        let simulated = self.simulate(&weekend, &weekend.strengths, &layers, run)?;
        // A distance that the model takes in place of the card's follows from the history: the card's own is hashed.
        let data = match self.model.distance {
            Distance::Scheduled => weekend.card.clone(),
            Distance::LastFive => RaceCard { distance_laps: card.distance_laps, ..weekend.card.clone() },
        };
        let Weekend { card, grid, strengths, notes: evidence_notes, unused, evidence, .. } = weekend;
        let (card, rules) = (&card, rules(&card)?);
        let as_of = self.as_of.min(card.info.lock_at);
        let facts_digest = self.digests.with_card(as_of, &data, &self.pooling, &[]);
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
            data_digest: self.digests.with_card(as_of, &data, &self.pooling, &evidence),
            draftkings_rules: rules.draftkings.key.clone(),
            fanduel_rules: rules.fanduel.key.clone(),
            seed: run.seed.to_string(),
            simulations: run.simulations,
            known_races: strengths.known_races as u32,
            notes: noted
                .into_iter()
                .chain(notes(&grid.official, &strengths, &layers))
                .chain(evidence_notes)
                .collect(),
            entries: summary::entries(card, &grid, &strengths, &simulated, rules),
            head_to_head: outlook::head_to_head(&simulated.samples),
            dominators: outlook::dominators(&simulated.samples, rules.draftkings, card.distance_laps),
        };
        Ok(Projection { set: ProjectionSet::seal(body), facts_digest, unused, samples: simulated.samples })
    }

    /// Simulates the race of `weekend` with `strengths`, its own or others.
    pub(crate) fn simulate(
        &self,
        weekend: &Weekend,
        strengths: &Strengths,
        layers: &Layers,
        run: &RunConfig,
    ) -> Result<Simulated, ProjectionError> {
        self.simulate_beside(weekend, strengths, &[], layers, run)
    }

    /// The same with the random numbers of the field that `absent` entries belong to.
    pub(crate) fn simulate_beside(
        &self,
        weekend: &Weekend,
        strengths: &Strengths,
        absent: &[AbsentEntry],
        layers: &Layers,
        run: &RunConfig,
    ) -> Result<Simulated, ProjectionError> {
        let (card, rules) = (&weekend.card, rules(&weekend.card)?);
        let seed = seed_of(run.seed, card.info.key.as_str());
        let simulations = run.simulations as usize;
        let teams = Teams::of(card, absent);
        let away: Vec<AbsentCar> = absent.iter().map(|entry| entry.car(&teams)).collect();
        let race = race(card, strengths, &teams);
        let mut simulated = simulate_beside(&race, &away, &layers.config, rules, simulations, seed)
            .map_err(|source| ProjectionError::Simulation { race: card.info.key.clone(), source })?;
        score_officially(&mut simulated, &weekend.grid, rules);
        Ok(simulated)
    }
}

/// The rules of both sites on the date of a race.
pub(crate) fn rules(card: &RaceCard) -> Result<Rules<'static>, ProjectionError> {
    Ok(Rules { draftkings: scoring(card, Site::Draftkings)?, fanduel: scoring(card, Site::Fanduel)? })
}

fn scoring(card: &RaceCard, site: Site) -> Result<&'static ScoringRules, ProjectionError> {
    let date = card.info.date;
    ScoringRules::of(site, date).ok_or_else(|| ProjectionError::NoScoringRules {
        race: card.info.key.clone(),
        site,
        date,
    })
}

/// An entry of a larger field that does not race.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AbsentEntry {
    /// Its index in the larger field.
    pub index: usize,
    /// Its team.
    pub team: Option<String>,
    /// Whether its place on the grid is not known.
    pub open: bool,
}

impl AbsentEntry {
    fn car(&self, teams: &Teams<'_>) -> AbsentCar {
        AbsentCar { index: self.index, team: teams.number(self.team.as_deref()), open: self.open }
    }
}

/// The teams of a field by name.
struct Teams<'a>(Vec<&'a str>);

impl<'a> Teams<'a> {
    fn of(card: &'a RaceCard, absent: &'a [AbsentEntry]) -> Self {
        let racing = card.entries.iter().filter_map(|entry| entry.team.as_deref());
        let mut names: Vec<&str> =
            racing.chain(absent.iter().filter_map(|entry| entry.team.as_deref())).collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    fn number(&self, name: Option<&str>) -> Option<u16> {
        self.0.binary_search(&name?).ok().map(|team| team as u16)
    }
}

/// Strengths in the simulator's terms.
fn race(card: &RaceCard, strengths: &Strengths, teams: &Teams<'_>) -> Race {
    let team = |entry: &Entry| teams.number(entry.team.as_deref());
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
    let last = grid.iter().copied().max().flatten().unwrap_or(0);
    if without == 0 && usize::from(last) > grid.len() {
        let entries = grid.len() as u32;
        notes.push(Note::GridWithHoles { entries, last, empty: u32::from(last) - entries });
    }
    notes
}

/// The run's seed with the race's key in it: FNV-1a over the key, then the seed's bytes.
fn seed_of(seed: u64, key: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
    let hash = key.as_bytes().iter().fold(0xCBF2_9CE4_8422_2325, step);
    seed.to_le_bytes().iter().fold(hash, step)
}
