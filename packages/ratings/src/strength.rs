//! Strength of each car of a race to come, and of every past race as it would have been given then.

use crate::config::{RatingModel, Refit, StrengthConfig};
use crate::error::RatingError;
use crate::features::{EvidenceGroup, Feature, centre};
use crate::fit::{Fit, Term, fitted_on};
use crate::grid::{self, GridOutlook};
use crate::kernel::{Chain, Link, View};
use crate::observe::{Timeline, track_type};
use crate::past::{CarRecord, Past, Runner};
use crate::residual::Residuals;
use crate::spread::{self, FittedSpread, SpreadData};
use crate::walk::Walk;
use domain::history::History;
use domain::ids::{DriverId, RaceKey};
use domain::pooling::{Pooling, TrackType};
use domain::race::RaceCard;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A history with every past race rated as of its own lock: the walk-forward that fits stand on.
///
/// The strengths of a race depend on nothing known after that race's lock, whatever else the history holds.
///
/// ```
/// use ratings::strength::Ratings;
/// use testkit::seasons;
///
/// let model = projection::Model::named("baseline-c").unwrap().rating;
/// let ratings = Ratings::of(&seasons::history(40, 20, 1), &seasons::pooling(), &model)?;
/// // The first fit needs 30 races.
/// assert!(ratings.strengths_of_past(10).is_none());
/// assert!(ratings.strengths_of_past(39).is_some());
/// # Ok::<(), ratings::error::RatingError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ratings {
    pub(crate) timeline: Timeline,
    model: RatingModel,
    pub(crate) past: Past,
    walk: Walk,
    residuals: Option<Residuals>,
}

/// The strengths of one race.
#[derive(Clone, Debug, PartialEq)]
pub struct Strengths {
    /// The race.
    pub race: RaceKey,
    /// Type of its layout.
    pub track_type: TrackType,
    /// How far strength goes on this type.
    pub spread: FittedSpread,
    /// Strength for each unit of start score.
    pub start_slope: f64,
    /// Past races of the series known at the lock.
    pub known_races: usize,
    /// Races behind the coefficients; 0 where they are the model file's; none for a model without any.
    pub fit_races: Option<usize>,
    /// Entries, in the order of the card.
    pub entries: Vec<EntryStrength>,
}

/// Strength of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryStrength {
    /// Driver.
    pub driver: DriverId,
    /// Strength, about 0 in the mean of the field: with an unknown grid, its expectation.
    pub strength: f64,
    /// The part that does not rest on the grid.
    pub without_grid: f64,
    /// The start, or its expectation before qualifying.
    pub grid: GridOutlook,
    /// What each feature adds; they sum to `strength`.
    pub contributions: Vec<Contribution>,
    /// The chain of pooled rating scores behind the features.
    pub rating: Chain,
    /// Kernels of team and car number over it, where the model has them.
    pub equipment: Vec<Link>,
    /// Decayed chance of an accident.
    pub crash_rate: f64,
    /// Decayed chance of another retirement.
    pub mechanical_rate: f64,
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: u32,
}

/// What one feature adds to a strength.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contribution {
    /// Feature.
    pub feature: Feature,
    /// Kind of evidence.
    pub group: EvidenceGroup,
    /// Whether this is what the feature counts for more, or less, on this type of track.
    pub on_type: bool,
    /// Its value, before the field's mean is taken off.
    pub value: f64,
    /// Less the field's mean.
    pub centred: f64,
    /// Strength for each unit of it.
    pub slope: f64,
    /// `centred * slope`.
    pub contribution: f64,
}

/// What each kind of evidence adds, in the order of [`EvidenceGroup`]; the sum is that of `contributions`.
pub fn by_group(contributions: &[Contribution]) -> BTreeMap<EvidenceGroup, f64> {
    let mut groups = BTreeMap::new();
    for part in contributions {
        *groups.entry(part.group).or_insert(0.0) += part.contribution;
    }
    groups
}

impl Strengths {
    /// Mean of the latent finish of one of the entries.
    pub fn latent_of(&self, entry: &EntryStrength) -> f64 {
        self.spread.latent(self.above_mean(entry))
    }

    /// What sigma is multiplied by for one of the entries; with an unknown grid, as expected.
    pub fn spread_of(&self, entry: &EntryStrength) -> f64 {
        self.spread.factor(self.above_mean(entry))
    }

    fn above_mean(&self, entry: &EntryStrength) -> f64 {
        let sum: f64 = self.entries.iter().map(|entry| entry.strength).sum();
        entry.strength - sum / self.entries.len() as f64
    }
}

impl EntryStrength {
    /// The rating chain, widest kernel first, then what it inherits from team and car number.
    pub fn chain(&self) -> Vec<&Link> {
        let Chain { long, medium, short, same_type, same_track } = &self.rating;
        [long, medium, short, same_type, same_track].into_iter().chain(&self.equipment).collect()
    }
}

/// Rates `card` from `history` as of the card's lock.
///
/// ```
/// use ratings::strength::strengths;
/// use testkit::seasons;
///
/// // Fictional seasons; the last race is the one to come.
/// let history = seasons::history(40, 20, 1);
/// let card = seasons::card(history.points_races().next_back().unwrap());
/// let model = projection::Model::named("baseline-c").unwrap().rating;
/// let strengths = strengths(&history, &card, &seasons::pooling(), &model)?;
/// assert_eq!(strengths.entries.len(), card.entries.len());
/// // What the features add sums to the strength, and strengths are about 0 in the mean of the field.
/// let entry = &strengths.entries[0];
/// let sum: f64 = entry.contributions.iter().map(|part| part.contribution).sum();
/// assert!((sum - entry.strength).abs() < 1e-12);
/// # Ok::<(), ratings::error::RatingError>(())
/// ```
///
/// # Errors
/// As [`Ratings::of`] and [`Ratings::rate`].
pub fn strengths(
    history: &History,
    card: &RaceCard,
    pooling: &Pooling,
    model: &RatingModel,
) -> Result<Strengths, RatingError> {
    Ratings::of(history, pooling, model)?.rate(card, pooling)
}

impl Ratings {
    /// Observes `history` and walks through it.
    ///
    /// # Errors
    /// [`RatingError::Layout`] for a past race without a type, [`RatingError::Ridge`] for a fit without a
    /// solution.
    pub fn of(history: &History, pooling: &Pooling, model: &RatingModel) -> Result<Self, RatingError> {
        let timeline = Timeline::of(history, pooling)?;
        let past = Past::of(&timeline, model);
        let mut walk = Walk::through(&timeline, &past, model)?;
        let residuals =
            model.residual.as_ref().map(|config| Residuals::through(&timeline, &mut walk.strengths, config));
        Ok(Self { timeline, model: model.clone(), past, walk, residuals })
    }

    /// The past races.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Strengths of a past race of the timeline as of its lock, in the order of its cars, about 0 in the mean
    /// of the field; none before the first fit.
    pub fn strengths_of_past(&self, race: usize) -> Option<&[f64]> {
        self.walk.strengths[race].as_deref()
    }

    /// The fit in use after `known` races; none for a model without a ridge.
    pub fn fit_after(&self, known: usize) -> Option<Fit> {
        match &self.model.strength {
            StrengthConfig::Single(_) => None,
            StrengthConfig::Ridge(ridge) => Some(self.walk.fit_after(known, ridge)),
        }
    }

    /// Strengths of `card` as of its lock.
    ///
    /// # Errors
    /// An invalid card ([`RatingError::TooFewEntries`], [`RatingError::DriverTwice`],
    /// [`RatingError::Grid`]), on a layout without a type, or of another series.
    pub fn rate(&self, card: &RaceCard, pooling: &Pooling) -> Result<Strengths, RatingError> {
        self.check(card)?;
        let info = &card.info;
        let track_type = track_type(&info.key, &info.layout, pooling)?;
        let known = self.timeline.known_by(info.lock_at);
        let view = View {
            timeline: &self.timeline,
            known,
            moment: info.lock_at,
            date: info.date,
            track_type,
            layout: &info.layout,
        };
        let (field, grid) = self.field(&view, card);
        let fit = self.fit_after(known);
        let terms = fit.as_ref().map_or_else(|| vec![ALONE], |fit| fit.terms.clone());
        let features = self.model.features();
        let mut contributions =
            contributions(features, &terms, &self.past.values(&view, &field, features), track_type);
        if let Some(residuals) = &self.residuals {
            let kind = residuals.kind(pooling.classes_of(&info.layout), track_type);
            let seats: Vec<_> = field.iter().map(|runner| (runner.driver, runner.seat)).collect();
            let effects = residuals.effects(known, &seats, &kind);
            for (&feature, values) in residuals.features().iter().zip(&effects) {
                add_parts(&mut contributions, feature, values, &[(false, residuals.share())]);
            }
        }
        let start = features.iter().position(|&feature| feature == Feature::Start);
        let entries = field
            .iter()
            .zip(grid)
            .zip(contributions)
            .map(|((runner, grid), parts)| entry(runner, self.past.record(&view, runner), grid, parts));
        Ok(Strengths {
            race: info.key.clone(),
            track_type,
            spread: self.spread(track_type, known, info.date.year()),
            start_slope: start.map_or(0.0, |start| terms[start].whole_slope(track_type)),
            known_races: known,
            fit_races: fit.map(|fit| fit.races),
            entries: entries.collect(),
        })
    }

    /// The cars of a card with their starts, as far as they are known.
    fn field(&self, view: &View<'_>, card: &RaceCard) -> (Vec<Runner>, Vec<GridOutlook>) {
        let seats = self.timeline.seats(&card.entries);
        let places: Vec<Option<u8>> = card.entries.iter().map(|entry| entry.start).collect();
        let expected =
            |entry: usize| self.past.expected_start(view, card.entries[entry].driver, &seats[entry]);
        let grid = grid::outlook(&places, expected, || self.spread_of_starts(view));
        let runner = |((entry, &seat), grid): ((&domain::race::Entry, _), &GridOutlook)| Runner {
            driver: entry.driver,
            seat,
            start: grid.score(),
        };
        (card.entries.iter().zip(&seats).zip(&grid).map(runner).collect(), grid)
    }

    fn spread_of_starts(&self, view: &View<'_>) -> Option<f64> {
        let starts = (0..view.known).map(|race| {
            let past_view = View::of_past(&self.timeline, race);
            let cars = &self.timeline.races[race].cars;
            let started = cars.iter().filter_map(|car| car.start.map(|start| (car, start)));
            let expected = |(car, start): (&crate::observe::Observation, f64)| {
                (self.past.expected_start(&past_view, car.driver, &car.seat), start)
            };
            started.map(expected).unzip()
        });
        grid::spread_of_starts(starts, self.model.common.spread.half_life_races)
    }

    fn check(&self, card: &RaceCard) -> Result<(), RatingError> {
        let race = || card.info.key.clone();
        if card.info.series != self.timeline.series {
            return Err(RatingError::OtherSeries { race: race(), history: self.timeline.series });
        }
        if card.entries.len() < 2 {
            return Err(RatingError::TooFewEntries { race: race(), entries: card.entries.len() });
        }
        let (mut drivers, mut places) = (BTreeSet::new(), BTreeSet::new());
        for entry in &card.entries {
            if !drivers.insert(entry.driver) {
                return Err(RatingError::DriverTwice { race: race(), driver: entry.driver });
            }
            if let Some(place) = entry.start.filter(|&place| place == 0 || !places.insert(place)) {
                return Err(RatingError::Grid { race: race(), place });
            }
        }
        Ok(())
    }

    /// How far strength goes on `track_type` in a race of `season` before which `known` races are known.
    pub fn spread(&self, track_type: TrackType, known: usize, season: i16) -> FittedSpread {
        let config = &self.model.common.spread;
        let races = match (config.refit, &self.model.strength) {
            (Refit::EachSeason, _) => {
                self.timeline.races[..known].partition_point(|race| race.date.year() < season)
            }
            (Refit::WithTheRidge, StrengthConfig::Ridge(ridge)) => fitted_on(known, ridge).unwrap_or(known),
            (Refit::WithTheRidge, StrengthConfig::Single(_)) => known,
        };
        let data = SpreadData {
            series: self.timeline.series,
            season,
            track_type,
            races: &self.timeline.races[..races],
            strengths: &self.walk.strengths[..races],
        };
        spread::fit(&data, config)
    }
}

/// The term of a feature that is the strength.
const ALONE: Term = Term { scale: 1.0, coefficient: 1.0, by_type: None };

/// The rows of each car: every feature, and what it counts for on the type.
fn contributions(
    features: &[Feature],
    terms: &[Term],
    values: &[Vec<f64>],
    track_type: TrackType,
) -> Vec<Vec<Contribution>> {
    let mut rows = vec![Vec::new(); values.first().map_or(0, Vec::len)];
    for ((&feature, term), values) in features.iter().zip(terms).zip(values) {
        let slopes: Vec<(bool, f64)> = std::iter::once((false, term.slope()))
            .chain(term.slope_on(track_type).map(|slope| (true, slope)))
            .collect();
        add_parts(&mut rows, feature, values, &slopes);
    }
    rows
}

/// Adds to the row of each car what `feature` counts for, a part for each of `slopes`: whether it is that on the type of
/// track, and strength for each unit.
fn add_parts(rows: &mut [Vec<Contribution>], feature: Feature, values: &[f64], slopes: &[(bool, f64)]) {
    let mut centred = values.to_vec();
    centre(&mut centred);
    for ((row, &value), centred) in rows.iter_mut().zip(values).zip(centred) {
        row.extend(slopes.iter().map(|&(on_type, slope)| Contribution {
            feature,
            group: feature.group(),
            on_type,
            value,
            centred,
            slope,
            contribution: centred * slope,
        }));
    }
}

fn entry(
    runner: &Runner,
    record: CarRecord,
    grid: GridOutlook,
    contributions: Vec<Contribution>,
) -> EntryStrength {
    let sum = |counts: fn(&Contribution) -> bool| -> f64 {
        contributions.iter().filter(|part| counts(part)).map(|part| part.contribution).sum()
    };
    EntryStrength {
        driver: runner.driver,
        strength: sum(|_| true),
        without_grid: sum(|part| part.feature != Feature::Start),
        grid,
        rating: record.rating,
        equipment: record.equipment,
        crash_rate: record.crash_rate,
        mechanical_rate: record.mechanical_rate,
        earlier_starts: record.earlier_starts,
        contributions,
    }
}
