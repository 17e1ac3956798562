use super::*;
use domain::facts::{RaceFacts, RaceGroup};
use domain::history::{PastCar, PastRace};
use domain::ids::DriverId;
use domain::rank;
use domain::tracks::TrackReference;
use feeds::entries;
use feeds::identity::{self, RaceGroupRows, RawRows, Stated};
use feeds::race_logs::{self, LogRow as Parsed};
use feeds::source::{self, Limits, RawFile};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

static LEAGUE: LazyLock<League> = LazyLock::new(|| generate(&LeagueConfig::default()));

fn file(name: &str, text: &str) -> RawFile {
    source::read_from(Path::new(name), text.as_bytes(), &Limits::default()).unwrap()
}

fn parsed() -> Vec<Parsed> {
    let parsed = race_logs::parse(&file("league.csv", &LEAGUE.race_log_csv), TrackReference::builtin());
    assert_eq!(parsed.complaints, []);
    assert_eq!(parsed.duplicates, 0);
    parsed.rows
}

fn race_groups(logs: impl Iterator<Item = Stated<Parsed>>) -> Vec<RaceGroupRows> {
    let rows = RawRows { logs: logs.collect(), ..RawRows::default() };
    identity::race_groups(rows, TrackReference::builtin(), &[])
}

static RACE_GROUPS: LazyLock<Vec<RaceGroup>> = LazyLock::new(|| {
    let snapshot = file("league.csv", &LEAGUE.race_log_csv).snapshot;
    let stated = parsed().into_iter().map(|row| Stated { snapshot: snapshot.clone(), row });
    race_groups(stated)
        .iter()
        .map(|rows| {
            let resolution = identity::resolve(rows);
            assert_eq!(resolution.conflicts, []);
            resolution.race_group
        })
        .collect()
});

static RACES: LazyLock<Vec<PastRace>> = LazyLock::new(|| {
    let mut races: Vec<PastRace> =
        RACE_GROUPS.iter().flat_map(|race_group| &race_group.races).map(past).collect();
    races.sort_by(|a, b| (a.info.date, &a.info.key).cmp(&(b.info.date, &b.info.key)));
    races
});

fn past(facts: &RaceFacts) -> PastRace {
    let car = |car: &domain::facts::CarFacts| PastCar {
        entry: car.entry.clone(),
        result: car.result.clone().unwrap(),
    };
    let mut cars: Vec<PastCar> = facts.cars.iter().map(car).collect();
    cars.sort_by_key(|car| car.result.finish_on_track);
    PastRace {
        info: facts.info.clone(),
        distance_laps: cars.iter().map(|car| car.result.laps_completed).max().unwrap(),
        known_at: facts.result_known_at.unwrap(),
        cars,
    }
}

fn kind(race: &PastRace) -> TrackType {
    track::kind_of(TrackReference::builtin().layout(&race.info.layout).unwrap().class.as_str())
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_gives_others() {
    assert_eq!(generate(&LeagueConfig::default()), *LEAGUE);
    let one_season = LeagueConfig { seasons: 1, ..LeagueConfig::default() };
    let other = generate(&LeagueConfig { seed: 1, ..one_season });
    assert_ne!(generate(&one_season).race_log_csv, other.race_log_csv);
}

/// Numbers in the documentation and in other crates' tests come from these bytes.
#[test]
fn the_files_of_a_seed_stay_the_same() {
    let league = generate(&LeagueConfig { seed: 3, first_season: 2026, seasons: 1 });
    let digest: String =
        Sha256::digest(league.race_log_csv.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "707a1fde22779fad08fe10f70dc15daaa4952984de0ff6d21d123bab32cf6239");
}

#[test]
fn the_headers_are_those_that_the_parsers_expect() {
    use feeds::weekend::{odds, practice};
    let pairs = [
        (files::RACE_LOG_HEADER, race_logs::COLUMNS.join(",")),
        (files::ENTRY_HEADER, entries::COLUMNS.join(",")),
        (files::OFFICIAL_HEADER, feeds::results::COLUMNS.join(",")),
        (files::TEAM_HEADER, feeds::teams::COLUMNS.join(",")),
        (files::PRACTICE_HEADER, practice::COLUMNS.join(",")),
        (files::ODDS_HEADER, odds::COLUMNS.join(",")),
    ];
    for (ours, expected) in pairs {
        assert_eq!(ours, expected);
    }
}

#[test]
fn the_calendar_is_a_real_one_in_size() {
    for season in 2021..=2025 {
        let of = |series, exhibition| {
            let here = |race: &&TrueRace| {
                race.date.year() == season && race.series == series && race.exhibition == exhibition
            };
            LEAGUE.truth.races.iter().filter(here).count()
        };
        let to_come = usize::from(season == 2025);
        assert_eq!(of(Series::Cup, false), 36 - to_come, "{season}");
        assert_eq!(of(Series::Oreilly, false), 33, "{season}");
        assert_eq!(of(Series::Trucks, false), 23, "{season}");
        assert_eq!(of(Series::Cup, true), 5, "{season}");
    }
    assert!((17_000..18_500).contains(&parsed().len()));
}

#[test]
fn seasons_beyond_the_reference_can_be_had() {
    for first_season in [2019, 2026] {
        let league = generate(&LeagueConfig { seed: 3, first_season, seasons: 1 });
        let read = race_logs::parse(&file("league.csv", &league.race_log_csv), TrackReference::builtin());
        assert_eq!(read.complaints, [], "{first_season}");
    }
}

fn check_seed(config: LeagueConfig) {
    let league = generate(&config);
    let read = race_logs::parse(&file("league.csv", &league.race_log_csv), TrackReference::builtin());
    assert_eq!(read.complaints, [], "{config:?}");
    let snapshot = file("league.csv", &league.race_log_csv).snapshot;
    let stated = read.rows.into_iter().map(|row| Stated { snapshot: snapshot.clone(), row });
    let race_groups: Vec<RaceGroup> =
        race_groups(stated).iter().map(|rows| identity::resolve(rows).race_group).collect();
    let held: Vec<_> = race_groups.iter().flat_map(|race_group| &race_group.quarantines).collect();
    let unsplittable = |quirk: &&Quirk| matches!(quirk.kind, QuirkKind::TwoRacesThatDoNotSplit { .. });
    let planted = league.truth.quirks.iter().filter(unsplittable).count();
    assert_eq!(planted, 1, "{config:?}");
    assert_eq!(held.len(), planted, "{config:?}: {held:#?}");
    let races: Vec<PastRace> =
        race_groups.iter().flat_map(|race_group| &race_group.races).map(past).collect();
    assert_eq!(races.len() + 2 * planted, league.truth.races.len(), "{config:?}");
    for race in &races {
        let vetoes = axioms::observation::check(race).vetoes;
        assert!(vetoes.is_empty(), "{config:?}: {vetoes:?}");
    }
}

#[test]
fn other_seeds_and_lengths_keep_the_laws() {
    for (seed, first_season, seasons) in [(1, 2023, 1), (u64::MAX, 2024, 2), (7, 2026, 1), (130, 2023, 1)] {
        check_seed(LeagueConfig { seed, first_season, seasons });
    }
}

#[test]
fn the_importers_read_it_and_hold_back_only_what_was_planted() {
    let held: Vec<_> = RACE_GROUPS.iter().flat_map(|race_group| &race_group.quarantines).collect();
    let planted: Vec<_> = LEAGUE
        .truth
        .quirks
        .iter()
        .filter_map(|quirk| match quirk.kind {
            QuirkKind::TwoRacesThatDoNotSplit { rows } => Some((quirk.date, rows)),
            _ => None,
        })
        .collect();
    assert_eq!(held.len(), 1, "{held:?}");
    let (date, rows) = planted[0];
    assert_eq!(planted.len(), 1);
    assert!(held[0].group.ends_with(&date.to_string()), "{held:?}");
    assert_eq!(held[0].rows as usize, rows);
    assert_eq!(RACES.len(), LEAGUE.truth.races.len() - 2);
}

#[test]
fn both_halves_of_every_double_are_the_races_that_were_run() {
    let fields = |races: &[(u32, BTreeSet<u32>)]| races.iter().cloned().collect::<BTreeSet<_>>();
    let mut doubles = 0;
    for quirk in &LEAGUE.truth.quirks {
        let QuirkKind::TwoRacesThatSplit { rows } = quirk.kind else { continue };
        let Quirk { series, date, track_name, .. } = *quirk;
        let run: Vec<(u32, BTreeSet<u32>)> = LEAGUE
            .truth
            .races
            .iter()
            .filter(|race| race.series == series && race.date == date && race.track_name == track_name)
            .map(|race| (race.laps, race.cars.iter().map(|car| car.driver_id).collect()))
            .collect();
        let read: Vec<(u32, BTreeSet<u32>)> = RACES
            .iter()
            .filter(|race| {
                race.info.series == series && race.info.date == date && race.info.track_name == track_name
            })
            .map(|race| (race.distance_laps, race.cars.iter().map(|car| car.driver().0).collect()))
            .collect();
        assert_eq!(read.iter().map(|race| race.1.len()).sum::<usize>(), rows);
        assert_eq!(fields(&read), fields(&run), "{series} {date}");
        doubles += 1;
    }
    assert_eq!(doubles, 9);
}

#[test]
fn exhibitions_are_known_for_what_they_are() {
    let truth: BTreeSet<_> = LEAGUE
        .truth
        .races
        .iter()
        .filter(|race| race.exhibition)
        .map(|race| (race.date, &race.track_name))
        .collect();
    for race in RACES.iter() {
        let expected =
            race.info.series == Series::Cup && truth.contains(&(race.info.date, &race.info.track_name));
        assert_eq!(race.info.exhibition, expected, "{}", race.info.key);
    }
}

#[test]
fn no_axiom_vetoes_a_race_of_the_league() {
    for race in RACES.iter() {
        let findings = axioms::observation::check(race);
        assert!(findings.vetoes.is_empty(), "{}: {:?}", race.info.key, findings.vetoes);
    }
}

#[test]
fn every_race_adds_up_but_for_the_planted_two() {
    let (mut short, mut gaps) = (Vec::new(), Vec::new());
    for race in RACES.iter() {
        let led: u32 = race.cars.iter().map(|car| car.result.laps_led).sum();
        if led != race.distance_laps {
            assert_eq!(led + 1, race.distance_laps, "{}", race.info.key);
            short.push(race.info.date);
        }
        for (place, car) in race.cars.iter().enumerate() {
            if usize::from(car.result.finish_on_track) != place + 1 {
                gaps.push(race.info.date);
                break;
            }
        }
        let winner = &race.cars[0].result;
        assert!(winner.laps_completed == race.distance_laps && winner.laps_led > 0, "{}", race.info.key);
        let laps: Vec<u32> = race.cars.iter().map(|car| car.result.laps_completed).collect();
        assert!(laps.is_sorted_by(|a, b| a >= b), "{}", race.info.key);
        for car in &race.cars {
            let r = &car.result;
            assert_eq!(r.passing_diff, r.green_passes as i32 - r.green_times_passed as i32);
            assert!(r.quality_passes <= r.green_passes && r.laps_led <= r.laps_completed);
            assert!(r.fastest_laps <= r.laps_completed && (0.0..=150.0).contains(&r.rating));
        }
    }
    let planted = |is: fn(QuirkKind) -> bool| -> Vec<_> {
        LEAGUE.truth.quirks.iter().filter(|quirk| is(quirk.kind)).map(|quirk| quirk.date).collect()
    };
    assert_eq!(short, planted(|kind| kind == QuirkKind::LapLedMissing));
    assert_eq!(gaps, planted(|kind| matches!(kind, QuirkKind::DriverMissing { .. })));
    assert_eq!((short.len(), gaps.len()), (1, 1));
}

#[test]
fn the_file_looks_like_the_real_one() {
    let text = &LEAGUE.race_log_csv;
    assert!(text.ends_with("\r\n") && text.matches('\n').count() == text.matches("\r\n").count());
    assert!(text.contains("Autódromo Hermanos Rodríguez"));
    let dates: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert!(!dates.is_sorted(), "rows are in random order");
    let mut no_laps = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 24, "{line}");
        assert_eq!(fields[15].is_empty(), fields[12] == "0", "{line}");
        assert_eq!(
            (fields[18].is_empty(), fields[20].is_empty()),
            (fields[21] == "0", fields[21] == "0"),
            "{line}"
        );
        no_laps += usize::from(fields[21] == "0");
    }
    assert!((10..150).contains(&no_laps), "{no_laps}");
}

#[test]
fn the_race_to_come_is_an_entry_list_and_its_result_joins_it() {
    let tracks = TrackReference::builtin();
    let entries = entries::parse(
        &file("entries.csv", &LEAGUE.entries_csv),
        tracks,
        &feeds::context::FileContext::default(),
    );
    assert_eq!(entries.complaints, []);
    let result = race_logs::parse(&file("next.csv", &LEAGUE.next_result_csv), tracks);
    assert_eq!(result.complaints, []);
    let drivers = |ids: Vec<DriverId>| ids.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(
        drivers(entries.rows.iter().map(|row| row.entry.driver).collect()),
        drivers(result.rows.iter().map(|row| row.driver).collect())
    );
    let numbers: BTreeSet<_> = entries.rows.iter().map(|row| row.entry.car_number.clone().unwrap()).collect();
    assert_eq!(numbers.len(), entries.rows.len());
    let mut grid: Vec<u8> = entries.rows.iter().map(|row| row.entry.start.unwrap()).collect();
    grid.sort_unstable();
    assert!(grid.iter().copied().eq(1..=entries.rows.len() as u8));
    assert!(entries.rows.iter().all(|row| row.date == LEAGUE.next.date && row.scheduled_laps == Some(312)));
    assert!(LEAGUE.truth.races.iter().all(|race| race.date <= LEAGUE.next.date));
}

/// Means over the points races of one series and kind.
#[derive(Default)]
struct Means {
    races: f64,
    grid: f64,
    out: f64,
    fastest: f64,
    before: f64,
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (rank::ascending(a), rank::ascending(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt()
}

/// Bands around the real seasons 2022-2025 (Spearman of start with finish .35-.55, drafting .10-.27; retired
/// 9-18 %, drafting 25 %; fastest laps .57-.85 of the laps; finish with the finish before .11-.40, drafting .15).
#[test]
fn races_are_as_predictable_as_real_ones() {
    let mut means: BTreeMap<(Series, usize), Means> = BTreeMap::new();
    let mut before: BTreeMap<Series, BTreeMap<DriverId, f64>> = BTreeMap::new();
    for race in RACES.iter().filter(|race| !race.info.exhibition) {
        let finish: Vec<f64> = race.cars.iter().map(|car| f64::from(car.result.finish_on_track)).collect();
        let start: Vec<f64> = race.cars.iter().map(|car| f64::from(car.entry.start.unwrap())).collect();
        let now: BTreeMap<DriverId, f64> =
            race.cars.iter().map(PastCar::driver).zip(finish.iter().copied()).collect();
        let last = before.insert(race.info.series, now.clone()).unwrap_or_default();
        let both: (Vec<f64>, Vec<f64>) =
            now.iter().filter_map(|(driver, place)| Some((*place, *last.get(driver)?))).unzip();
        let m = means.entry((race.info.series, kind(race).index())).or_default();
        m.races += 1.0;
        m.grid += correlation(&start, &finish);
        m.out += race.cars.iter().filter(|car| car.result.status.kind.is_retired()).count() as f64
            / finish.len() as f64;
        m.fastest += race.cars.iter().map(|car| f64::from(car.result.fastest_laps)).sum::<f64>()
            / f64::from(race.distance_laps);
        m.before += if both.0.len() > 10 { correlation(&both.0, &both.1) } else { 0.0 };
    }
    for ((series, kind), m) in &means {
        let [grid, out, fastest, before] = [m.grid, m.out, m.fastest, m.before].map(|sum| sum / m.races);
        println!("{series} {kind}: grid {grid:.3} out {out:.3} fastest {fastest:.3} before {before:.3}");
        let drafting = *kind == TrackType::Superspeedway.index();
        let within = |value: f64, low: f64, high: f64| {
            assert!((low..high).contains(&value), "{series} {kind}: {value}")
        };
        if drafting {
            within(grid, -0.05, 0.28);
            within(out, 0.15, 0.33);
            within(before, -0.1, 0.22);
        } else {
            within(grid, 0.3, 0.6);
            within(out, 0.05, 0.2);
            within(before, 0.08, 0.5);
        }
        within(fastest, 0.5, 0.9);
    }
}

#[test]
fn the_strength_of_the_day_shows_in_the_finish() {
    let (mut sum, mut races) = (0.0, 0.0);
    for race in RACES.iter().filter(|race| kind(race) != TrackType::Superspeedway) {
        let truth = LEAGUE.truth.races.iter().find(|truth| {
            let field: BTreeSet<u32> = truth.cars.iter().map(|car| car.driver_id).collect();
            truth.date == race.info.date
                && truth.series == race.info.series
                && truth.laps == race.distance_laps
                && race.cars.iter().all(|car| field.contains(&car.driver().0))
        });
        let strength: BTreeMap<u32, f64> =
            truth.unwrap().cars.iter().map(|car| (car.driver_id, -car.today)).collect();
        let (a, b): (Vec<f64>, Vec<f64>) = race
            .cars
            .iter()
            .map(|car| (strength[&car.driver().0], f64::from(car.result.finish_on_track)))
            .unzip();
        sum += correlation(&a, &b);
        races += 1.0;
    }
    assert!((0.45..0.8).contains(&(sum / races)), "{}", sum / races);
}

#[test]
fn the_planted_signals_are_in_the_true_strengths() {
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let strengths = |of: &dyn Fn(&TrueRace, &TrueCar) -> bool| -> f64 {
        let cup = LEAGUE.truth.races.iter().filter(|race| race.series == Series::Cup && !race.exhibition);
        mean(
            cup.flat_map(|race| race.cars.iter().filter(|car| of(race, car)).map(|car| car.strength))
                .collect(),
        )
    };
    let road = |race: &TrueRace| {
        let layout = TrackReference::builtin().resolve(&race.track_name, race.date.year()).unwrap();
        track::kind_of(layout.class.as_str()) == TrackType::Road
    };
    assert_eq!(LEAGUE.truth.signals.len(), 3);
    for signal in &LEAGUE.truth.signals {
        let gain = match *signal {
            Signal::RoadSpecialist { driver_id, .. } => {
                strengths(&|race, car| car.driver_id == driver_id && road(race))
                    - strengths(&|race, car| car.driver_id == driver_id && !road(race))
            }
            Signal::MakeGains { make, from, .. } => {
                let season = from.year();
                let this = |race: &TrueRace, car: &TrueCar| race.date.year() == season && car.make == make;
                strengths(&|race, car| this(race, car) && race.date >= from)
                    - strengths(&|race, car| this(race, car) && race.date < from)
            }
            // What its drivers are better at than elsewhere, after less before.
            Signal::TeamGainsOnType { team, track_type, from, .. } => {
                let of_type = |race: &TrueRace| {
                    let layout =
                        TrackReference::builtin().resolve(&race.track_name, race.date.year()).unwrap();
                    track::kind_of(layout.class.as_str()) == track_type
                };
                let surplus = |later: bool| {
                    let at =
                        |race: &TrueRace, car: &TrueCar| car.team == team && (race.date >= from) == later;
                    strengths(&|race, car| at(race, car) && of_type(race))
                        - strengths(&|race, car| at(race, car) && !of_type(race))
                };
                surplus(true) - surplus(false)
            }
        };
        assert!(gain > 0.1, "{signal:?}: {gain}");
    }
}
