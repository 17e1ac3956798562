//! The simulated league: invented drivers on real kinds of tracks, in files of the real shape.
//!
//! It stands in for data that a newcomer does not have, and for a truth that real data never shows. It shares
//! nothing with the simulator of the projections on purpose: a test against our own simulator would be
//! circular. One seed gives the same bytes everywhere.

mod calendar;
mod chance;
mod course;
mod files;
mod meeting;
mod names;
mod official;
mod outcome;
mod paddock;
mod race;
mod truth;
mod weekend;

pub use names::MAKES;
pub use paddock::FIRST_DRIVER_ID;
pub use truth::{Quirk, QuirkKind, Signal, TrueCar, TrueRace, Truth};
pub use weekend::{ODDS, PRACTICE_LAP, PRACTICE_RUN, Telling};

use calendar::{Format, Meeting};
use chance::Chance;
use domain::pooling::TrackType;
use domain::series::Series;
use files::{EntryRow, LogRow};
use jiff::civil::date;
use jiff::tz::TimeZone;
use meeting::{Meetings, Run};
use names::Names;
use official::{Oddities, Official};
use paddock::Paddock;
use weekend::Weekends;

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeagueConfig {
    /// Seed of all draws.
    pub seed: u64,
    /// First season, from 2019 on (earlier layouts are not known). Exhibitions of 2019-2025 stand on their real dates, by which the reference knows them.
    pub first_season: i16,
    /// Number of seasons, 1 to 50.
    pub seasons: u16,
}

impl Default for LeagueConfig {
    fn default() -> Self {
        Self { seed: 48, first_season: 2021, seasons: 5 }
    }
}

/// The files of a league and what lies behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct League {
    /// Race logs of everything before the last Cup race.
    pub race_log_csv: String,
    /// Entry list, grid included, of the last Cup race, which is still to come.
    pub entries_csv: String,
    /// Race log of that race, for whoever waits for its flag.
    pub next_result_csv: String,
    /// Official results of the points races in the race logs.
    pub official_results_csv: String,
    /// Cars, teams and makes of the Cup's points races in the race logs, as spans of a driver's own races.
    pub car_teams_csv: String,
    /// Practice and qualifying of the Cup's points races, the one to come included.
    pub practice_csv: String,
    /// Win odds of the same races.
    pub odds_csv: String,
    /// The race to come, its true strengths and laps.
    pub next: TrueRace,
    /// What the files do not say.
    pub truth: Truth,
}

/// Added strength of the specialist on road courses.
const SPECIALIST_GAIN: f64 = 1.2;
/// Added strength of the make that finds something.
const MAKE_GAIN: f64 = 0.35;
/// Share of form that is left at the next race, and the spread of what is new.
const FORM: (f64, f64) = (0.90, 0.09);

/// Generates a league.
///
/// # Panics
/// If `config.seasons` is not in 1..=50 or `config.first_season` before 2019.
pub fn generate(config: &LeagueConfig) -> League {
    assert!((1..=50).contains(&config.seasons), "a league has 1 to 50 seasons");
    assert!(config.first_season >= 2019, "the layouts are known from 2019 on");
    let mut league = Generator::new(config);
    for season in 0..config.seasons {
        league.season(season);
    }
    league.finish()
}

struct Generator<'a> {
    config: &'a LeagueConfig,
    names: Names,
    paddock: Paddock,
    people: Chance,
    form: Vec<f64>,
    rows: Vec<LogRow>,
    official: Official,
    weekends: Weekends,
    truth: Truth,
    next: Option<(Meeting, Run)>,
}

impl<'a> Generator<'a> {
    fn new(config: &'a LeagueConfig) -> Self {
        let mut people = Chance::stream(config.seed, "people");
        let mut names = Names::new(&mut people);
        let mut paddock = Paddock::new(&mut names, &mut people);
        let mut truth = Truth::default();
        // The youngest regular of the Cup's middle is given a gift.
        let seats = paddock.seats.iter().filter(|seat| seat.series == Series::Cup);
        let specialist = seats
            .filter_map(|seat| seat.regular)
            .min_by_key(|&driver| (paddock.drivers[driver].seasons, driver))
            .expect("the Cup has regulars");
        let driver = &mut paddock.drivers[specialist];
        driver.talent[TrackType::Road.index()] += SPECIALIST_GAIN;
        truth.signals.push(Signal::RoadSpecialist { driver_id: driver.id, gain: SPECIALIST_GAIN });
        let from = date(config.first_season + (config.seasons / 2) as i16, 7, 1);
        truth.signals.push(Signal::MakeGains { make: MAKES[1], from, gain: MAKE_GAIN });
        Self {
            config,
            names,
            paddock,
            people,
            form: Vec::new(),
            rows: Vec::new(),
            official: Official::default(),
            weekends: Weekends::new(config.seed),
            truth,
            next: None,
        }
    }

    /// The season, counted from 0, that takes the `wanted`-th quirk of a longer league.
    fn is_season_of(&self, season: u16, wanted: u16) -> bool {
        season == wanted.min(self.config.seasons - 1)
    }

    fn season(&mut self, season: u16) {
        let year = self.config.first_season + season as i16;
        if season > 0 {
            self.paddock.next_season(&mut self.names, &mut self.people);
        }
        let last = season + 1 == self.config.seasons;
        let meetings = calendar::season(year, self.is_season_of(season, 1), last);
        let finale = meetings.iter().rposition(|meeting| meeting.series == Series::Cup);
        for (at, meeting) in meetings.iter().enumerate() {
            self.drift(meeting);
            let unsplittable = self.is_season_of(season, 2);
            let mut runs = self.run(meeting, unsplittable);
            self.weekends.add(meeting, &runs);
            if last && Some(at) == finale {
                self.next = runs.pop().map(|run| (meeting.clone(), run));
            } else {
                self.publish(season, meeting, &runs);
                self.note_quirks(season, meeting, &mut runs);
                for run in runs {
                    self.rows.extend(run.rows);
                    self.truth.races.push(run.truth);
                }
            }
        }
    }

    /// Form drifts with every date of the driver's series.
    fn drift(&mut self, meeting: &Meeting) {
        self.form.resize(self.paddock.drivers.len(), 0.0);
        let mut chance =
            Chance::stream(self.config.seed, &format!("form {} {}", meeting.series, meeting.date));
        for (form, driver) in self.form.iter_mut().zip(&self.paddock.drivers) {
            if driver.home == Some(meeting.series) {
                *form = FORM.0 * *form + FORM.1 * chance.normal();
            }
        }
    }

    fn run(&self, meeting: &Meeting, unsplittable: bool) -> Vec<Run> {
        let name = format!("race {} {} {}", meeting.series, meeting.date, meeting.track_name);
        let mut make_gain = [0.0; 3];
        for signal in &self.truth.signals {
            if let Signal::MakeGains { make, from, gain } = signal
                && meeting.series == Series::Cup
                && meeting.date >= *from
                && let Some(at) = MAKES.iter().position(|other| other == make)
            {
                make_gain[at] += gain;
            }
        }
        let chance = Chance::stream(self.config.seed, &name);
        Meetings { paddock: &self.paddock, form: &self.form, make_gain, chance }.run(meeting, unsplittable)
    }

    /// Official results of a meeting, which know nothing of the oddities of its log, but have their own.
    fn publish(&mut self, season: u16, meeting: &Meeting, runs: &[Run]) {
        let (series, date, track_name) = (meeting.series, meeting.date, meeting.track_name);
        let is = |wanted: u16, of: Series, name: &str| {
            self.is_season_of(season, wanted) && series == of && track_name == name
        };
        let oddities = Oddities {
            disqualify: is(1, Series::Cup, "Pocono Raceway") || is(2, Series::Trucks, "Pocono Raceway"),
            misname: is(2, Series::Cup, "Dover Motor Speedway")
                || is(2, Series::Trucks, "Texas Motor Speedway"),
            share_name: ["Las Vegas Motor Speedway", "Texas Motor Speedway"]
                .into_iter()
                .any(|name| is(3, Series::Oreilly, name) && runs.len() == 1),
        };
        let mut quirks = self.official.add(meeting, runs, oddities);
        if meeting.format == Format::DoubleHeader {
            quirks.push(QuirkKind::TwoRacesOfOneDate);
        }
        self.truth.quirks.extend(quirks.into_iter().map(|kind| Quirk { series, date, track_name, kind }));
    }

    /// Plants the oddities of this meeting and keeps account of them.
    fn note_quirks(&mut self, season: u16, meeting: &Meeting, runs: &mut [Run]) {
        let (series, date) = (meeting.series, meeting.date);
        let rows: usize = runs.iter().map(|run| run.rows.len()).sum();
        let visits = || self.truth.races.iter().filter(|race| race.date.year() == date.year());
        let first = |name: &str| {
            meeting.track_name == name
                && visits().all(|race| race.series != series || race.track_name != name)
        };
        let mut quirks = Vec::new();
        match meeting.format {
            Format::Duels if self.is_season_of(season, 2) => {
                quirks.push(QuirkKind::TwoRacesThatDoNotSplit { rows });
            }
            Format::Duels | Format::DoubleHeader | Format::AllStar => {
                quirks.push(QuirkKind::TwoRacesThatSplit { rows });
            }
            _ => {}
        }
        if series == Series::Oreilly && self.is_season_of(season, 3) && first("Kansas Speedway") {
            let unseen = |row: &LogRow| row.outcome.finish > 20 && row.outcome.laps_led == 0;
            if let Some(at) = runs[0].rows.iter().position(unseen) {
                let row = runs[0].rows.remove(at);
                let (driver_id, finish) = (row.driver_id, row.outcome.finish);
                quirks.push(QuirkKind::DriverMissing { driver_id, finish });
            }
        }
        if series == Series::Trucks && self.is_season_of(season, 2) && first("Martinsville Speedway") {
            let row = runs[0].rows.iter_mut().max_by_key(|row| row.outcome.laps_led);
            if let Some(row) = row.filter(|row| row.outcome.laps_led > 1) {
                row.outcome.laps_led -= 1;
                quirks.push(QuirkKind::LapLedMissing);
            }
        }
        if !meeting.track_name.is_ascii() {
            quirks.push(QuirkKind::NameBeyondAscii);
        }
        let track_name = meeting.track_name;
        let at_this = |kind| Quirk { series, date, track_name, kind };
        self.truth.quirks.extend(quirks.into_iter().map(at_this));
    }

    fn finish(mut self) -> League {
        let (meeting, run) = self.next.take().expect("every season has a last Cup race");
        Chance::stream(self.config.seed, "order of rows").shuffle(&mut self.rows);
        let lock = meeting.date.at(20, 0, 0, 0).to_zoned(TimeZone::UTC).expect("a moment of UTC");
        let entry = |(row, car): (&LogRow, &TrueCar)| EntryRow {
            series: meeting.series.log_name(),
            date: meeting.date,
            track_name: meeting.track_name,
            driver_id: row.driver_id,
            driver_name: row.driver_name.clone(),
            car_number: car.car_number.clone(),
            team: car.team,
            make: car.make,
            start: row.outcome.start,
            scheduled_laps: meeting.laps,
            lock_at: lock.timestamp(),
        };
        let entries: Vec<EntryRow> = run.rows.iter().zip(&run.truth.cars).map(entry).collect();
        League {
            race_log_csv: files::race_logs(&self.rows),
            entries_csv: files::entries(&entries),
            next_result_csv: files::race_logs(&run.rows),
            official_results_csv: files::official(self.official.rows()),
            practice_csv: self.weekends.practice,
            odds_csv: self.weekends.odds,
            car_teams_csv: files::teams(&official::car_teams(&self.truth, &self.paddock.drivers)),
            next: run.truth,
            truth: self.truth,
        }
    }
}

#[cfg(test)]
mod tests;
