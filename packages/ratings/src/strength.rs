//! Strength of each car of a race to come, and of every past race as it would have been given then.

use crate::config::{CommonConfig, RatingModel, RidgeConfig};
use crate::error::RatingError;
use crate::features::{self, CarFeatures, Feature, FieldRates};
use crate::fit::{Centred, Fit, fitted_on};
use crate::grid::{self, GridOutlook};
use crate::kernel::{Chain, Kernels, Link, View};
use crate::observe::{Timeline, grid_scores, track_type};
use crate::spread::{self, FittedSpread};
use domain::history::History;
use domain::ids::{DriverId, RaceKey};
use domain::pooling::{Pooling, TrackType};
use domain::race::RaceCard;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// A history with every past race rated as of its own lock: the walk-forward that fits stand on.
///
/// What it says of a race depends on nothing known after that race's lock, whatever else it holds.
#[derive(Clone, Debug)]
pub struct Ratings {
    timeline: Timeline,
    model: RatingModel,
    kernels: Kernels,
    past: BTreeMap<DriverId, Vec<(usize, usize)>>,
    rates: Vec<FieldRates>,
    fits: BTreeMap<usize, Fit>,
    strengths: Vec<Option<Vec<f64>>>,
}

/// What the model says of one race.
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
    /// The start, or what is thought of it before qualifying.
    pub grid: GridOutlook,
    /// What each feature adds; they sum to `strength`.
    pub contributions: Vec<Contribution>,
    /// The chain of pooled rating scores behind the features.
    pub rating: Chain,
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
    /// Its value, before the field's mean is taken off.
    pub value: f64,
    /// Less the field's mean.
    pub centred: f64,
    /// Strength for each unit of it.
    pub slope: f64,
    /// `centred * slope`.
    pub contribution: f64,
}

impl EntryStrength {
    /// The rating chain, widest kernel first.
    pub fn chain(&self) -> [&Link; 5] {
        let Chain { long, medium, short, same_type, same_track } = &self.rating;
        [long, medium, short, same_type, same_track]
    }
}

/// Rates `card` from `history` as of the card's lock.
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
        let mut past: BTreeMap<DriverId, Vec<(usize, usize)>> = BTreeMap::new();
        for (index, race) in timeline.races.iter().enumerate() {
            for (place, car) in race.cars.iter().enumerate() {
                past.entry(car.driver).or_default().push((index, place));
            }
        }
        let mut ratings = Self {
            kernels: Kernels::new(&model.common().kernels, timeline.races.len()),
            rates: field_rates(&timeline, model.common()),
            model: model.clone(),
            past,
            timeline,
            fits: BTreeMap::new(),
            strengths: Vec::new(),
        };
        match model {
            RatingModel::BaselineC { ridge, .. } => ratings.walk(ridge)?,
            RatingModel::StartOnly { .. } => {
                let starts =
                    ratings.timeline.races.iter().map(|race| race.cars.iter().map(|car| car.start).collect());
                ratings.strengths = starts.collect();
            }
        }
        Ok(ratings)
    }

    /// The past races.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Strengths of `card` as of its lock.
    ///
    /// # Errors
    /// A card that is no race ([`RatingError::TooFewEntries`], [`RatingError::DriverTwice`],
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
        let drivers: Vec<DriverId> = card.entries.iter().map(|entry| entry.driver).collect();
        let cars = self.features(&view, &drivers);
        let places: Vec<Option<u8>> = card.entries.iter().map(|entry| entry.start).collect();
        let grid = grid::outlook(self, &view, &drivers, &places);
        let starts: Vec<f64> = grid.iter().map(GridOutlook::score).collect();
        let (contributions, start_slope, fit_races) = match &self.model {
            RatingModel::BaselineC { ridge, .. } => {
                let fit = self.fit_after(known, ridge);
                let values = raw_features(&cars, &starts);
                (contributions(&fit, &values, track_type), fit.start_slope(track_type), Some(fit.races))
            }
            RatingModel::StartOnly { .. } => (start_alone(&starts), 1.0, None),
        };
        let entries = drivers.iter().zip(cars).zip(grid).zip(contributions);
        let entries = entries.map(|(((&driver, car), grid), contributions)| EntryStrength {
            driver,
            strength: contributions.iter().map(|part| part.contribution).sum(),
            without_grid: contributions
                .iter()
                .filter(|part| !matches!(part.feature, Feature::Start | Feature::StartOnType))
                .map(|part| part.contribution)
                .sum(),
            grid,
            contributions,
            rating: car.rating,
            crash_rate: car.crash_rate,
            mechanical_rate: car.mechanical_rate,
            earlier_starts: car.earlier_starts,
        });
        Ok(Strengths {
            race: info.key.clone(),
            track_type,
            spread: self.spread(track_type, known, info.date.year()),
            start_slope,
            known_races: known,
            fit_races,
            entries: entries.collect(),
        })
    }

    fn check(&self, card: &RaceCard) -> Result<(), RatingError> {
        let race = || card.info.key.clone();
        if card.info.series != self.timeline.series {
            return Err(RatingError::OtherSeries { race: race(), history: self.timeline.series });
        }
        if card.entries.len() < 2 {
            return Err(RatingError::TooFewEntries { race: race(), entries: card.entries.len() });
        }
        let (mut drivers, mut places) =
            (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
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

    /// Races in which a driver took part, as (race, place in its list).
    pub(crate) fn past_of(&self, driver: DriverId) -> &[(usize, usize)] {
        self.past.get(&driver).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn kernels(&self) -> &Kernels {
        &self.kernels
    }

    /// Strengths of a past race as of its lock.
    pub(crate) fn strengths_of_past(&self, race: usize) -> Option<&[f64]> {
        self.strengths[race].as_deref()
    }

    /// Mean retirement rates over the first `known` races.
    pub(crate) fn field_rates(&self, known: usize) -> FieldRates {
        self.rates[known]
    }

    pub(crate) fn common(&self) -> &CommonConfig {
        self.model.common()
    }

    /// The view that `race` of the timeline had at its lock.
    pub(crate) fn view_of_past(&self, race: usize) -> View<'_> {
        let observed = &self.timeline.races[race];
        View {
            timeline: &self.timeline,
            known: self.known_before(race),
            moment: observed.lock_at,
            date: observed.date,
            track_type: observed.track_type,
            layout: &observed.layout,
        }
    }

    fn known_before(&self, race: usize) -> usize {
        let moment: Timestamp = self.timeline.races[race].lock_at;
        self.timeline.known_by(moment).min(race)
    }

    fn features(&self, view: &View<'_>, drivers: &[DriverId]) -> Vec<CarFeatures> {
        let of = |&driver: &DriverId| {
            let past = self.past_of(driver);
            features::of_car(&self.kernels, view, driver, past, self.rates[view.known], self.common())
        };
        drivers.iter().map(of).collect()
    }

    /// Features, fits and strengths of every past race, each from what was known at its lock.
    fn walk(&mut self, ridge: &RidgeConfig) -> Result<(), RatingError> {
        let mut centred: Vec<Vec<Option<Centred>>> = Vec::with_capacity(self.timeline.races.len());
        for index in 0..self.timeline.races.len() {
            centred.push(self.centred_of_past(index));
        }
        let all = self.timeline.races.len();
        for count in (0..=all).filter(|&count| fitted_on(count, ridge) == Some(count)) {
            let fit = Fit::of(&self.timeline.races[..count], &centred[..count], ridge).map_err(|source| {
                let race = self.timeline.races[count.min(all.saturating_sub(1))].key.clone();
                RatingError::Ridge { race, races: count, source }
            })?;
            self.fits.insert(count, fit);
        }
        let strength = |(index, cars): (usize, &Vec<Option<Centred>>)| {
            let fit = self.fits.get(&fitted_on(self.known_before(index), ridge)?)?;
            let track_type = self.timeline.races[index].track_type;
            let sum = |car: &Option<Centred>| car.map(|car| fit.contributions(&car, track_type).iter().sum());
            cars.iter().map(sum).collect::<Option<Vec<f64>>>()
        };
        self.strengths = centred.iter().enumerate().map(strength).collect();
        Ok(())
    }

    fn centred_of_past(&self, race: usize) -> Vec<Option<Centred>> {
        let observed = &self.timeline.races[race];
        let view = self.view_of_past(race);
        let mut ratings: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
        for car in &observed.cars {
            let past = self.past_of(car.driver);
            let prior = crate::kernel::prior(&view, car.driver, self.common());
            let chain = self.kernels.chain(&view, past, prior, |car| Some(car.rating));
            ratings[0].push(chain.medium.value);
            ratings[1].push(chain.same_type.value);
        }
        let [medium, same_type] = &mut ratings;
        features::centre(medium);
        features::centre(same_type);
        let mut starts: Vec<f64> = observed.cars.iter().filter_map(|car| car.start).collect();
        features::centre(&mut starts);
        let mut starts = starts.into_iter();
        let rows = observed.cars.iter().zip(medium).zip(same_type);
        rows.map(|((car, medium), same_type)| {
            car.start.and_then(|_| starts.next()).map(|start| [*medium, *same_type, start])
        })
        .collect()
    }

    fn fit_after(&self, known: usize, ridge: &RidgeConfig) -> Fit {
        fitted_on(known, ridge)
            .and_then(|count| self.fits.get(&count).cloned())
            .unwrap_or_else(|| Fit::prior(&ridge.prior))
    }

    pub(crate) fn spread(&self, track_type: TrackType, known: usize, season: i16) -> FittedSpread {
        let races = &self.timeline.races[..known];
        let before = races.partition_point(|race| race.date.year() < season);
        spread::fit(&races[..before], &self.strengths[..before], track_type, &self.common().spread)
    }
}

/// Mean retirement rates over the first 0, 1, 2... races.
fn field_rates(timeline: &Timeline, config: &CommonConfig) -> Vec<FieldRates> {
    let (mut starts, mut crashes, mut failures) = (0.0, 0.0, 0.0);
    let first = FieldRates {
        crash: config.rates.crash_without_history,
        mechanical: config.rates.mechanical_without_history,
    };
    let mut rates = vec![first];
    for race in &timeline.races {
        starts += race.cars.len() as f64;
        crashes += race.cars.iter().filter(|car| car.crash).count() as f64;
        failures += race.cars.iter().filter(|car| car.mechanical).count() as f64;
        rates.push(FieldRates { crash: crashes / starts, mechanical: failures / starts });
    }
    rates
}

fn raw_features(cars: &[CarFeatures], starts: &[f64]) -> [Vec<f64>; 3] {
    [
        cars.iter().map(|car| car.rating.medium.value).collect(),
        cars.iter().map(|car| car.rating.same_type.value).collect(),
        starts.to_vec(),
    ]
}

fn contributions(fit: &Fit, values: &[Vec<f64>; 3], track_type: TrackType) -> Vec<Vec<Contribution>> {
    let mut centred = values.clone();
    for values in &mut centred {
        features::centre(values);
    }
    let columns = [0, 1, 2, 3 + track_type.index()].map(|column| (column.min(2), fit.coefficients[column]));
    let names = [Feature::RatingMedium, Feature::RatingSameType, Feature::Start, Feature::StartOnType];
    let of_car = |car: usize| {
        let row: Centred = std::array::from_fn(|i| centred[i][car]);
        let parts = fit.contributions(&row, track_type);
        let build = |part: usize| {
            let (source, coefficient) = columns[part];
            Contribution {
                feature: names[part],
                value: values[source][car],
                centred: row[source],
                slope: coefficient / fit.scales[source],
                contribution: parts[part],
            }
        };
        (0..4).map(build).collect()
    };
    (0..values[0].len()).map(of_car).collect()
}

fn start_alone(starts: &[f64]) -> Vec<Vec<Contribution>> {
    let mut centred = starts.to_vec();
    features::centre(&mut centred);
    let part = |(&value, &centred): (&f64, &f64)| {
        vec![Contribution { feature: Feature::Start, value, centred, slope: 1.0, contribution: centred }]
    };
    starts.iter().zip(&centred).map(part).collect()
}

/// The scores of a grid that is wholly known.
pub(crate) fn full_grid(places: &[Option<u8>]) -> Option<Vec<f64>> {
    grid_scores(places).into_iter().collect()
}
