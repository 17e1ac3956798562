//! What the league publishes in a race week: laps of practice and qualifying, and win odds. Each tells the strength of
//! the day with a noise that is known here, so that whoever reads it can be tested on it.

use super::calendar::{Format, Meeting};
use super::chance::Chance;
use super::files::LogRow;
use super::meeting::Run;
use super::truth::TrueCar;
use crate::weekend::{odds, practice};
use domain::series::Series;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

/// How something tells a car's strength: share of the lasting strength, share of what the day adds, and the standard
/// deviation of the noise, in units of strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Telling {
    /// Of the lasting strength.
    pub lasting: f64,
    /// Of form and luck of the day.
    pub of_the_day: f64,
    /// Noise.
    pub noise: f64,
}

/// A single lap of practice.
pub const PRACTICE_LAP: Telling = Telling { lasting: 1.0, of_the_day: 1.0, noise: 0.45 };
/// A run of ten laps.
pub const PRACTICE_RUN: Telling = Telling { lasting: 1.0, of_the_day: 1.0, noise: 0.25 };
/// Win odds: bookmakers know the lasting strength, and half of what the day adds.
pub const ODDS: Telling = Telling { lasting: 1.0, of_the_day: 0.5, noise: 0.15 };

/// Speed of a lap at strength 0, miles an hour, and its logarithm for each unit of strength.
const SPEED: (f64, f64) = (150.0, 0.004);
/// Ten laps are slower than one.
const FADE: f64 = 0.985;
/// Log of the chance to win for each unit of strength, and what the prices sum to.
const CHANCES: (f64, f64) = (2.0, 1.22);
/// Favourites are priced for their worth, outsiders above it.
const FLATTENED: f64 = 0.9;
/// Shares of cars without a lap, and without ten in a row.
const WITHOUT: (f64, f64) = (0.02, 0.08);

impl Telling {
    /// What is told of a car.
    fn of(self, car: &TrueCar, chance: &mut Chance) -> f64 {
        self.lasting * car.strength
            + self.of_the_day * (car.today - car.strength)
            + self.noise * chance.normal()
    }
}

/// The files so far.
pub struct Weekends {
    seed: u64,
    /// Laps of practice and qualifying.
    pub practice: String,
    /// Win odds.
    pub odds: String,
}

impl Weekends {
    /// The headers alone.
    pub fn new(seed: u64) -> Self {
        let head = |columns: &[&str]| columns.join(",") + "\n";
        Self { seed, practice: head(&practice::COLUMNS), odds: head(&odds::COLUMNS) }
    }

    /// Publishes the week of a points race of the Cup. Its draws are streams of their own.
    pub fn add(&mut self, meeting: &Meeting, runs: &[Run]) {
        let (Series::Cup, Format::Points, [run]) = (meeting.series, meeting.format, runs) else { return };
        let seed = self.seed;
        let stream =
            |what: &str| Chance::stream(seed, &format!("{what} {} {}", meeting.series, meeting.date));
        let midnight = meeting.date.to_zoned(TimeZone::UTC).expect("a moment of UTC").timestamp();
        let before = |hours: i64| midnight - SignedDuration::from_hours(hours);
        let setting = format!("{},{},{}", meeting.series.log_name(), meeting.local, meeting.track_name);
        let names = || run.truth.cars.iter().zip(&run.rows);
        let lap_row = |session, row: &LogRow, best: &str, ten: &str, known_at: Timestamp| {
            let (driver, name) = (row.driver_id, &row.driver_name);
            format!("{setting},{session},,{driver},{name},mph,{best},,{ten},,,,,{known_at}\n")
        };
        let mut laps = stream("practice");
        for (car, row) in names() {
            let (lap, run) = (PRACTICE_LAP.of(car, &mut laps), PRACTICE_RUN.of(car, &mut laps));
            let (none, short) = (laps.happens(WITHOUT.0), laps.happens(WITHOUT.1));
            if !none {
                let ten = if short { String::new() } else { mph(FADE * speed(run)) };
                let best = mph(speed(lap));
                self.practice += &lap_row("practice", row, &best, &ten, before(26));
            }
        }
        for (car, row) in names() {
            if let Some(shown) = car.qualifying {
                let best = mph(1.01 * speed(shown));
                self.practice += &lap_row("qualifying", row, &best, "", before(22));
            }
        }
        let mut market = stream("odds");
        let worth: Vec<f64> =
            run.truth.cars.iter().map(|car| libm::exp(CHANCES.0 * ODDS.of(car, &mut market))).collect();
        let all: f64 = worth.iter().sum();
        let flat: Vec<f64> = worth.iter().map(|worth| libm::pow(worth / all, FLATTENED)).collect();
        let all: f64 = flat.iter().sum();
        for ((_, row), flat) in names().zip(&flat) {
            let decimal = (all / (CHANCES.1 * flat)).clamp(1.05, 1001.0);
            let _ = writeln!(self.odds, "{setting},{},{decimal:.2},{},A Book", row.driver_name, before(3));
        }
    }
}

fn speed(told: f64) -> f64 {
    SPEED.0 * libm::exp(SPEED.1 * told)
}

fn mph(speed: f64) -> String {
    format!("{speed:.3}")
}

#[cfg(test)]
mod tests {
    use super::super::{LeagueConfig, generate};
    use crate::entries;
    use crate::identity::{self, MatchKind, RawRows, Stated};
    use crate::race_logs::{self, Parsed};
    use crate::source::{self, Limits, RawFile};
    use crate::weekend::{Told, odds, practice};
    use domain::facts::RaceFacts;
    use domain::season::SessionKind;
    use domain::series::Series;
    use domain::tracks::TrackReference;
    use std::path::Path;

    fn file(name: &str, text: &str) -> RawFile {
        source::read_from(Path::new(name), text.as_bytes(), &Limits::default()).unwrap()
    }

    fn stated<T>(file: &RawFile, parsed: Parsed<T>) -> Vec<Stated<T>> {
        assert_eq!(parsed.complaints, [], "{}", file.name);
        parsed.rows.into_iter().map(|row| Stated { snapshot: file.snapshot.clone(), row }).collect()
    }

    #[test]
    fn every_points_race_of_the_cup_has_its_week() {
        let league = generate(&LeagueConfig { seed: 5, first_season: 2023, seasons: 2 });
        let tracks = TrackReference::builtin();
        let [logs, lists] = [("logs.csv", &league.race_log_csv), ("list.csv", &league.entries_csv)]
            .map(|(name, text)| file(name, text));
        let [laps, prices] = [("laps.csv", &league.practice_csv), ("odds.csv", &league.odds_csv)]
            .map(|(name, text)| file(name, text));
        let told = Told::default();
        let mut weekend = stated(&laps, practice::parse(&laps, tracks, &told));
        weekend.extend(stated(&prices, odds::parse(&prices, tracks, &told)));
        let rows = RawRows {
            logs: stated(&logs, race_logs::parse(&logs, tracks)),
            entries: stated(&lists, entries::parse(&lists, tracks)),
            weekend,
            ..RawRows::default()
        };
        let found: Vec<_> = identity::race_groups(rows, tracks, &[]).iter().map(identity::resolve).collect();
        let of_weeks = found.iter().flat_map(|f| &f.matches).filter(|m| !m.group.starts_with("entries"));
        assert!(of_weeks.clone().all(|found| matches!(found.kind, MatchKind::Exact | MatchKind::Windowed)));
        assert!(of_weeks.filter(|found| found.kind == MatchKind::Windowed).count() > 10);
        let races: Vec<&RaceFacts> = found.iter().flat_map(|f| &f.race_group.races).collect();
        let told: Vec<&&RaceFacts> = races.iter().filter(|race| !race.evidence.is_empty()).collect();
        let points = |race: &&&RaceFacts| race.info.series == Series::Cup && !race.info.exhibition;
        assert_eq!(told.len(), races.iter().filter(points).count());
        assert!(told.len() > 70 && told.iter().all(points));
        for race in &told {
            let cars = race.cars.len();
            assert_eq!(race.evidence.prices.len(), cars, "{}", race.info.key);
            let of = |kind| race.evidence.paces.iter().filter(|pace| pace.session.kind == kind).count();
            assert_eq!(of(SessionKind::Qualifying), cars, "{}", race.info.key);
            assert!((cars - 6..=cars).contains(&of(SessionKind::Practice)), "{}", race.info.key);
            // The fastest of qualifying is on the pole.
            let fastest = race.evidence.paces.iter().filter(|p| p.session.kind == SessionKind::Qualifying);
            let fastest = fastest.max_by(|a, b| a.best_lap.unwrap().total_cmp(&b.best_lap.unwrap())).unwrap();
            let pole = race.cars.iter().find(|car| car.entry.start == Some(1)).unwrap();
            assert_eq!(pole.entry.driver, fastest.driver, "{}", race.info.key);
            assert!(race.evidence.known_at(race.info.lock_at) == race.evidence, "{}", race.info.key);
        }
    }
}
