//! What is thought of a driver before the first race in the series: the form shown in the series below, and
//! the history of the car, clipped.

use crate::config::PriorConfig;
use crate::kernel::View;
use crate::observe::Timeline;
use crate::trail::{Decay, Trail};
use domain::ids::DriverId;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The priors of every driver of a timeline, at any moment.
#[derive(Clone, Debug)]
pub struct Priors {
    config: PriorConfig,
    /// Lower-series form after each race known, by driver.
    forms: BTreeMap<DriverId, Vec<Form>>,
    /// Scores of the driver rating by car number, with their decay; none for a model without car numbers.
    cars: Option<(Decay, Vec<Trail>)>,
}

/// Decayed sums of a driver's lower-series races as of the day of the latest.
#[derive(Clone, Copy, Debug)]
struct Form {
    known_at: Timestamp,
    latest: Date,
    weight: f64,
    sum: f64,
}

impl Priors {
    /// Walks through `timeline` once.
    pub fn of(timeline: &Timeline, config: &PriorConfig) -> Self {
        let mut forms: BTreeMap<DriverId, Vec<Form>> = BTreeMap::new();
        for race in timeline.lower_races() {
            let discount = if race.series == Series::Trucks { config.trucks_discount } else { 0.0 };
            let driver = forms.entry(race.driver).or_default();
            let mut form = Form { known_at: race.known_at, latest: race.date, weight: 1.0, sum: 0.0 };
            form.sum = race.rating - discount;
            if let Some(before) = driver.last() {
                // A race known later may have been run earlier: the sums stand on the latest day of both.
                form.latest = before.latest.max(race.date);
                let own = weight(config, race.date, form.latest);
                let share = weight(config, before.latest, form.latest);
                form.weight = own + share * before.weight;
                form.sum = own * form.sum + share * before.sum;
            }
            driver.push(form);
        }
        let cars = config.car.map(|car| {
            let decay = Decay::new(car.half_life_races, timeline.races.len());
            let mut trails = vec![Trail::default(); timeline.car_numbers()];
            for (index, race) in timeline.races.iter().enumerate() {
                for car in &race.cars {
                    if let Some(number) = car.seat.car {
                        trails[number].push(&decay, index, car.rating);
                    }
                }
            }
            (decay, trails)
        });
        Self { config: config.clone(), forms, cars }
    }

    /// The prior of `driver` in the car of that number, as far as both are known.
    pub fn prior(&self, view: &View<'_>, driver: DriverId, car: Option<usize>) -> f64 {
        let config = &self.config;
        let value = config.base + self.form(view, driver) + self.car_term(view, car);
        value.clamp(config.minimum, config.maximum)
    }

    fn form(&self, view: &View<'_>, driver: DriverId) -> f64 {
        let forms = self.forms.get(&driver).map(Vec::as_slice).unwrap_or_default();
        let known = forms.partition_point(|form| form.known_at <= view.moment);
        let Some(form) = known.checked_sub(1).map(|index| forms[index]) else { return 0.0 };
        let share = weight(&self.config, form.latest, view.date);
        let (weight, sum) = (share * form.weight, share * form.sum);
        self.config.lower_series_weight * sum / (weight + self.config.lower_series_pseudo_races)
    }

    fn car_term(&self, view: &View<'_>, car: Option<usize>) -> f64 {
        let (Some(config), Some((decay, trails)), Some(car)) = (self.config.car, &self.cars, car) else {
            return 0.0;
        };
        let history = trails.get(car).and_then(|trail| trail.at(decay, view.known).mean());
        config.weight * (history.unwrap_or(config.without_history) - config.without_history)
    }
}

fn weight(config: &PriorConfig, from: Date, to: Date) -> f64 {
    libm::exp(-f64::from((to - from).get_days()) / config.lower_series_days)
}
