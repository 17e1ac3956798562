//! Ratings made by an algorithm of their own, beside the kernels: each gives one number for a driver as of a
//! moment, higher is better, on a scale of its own (the fit of slope and spread, or the ridge, finds it).

mod online;
mod plackett_luce;
mod season_average;
mod weng_lin;

use crate::config::{Order, SkillConfig};
use crate::kernel::View;
use crate::observe::{ObservedRace, Timeline};
use crate::prior::Priors;
use domain::ids::DriverId;
use online::Online;
use season_average::SeasonAverages;

/// The skills of every driver of a timeline, at any moment.
#[derive(Clone, Debug)]
pub struct Skills(Kind);

#[derive(Clone, Debug)]
enum Kind {
    SeasonAverage(SeasonAverages),
    /// A state after each race, and what a driver without one has for each unit of the prior.
    Learnt {
        after: Online,
        prior_scale: f64,
    },
}

impl Skills {
    /// Walks through `timeline` once.
    pub fn of(timeline: &Timeline, config: &SkillConfig, priors: &Priors) -> Self {
        Self(match config {
            SkillConfig::SeasonAverage(config) => Kind::SeasonAverage(SeasonAverages::of(timeline, *config)),
            SkillConfig::DynamicPlackettLuce(config) => Kind::Learnt {
                after: plackett_luce::learn(timeline, config, priors),
                prior_scale: config.prior_scale,
            },
            SkillConfig::WengLin(config) => Kind::Learnt {
                after: weng_lin::learn(timeline, config, priors),
                prior_scale: config.prior_scale,
            },
        })
    }

    /// The skill of `driver`, whose prior normal score is `prior`.
    pub fn skill(&self, view: &View<'_>, driver: DriverId, prior: f64) -> f64 {
        match &self.0 {
            Kind::SeasonAverage(averages) => averages.skill(view, driver),
            Kind::Learnt { after, prior_scale } => {
                after.known(driver, view.known).unwrap_or(prior_scale * prior)
            }
        }
    }
}

/// The cars of `race`, best first.
fn order_of(race: &ObservedRace, order: &Order) -> Vec<usize> {
    let value = |car: usize| {
        let car = &race.cars[car];
        match order {
            Order::Finish => car.finish,
            Order::Blend(weights) => {
                weights.finish * car.finish + weights.running * car.running + weights.rating * car.rating
            }
        }
    };
    let mut cars: Vec<usize> = (0..race.cars.len()).collect();
    // Cars stand in order of finish, which settles ties.
    cars.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    cars
}
