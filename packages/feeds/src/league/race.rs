//! One race, lap by lap, on a clock: slow and obvious on purpose.
//!
//! Every car has a time behind the leader. A lap adds its own lap time; a faster car gets by the one ahead or
//! is held up; cautions close the field up; stops, failures and accidents happen on laps. All statistics are
//! counted from the order at the line, so they agree with each other.

use super::chance::Chance;
use super::course::{Course, TICKS_A_SECOND};
use super::outcome::{Outcome, Starter};
use domain::pooling::TrackType;

/// Cars close enough to race side by side, in ticks.
const CLOSE: i64 = (0.45 * TICKS_A_SECOND) as i64;
/// Gap between cars behind the pace car, in ticks.
const NOSE_TO_TAIL: i64 = (0.24 * TICKS_A_SECOND) as i64;
/// A draft reaches this far, in ticks.
const DRAFT_REACH: i64 = (8.0 * TICKS_A_SECOND) as i64;

/// How a car fails, with weights; the counts are those of seven real seasons, rounded.
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
    /// Set at every stop: how the tyres and the balance of this run are, a share of the lap time.
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
    course: &'a Course,
    chance: &'a mut Chance,
    distance: u32,
    half: u32,
    overtimes: u32,
    cars: Vec<Car>,
    done: Vec<Outcome>,
    /// Cars in the order of the road, retired ones included.
    order: Vec<usize>,
    yellow: u32,
    since_restart: u32,
}

impl<'a> Race<'a> {
    /// Runs `starters`, in grid order, over `laps`; the race may go a little longer (overtime).
    /// Outcomes are in grid order.
    pub fn run(course: &'a Course, laps: u32, starters: &[Starter], chance: &'a mut Chance) -> Vec<Outcome> {
        let mut race = Race::on_the_grid(course, laps, starters, chance);
        let stages = if course.kind == TrackType::Road { vec![] } else { vec![laps / 4, laps / 2] };
        let mut lap = 0;
        while lap < race.distance {
            lap += 1;
            race.retire_failures(lap);
            if race.yellow > 0 {
                race.yellow -= 1;
                race.since_restart = 0;
                race.hold(lap);
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

    fn on_the_grid(course: &'a Course, laps: u32, starters: &[Starter], chance: &'a mut Chance) -> Self {
        let mut cars = Vec::new();
        let mut done = Vec::new();
        for (place, starter) in starters.iter().enumerate() {
            let fails = chance.happens(starter.failure).then(|| {
                let on_the_first = chance.happens(0.05);
                if on_the_first { 1 } else { 1 + chance.below(laps as usize) as u32 }
            });
            let fails_on = if starter.no_lap { Some(1) } else { fails };
            let start = place as u32 + 1;
            cars.push(Car {
                strength: starter.strength,
                behind: place as i64 * NOSE_TO_TAIL,
                run: course.style.run * chance.bell(),
                damage: 0.0,
                last_stop: 0,
                next_stop: stint(course, chance),
                fails_on,
                stopped: false,
                out: false,
            });
            done.push(Outcome { start, best: start, worst: start, status: "running", ..Outcome::default() });
        }
        let order = (0..cars.len()).collect();
        Self {
            course,
            chance,
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
        let down = (state.behind / self.course.lap) as u32;
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
        let mut draw = self.chance.below(total as usize) as u32;
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
        let style = self.course.style;
        let restart = self.since_restart <= 2;
        let spread = if restart { 2.5 * style.noise } else { style.noise };
        let by = if restart { style.pass + 0.25 } else { style.pass };
        let mut fastest: Option<(i64, usize)> = None;
        let mut line: Vec<usize> = Vec::with_capacity(self.order.len());
        for (place, &car) in self.order.iter().enumerate() {
            let state = &mut self.cars[car];
            if state.out {
                state.behind += self.course.lap;
                line.push(car);
                continue;
            }
            let mut share =
                state.damage + state.run + spread * self.chance.bell() - style.pace * state.strength;
            if place == 0 {
                share -= style.clean_air;
            }
            let time = self.course.lap + self.course.share(share);
            state.stopped = lap >= state.next_stop && lap + 3 < self.distance;
            if state.stopped {
                state.behind += self.course.stop;
                state.last_stop = lap;
                state.next_stop = lap + stint(self.course, self.chance);
                state.run = style.run * self.chance.bell();
            } else if !restart && fastest.is_none_or(|(best, _)| time < best) {
                fastest = Some((time, car));
            }
            state.behind += time - self.course.lap;
            let mut at = line.len();
            while at > 0 && self.cars[car].behind < self.cars[line[at - 1]].behind {
                let ahead = line[at - 1];
                let free = self.cars[ahead].out || self.cars[ahead].stopped || self.cars[car].stopped;
                if !free && !self.chance.happens(by) {
                    // Held up; never behind a car it has passed already this lap.
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
        let mean = self.course.style.exchanges;
        for at in 1..self.order.len() {
            let (ahead, car) = (self.order[at - 1], self.order[at]);
            let apart = self.cars[car].behind - self.cars[ahead].behind;
            let racing = |car: usize| !self.cars[car].out && !self.cars[car].stopped;
            if apart > CLOSE || !racing(car) || !racing(ahead) {
                continue;
            }
            let whole = mean as usize + usize::from(self.chance.happens(mean.fract()));
            let times = if self.chance.happens(0.5) { whole } else { 0 };
            for _ in 0..times {
                Outcome::pass(&mut self.done, car, ahead, at <= 15);
                Outcome::pass(&mut self.done, ahead, car, at <= 15);
            }
        }
    }

    /// A lap behind the pace car.
    fn hold(&mut self, lap: u32) {
        for car in self.cars.iter_mut().filter(|car| car.out) {
            car.behind += self.course.lap;
        }
        self.settle(lap);
    }

    /// Sets the leader's time to zero, draws drafting cars up to the pack, and sorts the order by time.
    fn settle(&mut self, lap: u32) {
        let lap_time = self.course.lap;
        let lead = self.cars.iter().filter(|car| !car.out).map(|car| car.behind).min().unwrap_or(0);
        for (car, outcome) in self.cars.iter_mut().zip(&self.done) {
            if car.out {
                // The clock of a parked car: the laps it lacks, and where it was on its last one.
                car.behind = i64::from(lap - outcome.laps) * lap_time + car.behind.rem_euclid(lap_time);
                continue;
            }
            car.behind -= lead;
            let (down, rest) = (car.behind / lap_time, car.behind % lap_time);
            if self.course.style.draft < 1.0 && rest < DRAFT_REACH {
                car.behind = down * lap_time + (rest as f64 * self.course.style.draft) as i64;
            }
        }
        self.order.sort_by_key(|&car| self.cars[car].behind);
    }

    /// Whether there is an accident on this green lap, and who is in it.
    fn accident(&mut self, lap: u32) -> bool {
        let style = self.course.style;
        // A sprint has fewer accidents, a long race no more than a usual one.
        let per_lap = style.accidents / (0.8 * f64::from((self.half * 2).max(5 * self.course.stint / 2)));
        let risk = if self.since_restart <= 3 { 2.2 * per_lap } else { 0.8 * per_lap };
        if !self.chance.happens(risk) || self.running() <= 8 {
            return false;
        }
        let running: Vec<usize> = self.order.iter().copied().filter(|&car| !self.cars[car].out).collect();
        let first = self.chance.below(running.len());
        let involved = self.chance.run_length(style.pile_up).min(running.len() - 5);
        for &car in running[first..].iter().take(involved) {
            if self.chance.happens(style.out) {
                let status = if self.chance.happens(0.06) { "dvp" } else { "accident" };
                self.retire(car, lap, status); // this lap does not count for it
            } else {
                if self.chance.happens(0.5) {
                    self.cars[car].damage += 0.010 * self.chance.uniform();
                }
                let lost = if self.chance.happens(0.12) { 1 + self.chance.below(6) as i64 } else { 0 };
                self.cars[car].behind += lost * self.course.lap + self.course.lap / 2;
            }
        }
        self.settle(lap);
        true
    }

    /// The caution that begins after `lap`: a lap back for the first car down, stops, and the field closed up.
    fn caution(&mut self, lap: u32) {
        self.yellow = self.course.style.caution;
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
            let mut down = self.cars[car].behind / self.course.lap;
            let worn = lap.saturating_sub(self.cars[car].last_stop) * 4 > self.course.stint;
            let stops = worn && self.chance.happens(0.86);
            if down > 0 && (!lap_given_back || (!stops && worn)) {
                lap_given_back = true;
                down -= 1;
            }
            let mut rank = place as f64;
            if stops {
                rank += 1.7 * self.chance.bell();
                let state = &mut self.cars[car];
                state.last_stop = lap;
                state.next_stop = lap + self.yellow + stint(self.course, self.chance);
                state.run = self.course.style.run * self.chance.bell();
            }
            queue.push((down, stops, rank, car));
        }
        queue.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3)));
        for (place, (down, _, _, car)) in queue.into_iter().enumerate() {
            self.cars[car].behind = down * self.course.lap + place as i64 * NOSE_TO_TAIL;
        }
        self.settle(lap);
    }

    /// Reads the order at the line.
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
            outcome.laps = lap - (self.cars[car].behind / self.course.lap).min(i64::from(lap)) as u32;
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

fn stint(course: &Course, chance: &mut Chance) -> u32 {
    let full = f64::from(course.stint);
    (full * (0.86 + 0.14 * chance.uniform())) as u32
}
