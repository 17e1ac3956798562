//! The simulated league: invented drivers on real kinds of tracks, in files of the real shape.
//!
//! It gives a newcomer data to try the program on, and gives tests a known truth, which real data never shows. It
//! shares nothing with the simulator of the projections on purpose: a test against our own simulator would be
//! circular. The same seed gives the same bytes everywhere.

mod draws;
mod event;
mod files;
mod names;
mod official;
mod outcome;
mod race;
mod roster;
mod schedule;
mod track;
mod truth;
mod weekend;

pub use names::MAKES;
pub use roster::FIRST_DRIVER_ID;
pub use truth::{Quirk, QuirkKind, Signal, TrueCar, TrueRace, Truth};
pub use weekend::{Indicator, ODDS, PRACTICE_LAP, PRACTICE_RUN};

use domain::pooling::TrackType;
use domain::series::Series;
use draws::Draws;
use event::{EventRunner, Run};
use files::{EntryRow, LogRow};
use jiff::civil::date;
use jiff::tz::TimeZone;
use names::Names;
use official::{EventQuirks, Official};
use roster::Roster;
use schedule::{Event, Format};
use weekend::RaceWeeks;

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeagueConfig {
    /// Seed of all draws.
    pub seed: u64,
    /// First season, from 2019 on (earlier layouts are not known). Exhibitions of 2019-2025 are
    /// run on their real dates, because the reference recognises them by date.
    pub first_season: i16,
    /// Number of seasons, 1 to 50.
    pub seasons: u16,
}

impl Default for LeagueConfig {
    fn default() -> Self {
        Self { seed: 48, first_season: 2021, seasons: 5 }
    }
}

/// The files of a league and the truth behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct League {
    /// Race logs of everything before the last Cup race.
    pub race_log_csv: String,
    /// Entry list, grid included, of the last Cup race, which is still to come.
    pub entries_csv: String,
    /// Race log of that race, to be loaded once it "was run".
    pub next_result_csv: String,
    /// Official results of the points races in the race logs.
    pub official_results_csv: String,
    /// Car, team and make of each driver in the Cup's points races of the race logs, as spans of consecutive races.
    pub car_teams_csv: String,
    /// Practice and qualifying of the Cup's points races, the one to come included.
    pub practice_csv: String,
    /// Win odds of the same races.
    pub odds_csv: String,
    /// The race to come, its true strengths and laps.
    pub next: TrueRace,
    /// What the files do not show.
    pub truth: Truth,
}

/// Added strength of the specialist on road courses.
const SPECIALIST_GAIN: f64 = 1.2;
/// Added strength of the make that improves in mid-league.
const MAKE_GAIN: f64 = 0.35;
/// Added strength on short tracks of the team that improves there two seasons before the end.
const TEAM_GAIN: f64 = 0.6;
/// Share of a driver's form that carries over to the next race, and the standard deviation of the new part.
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
    roster: Roster,
    people: Draws,
    form: Vec<f64>,
    rows: Vec<LogRow>,
    official: Official,
    race_weeks: RaceWeeks,
    truth: Truth,
    next: Option<(Event, Run)>,
}

impl<'a> Generator<'a> {
    fn new(config: &'a LeagueConfig) -> Self {
        let mut people = Draws::stream(config.seed, "people");
        let mut names = Names::new(&mut people);
        let mut roster = Roster::new(&mut names, &mut people);
        let mut truth = Truth::default();
        // The Cup regular with the fewest seasons is the road-course specialist.
        let seats = roster.seats.iter().filter(|seat| seat.series == Series::Cup);
        let specialist = seats
            .filter_map(|seat| seat.regular)
            .min_by_key(|&driver| (roster.drivers[driver].seasons, driver))
            .expect("the Cup has regulars");
        let driver = &mut roster.drivers[specialist];
        driver.talent[TrackType::Road.index()] += SPECIALIST_GAIN;
        truth.signals.push(Signal::RoadSpecialist { driver_id: driver.id, gain: SPECIALIST_GAIN });
        let from = date(config.first_season + (config.seasons / 2) as i16, 7, 1);
        truth.signals.push(Signal::MakeGains { make: MAKES[1], from, gain: MAKE_GAIN });
        // The Cup team with the most regulars; of several the first.
        let cars =
            |team: usize| roster.seats.iter().filter(move |seat| seat.team == team && seat.regular.is_some());
        let cup = roster.seats.iter().filter(|seat| seat.series == Series::Cup).map(|seat| seat.team);
        let team =
            cup.max_by_key(|&team| (cars(team).count(), usize::MAX - team)).expect("the Cup has teams");
        let from = date(config.first_season + config.seasons.saturating_sub(2) as i16, 1, 1);
        truth.signals.push(Signal::TeamGainsOnType {
            team: roster.teams[team].name,
            track_type: TrackType::Short,
            from,
            gain: TEAM_GAIN,
        });
        Self {
            config,
            names,
            roster,
            people,
            form: Vec::new(),
            rows: Vec::new(),
            official: Official::default(),
            race_weeks: RaceWeeks::new(config.seed),
            truth,
            next: None,
        }
    }

    /// Whether `season` (from 0) is the one that has the quirks of season `wanted`; a shorter league puts them in its last
    /// season.
    fn is_season_of(&self, season: u16, wanted: u16) -> bool {
        season == wanted.min(self.config.seasons - 1)
    }

    fn season(&mut self, season: u16) {
        let year = self.config.first_season + season as i16;
        if season > 0 {
            self.roster.next_season(&mut self.names, &mut self.people);
        }
        let last = season + 1 == self.config.seasons;
        let events = schedule::season(year, self.is_season_of(season, 1), last);
        let finale = events.iter().rposition(|event| event.series == Series::Cup);
        for (at, event) in events.iter().enumerate() {
            self.drift(event);
            let unsplittable = self.is_season_of(season, 2);
            let mut runs = self.run(event, unsplittable);
            self.race_weeks.add(event, &runs);
            if last && Some(at) == finale {
                self.next = runs.pop().map(|run| (event.clone(), run));
            } else {
                self.publish(season, event, &runs);
                self.note_quirks(season, event, &mut runs);
                for run in runs {
                    self.rows.extend(run.rows);
                    self.truth.races.push(run.truth);
                }
            }
        }
    }

    /// A driver's form drifts from date to date of the driver's series.
    fn drift(&mut self, event: &Event) {
        self.form.resize(self.roster.drivers.len(), 0.0);
        let mut draws = Draws::stream(self.config.seed, &format!("form {} {}", event.series, event.date));
        for (form, driver) in self.form.iter_mut().zip(&self.roster.drivers) {
            if driver.home == Some(event.series) {
                *form = FORM.0 * *form + FORM.1 * draws.normal();
            }
        }
    }

    fn run(&self, event: &Event, unsplittable: bool) -> Vec<Run> {
        let name = format!("race {} {} {}", event.series, event.date, event.track_name);
        let mut make_gain = [0.0; 3];
        let mut team_gain = vec![0.0; self.roster.teams.len()];
        for signal in self.truth.signals.iter().filter(|_| event.series == Series::Cup) {
            match signal {
                Signal::MakeGains { make, from, gain } if event.date >= *from => {
                    let at = MAKES.iter().position(|other| other == make);
                    make_gain[at.expect("a make of the league")] += gain;
                }
                Signal::TeamGainsOnType { team, track_type, from, gain }
                    if event.date >= *from && event.track.kind == *track_type =>
                {
                    let at = self.roster.teams.iter().position(|other| other.name == *team);
                    team_gain[at.expect("a team of the league")] += gain;
                }
                _ => {}
            }
        }
        let draws = Draws::stream(self.config.seed, &name);
        let (roster, form) = (&self.roster, &self.form[..]);
        EventRunner { roster, form, make_gain, team_gain, draws }.run(event, unsplittable)
    }

    /// Official results of an event. They do not have the quirks of its log, but quirks of their own.
    fn publish(&mut self, season: u16, event: &Event, runs: &[Run]) {
        let (series, date, track_name) = (event.series, event.date, event.track_name);
        let is = |at: u16, of: Series, name: &str| {
            self.is_season_of(season, at) && series == of && track_name == name
        };
        let wanted = EventQuirks {
            disqualify: is(1, Series::Cup, "Pocono Raceway") || is(2, Series::Trucks, "Pocono Raceway"),
            misname: is(2, Series::Cup, "Dover Motor Speedway")
                || is(2, Series::Trucks, "Texas Motor Speedway"),
            share_name: ["Las Vegas Motor Speedway", "Texas Motor Speedway"]
                .into_iter()
                .any(|name| is(3, Series::Oreilly, name) && runs.len() == 1),
        };
        let mut quirks = self.official.add(event, runs, wanted);
        if event.format == Format::DoubleHeader {
            quirks.push(QuirkKind::TwoRacesOfOneDate);
        }
        self.truth.quirks.extend(quirks.into_iter().map(|kind| Quirk { series, date, track_name, kind }));
    }

    /// Puts the quirks of this event into its log rows and records them in the truth.
    fn note_quirks(&mut self, season: u16, event: &Event, runs: &mut [Run]) {
        let (series, date) = (event.series, event.date);
        let rows: usize = runs.iter().map(|run| run.rows.len()).sum();
        let visits = || self.truth.races.iter().filter(|race| race.date.year() == date.year());
        let first = |name: &str| {
            event.track_name == name && visits().all(|race| race.series != series || race.track_name != name)
        };
        let mut quirks = Vec::new();
        match event.format {
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
        if !event.track_name.is_ascii() {
            quirks.push(QuirkKind::NameBeyondAscii);
        }
        let track_name = event.track_name;
        let at_this = |kind| Quirk { series, date, track_name, kind };
        self.truth.quirks.extend(quirks.into_iter().map(at_this));
    }

    fn finish(mut self) -> League {
        let (event, run) = self.next.take().expect("every season has a last Cup race");
        Draws::stream(self.config.seed, "order of rows").shuffle(&mut self.rows);
        let lock = event.date.at(20, 0, 0, 0).to_zoned(TimeZone::UTC).expect("a moment of UTC");
        let entry = |(row, car): (&LogRow, &TrueCar)| EntryRow {
            series: event.series.log_name(),
            date: event.date,
            track_name: event.track_name,
            driver_id: row.driver_id,
            driver_name: row.driver_name.clone(),
            car_number: car.car_number.clone(),
            team: car.team,
            make: car.make,
            start: row.outcome.start,
            scheduled_laps: event.laps,
            lock_at: lock.timestamp(),
        };
        let entries: Vec<EntryRow> = run.rows.iter().zip(&run.truth.cars).map(entry).collect();
        League {
            race_log_csv: files::race_logs(&self.rows),
            entries_csv: files::entries(&entries),
            next_result_csv: files::race_logs(&run.rows),
            official_results_csv: files::official(self.official.rows()),
            practice_csv: self.race_weeks.practice,
            odds_csv: self.race_weeks.odds,
            car_teams_csv: files::teams(&official::car_teams(&self.truth, &self.roster.drivers)),
            next: run.truth,
            truth: self.truth,
        }
    }
}

#[cfg(test)]
mod tests;
