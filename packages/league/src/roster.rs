//! Drivers with their talents by kind of track, teams, seats, and how they change from season to season.

use crate::draws::Draws;
use crate::names::{MAKES, Names};
use domain::pooling::TrackType;
use domain::series::Series;

/// First id of an invented driver, above all of NASCAR's.
pub const FIRST_DRIVER_ID: u32 = 900_001;

/// A driver. All series share one scale of talent: one unit is about the standard deviation within a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Talent by kind of track, in the order of `TrackType::ALL`.
    pub talent: [f64; 4],
    /// Seasons driven.
    pub seasons: u32,
    /// The series in which the driver has or looks for a seat; none after retirement.
    pub home: Option<Series>,
}

/// A team of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Name.
    pub name: &'static str,
    /// Index into [`MAKES`].
    pub make: usize,
    /// What its cars add to strength.
    pub quality: f64,
}

/// A car that is entered in every race or, as an open seat, in some.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    /// Series.
    pub series: Series,
    /// Index into [`Roster::teams`].
    pub team: usize,
    /// Car number as painted.
    pub number: String,
    /// What this car adds to its team's quality.
    pub quality: f64,
    /// Index into [`Roster::drivers`] of the driver for the whole season; none for an open seat.
    pub regular: Option<usize>,
}

/// Drivers, teams and seats of one season.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    /// All drivers so far, retired ones included, by id.
    pub drivers: Vec<Driver>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Seats, series by series.
    pub seats: Vec<Seat>,
}

/// A driver in a car, for one race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ride {
    /// Index into [`Roster::drivers`].
    pub driver: usize,
    /// Index into [`Roster::seats`].
    pub seat: usize,
}

/// Teams, full-time seats, open seats, and the chance that an open seat is filled.
struct Size {
    teams: usize,
    full: usize,
    open: usize,
    filled: f64,
    /// Drivers of the series without a seat.
    spare: usize,
    /// Mean talent.
    level: f64,
    /// Spread of talents and of teams.
    spread: f64,
}

fn size(series: Series) -> Size {
    match series {
        Series::Cup => {
            Size { teams: 14, full: 36, open: 4, filled: 0.45, spare: 6, level: 1.2, spread: 0.44 }
        }
        Series::Oreilly => {
            Size { teams: 11, full: 30, open: 8, filled: 1.0, spare: 10, level: 0.3, spread: 0.80 }
        }
        Series::Trucks => {
            Size { teams: 9, full: 24, open: 12, filled: 0.82, spare: 14, level: 0.0, spread: 0.88 }
        }
    }
}

impl Roster {
    /// The field before the first season.
    pub fn new(names: &mut Names, draws: &mut Draws) -> Self {
        let mut roster = Self { drivers: Vec::new(), teams: Vec::new(), seats: Vec::new() };
        for series in Series::ALL {
            let size = size(series);
            let mut numbers: Vec<String> = (0..100).map(|n: u32| n.to_string()).collect();
            numbers.extend((0..10).map(|n| format!("0{n}")));
            draws.shuffle(&mut numbers);
            let first_team = roster.teams.len();
            for _ in 0..size.teams {
                let quality = size.spread * draws.normal();
                roster.teams.push(Team { name: names.team(), make: draws.below(MAKES.len()), quality });
            }
            for car in 0..size.full + size.open {
                // Every team has one full-time car at least; the other cars go to random teams.
                let within = (draws.uniform() * size.teams as f64) as usize;
                let team = first_team + if car < size.teams { car } else { within };
                let number = numbers.pop().expect("more numbers than cars");
                let handicap = if car < size.full { 0.0 } else { 0.8 };
                let quality = 0.35 * size.spread * draws.normal() - handicap;
                roster.seats.push(Seat { series, team, number, quality, regular: None });
            }
            for _ in 0..size.full + size.spare {
                let seasons = draws.below(10) as u32;
                roster.newcomer(series, seasons, names, draws);
            }
        }
        roster.assign(draws);
        roster
    }

    fn newcomer(&mut self, series: Series, seasons: u32, names: &mut Names, draws: &mut Draws) {
        let Size { level, spread, .. } = size(series);
        let all_round = level + spread * draws.normal();
        let talent = std::array::from_fn(|_| all_round + 0.45 * spread * draws.normal());
        let id = FIRST_DRIVER_ID + self.drivers.len() as u32;
        let name = names.driver(draws);
        self.drivers.push(Driver { id, name, talent, seasons, home: Some(series) });
    }

    /// Mean talent of a driver over all kinds of tracks.
    fn worth(&self, driver: usize) -> f64 {
        self.drivers[driver].talent.iter().sum::<f64>() / 4.0
    }

    fn of(&self, series: Series) -> Vec<usize> {
        (0..self.drivers.len()).filter(|&d| self.drivers[d].home == Some(series)).collect()
    }

    /// Moves on to the next season: talents and teams drift, veterans retire, the best of a lower series move up,
    /// newcomers replace them, and the seats are assigned again.
    pub fn next_season(&mut self, names: &mut Names, draws: &mut Draws) {
        for driver in &mut self.drivers {
            driver.seasons += 1;
            let age = if driver.seasons < 5 { 0.06 } else { -0.015 * f64::from(driver.seasons - 4) };
            let drift = age + 0.14 * draws.normal();
            driver.talent.iter_mut().for_each(|talent| *talent += drift + 0.06 * draws.normal());
        }
        for team in &mut self.teams {
            team.quality = 0.85 * team.quality + 0.22 * draws.normal();
        }
        for series in Series::ALL {
            let size = size(series);
            let mut here = self.of(series);
            here.sort_by(|&a, &b| self.worth(b).total_cmp(&self.worth(a)));
            let safe = here.len().saturating_sub(6);
            for (rank, driver) in here.into_iter().enumerate() {
                let age = f64::from(self.drivers[driver].seasons.saturating_sub(9)) / 24.0;
                let dropped = if rank >= safe { 0.35 } else { 0.0 };
                if draws.happens(age + dropped) {
                    self.drivers[driver].home = None;
                }
            }
            let mut missing = (size.full + size.spare).saturating_sub(self.of(series).len());
            let below = series.lower().first().map_or(Vec::new(), |&lower| self.of(lower));
            let mut best = below;
            best.sort_by(|&a, &b| self.worth(b).total_cmp(&self.worth(a)));
            let promoted = missing.div_ceil(2).min(best.len());
            for &driver in best.iter().take(promoted) {
                self.drivers[driver].home = Some(series);
                missing = missing.saturating_sub(1);
            }
            for _ in 0..missing {
                self.newcomer(series, 0, names, draws);
            }
        }
        self.assign(draws);
    }

    /// Assigns the full-time seats: better drivers get better cars, with some noise.
    fn assign(&mut self, draws: &mut Draws) {
        for series in Series::ALL {
            let size = size(series);
            let sought = |worth: f64, draws: &mut Draws| worth + 0.45 * size.spread * draws.normal();
            let mut drivers: Vec<(f64, usize)> =
                self.of(series).into_iter().map(|d| (sought(self.worth(d), draws), d)).collect();
            drivers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let seats = (0..self.seats.len()).filter(|&s| self.seats[s].series == series);
            let mut seats: Vec<(f64, usize)> =
                seats.map(|s| (sought(self.car(s), draws), s)).take(size.full).collect();
            seats.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for ((_, seat), (_, driver)) in seats.into_iter().zip(drivers) {
                self.seats[seat].regular = Some(driver);
            }
        }
    }

    /// Strength that a car adds.
    pub fn car(&self, seat: usize) -> f64 {
        let seat = &self.seats[seat];
        self.teams[seat.team].quality + seat.quality
    }

    /// Make of a car, an index into [`MAKES`].
    pub fn make(&self, seat: usize) -> usize {
        self.teams[self.seats[seat].team].make
    }

    /// Entries of the next race of `series`: the regulars, and other drivers in some of the open seats, among them drivers
    /// of the series above.
    pub fn entries(&self, series: Series, draws: &mut Draws) -> Vec<Ride> {
        let size = size(series);
        let seats = || (0..self.seats.len()).filter(|&seat| self.seats[seat].series == series);
        let regular = |seat: usize| self.seats[seat].regular;
        let mut rides: Vec<Ride> =
            seats().filter_map(|seat| Some(Ride { driver: regular(seat)?, seat })).collect();
        let mut guests: Vec<usize> = self
            .of(series)
            .into_iter()
            .filter(|driver| rides.iter().all(|ride| ride.driver != *driver))
            .collect();
        let above = Series::ALL.into_iter().filter(|other| other.lower().contains(&series));
        let mut visitors: Vec<usize> = above.flat_map(|above| self.of(above)).collect();
        let rising: Vec<usize> = series.lower().first().map_or(Vec::new(), |&lower| self.of(lower));
        draws.shuffle(&mut guests);
        draws.shuffle(&mut visitors);
        for seat in seats().filter(|&seat| regular(seat).is_none()) {
            if !draws.happens(size.filled) {
                continue;
            }
            let from = if draws.happens(0.12) { visitors.pop() } else { guests.pop() };
            let spare = || rising.iter().copied().find(|d| rides.iter().all(|ride| ride.driver != *d));
            if let Some(driver) = from.or_else(spare) {
                rides.push(Ride { driver, seat });
            }
        }
        rides
    }

    /// Strength of a driver in a car on a kind of track, without make, form and luck.
    pub fn strength(&self, ride: Ride, kind: TrackType) -> f64 {
        self.drivers[ride.driver].talent[kind.index()] + self.car(ride.seat)
    }
}
