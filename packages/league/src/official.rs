//! What the league publishes after its races: official results with their quirks, and who drove which car.

use crate::event::Run;
use crate::files::{LogRow, OfficialRow, TeamRow};
use crate::roster::Driver;
use crate::schedule::{Event, Format};
use crate::truth::{QuirkKind, TrueCar, TrueRace, Truth};
use domain::series::Series;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// First id of an invented race, above all of NASCAR's.
const FIRST_RACE_ID: u32 = 700_001;

/// Title sponsors, from which races get their names.
const SPONSORS: [&str; 12] = [
    "Barley & Sons",
    "Blue Anvil Tools",
    "Corner Diner",
    "Duskwater Coffee",
    "Everbright Lamps",
    "Foxtail Feeds",
    "Granary Bread",
    "Harbor Light Savings",
    "Ivory Key Pianos",
    "Juniper Soap",
    "Kettle Pond Camps",
    "Long Mile Tires",
];

/// The official results so far.
#[derive(Default)]
pub struct Official {
    rows: Vec<OfficialRow>,
    races: u32,
    /// By series and season, a row of the race under whose name the rows of another race will be listed.
    shared: BTreeMap<(Series, i16), OfficialRow>,
}

/// Quirks that an event shall have.
#[derive(Clone, Copy, Default)]
pub struct EventQuirks {
    /// The winner is disqualified.
    pub disqualify: bool,
    /// The driver in tenth place has an unknown name.
    pub misname: bool,
    /// Another race of this season and series has the same name.
    pub share_name: bool,
}

impl Official {
    /// Adds the points races of an event. Returns their quirks.
    pub fn add(&mut self, event: &Event, runs: &[Run], wanted: EventQuirks) -> Vec<QuirkKind> {
        let mut quirks = Vec::new();
        if !matches!(event.format, Format::Points | Format::DoubleHeader) {
            return quirks;
        }
        for run in runs {
            let mut rows = self.rows_of(event, run);
            if wanted.disqualify {
                quirks.extend(disqualify_the_winner(run, &mut rows));
            }
            if wanted.misname
                && let Some((row, logged)) =
                    rows.iter_mut().zip(&run.rows).find(|(_, logged)| logged.outcome.finish == 10)
            {
                row.driver_name = format!("Stand-in for {}", row.car_number);
                quirks.push(QuirkKind::NameUnknown { driver_id: logged.driver_id });
            }
            if wanted.share_name {
                quirks.extend(self.put_under_one_name(event, &mut rows));
            }
            self.rows.extend(rows);
        }
        quirks
    }

    /// All rows, in the order of the races.
    pub fn rows(&self) -> &[OfficialRow] {
        &self.rows
    }

    fn rows_of(&mut self, event: &Event, run: &Run) -> Vec<OfficialRow> {
        let race_id = FIRST_RACE_ID + self.races;
        let sponsor = SPONSORS[self.races as usize % SPONSORS.len()];
        self.races += 1;
        let row = |(logged, car): (&LogRow, &TrueCar)| OfficialRow {
            season: event.season,
            series: logged.series,
            race_id,
            date: event.local,
            race_name: format!("{sponsor} {}", event.laps),
            track_name: event.track_name,
            car_number: car.car_number.clone(),
            // The source writes no period after a suffix.
            driver_name: logged.driver_name.replace("Jr.", "Jr"),
            make: car.make,
            average: logged.average,
            outcome: logged.outcome.clone(),
        };
        run.rows.iter().zip(&run.truth.cars).map(row).collect()
    }

    /// Of two races with the same name the source keeps one: drivers who were only in the second are listed in the first.
    fn put_under_one_name(&mut self, event: &Event, rows: &mut Vec<OfficialRow>) -> Option<QuirkKind> {
        let key = (event.series, event.season);
        let Some(first) = self.shared.get(&key) else {
            self.shared.extend(rows.first().map(|row| (key, row.clone())));
            return None;
        };
        let known: Vec<String> = self
            .rows
            .iter()
            .filter(|row| row.race_id == first.race_id)
            .map(|row| row.driver_name.clone())
            .collect();
        rows.retain(|row| !known.contains(&row.driver_name));
        for row in rows.iter_mut() {
            row.race_id = first.race_id;
            row.date = first.date;
            row.track_name = first.track_name;
            row.race_name.clone_from(&first.race_name);
        }
        Some(QuirkKind::RowsOfTwoRaces { rows: known.len() + rows.len(), race_id: first.race_id })
    }
}

/// The winner is moved to last place, and everyone else moves up.
fn disqualify_the_winner(run: &Run, rows: &mut [OfficialRow]) -> Option<QuirkKind> {
    let winner = run.rows.iter().find(|row| row.outcome.finish == 1)?;
    let last = rows.len() as u32;
    for row in rows.iter_mut() {
        row.outcome.finish = if row.outcome.finish == 1 { last } else { row.outcome.finish - 1 };
    }
    Some(QuirkKind::Disqualified { driver_id: winner.driver_id, finish: 1, official: last })
}

/// The Cup's cars as spans of each driver's consecutive points races of a season.
pub fn car_teams(truth: &Truth, drivers: &[Driver]) -> Vec<TeamRow> {
    let names: BTreeMap<u32, &str> = drivers.iter().map(|driver| (driver.id, driver.name.as_str())).collect();
    let points = |race: &&TrueRace| race.series == Series::Cup && !race.exhibition;
    let mut spans: BTreeMap<(i16, u32), Vec<TeamRow>> = BTreeMap::new();
    for race in truth.races.iter().filter(points) {
        for car in &race.cars {
            let own = spans.entry((race.date.year(), car.driver_id)).or_default();
            match own.last_mut() {
                Some(span) if span.is_of(car) => span.prolong(race.date),
                _ => own.push(TeamRow::begin(race, car, names[&car.driver_id])),
            }
        }
    }
    spans.into_values().flatten().collect()
}

impl TeamRow {
    fn begin(race: &TrueRace, car: &TrueCar, name: &str) -> Self {
        Self {
            series: race.series.log_name(),
            season: race.date.year(),
            driver_id: car.driver_id,
            driver_name: name.to_owned(),
            car_number: car.car_number.clone(),
            team: car.team,
            make: car.make,
            first: race.date,
            last: race.date,
            races: 1,
        }
    }

    fn is_of(&self, car: &TrueCar) -> bool {
        (self.car_number.as_str(), self.team, self.make) == (car.car_number.as_str(), car.team, car.make)
    }

    fn prolong(&mut self, date: Date) {
        self.last = date;
        self.races += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{League, LeagueConfig, generate};
    use domain::facts::RaceFacts;
    use domain::tracks::TrackReference;
    use feeds::identity::{self, MatchKind, RawRows, Stated};
    use feeds::source::{self, Limits, RawFile};
    use feeds::{race_logs, results, teams};
    use std::collections::BTreeSet;
    use std::path::Path;

    fn file(name: &str, text: &str) -> RawFile {
        source::read_from(Path::new(name), text.as_bytes(), &Limits::default()).unwrap()
    }

    /// The whole league resolved: logs, official results and teams.
    fn with_official(league: &League) -> Vec<identity::Resolution> {
        fn stated<T>(file: &RawFile, parsed: feeds::parsed::Parsed<T>) -> Vec<Stated<T>> {
            assert_eq!(parsed.complaints, []);
            parsed.rows.into_iter().map(|row| Stated { snapshot: file.snapshot.clone(), row }).collect()
        }
        let tracks = TrackReference::builtin();
        let logs = file("logs.csv", &league.race_log_csv);
        let official = file("results.csv", &league.official_results_csv);
        let spans = file("teams.csv", &league.car_teams_csv);
        let rows = RawRows {
            logs: stated(&logs, race_logs::parse(&logs, tracks)),
            results: stated(&official, results::parse(&official, tracks)),
            teams: stated(&spans, teams::parse(&spans)),
            ..RawRows::default()
        };
        identity::race_groups(rows, tracks, &[]).iter().map(identity::resolve).collect()
    }

    fn check_official(config: LeagueConfig) {
        let league = generate(&config);
        let found = with_official(&league);
        let quirks = |is: fn(&QuirkKind) -> bool| league.truth.quirks.iter().filter(|q| is(&q.kind)).count();
        let kinds = |kind| found.iter().flat_map(|f| &f.matches).filter(|m| m.kind == kind).count();
        let held = |rule: &str| {
            found.iter().flat_map(|f| &f.race_group.quarantines).filter(|held| held.rule == rule).count()
        };
        let shared: BTreeSet<u32> = (league.truth.quirks.iter())
            .filter_map(|quirk| match quirk.kind {
                QuirkKind::RowsOfTwoRaces { race_id, .. } => Some(race_id),
                _ => None,
            })
            .collect();
        let of_one_date = quirks(|kind| matches!(kind, QuirkKind::TwoRacesOfOneDate));
        assert_eq!(kinds(MatchKind::HeldBack), shared.len(), "{config:?}");
        assert_eq!(kinds(MatchKind::Ambiguous), 2 * of_one_date, "{config:?}");
        assert_eq!(kinds(MatchKind::Unmatched), 0, "{config:?}");
        assert!(kinds(MatchKind::Exact) > 50 && kinds(MatchKind::Windowed) > 15, "{config:?}");
        let nobody = |kind: &QuirkKind| {
            matches!(kind, QuirkKind::NameUnknown { .. } | QuirkKind::DriverMissing { .. })
        };
        assert_eq!(held("unknown-driver"), quirks(nobody), "{config:?}");
        for rule in ["start-differs", "another-race", "two-rows-one-driver", "car-claimed-twice"] {
            assert_eq!(held(rule), 0, "{config:?}: {rule}");
        }

        let races: Vec<&RaceFacts> = found.iter().flat_map(|f| &f.race_group.races).collect();
        let mut disqualified = 0;
        for truth in league.truth.races.iter().filter(|race| !race.exhibition) {
            let of_truth = |race: &&&RaceFacts| {
                race.info.series == truth.series
                    && race.info.date == truth.date
                    && race.info.track_name == truth.track_name
                    && race.name.is_some()
            };
            let Some(race) = races.iter().find(of_truth) else { continue };
            for car in &race.cars {
                let result = car.result.as_ref().unwrap();
                let known = truth.cars.iter().find(|known| known.driver_id == car.entry.driver.0).unwrap();
                let Some(official) = result.finish_official else { continue };
                let [number, make] = [&car.entry.car_number, &car.entry.make].map(Option::as_deref);
                assert_eq!((number, make), (Some(known.car_number.as_str()), Some(known.make)));
                let team = (truth.series == Series::Cup).then_some(known.team);
                assert_eq!(car.entry.team.as_deref(), team, "{}", race.info.key);
                if u32::from(official) > u32::from(result.finish_on_track) {
                    let quirk = QuirkKind::Disqualified {
                        driver_id: known.driver_id,
                        finish: 1,
                        official: u32::from(official),
                    };
                    assert!(league.truth.quirks.iter().any(|q| q.date == truth.date && q.kind == quirk));
                    disqualified += 1;
                }
            }
        }
        assert_eq!(disqualified, quirks(|kind| matches!(kind, QuirkKind::Disqualified { .. })), "{config:?}");
        assert!(disqualified > 0, "{config:?}");
    }

    #[test]
    fn official_results_and_teams_tell_the_truth_but_for_their_quirks() {
        for (seed, first_season, seasons) in [(48, 2021, 5), (7, 2023, 2), (1, 2024, 1), (3, 2026, 1)] {
            check_official(LeagueConfig { seed, first_season, seasons });
        }
    }
}
