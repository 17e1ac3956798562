//! A meeting of the calendar run: grid, race or races, log rows.

use super::calendar::{Format, Meeting};
use super::chance::Chance;
use super::files::LogRow;
use super::names::MAKES;
use super::outcome::{Outcome, Starter};
use super::paddock::{Paddock, Ride};
use super::race::Race;
use super::truth::{TrueCar, TrueRace};
use domain::series::Series;

/// A race as run: the hidden side and the rows of the log, both in grid order.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The hidden side.
    pub truth: TrueRace,
    /// Rows of the log.
    pub rows: Vec<LogRow>,
}

/// An entry with what it is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entrant {
    /// Driver and seat.
    pub ride: Ride,
    /// Lasting strength on this kind of track.
    pub strength: f64,
    /// The same with form and luck of the day.
    pub today: f64,
    /// What qualifying showed, once it was run; the faster the higher.
    pub qualifying: Option<f64>,
}

/// Who stands where before a race: everything that an entry list says.
pub type Grid = Vec<Entrant>;

/// Spread of the day's luck over cars.
const DAY: f64 = 0.28;

/// Runs meetings.
pub struct Meetings<'a> {
    /// Who races.
    pub paddock: &'a Paddock,
    /// Form of each driver, drifting from race to race.
    pub form: &'a [f64],
    /// Strength added by each make today.
    pub make_gain: [f64; 3],
    /// Draws of this meeting.
    pub chance: Chance,
}

impl Meetings<'_> {
    /// The entries of a meeting, strongest first, strengths against their mean.
    pub fn entrants(&mut self, meeting: &Meeting) -> Vec<Entrant> {
        let rides = self.paddock.entries(meeting.series, &mut self.chance);
        let mut entrants: Vec<Entrant> = rides
            .into_iter()
            .map(|ride| {
                let gain = self.make_gain[self.paddock.make(ride.seat)];
                let strength = self.paddock.strength(ride, meeting.course.kind) + gain;
                let luck = DAY * self.chance.normal();
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

    /// Qualifying: strength of the day and noise.
    pub fn qualify(&mut self, meeting: &Meeting, entrants: &[Entrant]) -> Grid {
        let mut timed: Vec<(f64, Entrant)> = entrants
            .iter()
            .map(|e| (meeting.course.style.qualifying * e.today + 0.70 * self.chance.normal(), *e))
            .collect();
        timed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.ride.seat.cmp(&b.1.ride.seat)));
        timed.into_iter().map(|(shown, entrant)| Entrant { qualifying: Some(shown), ..entrant }).collect()
    }

    /// The races of `meeting`. `unsplittable` makes two races whose rows do not separate in one way.
    pub fn run(&mut self, meeting: &Meeting, unsplittable: bool) -> Vec<Run> {
        let entrants = self.entrants(meeting);
        match meeting.format {
            Format::Points => {
                let grid = self.qualify(meeting, &entrants);
                vec![self.race(meeting, &grid, 1, meeting.laps)]
            }
            Format::Clash => {
                let grid = self.qualify(meeting, &entrants[..23]);
                vec![self.race(meeting, &grid, 1, meeting.laps)]
            }
            Format::Open => {
                let grid = self.qualify(meeting, &entrants[20..]);
                vec![self.race(meeting, &grid, 1, meeting.laps)]
            }
            Format::AllStarRace => {
                let grid = self.qualify(meeting, &entrants[..23]);
                vec![self.race(meeting, &grid, 1, meeting.laps)]
            }
            Format::DoubleHeader => self.until_it_splits(|day| {
                let first = day.qualify(meeting, &entrants);
                let second = day.qualify(meeting, &entrants);
                vec![day.race(meeting, &first, 1, meeting.laps), day.race(meeting, &second, 2, meeting.laps)]
            }),
            Format::Duels if unsplittable => self.duels(meeting, &entrants, 2),
            Format::Duels => self.until_it_splits(|day| day.duels(meeting, &entrants, 0)),
            Format::AllStar => self.until_it_splits(|day| day.all_star(meeting, &entrants)),
        }
    }

    /// Two Duels of equal fields; `stragglers` more start the first at its end and never complete a lap, so that
    /// nothing in the rows says which of the two they were in.
    fn duels(&mut self, meeting: &Meeting, entrants: &[Entrant], stragglers: usize) -> Vec<Run> {
        let grid = self.qualify(meeting, entrants);
        let half = (grid.len() - stragglers) / 2;
        let mut first: Grid = grid.iter().copied().take(2 * half).step_by(2).collect();
        let second: Grid = grid.iter().copied().take(2 * half).skip(1).step_by(2).collect();
        first.extend(grid[grid.len() - stragglers..].iter().copied());
        let starters = self.starters(meeting.series, &first, stragglers);
        let one = self.log(meeting, &first, &starters, 1, meeting.laps);
        vec![one, self.race(meeting, &second, 2, meeting.laps)]
    }

    /// The Open, whose first three go on to the race.
    fn all_star(&mut self, meeting: &Meeting, entrants: &[Entrant]) -> Vec<Run> {
        // Fields of one size, three drivers being in both.
        let field = (entrants.len() + 3) / 2;
        let invited = field - 3;
        let grid = self.qualify(meeting, &entrants[invited..invited + field]);
        let open = self.race(meeting, &grid, 1, meeting.laps / 3);
        let mut stars: Vec<Entrant> = entrants[..invited].to_vec();
        let advances = |row: &LogRow| row.outcome.finish <= 3;
        stars.extend(grid.iter().zip(&open.rows).filter(|(_, row)| advances(row)).map(|(car, _)| *car));
        let grid = self.qualify(meeting, &stars);
        vec![open, self.race(meeting, &grid, 2, meeting.laps)]
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
            // Weak teams' cars fail more.
            failure: (failure * libm::exp(-0.4 * entrant.strength)).min(0.3),
            no_lap: place >= last,
        };
        grid.iter().enumerate().map(starter).collect()
    }

    /// Runs one race on `grid`.
    pub fn race(&mut self, meeting: &Meeting, grid: &[Entrant], number: u8, laps: u32) -> Run {
        let starters = self.starters(meeting.series, grid, 0);
        self.log(meeting, grid, &starters, number, laps)
    }

    fn log(
        &mut self,
        meeting: &Meeting,
        grid: &[Entrant],
        starters: &[Starter],
        number: u8,
        laps: u32,
    ) -> Run {
        // Rain ends some races early.
        let rain = meeting.format == Format::Points && self.chance.happens(0.02);
        let laps = if rain { (f64::from(laps) * (0.6 + 0.3 * self.chance.uniform())) as u32 } else { laps };
        let outcomes = Race::run(&meeting.course, laps, starters, &mut self.chance);
        let laps = outcomes.iter().map(|o| o.laps).max().unwrap_or(0);
        let field = outcomes.len();
        let row = |(entrant, outcome): (&Entrant, Outcome)| {
            let driver = &self.paddock.drivers[entrant.ride.driver];
            let average = hundredths(outcome.places as f64 / f64::from(laps));
            LogRow {
                driver_name: driver.name.clone(),
                driver_id: driver.id,
                date: meeting.date,
                series: meeting.series.log_name(),
                track_name: meeting.track_name,
                average,
                rating: rating(&outcome, average, laps, field),
                outcome,
            }
        };
        let rows: Vec<LogRow> = grid.iter().zip(outcomes).map(row).collect();
        let truth = TrueRace {
            series: meeting.series,
            date: meeting.date,
            track_name: meeting.track_name.to_owned(),
            number,
            exhibition: !matches!(meeting.format, Format::Points | Format::DoubleHeader),
            laps,
            cars: grid.iter().map(|entrant| self.car(entrant)).collect(),
        };
        Run { truth, rows }
    }

    /// The hidden side of an entry.
    pub fn car(&self, entrant: &Entrant) -> TrueCar {
        let seat = &self.paddock.seats[entrant.ride.seat];
        TrueCar {
            driver_id: self.paddock.drivers[entrant.ride.driver].id,
            team: self.paddock.teams[seat.team].name,
            make: MAKES[self.paddock.make(entrant.ride.seat)],
            car_number: seat.number.clone(),
            strength: entrant.strength,
            today: entrant.today,
            qualifying: entrant.qualifying,
        }
    }
}

/// A driver rating of ours on the usual scale (0..150, about 69 on average): mostly the running position, with
/// premiums for the top 15, the finish, laps led, fastest laps and the win.
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

/// Whether two races with drivers in common have grids of their own: at most a quarter of those drivers start from
/// one place in both. (Else a reader must fear two versions of one race.)
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

/// Whether the rows of two races, thrown together, separate in one way only: rows that share a place, a grid
/// position, a place at half distance or a driver lie apart, and such pairs connect all of them.
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
