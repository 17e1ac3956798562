//! The league's race weeks: their true signal is known, so what projections make of them can be checked.

use backtest::score;
use domain::dfs::Site;
use domain::evidence::{Evidence, EvidenceBook, EvidenceKind, Pace};
use domain::history::{History, PastCar, PastRace};
use domain::ids::{DriverId, RaceKey};
use domain::pooling::{Pooling, TrackType};
use domain::race::RaceCard;
use domain::rank;
use domain::scoring::{Scored, ScoringRules};
use domain::series::Series;
use engine::import::ImportRequest;
use engine::{Clock, Engine, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use graph::{Location, Store};
use jiff::{SignedDuration, Timestamp};
use league::LeagueConfig;
use projection::evidence::{EvidenceConfig, Field, Fitted, PastWeekend, Reading, readings};
use projection::{Model, Projection, Projector, RunConfig};
use ratings::features::Feature;
use ratings::strength::{EntryStrength, Ratings};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Races before these are learnt from and not scored.
const FIRST_SCORED: usize = 60;
const SIMULATIONS: u32 = 1000;

struct World {
    history: History,
    pooling: Pooling,
    evidence: EvidenceBook,
    cards: BTreeMap<RaceKey, RaceCard>,
    league: league::League,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let league = league::generate(&LeagueConfig { seed: 11, first_season: 2021, seasons: 5 });
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::open_dir(dir.path(), Limits::default(), Clock::System, "a test").unwrap();
    for (name, kind, text) in [
        ("results.csv", FileKind::Results, &league.official_results_csv),
        ("teams.csv", FileKind::Teams, &league.car_teams_csv),
        ("practice.csv", FileKind::Practice, &league.practice_csv),
        ("odds.csv", FileKind::Odds, &league.odds_csv),
        ("logs.csv", FileKind::RaceLogs, &league.race_log_csv),
        ("entries.csv", FileKind::Entries, &league.entries_csv),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let report = engine.import_path(&path, &ImportRequest::new(kind.name()), &Progress::new()).unwrap();
        assert!(report.rows_refused == 0, "{name}: {:?}", report.findings);
    }
    drop(engine);
    let store = Store::open(&Location::Embedded { dir: dir.path().join("graph") }, "a test").unwrap();
    let end: Timestamp = "2100-01-01T00:00:00Z".parse().unwrap();
    let history = store.history(Series::Cup, end).unwrap();
    let cards = history.points_races().filter_map(|race| {
        let key = race.info.key.clone();
        match store.race_card(&key, race.info.lock_at) {
            // The league may race where the series never did: no distance is known before the first race there.
            Err(graph::ReadError::NoDistance { .. }) => None,
            card => Some((key, card.unwrap())),
        }
    });
    let cards: BTreeMap<RaceKey, RaceCard> = cards.collect();
    assert!(history.points_races().count() - cards.len() < 8, "too few races can be projected");
    let (pooling, evidence) = (store.pooling().unwrap(), store.evidence(end).unwrap());
    World { history, pooling, evidence, cards, league }
});

fn run() -> RunConfig {
    RunConfig { simulations: SIMULATIONS, seed: 3 }
}

fn scored() -> Vec<&'static PastRace> {
    let races = WORLD.history.points_races().skip(FIRST_SCORED);
    races.filter(|race| WORLD.cards.contains_key(&race.info.key)).collect()
}

/// Mean CRPS of DraftKings points over the cars of a race.
fn crps(race: &PastRace, projection: &Projection) -> f64 {
    let rules = ScoringRules::of(Site::Draftkings, race.info.date).unwrap();
    let entries = &projection.set.body().entries;
    let mut sum = 0.0;
    for car in &race.cars {
        let result = &car.result;
        let at = entries.iter().position(|entry| entry.driver == car.entry.driver).unwrap();
        let points = rules.score(&Scored {
            start: car.entry.start.unwrap(),
            finish: result.finish_on_track,
            laps_led: result.laps_led,
            fastest_laps: result.fastest_laps,
            laps_completed: result.laps_completed,
        });
        let samples = &projection.samples;
        let mut sample: Vec<f32> =
            samples.draftkings.iter().skip(at).step_by(samples.entries).copied().collect();
        sample.sort_unstable_by(f32::total_cmp);
        sum += score::crps(&sample, points.value());
    }
    sum / race.cars.len() as f64
}

fn of_model(model: &Model, evidence: &EvidenceBook) -> Vec<f64> {
    let world = &*WORLD;
    let projector = Projector::with_evidence(&world.history, &world.pooling, model, evidence).unwrap();
    let race =
        |race: &&PastRace| crps(race, &projector.project(&world.cards[&race.info.key], &run()).unwrap());
    scored().iter().map(race).collect()
}

/// Mean of the paired differences and its standard error.
fn paired(with: &[f64], without: &[f64]) -> (f64, f64) {
    let differences: Vec<f64> = with.iter().zip(without).map(|(a, b)| a - b).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// The same evidence, each race's dealt to its drivers anew: as much is said, and nothing is told.
fn shuffled(book: &EvidenceBook) -> EvidenceBook {
    let mut state = 7_u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % n
    };
    let deal = |evidence: &Evidence, below: &mut dyn FnMut(usize) -> usize| {
        let drivers: Vec<DriverId> = evidence.prices.iter().map(|price| price.driver).collect();
        let mut dealt = drivers.clone();
        for last in (1..dealt.len()).rev() {
            dealt.swap(last, below(last + 1));
        }
        let other: BTreeMap<DriverId, DriverId> = drivers.into_iter().zip(dealt).collect();
        let mut evidence = evidence.clone();
        for pace in &mut evidence.paces {
            pace.driver = other[&pace.driver];
        }
        for price in &mut evidence.prices {
            price.driver = other[&price.driver];
        }
        evidence
    };
    book.iter().map(|(race, evidence)| (race.clone(), deal(evidence, &mut below))).collect()
}

/// The evidence of one kind alone.
fn only(kind: EvidenceKind, model: &Model) -> Model {
    let config = model.evidence.clone().unwrap();
    let observations = config.observations.into_iter().filter(|(of, _)| *of == kind).collect();
    Model { evidence: Some(EvidenceConfig { observations, ..config }), ..model.clone() }
}

#[test]
fn what_the_race_week_tells_lowers_the_crps_and_noise_does_not() {
    let model = Model::named("e2-weekend").unwrap();
    let none = EvidenceBook::new();
    let without = of_model(&model, &none);
    let report = |name: &str, with: &[f64]| {
        let (mean, error) = paired(with, &without);
        println!("{name}: CRPS {:+.4} +- {:.4} over {} races", mean, error, with.len());
        (mean, error)
    };
    let level = without.iter().sum::<f64>() / without.len() as f64;
    println!("without evidence: CRPS {level:.4}");
    let all = report("all kinds", &of_model(&model, &WORLD.evidence));
    assert!(all.0 < -4.0 * all.1, "{all:?}");
    for kind in [EvidenceKind::PracticeLap, EvidenceKind::PracticeLongRun, EvidenceKind::WinOdds] {
        let of_kind = report(kind.words(), &of_model(&only(kind, &model), &WORLD.evidence));
        assert!(of_kind.0 < -3.0 * of_kind.1, "{kind:?} {of_kind:?}");
        assert!(all.0 < of_kind.0, "{kind:?} {of_kind:?}");
    }
    let qualifying =
        report("qualifying speed", &of_model(&only(EvidenceKind::QualifyingSpeed, &model), &WORLD.evidence));
    assert!(qualifying.0 < 2.0 * qualifying.1, "{qualifying:?}");
    let noise = report("shuffled", &of_model(&model, &shuffled(&WORLD.evidence)));
    assert!(noise.0 > -2.0 * noise.1, "{noise:?}");
    // A model that has learnt that it is noise hardly listens.
    assert!(noise.0 < -0.5 * all.0, "{noise:?}");
}

/// Slope of `y` on `x` through the origin.
fn slope(pairs: &[(f64, f64)]) -> f64 {
    pairs.iter().map(|(x, y)| x * y).sum::<f64>() / pairs.iter().map(|(x, _)| x * x).sum::<f64>()
}

#[test]
fn the_fit_finds_what_was_planted() {
    // On the league's own scale everything is known: the lasting strength stands for the rated one, and what the day
    // adds is the deviation from it.
    let world = &*WORLD;
    let base = Model::named("e2-weekend").unwrap().evidence.unwrap();
    let config = EvidenceConfig { prior_races: 1e-9, ..base };
    struct Race {
        track_type: TrackType,
        lasting: Vec<f64>,
        finish: Vec<Option<f64>>,
        readings: Vec<Reading>,
    }
    let (mut races, mut variances, mut pairs) = (Vec::new(), [0.0; 2], vec![Vec::new(); 4]);
    let mut cars = 0.0;
    for race in world.history.points_races() {
        let is = |truth: &&league::TrueRace| {
            truth.series == Series::Cup && truth.date == race.info.date && !truth.exhibition
        };
        let truth = world.league.truth.races.iter().find(is).unwrap();
        let track_type = world.pooling.track_type(&race.info.layout).unwrap();
        let places: Vec<f64> = race.cars.iter().map(|car| f64::from(car.result.finish_on_track)).collect();
        let scores = rank::scores_low_is_better(&places);
        let drivers: Vec<DriverId> = race.cars.iter().map(PastCar::driver).collect();
        let of = |driver: &DriverId| truth.cars.iter().find(|car| car.driver_id == driver.0).unwrap();
        let centred = |value: fn(&league::TrueCar) -> f64| -> Vec<f64> {
            let values: Vec<f64> = drivers.iter().map(|driver| value(of(driver))).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            values.into_iter().map(|value| value - mean).collect()
        };
        let (lasting, day) = (centred(|car| car.strength), centred(|car| car.today - car.strength));
        for (lasting, day) in lasting.iter().zip(&day) {
            variances[0] += lasting * lasting;
            variances[1] += day * day;
            cars += 1.0;
        }
        let running = |at: usize| !race.cars[at].result.status.kind.is_retired();
        let finish: Vec<Option<f64>> =
            (0..scores.len()).map(|at| running(at).then_some(scores[at])).collect();
        let ran: Vec<usize> = (0..scores.len()).filter(|&at| running(at)).collect();
        let mean = |of: &dyn Fn(usize) -> f64| ran.iter().map(|&at| of(at)).sum::<f64>() / ran.len() as f64;
        let today = |at: usize| lasting[at] + day[at];
        let (x, y) = (mean(&today), mean(&|at| scores[at]));
        pairs[track_type.index()].extend(ran.iter().map(|&at| (today(at) - x, scores[at] - y)));
        let cars = drivers.len();
        let field = Field {
            drivers: &drivers,
            strengths: &lasting,
            starts: &vec![None; cars],
            earlier_starts: &vec![0; cars],
            on_grid: &vec![true; cars],
        };
        let readings = readings(&world.evidence[&race.info.key], &field, &config);
        races.push(Race { track_type, lasting, finish, readings });
    }
    let [lasting, day] = variances.map(|sum| sum / cars);
    let slopes: [f64; 4] = std::array::from_fn(|kind| slope(&pairs[kind]));
    let past: Vec<PastWeekend<'_>> = races
        .iter()
        .map(|race| PastWeekend {
            track_type: race.track_type,
            strengths: &race.lasting,
            finish: &race.finish,
            readings: &race.readings,
        })
        .collect();
    let fitted = Fitted::on(&past, &slopes, &config);
    let near = |what: &str, found: f64, planted: f64, within: f64| {
        println!("{what}: {found:.4}, planted {planted:.4}");
        assert!((found - planted).abs() < within, "{what}: {found} is not {planted}");
    };
    for (kind, telling) in [
        (EvidenceKind::PracticeLap, league::PRACTICE_LAP),
        (EvidenceKind::PracticeLongRun, league::PRACTICE_RUN),
        (EvidenceKind::WinOdds, league::ODDS),
    ] {
        let of_lasting = telling.lasting * telling.lasting * lasting;
        let of_day = telling.of_the_day * telling.of_the_day * day;
        let noise = telling.noise * telling.noise;
        let sd = (of_lasting + of_day + noise).sqrt();
        let at = kind as usize;
        let words = kind.words();
        near(&format!("{words}: level"), fitted.level[at], telling.lasting / sd, 0.06);
        near(&format!("{words}: variance"), fitted.variance_of(kind), (of_day + noise) / (sd * sd), 0.04);
        near(&format!("{words}: with form"), fitted.with_form[at], telling.of_the_day * day / sd, 0.03);
    }
}

#[test]
fn what_became_known_after_lock_reaches_no_projection() {
    let world = &*WORLD;
    let model = Model::named("e2-weekend").unwrap();
    let mut later = world.evidence.clone();
    for race in world.history.points_races() {
        let Some(evidence) = later.get_mut(&race.info.key) else { continue };
        let after = race.info.lock_at + SignedDuration::from_secs(1);
        // Told by the result itself: the fastest is who won.
        let told = race.cars.iter().map(|car| {
            let speed = Some(200.0 - f64::from(car.result.finish_on_track));
            let like = evidence.paces[0].clone();
            Pace { driver: car.entry.driver, known_at: after, best_lap: speed, ..like }
        });
        let told: Vec<Pace> = told.collect();
        evidence.paces.extend(told);
        for price in evidence.prices.clone() {
            let finish = race.cars.iter().position(|car| car.entry.driver == price.driver);
            let decimal = 1.5 + finish.unwrap_or(50) as f64;
            evidence.prices.push(domain::evidence::Price { known_at: after, decimal, ..price });
        }
    }
    let project = |book: &EvidenceBook| -> Vec<String> {
        let projector = Projector::with_evidence(&world.history, &world.pooling, &model, book).unwrap();
        let races = scored().into_iter().step_by(20);
        let config = RunConfig { simulations: 200, ..run() };
        races
            .map(|race| {
                projector.project(&world.cards[&race.info.key], &config).unwrap().set.canonical_json()
            })
            .collect()
    };
    assert_eq!(project(&later), project(&world.evidence));
}

/// The team that the league makes stronger on short tracks alone is found there, by the effects of the rating.
#[test]
fn a_team_that_gains_on_a_type_of_track_is_found_there() {
    let world = &*WORLD;
    let gains = world.league.truth.signals.iter().find_map(|signal| match signal {
        league::Signal::TeamGainsOnType { team, track_type, .. } => Some((*team, *track_type)),
        _ => None,
    });
    let (team, track_type) = gains.unwrap();
    let model = Model::named("e3").unwrap();
    let ratings = Ratings::of(&world.history, &world.pooling, &model.rating).unwrap();
    // Effects of the teams on the last race of a type, by team.
    let effects = |kind: TrackType| -> BTreeMap<String, f64> {
        let of_kind = |race: &&PastRace| {
            world.pooling.track_type(&race.info.layout) == Ok(kind)
                && world.cards.contains_key(&race.info.key)
        };
        let race = world.history.points_races().rfind(of_kind).unwrap();
        let card = &world.cards[&race.info.key];
        let rated = ratings.rate(card, &world.pooling).unwrap();
        let of_team = |(entry, listed): (&EntryStrength, &domain::race::Entry)| {
            let part = entry.contributions.iter().find(|part| part.feature == Feature::TeamTypeResidual)?;
            Some((listed.team.clone()?, part.value))
        };
        rated.entries.iter().zip(&card.entries).filter_map(of_team).collect()
    };
    let there = effects(track_type);
    let best = there.iter().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
    assert_eq!(best.0, team, "{there:?}");
    assert!(there[team] > 0.05, "{there:?}");
    let elsewhere = effects(TrackType::Intermediate);
    assert!(there[team] > elsewhere[team] + 0.05, "{there:?} {elsewhere:?}");
}
