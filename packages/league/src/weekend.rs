//! What the league publishes in a race week: practice and qualifying laps, and win odds. Each shows the strength on the
//! day with known noise, so that models of evidence can be tested on it.

use crate::draws::Draws;
use crate::event::Run;
use crate::files::{LogRow, ODDS_HEADER, PRACTICE_HEADER};
use crate::schedule::{Event, Format};
use crate::truth::TrueCar;
use domain::series::Series;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

/// How well a published number shows a car's strength. Units are units of strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indicator {
    /// Share of the lasting strength that shows.
    pub lasting: f64,
    /// Share of the day's form and luck that shows.
    pub of_the_day: f64,
    /// Standard deviation of the noise.
    pub noise: f64,
}

/// A single lap of practice.
pub const PRACTICE_LAP: Indicator = Indicator { lasting: 1.0, of_the_day: 1.0, noise: 0.45 };
/// A run of ten laps.
pub const PRACTICE_RUN: Indicator = Indicator { lasting: 1.0, of_the_day: 1.0, noise: 0.25 };
/// Win odds: bookmakers know the lasting strength and half of the day's form and luck.
pub const ODDS: Indicator = Indicator { lasting: 1.0, of_the_day: 0.5, noise: 0.15 };

/// Speed of a lap at strength 0, in miles per hour, and the change of its logarithm per unit of strength.
const SPEED: (f64, f64) = (150.0, 0.004);
/// Ten laps are slower than one.
const FADE: f64 = 0.985;
/// Log of the chance to win per unit of strength, and the sum of the implied probabilities.
const CHANCES: (f64, f64) = (2.0, 1.22);
/// Exponent on the chances: outsiders are priced as likelier than they are.
const FLATTENED: f64 = 0.9;
/// Shares of cars without a lap, and without ten laps in a row.
const WITHOUT: (f64, f64) = (0.02, 0.08);

impl Indicator {
    /// The value shown for a car.
    fn of(self, car: &TrueCar, draws: &mut Draws) -> f64 {
        self.lasting * car.strength
            + self.of_the_day * (car.today - car.strength)
            + self.noise * draws.normal()
    }
}

/// Files of all race weeks so far.
pub struct RaceWeeks {
    seed: u64,
    /// Practice and qualifying laps.
    pub practice: String,
    /// Win odds.
    pub odds: String,
}

impl RaceWeeks {
    /// Files with headers only.
    pub fn new(seed: u64) -> Self {
        let head = |columns: &str| format!("{columns}\n");
        Self { seed, practice: head(PRACTICE_HEADER), odds: head(ODDS_HEADER) }
    }

    /// Adds the week of a points race of the Cup, from random streams of its own.
    pub fn add(&mut self, event: &Event, runs: &[Run]) {
        let (Series::Cup, Format::Points, [run]) = (event.series, event.format, runs) else { return };
        let seed = self.seed;
        let stream = |what: &str| Draws::stream(seed, &format!("{what} {} {}", event.series, event.date));
        let midnight = event.date.to_zoned(TimeZone::UTC).expect("a moment of UTC").timestamp();
        let before = |hours: i64| midnight - SignedDuration::from_hours(hours);
        let setting = format!("{},{},{}", event.series.log_name(), event.local, event.track_name);
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

fn speed(shown: f64) -> f64 {
    SPEED.0 * libm::exp(SPEED.1 * shown)
}

fn mph(speed: f64) -> String {
    format!("{speed:.3}")
}

#[cfg(test)]
mod tests {
    use crate::{LeagueConfig, generate};
    use domain::facts::RaceFacts;
    use domain::season::SessionKind;
    use domain::series::Series;
    use domain::tracks::TrackReference;
    use feeds::context::FileContext;
    use feeds::entries;
    use feeds::identity::{self, MatchKind, RawRows, Stated};
    use feeds::parsed::Parsed;
    use feeds::race_logs;
    use feeds::source::{self, Limits, RawFile};
    use feeds::weekend::{odds, practice};
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
        let told = FileContext::default();
        let mut weekend = stated(&laps, practice::parse(&laps, tracks, &told));
        weekend.extend(stated(&prices, odds::parse(&prices, tracks, &told)));
        let rows = RawRows {
            logs: stated(&logs, race_logs::parse(&logs, tracks)),
            entries: stated(&lists, entries::parse(&lists, tracks, &told)),
            weekend,
            ..RawRows::default()
        };
        let found: Vec<_> = identity::race_groups(rows, tracks, &[]).iter().map(identity::resolve).collect();
        let evidence_matches =
            found.iter().flat_map(|f| &f.matches).filter(|m| !m.group.starts_with("entries"));
        assert!(
            evidence_matches
                .clone()
                .all(|found| matches!(found.kind, MatchKind::Exact | MatchKind::Windowed))
        );
        assert!(evidence_matches.filter(|found| found.kind == MatchKind::Windowed).count() > 10);
        let races: Vec<&RaceFacts> = found.iter().flat_map(|f| &f.race_group.races).collect();
        let with_evidence: Vec<&&RaceFacts> = races.iter().filter(|race| !race.evidence.is_empty()).collect();
        let points = |race: &&&RaceFacts| race.info.series == Series::Cup && !race.info.exhibition;
        assert_eq!(with_evidence.len(), races.iter().filter(points).count());
        assert!(with_evidence.len() > 70 && with_evidence.iter().all(points));
        for race in &with_evidence {
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
