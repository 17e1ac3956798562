//! Everything a timeline holds on the cars of a field: the kernels, priors, seats and skills behind the
//! features, each readable as of any moment.

use crate::config::{RatesConfig, RatingModel, SharesConfig};
use crate::equipment::Equipment;
use crate::features::Feature;
use crate::kernel::{Chain, Kernels, Link, View};
use crate::observe::{Seat, Timeline};
use crate::prior::Priors;
use crate::quantity::Quantity;
use crate::skill::Skills;
use domain::ids::DriverId;

/// The pooled past of a timeline.
#[derive(Clone, Debug)]
pub struct Past {
    kernels: Kernels,
    priors: Priors,
    equipment: Option<Equipment>,
    skills: Option<Skills>,
    rates: Vec<FieldRates>,
    shares: Option<SharesConfig>,
}

/// Mean retirement rates over all cars of the races known.
#[derive(Clone, Copy, Debug, PartialEq)]
struct FieldRates {
    crash: f64,
    mechanical: f64,
}

/// A car of a field before its race.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runner {
    /// Driver.
    pub driver: DriverId,
    /// Seat.
    pub seat: Seat,
    /// Score of the start, or its expectation.
    pub start: f64,
}

/// What is known of one car before the race, apart from its features.
#[derive(Clone, Debug, PartialEq)]
pub struct CarRecord {
    /// Chain of the driver-rating score.
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

impl Past {
    /// Walks through `timeline` once.
    pub fn of(timeline: &Timeline, model: &RatingModel) -> Self {
        let common = &model.common;
        let priors = Priors::of(timeline, &common.prior);
        Self {
            kernels: Kernels::of(timeline, &common.kernels, common.shares.as_ref()),
            skills: model.skill.as_ref().map(|skill| Skills::of(timeline, skill, &priors)),
            priors,
            equipment: common.equipment.as_ref().map(|equipment| Equipment::of(timeline, equipment)),
            rates: field_rates(timeline, &common.rates),
            shares: common.shares,
        }
    }

    /// A driver's expected start before qualifying: the medium kernel of past start scores.
    pub fn expected_start(&self, view: &View<'_>, driver: DriverId, seat: &Seat) -> f64 {
        let prior = self.priors.prior(view, driver, seat.car);
        self.kernels.medium(view, driver, Quantity::Start, prior).value
    }

    /// Earlier starts of `driver` in the series since the data begin.
    pub fn earlier_starts(&self, view: &View<'_>, driver: DriverId) -> u32 {
        self.kernels.starts(view, driver)
    }

    /// The record of `runner`.
    pub fn record(&self, view: &View<'_>, runner: &Runner) -> CarRecord {
        let Runner { driver, seat, .. } = runner;
        let prior = self.priors.prior(view, *driver, seat.car);
        let rating = self.kernels.chain(view, *driver, Quantity::Rating, prior);
        let rates = self.rates[view.known];
        let medium = rating.medium.value;
        let equipment = self.equipment.as_ref().map(|equipment| {
            vec![equipment.team(view, *driver, seat, medium), equipment.car(view, seat, medium)]
        });
        CarRecord {
            rating,
            equipment: equipment.unwrap_or_default(),
            crash_rate: self.kernels.long(view, *driver, Quantity::Crash, rates.crash).value,
            mechanical_rate: self.kernels.long(view, *driver, Quantity::Mechanical, rates.mechanical).value,
            earlier_starts: self.kernels.starts(view, *driver),
        }
    }

    /// The value of each of `features` for each of `field`, by feature, then car.
    pub fn values(&self, view: &View<'_>, field: &[Runner], features: &[Feature]) -> Vec<Vec<f64>> {
        let priors: Vec<f64> =
            field.iter().map(|runner| self.priors.prior(view, runner.driver, runner.seat.car)).collect();
        let of_feature = |&feature: &Feature| {
            (0..field.len()).map(|car| self.value(view, field, car, feature, priors[car])).collect()
        };
        features.iter().map(of_feature).collect()
    }

    fn value(&self, view: &View<'_>, field: &[Runner], car: usize, feature: Feature, prior: f64) -> f64 {
        let runner = &field[car];
        if let Some(quantity) = feature.quantity() {
            return self.kernel(view, runner.driver, feature, quantity, prior);
        }
        let medium = || self.kernels.medium(view, runner.driver, Quantity::Rating, prior).value;
        let equipment =
            || self.equipment.as_ref().expect("a model with features of the equipment has its kernels");
        match feature {
            Feature::Experience => libm::log1p(f64::from(self.kernels.starts(view, runner.driver))),
            Feature::Team => equipment().team(view, runner.driver, &runner.seat, medium()).value,
            Feature::CarNumber => equipment().car(view, &runner.seat, medium()).value,
            Feature::Make => equipment().make(view, &runner.seat),
            Feature::TeamMatesGrid => team_mates_grid(field, car),
            Feature::Skill => {
                let skills = self.skills.as_ref().expect("a model with the feature skill has one");
                skills.skill(view, runner.driver, prior)
            }
            _ => runner.start,
        }
    }

    fn kernel(
        &self,
        view: &View<'_>,
        driver: DriverId,
        feature: Feature,
        quantity: Quantity,
        prior: f64,
    ) -> f64 {
        let prior = self.prior_of(quantity, view, prior);
        match feature {
            Feature::RatingLong | Feature::Crash | Feature::Mechanical => {
                self.kernels.long(view, driver, quantity, prior).value
            }
            Feature::RatingShort => self.kernels.chain(view, driver, quantity, prior).short.value,
            Feature::RatingSameTrack => self.kernels.chain(view, driver, quantity, prior).same_track.value,
            Feature::RatingSameType
            | Feature::RunningSameType
            | Feature::FinishSameType
            | Feature::LedSameType
            | Feature::FastestSameType => self.kernels.chain(view, driver, quantity, prior).same_type.value,
            _ => self.kernels.medium(view, driver, quantity, prior).value,
        }
    }

    /// What `quantity` is shrunk to: the driver's prior for normal scores, constants for shares, the field's
    /// own mean for retirements.
    fn prior_of(&self, quantity: Quantity, view: &View<'_>, prior: f64) -> f64 {
        let shares = || self.shares.expect("a model with features of shares has their constants");
        match quantity {
            Quantity::Rating | Quantity::Running | Quantity::Finish | Quantity::Start => prior,
            Quantity::Passing => shares().passing,
            Quantity::QualityPasses => shares().quality_passes,
            Quantity::Top15 => shares().top_15,
            Quantity::Led => shares().led,
            Quantity::Fastest => shares().fastest,
            Quantity::Crash => self.rates[view.known].crash,
            Quantity::Mechanical => self.rates[view.known].mechanical,
        }
    }
}

/// Mean start score of the other cars of the team in this field; the car's own without any.
fn team_mates_grid(field: &[Runner], car: usize) -> f64 {
    let runner = &field[car];
    let mates = field.iter().enumerate().filter(|(other, mate)| {
        *other != car && runner.seat.team.is_some() && mate.seat.team == runner.seat.team
    });
    let (count, sum) = mates.fold((0u32, 0.0), |(count, sum), (_, mate)| (count + 1, sum + mate.start));
    if count == 0 { runner.start } else { sum / f64::from(count) }
}

/// Mean retirement rates over the first 0, 1, 2... races.
fn field_rates(timeline: &Timeline, config: &RatesConfig) -> Vec<FieldRates> {
    let (mut starts, mut crashes, mut failures) = (0.0, 0.0, 0.0);
    let mut rates = vec![FieldRates {
        crash: config.crash_without_history,
        mechanical: config.mechanical_without_history,
    }];
    for race in &timeline.races {
        starts += race.cars.len() as f64;
        crashes += race.cars.iter().filter(|car| car.crash).count() as f64;
        failures += race.cars.iter().filter(|car| car.mechanical).count() as f64;
        rates.push(FieldRates { crash: crashes / starts, mechanical: failures / starts });
    }
    rates
}
