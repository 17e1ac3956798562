//! The equipment of a driver: kernels of the driver-rating score over the team, the car number and the make
//! (the graph's FIELDED_BY, IN_CAR and OF_MAKE).

use crate::config::EquipmentConfig;
use crate::kernel::{Link, View};
use crate::observe::{Seat, Timeline};
use crate::trail::{Decay, Sums, Trail};
use domain::ids::DriverId;
use std::collections::BTreeMap;

/// The kernels of every team, car number and make of a timeline.
#[derive(Clone, Debug)]
pub struct Equipment {
    config: EquipmentConfig,
    team_decay: Decay,
    teams: Vec<Trail>,
    /// A driver's own races for a team, to be left out of it.
    own: BTreeMap<(DriverId, usize), Trail>,
    car_decay: Decay,
    cars: Vec<Trail>,
    make_decay: Decay,
    makes: Vec<Trail>,
}

impl Equipment {
    /// Walks through `timeline` once.
    pub fn of(timeline: &Timeline, config: &EquipmentConfig) -> Self {
        let races = timeline.races.len();
        let decay = |half_life: f64| Decay::new(half_life, races);
        let mut equipment = Self {
            config: config.clone(),
            team_decay: decay(config.team.half_life_races),
            teams: vec![Trail::default(); timeline.teams()],
            own: BTreeMap::new(),
            car_decay: decay(config.car.half_life_races),
            cars: vec![Trail::default(); timeline.car_numbers()],
            make_decay: decay(config.make_half_life_races),
            makes: vec![Trail::default(); timeline.makes()],
        };
        for (index, race) in timeline.races.iter().enumerate() {
            for car in &race.cars {
                if let Some(team) = car.seat.team {
                    equipment.teams[team].push(&equipment.team_decay, index, car.rating);
                    let own = equipment.own.entry((car.driver, team)).or_default();
                    own.push(&equipment.team_decay, index, car.rating);
                }
                if let Some(number) = car.seat.car {
                    equipment.cars[number].push(&equipment.car_decay, index, car.rating);
                }
                if let Some(make) = car.seat.make {
                    equipment.makes[make].push(&equipment.make_decay, index, car.rating);
                }
            }
        }
        equipment
    }

    /// The team without the driver's own races, shrunk to `medium`; `medium` itself without a team.
    pub fn team(&self, view: &View<'_>, driver: DriverId, seat: &Seat, medium: f64) -> Link {
        let sums = seat.team.and_then(|team| {
            let all = self.teams.get(team)?.at(&self.team_decay, view.known);
            let own = self.own.get(&(driver, team));
            Some(own.map_or(all, |own| all.without(&own.at(&self.team_decay, view.known))))
        });
        Link::of("team", &sums.unwrap_or_default(), self.config.team.pseudo_races, medium)
    }

    /// The car number, whoever drove it, shrunk to `medium`; `medium` itself without a number.
    pub fn car(&self, view: &View<'_>, seat: &Seat, medium: f64) -> Link {
        let sums = seat.car.and_then(|car| self.cars.get(car));
        let sums = sums.map_or_else(Sums::default, |trail| trail.at(&self.car_decay, view.known));
        Link::of("car-number", &sums, self.config.car.pseudo_races, medium)
    }

    /// Mean of the make; 0 without races, or without a make.
    pub fn make(&self, view: &View<'_>, seat: &Seat) -> f64 {
        let trail = seat.make.and_then(|make| self.makes.get(make));
        trail.and_then(|trail| trail.at(&self.make_decay, view.known).mean()).unwrap_or(0.0)
    }
}
