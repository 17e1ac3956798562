//! One race, lap by lap, on a clock: slow and obvious on purpose.
//!
//! Every car has a time behind the leader. Each lap adds the car's lap time; a faster car passes the one ahead or is
//! held up; cautions close the field up; pit stops, failures and accidents happen on laps. All statistics are
//! counted from the order at the line, so they are consistent with each other.

use crate::draws::Draws;
use crate::outcome::{Outcome, Starter};
use crate::track::{TICKS_PER_SECOND, Track};
use domain::pooling::TrackType;

/// Cars close enough to race side by side, in ticks.
const CLOSE: i64 = (0.45 * TICKS_PER_SECOND) as i64;
/// Gap between cars behind the pace car, in ticks.
const NOSE_TO_TAIL: i64 = (0.24 * TICKS_PER_SECOND) as i64;
/// A draft reaches this far, in ticks.
const DRAFT_REACH: i64 = (8.0 * TICKS_PER_SECOND) as i64;

/// Causes of failure with weights: rounded counts of seven real seasons.
const FAILURES: [(&str, u32); 14] = [
    ("engine", 320),
    ("suspension", 185),
    ("electrical", 141),
    ("brakes", 128),
    ("transmission", 87),
    ("rear gear", 59),
    ("vibration", 56),
    ("overheating", 52),
    ("handling", 44),
    ("fuel pump", 41),
    ("steering", 37),
    ("too slow", 30),
    ("clutch", 25),
    ("power steering", 20),
];

struct Car {
    strength: f64,
    behind: i64,
    /// Drawn at every stop: effect of tires and balance on this run, a share of the lap time.
    run: f64,
    /// Lap time lost by damage, a share.
    damage: f64,
    last_stop: u32,
    next_stop: u32,
    fails_on: Option<u32>,
    stopped: bool,
    out: bool,
}

/// A race under way.
pub struct Race<'a> {
    track: &'a Track,
    draws: &'a mut Draws,
    distance: u32,
    half: u32,
    overtimes: u32,
    cars: Vec<Car>,
    done: Vec<Outcome>,
    /// Cars in running order, retired ones included.
    order: Vec<usize>,
    yellow: u32,
    since_restart: u32,
}

impl<'a> Race<'a> {
    /// Runs `starters`, in grid order, over `laps`; the race may go a little longer (overtime).
    /// Outcomes are in grid order.
    pub fn run(track: &'a Track, laps: u32, starters: &[Starter], draws: &'a mut Draws) -> Vec<Outcome> {
        let mut race = Race::on_the_grid(track, laps, starters, draws);
        let stages = if track.kind == TrackType::Road { vec![] } else { vec![laps / 4, laps / 2] };
        let mut lap = 0;
        while lap < race.distance {
            lap += 1;
            race.retire_failures(lap);
            if race.yellow > 0 {
                race.yellow -= 1;
                race.since_restart = 0;
                race.caution_lap(lap);
            } else {
                race.since_restart += 1;
                race.green_lap(lap);
                if race.accident(lap) || stages.contains(&lap) {
                    race.caution(lap);
                }
            }
            race.count(lap);
        }
        race.flag()
    }

    fn on_the_grid(track: &'a Track, laps: u32, starters: &[Starter], draws: &'a mut Draws) -> Self {
        let mut cars = Vec::new();
        let mut done = Vec::new();
        for (place, starter) in starters.iter().enumerate() {
            let fails = draws.happens(starter.failure).then(|| {
                let on_the_first = draws.happens(0.05);
                if on_the_first { 1 } else { 1 + draws.below(laps as usize) as u32 }
            });
            let fails_on = if starter.no_lap { Some(1) } else { fails };
            let start = place as u32 + 1;
            cars.push(Car {
                strength: starter.strength,
                behind: place as i64 * NOSE_TO_TAIL,
                run: track.style.run * draws.bell(),
                damage: 0.0,
                last_stop: 0,
                next_stop: stint(track, draws),
                fails_on,
                stopped: false,
                out: false,
            });
            done.push(Outcome { start, best: start, worst: start, status: "running", ..Outcome::default() });
        }
        let order = (0..cars.len()).collect();
        Self {
            track,
            draws,
            distance: laps,
            half: (laps / 2).max(1),
            overtimes: 0,
            cars,
            done,
            order,
            yellow: 0,
            since_restart: 0,
        }
    }

    fn retire(&mut self, car: usize, lap: u32, status: &'static str) {
        let state = &mut self.cars[car];
        state.out = true;
        let down = (state.behind / self.track.lap) as u32;
        self.done[car].laps = (lap - 1).saturating_sub(down);
        self.done[car].status = status;
    }

    fn retire_failures(&mut self, lap: u32) {
        for car in 0..self.cars.len() {
            if !self.cars[car].out && self.cars[car].fails_on == Some(lap) && self.running() > 8 {
                let status = self.failure();
                self.retire(car, lap, status);
            }
        }
    }

    fn failure(&mut self) -> &'static str {
        let total: u32 = FAILURES.iter().map(|(_, weight)| weight).sum();
        let mut draw = self.draws.below(total as usize) as u32;
        for (status, weight) in FAILURES {
            if draw < weight {
                return status;
            }
            draw -= weight;
        }
        FAILURES[0].0
    }

    fn running(&self) -> usize {
        self.cars.iter().filter(|car| !car.out).count()
    }

    /// A lap at speed: times, stops, passes, the fastest lap.
    fn green_lap(&mut self, lap: u32) {
        let style = self.track.style;
        let restart = self.since_restart <= 2;
        let spread = if restart { 2.5 * style.noise } else { style.noise };
        let by = if restart { style.pass + 0.25 } else { style.pass };
        let mut fastest: Option<(i64, usize)> = None;
        let mut line: Vec<usize> = Vec::with_capacity(self.order.len());
        for (place, &car) in self.order.iter().enumerate() {
            let state = &mut self.cars[car];
            if state.out {
                state.behind += self.track.lap;
                line.push(car);
                continue;
            }
            let mut share =
                state.damage + state.run + spread * self.draws.bell() - style.pace * state.strength;
            if place == 0 {
                share -= style.clean_air;
            }
            let time = self.track.lap + self.track.share(share);
            state.stopped = lap >= state.next_stop && lap + 3 < self.distance;
            if state.stopped {
                state.behind += self.track.stop;
                state.last_stop = lap;
                state.next_stop = lap + stint(self.track, self.draws);
                state.run = style.run * self.draws.bell();
            } else if !restart && fastest.is_none_or(|(best, _)| time < best) {
                fastest = Some((time, car));
            }
            state.behind += time - self.track.lap;
            let mut at = line.len();
            while at > 0 && self.cars[car].behind < self.cars[line[at - 1]].behind {
                let ahead = line[at - 1];
                let free = self.cars[ahead].out || self.cars[ahead].stopped || self.cars[car].stopped;
                if !free && !self.draws.happens(by) {
                    // Held up, but never behind a car that it already passed on this lap.
                    let held = self.cars[ahead].behind + CLOSE / 4;
                    let limit = line.get(at).map_or(held, |&after| self.cars[after].behind);
                    self.cars[car].behind = held.min(limit);
                    break;
                }
                if !free {
                    Outcome::pass(&mut self.done, car, ahead, at <= 15);
                }
                at -= 1;
            }
            line.insert(at, car);
        }
        self.order = line;
        if let Some((_, car)) = fastest {
            self.done[car].fastest_laps += 1;
        }
        self.settle(lap);
        self.side_by_side();
    }

    /// Cars close together swap places back and forth within the lap.
    fn side_by_side(&mut self) {
        let mean = self.track.style.exchanges;
        for at in 1..self.order.len() {
            let (ahead, car) = (self.order[at - 1], self.order[at]);
            let apart = self.cars[car].behind - self.cars[ahead].behind;
            let racing = |car: usize| !self.cars[car].out && !self.cars[car].stopped;
            if apart > CLOSE || !racing(car) || !racing(ahead) {
                continue;
            }
            let whole = mean as usize + usize::from(self.draws.happens(mean.fract()));
            let times = if self.draws.happens(0.5) { whole } else { 0 };
            for _ in 0..times {
                Outcome::pass(&mut self.done, car, ahead, at <= 15);
                Outcome::pass(&mut self.done, ahead, car, at <= 15);
            }
        }
    }

    /// A lap behind the pace car: nobody passes.
    fn caution_lap(&mut self, lap: u32) {
        for car in self.cars.iter_mut().filter(|car| car.out) {
            car.behind += self.track.lap;
        }
        self.settle(lap);
    }

    /// Sets the leader's time to zero, draws drafting cars up to the pack, and sorts the order by time.
    fn settle(&mut self, lap: u32) {
        let lap_time = self.track.lap;
        let lead = self.cars.iter().filter(|car| !car.out).map(|car| car.behind).min().unwrap_or(0);
        for (car, outcome) in self.cars.iter_mut().zip(&self.done) {
            if car.out {
                // A retired car: the laps that it is short of, and its position on its last lap.
                car.behind = i64::from(lap - outcome.laps) * lap_time + car.behind.rem_euclid(lap_time);
                continue;
            }
            car.behind -= lead;
            let (down, rest) = (car.behind / lap_time, car.behind % lap_time);
            if self.track.style.draft < 1.0 && rest < DRAFT_REACH {
                car.behind = down * lap_time + (rest as f64 * self.track.style.draft) as i64;
            }
        }
        self.order.sort_by_key(|&car| self.cars[car].behind);
    }

    /// Whether there is an accident on this green lap, and who is in it.
    fn accident(&mut self, lap: u32) -> bool {
        let style = self.track.style;
        // A short race has fewer accidents, a long race no more than a usual one.
        let per_lap = style.accidents / (0.8 * f64::from((self.half * 2).max(5 * self.track.stint / 2)));
        let risk = if self.since_restart <= 3 { 2.2 * per_lap } else { 0.8 * per_lap };
        if !self.draws.happens(risk) || self.running() <= 8 {
            return false;
        }
        let running: Vec<usize> = self.order.iter().copied().filter(|&car| !self.cars[car].out).collect();
        let first = self.draws.below(running.len());
        let involved = self.draws.run_length(style.pile_up).min(running.len() - 5);
        for &car in running[first..].iter().take(involved) {
            if self.draws.happens(style.out) {
                let status = if self.draws.happens(0.06) { "dvp" } else { "accident" };
                self.retire(car, lap, status); // this lap does not count for it
            } else {
                if self.draws.happens(0.5) {
                    self.cars[car].damage += 0.010 * self.draws.uniform();
                }
                let lost = if self.draws.happens(0.12) { 1 + self.draws.below(6) as i64 } else { 0 };
                self.cars[car].behind += lost * self.track.lap + self.track.lap / 2;
            }
        }
        self.settle(lap);
        true
    }

    /// The caution that begins after `lap`: the first car a lap down gets it back, cars pit, and the field closes up.
    fn caution(&mut self, lap: u32) {
        self.yellow = self.track.style.caution;
        if lap + self.yellow + 1 >= self.distance && lap < self.distance && self.overtimes < 3 {
            self.distance = lap + self.yellow + 3;
            self.overtimes += 1;
        }
        let mut queue: Vec<(i64, bool, f64, usize)> = Vec::new();
        let mut lap_given_back = false;
        for (place, &car) in self.order.iter().enumerate() {
            if self.cars[car].out {
                continue;
            }
            let mut down = self.cars[car].behind / self.track.lap;
            let worn = lap.saturating_sub(self.cars[car].last_stop) * 4 > self.track.stint;
            let stops = worn && self.draws.happens(0.86);
            if down > 0 && (!lap_given_back || (!stops && worn)) {
                lap_given_back = true;
                down -= 1;
            }
            let mut rank = place as f64;
            if stops {
                rank += 1.7 * self.draws.bell();
                let state = &mut self.cars[car];
                state.last_stop = lap;
                state.next_stop = lap + self.yellow + stint(self.track, self.draws);
                state.run = self.track.style.run * self.draws.bell();
            }
            queue.push((down, stops, rank, car));
        }
        queue.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3)));
        for (place, (down, _, _, car)) in queue.into_iter().enumerate() {
            self.cars[car].behind = down * self.track.lap + place as i64 * NOSE_TO_TAIL;
        }
        self.settle(lap);
    }

    /// Counts each car's statistics from the order at the line.
    fn count(&mut self, lap: u32) {
        for (place, &car) in self.order.iter().enumerate() {
            let place = place as u32 + 1;
            let outcome = &mut self.done[car];
            outcome.places += u64::from(place);
            if lap == self.half {
                outcome.mid = place;
            }
            if self.cars[car].out {
                continue;
            }
            outcome.laps = lap - (self.cars[car].behind / self.track.lap).min(i64::from(lap)) as u32;
            outcome.best = outcome.best.min(place);
            outcome.worst = outcome.worst.max(place);
            outcome.top_15_laps += u32::from(place <= 15);
            outcome.laps_led += u32::from(place == 1);
        }
    }

    fn flag(mut self) -> Vec<Outcome> {
        for (place, &car) in self.order.iter().enumerate() {
            self.done[car].finish = place as u32 + 1;
        }
        self.done
    }
}

fn stint(track: &Track, draws: &mut Draws) -> u32 {
    let full = f64::from(track.stint);
    (full * (0.86 + 0.14 * draws.uniform())) as u32
}
