//! The walk on fictional seasons.

use backtest::{Backtest, BacktestError, Course, Measure, Row, Step, run, run_against};
use domain::race::RaceCard;
use projection::{Model, RunConfig, project};
use testkit::seasons;

fn config() -> RunConfig {
    RunConfig { simulations: 200, seed: 3 }
}

#[test]
fn each_race_is_projected_as_it_would_have_been_alone() {
    let (history, pooling, model) = (seasons::history(60, 22, 8), seasons::pooling(), Model::baseline_c());
    let cards: Vec<RaceCard> = history.points_races().skip(25).map(seasons::card).collect();
    let walk = run(&Course::of(&history, &cards, &pooling), &model, &config()).unwrap();
    for (card, set) in cards.iter().zip(&walk.sets) {
        let known = seasons::known_at(&history, card.info.lock_at);
        let alone = project(&known, card, &pooling, &model, &config()).unwrap();
        assert_eq!(alone.set.canonical_json(), set.canonical_json());
    }
    let entries: usize = cards.iter().map(|card| card.entries.len()).sum();
    assert_eq!(walk.rows.len(), entries);
    assert_eq!(walk.metrics.overall.races, 35);
    assert_eq!(walk.metrics.overall.entries as usize, entries);
    let by_type: u32 = walk.metrics.by_type.values().map(|figures| figures.races).sum();
    assert_eq!(by_type, 35);
    // Skill shows: the fictional field is not drawn by lot.
    assert!(walk.metrics.overall.value(Measure::RhoFinish).unwrap() > 0.2, "{:?}", walk.metrics.overall);
}

#[test]
fn a_row_has_its_columns() {
    let (history, pooling, model) = (seasons::history(33, 22, 8), seasons::pooling(), Model::start_only());
    let card = seasons::card(history.points_races().next_back().unwrap());
    let walk = run(&Course::of(&history, &[card], &pooling), &model, &config()).unwrap();
    let fields = walk.rows[0].fields();
    assert_eq!(fields.len(), Row::COLUMNS.len());
    assert_eq!(fields[0], "Cup");
    assert_eq!(fields[1].len(), "2025/11/02".len());
    assert_eq!((Row::COLUMNS[12], Row::COLUMNS[30]), ("q05", "q95"));
}

#[test]
fn a_race_without_a_result_is_an_error() {
    let (history, pooling, model) = (seasons::history(33, 22, 8), seasons::pooling(), Model::start_only());
    let mut card = seasons::card(history.points_races().next_back().unwrap());
    card.info.key = "cup-2030-01-01-oval-a".into();
    let error = run(&Course::of(&history, &[card], &pooling), &model, &config()).unwrap_err();
    assert_eq!(error, BacktestError::NoResult("cup-2030-01-01-oval-a".into()));
    let error = run(&Course::of(&history, &[], &pooling), &model, &config()).unwrap_err();
    assert_eq!(error, BacktestError::NoRaces);
    let card = seasons::card(history.points_races().next_back().unwrap());
    let key = card.info.key.clone();
    let error = run(&Course::of(&history, &[card.clone(), card], &pooling), &model, &config()).unwrap_err();
    assert_eq!(error, BacktestError::Twice(key));
}

/// The walk of the last races of some seasons, by baseline C against itself and the start.
fn short_walk(turn: impl Fn(&mut Vec<RaceCard>)) -> Backtest {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let mut cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    turn(&mut cards);
    let baselines = [Model::baseline_c(), Model::start_only()];
    run_against(
        &Course::of(&history, &cards, &pooling),
        &Model::baseline_c(),
        &baselines,
        &config(),
        &mut |_| {},
    )
    .unwrap()
}

#[test]
fn the_order_of_the_races_changes_nothing() {
    let straight = short_walk(|_| {});
    assert_eq!(straight, short_walk(|cards| cards.reverse()));
    assert_eq!(straight, short_walk(|cards| cards.rotate_left(6)));
}

#[test]
fn a_model_against_itself_and_against_a_weaker_one() {
    let walk = short_walk(|_| {});
    let [itself, start] = walk.metrics.paired.as_slice() else { panic!("two baselines") };
    assert!(itself.overall.measures.iter().all(|of| of.difference() == 0.0 && of.error == Some(0.0)));
    let crps = start.overall.get(Measure::CrpsPoints).unwrap();
    assert_eq!(Some(crps.model), walk.metrics.overall.value(Measure::CrpsPoints));
    assert!(crps.error.unwrap() > 0.0);
    // The same as two walks apart.
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    let alone = run(&Course::of(&history, &cards, &pooling), &Model::start_only(), &config()).unwrap();
    for measure in Measure::ALL {
        let of = start.overall.get(measure).map(|of| of.baseline);
        assert_eq!(of, alone.metrics.overall.value(measure), "{measure:?}");
    }
}

#[test]
fn every_race_of_every_model_is_told() {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    let mut told: Vec<(String, usize, usize)> = Vec::new();
    let mut tell = |step: Step<'_>| match step {
        Step::Model { version, races } => told.push((version.to_owned(), races, 0)),
        Step::Races(races) => told.last_mut().unwrap().2 += races,
    };
    let model = Model::season_average();
    run_against(
        &Course::of(&history, &cards, &pooling),
        &model,
        &[Model::start_only()],
        &config(),
        &mut tell,
    )
    .unwrap();
    let wanted = [model.version, Model::start_only().version].map(|version| (version, 15, 15));
    assert_eq!(told, wanted);
}

#[test]
fn what_is_missing_is_counted_and_left_out() {
    let (mut history, pooling, model) =
        (seasons::history(60, 22, 8), seasons::pooling(), Model::start_only());
    let mut cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    let whole = run(&Course::of(&history, &cards, &pooling), &model, &config()).unwrap();
    assert_eq!(whole.metrics.gaps, backtest::race::Gaps::default());
    // The winner of one race is missing in its log, the last car of another is on no card.
    let winnerless = cards[3].info.key.clone();
    for race in history.races.iter_mut().filter(|race| race.info.key == winnerless) {
        race.cars.retain(|car| car.result.finish_on_track != 1);
    }
    cards[7].entries.pop();
    let walk = run(&Course::of(&history, &cards, &pooling), &model, &config()).unwrap();
    let gaps = walk.metrics.gaps;
    assert_eq!(
        (gaps.races_without_winner, gaps.entries_without_result, gaps.results_without_entry),
        (1, 1, 1)
    );
    assert_eq!(walk.metrics.overall.entries + 2, whole.metrics.overall.entries);
    let values: Vec<f64> = walk.races.iter().filter_map(|race| race.score.nll_win).collect();
    assert_eq!(values.len(), 14);
    let mean = values.iter().sum::<f64>() / 14.0;
    assert!((walk.metrics.overall.value(Measure::NllWin).unwrap() - mean).abs() < 1e-12);
}
