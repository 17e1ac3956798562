//! Running one event of the schedule: entries, grid, one or two races, log rows.

use crate::draws::Draws;
use crate::files::LogRow;
use crate::names::MAKES;
use crate::outcome::{Outcome, Starter};
use crate::race::Race;
use crate::roster::{Ride, Roster};
use crate::schedule::{Event, Format};
use crate::truth::{TrueCar, TrueRace};
use domain::series::Series;

/// A race that was run: the truth and its log rows, both in grid order.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The truth.
    pub truth: TrueRace,
    /// Rows of the log.
    pub rows: Vec<LogRow>,
}

/// An entry with its strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entrant {
    /// Driver and seat.
    pub ride: Ride,
    /// Lasting strength on this kind of track.
    pub strength: f64,
    /// Strength on the day: with form and luck.
    pub today: f64,
    /// Strength shown in qualifying, once it was run; higher is faster.
    pub qualifying: Option<f64>,
}

/// Entrants in starting order.
pub type Grid = Vec<Entrant>;

/// Standard deviation of the day's luck from car to car.
const DAY: f64 = 0.28;

/// Runs one event.
pub struct EventRunner<'a> {
    /// Drivers, teams and cars.
    pub roster: &'a Roster,
    /// Form of each driver, drifting from race to race.
    pub form: &'a [f64],
    /// Strength that each make adds on this day.
    pub make_gain: [f64; 3],
    /// Strength that each team adds on this day at this track, in the order of the roster's teams.
    pub team_gain: Vec<f64>,
    /// Random draws of this event.
    pub draws: Draws,
}

impl EventRunner<'_> {
    /// The entries of an event, strongest first; strengths are relative to the field's mean.
    pub fn entrants(&mut self, event: &Event) -> Vec<Entrant> {
        let rides = self.roster.entries(event.series, &mut self.draws);
        let mut entrants: Vec<Entrant> = rides
            .into_iter()
            .map(|ride| {
                let team = self.roster.seats[ride.seat].team;
                let gain = self.make_gain[self.roster.make(ride.seat)] + self.team_gain[team];
                let strength = self.roster.strength(ride, event.track.kind) + gain;
                let luck = DAY * self.draws.normal();
                let today = strength + self.form[ride.driver] + luck;
                Entrant { ride, strength, today, qualifying: None }
            })
            .collect();
        let n = entrants.len() as f64;
        let mean = entrants.iter().map(|e| e.strength).sum::<f64>() / n;
        for entrant in &mut entrants {
            entrant.strength -= mean;
            entrant.today -= mean;
        }
        entrants.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.ride.seat.cmp(&b.ride.seat)));
        entrants
    }

    /// Qualifying order: strength on the day plus noise.
    pub fn qualify(&mut self, event: &Event, entrants: &[Entrant]) -> Grid {
        let mut timed: Vec<(f64, Entrant)> = entrants
            .iter()
            .map(|e| (event.track.style.qualifying * e.today + 0.70 * self.draws.normal(), *e))
            .collect();
        timed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.ride.seat.cmp(&b.1.ride.seat)));
        timed.into_iter().map(|(shown, entrant)| Entrant { qualifying: Some(shown), ..entrant }).collect()
    }

    /// The races of `event`. With `unsplittable`, the rows of a double event can be divided into two races in more
    /// than one way.
    pub fn run(&mut self, event: &Event, unsplittable: bool) -> Vec<Run> {
        let entrants = self.entrants(event);
        match event.format {
            Format::Points => {
                let grid = self.qualify(event, &entrants);
                vec![self.race(event, &grid, 1, event.laps)]
            }
            Format::Clash => {
                let grid = self.qualify(event, &entrants[..23]);
                vec![self.race(event, &grid, 1, event.laps)]
            }
            Format::Open => {
                let grid = self.qualify(event, &entrants[20..]);
                vec![self.race(event, &grid, 1, event.laps)]
            }
            Format::AllStarRace => {
                let grid = self.qualify(event, &entrants[..23]);
                vec![self.race(event, &grid, 1, event.laps)]
            }
            Format::DoubleHeader => self.until_it_splits(|day| {
                let first = day.qualify(event, &entrants);
                let second = day.qualify(event, &entrants);
                vec![day.race(event, &first, 1, event.laps), day.race(event, &second, 2, event.laps)]
            }),
            Format::Duels if unsplittable => self.duels(event, &entrants, 2),
            Format::Duels => self.until_it_splits(|day| day.duels(event, &entrants, 0)),
            Format::AllStar => self.until_it_splits(|day| day.all_star(event, &entrants)),
        }
    }

    /// Two Duels with fields of equal size. `stragglers` extra cars start the first one at the back and never complete
    /// a lap, so that nothing in the rows says which of the two they were in.
    fn duels(&mut self, event: &Event, entrants: &[Entrant], stragglers: usize) -> Vec<Run> {
        let grid = self.qualify(event, entrants);
        let half = (grid.len() - stragglers) / 2;
        let mut first: Grid = grid.iter().copied().take(2 * half).step_by(2).collect();
        let second: Grid = grid.iter().copied().take(2 * half).skip(1).step_by(2).collect();
        first.extend(grid[grid.len() - stragglers..].iter().copied());
        let starters = self.starters(event.series, &first, stragglers);
        let one = self.log(event, &first, &starters, 1, event.laps);
        vec![one, self.race(event, &second, 2, event.laps)]
    }

    /// The Open, whose top three advance to the All-Star Race.
    fn all_star(&mut self, event: &Event, entrants: &[Entrant]) -> Vec<Run> {
        // Fields of equal size; three drivers are in both.
        let field = (entrants.len() + 3) / 2;
        let invited = field - 3;
        let grid = self.qualify(event, &entrants[invited..invited + field]);
        let open = self.race(event, &grid, 1, event.laps / 3);
        let mut stars: Vec<Entrant> = entrants[..invited].to_vec();
        let advances = |row: &LogRow| row.outcome.finish <= 3;
        stars.extend(grid.iter().zip(&open.rows).filter(|(_, row)| advances(row)).map(|(car, _)| *car));
        let grid = self.qualify(event, &stars);
        vec![open, self.race(event, &grid, 2, event.laps)]
    }

    fn until_it_splits(&mut self, mut run: impl FnMut(&mut Self) -> Vec<Run>) -> Vec<Run> {
        loop {
            let runs = run(self);
            let (one, other) = (&runs[0].rows, &runs[1].rows);
            if separates(one, other) && start_anew(one, other) {
                return runs;
            }
        }
    }

    fn starters(&mut self, series: Series, grid: &[Entrant], stragglers: usize) -> Vec<Starter> {
        let failure = match series {
            Series::Cup => 0.028,
            Series::Oreilly => 0.065,
            Series::Trucks => 0.055,
        };
        let last = grid.len() - stragglers;
        let starter = |(place, entrant): (usize, &Entrant)| Starter {
            strength: entrant.today,
            // Cars of weak teams fail more often.
            failure: (failure * libm::exp(-0.4 * entrant.strength)).min(0.3),
            no_lap: place >= last,
        };
        grid.iter().enumerate().map(starter).collect()
    }

    /// Runs one race on `grid`.
    pub fn race(&mut self, event: &Event, grid: &[Entrant], number: u8, laps: u32) -> Run {
        let starters = self.starters(event.series, grid, 0);
        self.log(event, grid, &starters, number, laps)
    }

    fn log(&mut self, event: &Event, grid: &[Entrant], starters: &[Starter], number: u8, laps: u32) -> Run {
        // Rain ends some races early.
        let rain = event.format == Format::Points && self.draws.happens(0.02);
        let laps = if rain { (f64::from(laps) * (0.6 + 0.3 * self.draws.uniform())) as u32 } else { laps };
        let outcomes = Race::run(&event.track, laps, starters, &mut self.draws);
        let laps = outcomes.iter().map(|o| o.laps).max().unwrap_or(0);
        let field = outcomes.len();
        let row = |(entrant, outcome): (&Entrant, Outcome)| {
            let driver = &self.roster.drivers[entrant.ride.driver];
            let average = hundredths(outcome.places as f64 / f64::from(laps));
            LogRow {
                driver_name: driver.name.clone(),
                driver_id: driver.id,
                date: event.date,
                series: event.series.log_name(),
                track_name: event.track_name,
                average,
                rating: rating(&outcome, average, laps, field),
                outcome,
            }
        };
        let rows: Vec<LogRow> = grid.iter().zip(outcomes).map(row).collect();
        let truth = TrueRace {
            series: event.series,
            date: event.date,
            track_name: event.track_name.to_owned(),
            number,
            exhibition: !matches!(event.format, Format::Points | Format::DoubleHeader),
            laps,
            cars: grid.iter().map(|entrant| self.car(entrant)).collect(),
        };
        Run { truth, rows }
    }

    /// The truth about an entry.
    pub fn car(&self, entrant: &Entrant) -> TrueCar {
        let seat = &self.roster.seats[entrant.ride.seat];
        TrueCar {
            driver_id: self.roster.drivers[entrant.ride.driver].id,
            team: self.roster.teams[seat.team].name,
            make: MAKES[self.roster.make(entrant.ride.seat)],
            car_number: seat.number.clone(),
            strength: entrant.strength,
            today: entrant.today,
            qualifying: entrant.qualifying,
        }
    }
}

/// Our own driver rating on the usual scale (0 to 150, about 69 on average): mostly the running position, plus
/// bonuses for the top 15, the finish, laps led, fastest laps and the win.
fn rating(o: &Outcome, average: f64, laps: u32, field: usize) -> f64 {
    let (laps, last) = (f64::from(laps), (field - 1) as f64);
    let of_laps = |count: u32| f64::from(count) / laps;
    let raw = 25.0
        + 57.0 * (field as f64 - average) / last
        + 13.0 * of_laps(o.top_15_laps)
        + 16.0 * (field as f64 - f64::from(o.finish)) / last
        + 27.0 * libm::sqrt(of_laps(o.laps_led))
        + 15.0 * libm::sqrt(of_laps(o.fastest_laps))
        + if o.finish == 1 { 5.0 } else { 0.0 };
    hundredths(raw.clamp(0.0, 150.0))
}

fn hundredths(value: f64) -> f64 {
    libm::round(value * 100.0) / 100.0
}

/// Whether two races with common drivers have different grids: at most a quarter of those drivers start both from
/// the same place. (Otherwise the two could be two versions of one race.)
fn start_anew(one: &[LogRow], other: &[LogRow]) -> bool {
    let mut common = 0;
    let mut same = 0;
    for a in one {
        for b in other.iter().filter(|b| a.driver_id == b.driver_id) {
            common += 1;
            same += usize::from(a.outcome.start == b.outcome.start);
        }
    }
    4 * same <= common
}

/// Whether the combined rows of two races can be divided in one way only: rows with the same finish, start, place at
/// half distance or driver belong to different races, and such pairs connect all rows.
fn separates(one: &[LogRow], other: &[LogRow]) -> bool {
    let rows: Vec<&LogRow> = one.iter().chain(other).collect();
    let apart = |a: &LogRow, b: &LogRow| {
        let (x, y) = (&a.outcome, &b.outcome);
        x.finish == y.finish || x.start == y.start || x.mid == y.mid || a.driver_id == b.driver_id
    };
    let mut reached = vec![false; rows.len()];
    reached[0] = true;
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        for next in 0..rows.len() {
            if !reached[next] && apart(rows[at], rows[next]) {
                reached[next] = true;
                open.push(next);
            }
        }
    }
    reached.into_iter().all(|reached| reached)
}
