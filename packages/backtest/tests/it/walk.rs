//! The walk on fictional seasons.

use backtest::{Backtest, BacktestData, BacktestError, Measure, RaceError, Row, Step, run, run_against};
use domain::evidence::{Evidence, EvidenceBook, Price};
use domain::race::{Entry, RaceCard};
use projection::{Model, RunConfig, project};
use std::ops::ControlFlow;
use testkit::seasons;

fn config() -> RunConfig {
    RunConfig { simulations: 200, seed: 3 }
}

#[test]
fn each_race_is_projected_as_it_would_have_been_alone() {
    let (history, pooling, model) =
        (seasons::history(60, 22, 8), seasons::pooling(), Model::named("baseline-c").unwrap());
    let cards: Vec<RaceCard> = history.points_races().skip(25).map(seasons::card).collect();
    let walk = run(&BacktestData::of(&history, &cards, &pooling), &model, &config()).unwrap();
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
    let (history, pooling, model) =
        (seasons::history(33, 22, 8), seasons::pooling(), Model::named("start-only").unwrap());
    let card = seasons::card(history.points_races().next_back().unwrap());
    let walk = run(&BacktestData::of(&history, &[card], &pooling), &model, &config()).unwrap();
    let fields = walk.rows[0].fields();
    assert_eq!(fields.len(), Row::COLUMNS.len());
    assert_eq!(fields[0], "Cup");
    assert_eq!(fields[1].len(), "2025/11/02".len());
    assert_eq!((Row::COLUMNS[12], Row::COLUMNS[30]), ("q05", "q95"));
}

#[test]
fn without_a_race_to_score_there_is_no_backtest() {
    let (history, pooling, model) =
        (seasons::history(33, 22, 8), seasons::pooling(), Model::named("start-only").unwrap());
    let walk = |cards: &[RaceCard]| {
        run(&BacktestData::of(&history, cards, &pooling), &model, &config()).unwrap_err()
    };
    let card = seasons::card(history.points_races().next_back().unwrap());
    let mut unknown = card.clone();
    unknown.info.key = "cup-2030-01-01-oval-a".into();
    let first = RaceError::NoResult(unknown.info.key.clone());
    assert_eq!(walk(&[unknown]), BacktestError::AllLeftOut { races: 1, first });
    assert_eq!(walk(&[]), BacktestError::NoRaces);
    let key = card.info.key.clone();
    assert_eq!(walk(&[card.clone(), card]), BacktestError::Twice(key));
}

#[test]
fn races_that_cannot_be_scored_are_left_out_and_change_no_other() {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let mut cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    let models = ["baseline-c", "start-only"].map(|name| Model::named(name).unwrap());
    let walk = |cards: &[RaceCard]| {
        let data = BacktestData::of(&history, cards, &pooling);
        run_against(&data, &models[0], &models[1..], &config(), &mut |_| ControlFlow::Continue(())).unwrap()
    };
    let sound: Vec<RaceCard> = cards
        .iter()
        .enumerate()
        .filter(|(at, _)| ![2, 5, 9].contains(at))
        .map(|(_, card)| card.clone())
        .collect();
    let expected = walk(&sound);
    // A race without laps, one without a result, one of other drivers.
    cards[2].distance_laps = 0;
    cards[5].info.key = "cup-2030-01-01-oval-a".into();
    cards[9].entries.iter_mut().for_each(|entry| entry.driver.0 += 10_000);
    let found = walk(&cards);
    let reasons: Vec<(&str, bool)> = found
        .left_out
        .iter()
        .map(|left| match &left.reason {
            RaceError::Projection(_) => ("projection", left.model_version.is_some()),
            RaceError::NoResult(_) => ("no result", left.model_version.is_some()),
            RaceError::OtherField(_) => ("other field", left.model_version.is_some()),
        })
        .collect();
    assert_eq!(reasons, [("projection", true), ("no result", false), ("other field", true)]);
    let races: Vec<_> = found.left_out.iter().map(|left| &left.race).collect();
    assert_eq!(races, [2, 5, 9].map(|at| &cards[at].info.key));
    assert_eq!(Backtest { left_out: Vec::new(), ..found }, expected);
}

#[test]
fn a_walk_can_be_cancelled_between_races() {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let cards: Vec<RaceCard> = history.points_races().skip(35).map(seasons::card).collect();
    let mut steps = 0;
    let error = run_against(
        &BacktestData::of(&history, &cards, &pooling),
        &Model::named("start-only").unwrap(),
        &[],
        &config(),
        &mut |_| {
            steps += 1;
            if steps == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
    );
    assert_eq!((error, steps), (Err(BacktestError::Cancelled), 2));
}

/// The walk of the last races of some seasons, by baseline C against itself and the start.
fn short_walk(reorder: impl Fn(&mut Vec<RaceCard>)) -> Backtest {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let mut cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    reorder(&mut cards);
    let baselines = [Model::named("baseline-c").unwrap(), Model::named("start-only").unwrap()];
    run_against(
        &BacktestData::of(&history, &cards, &pooling),
        &Model::named("baseline-c").unwrap(),
        &baselines,
        &config(),
        &mut |_| ControlFlow::Continue(()),
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
    let alone =
        run(&BacktestData::of(&history, &cards, &pooling), &Model::named("start-only").unwrap(), &config())
            .unwrap();
    for measure in Measure::ALL {
        let of = start.overall.get(measure).map(|of| of.baseline);
        assert_eq!(of, alone.metrics.overall.value(measure), "{measure:?}");
    }
}

#[test]
fn every_race_of_every_model_is_reported() {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    let mut reported: Vec<(String, usize, usize)> = Vec::new();
    let mut report = |step: Step<'_>| {
        match step {
            Step::Model { version, races } => reported.push((version.to_owned(), races, 0)),
            Step::Races(races) => reported.last_mut().unwrap().2 += races,
        }
        ControlFlow::Continue(())
    };
    let model = Model::named("season-average").unwrap();
    run_against(
        &BacktestData::of(&history, &cards, &pooling),
        &model,
        &[Model::named("start-only").unwrap()],
        &config(),
        &mut report,
    )
    .unwrap();
    let wanted =
        [model.version, Model::named("start-only").unwrap().version].map(|version| (version, 15, 15));
    assert_eq!(reported, wanted);
}

#[test]
fn what_is_missing_is_counted_and_left_out() {
    let (mut history, pooling, model) =
        (seasons::history(60, 22, 8), seasons::pooling(), Model::named("start-only").unwrap());
    let mut cards: Vec<RaceCard> = history.points_races().skip(45).map(seasons::card).collect();
    let whole = run(&BacktestData::of(&history, &cards, &pooling), &model, &config()).unwrap();
    assert_eq!(whole.metrics.gaps, backtest::race::Gaps::default());
    // The winner of one race is missing in its log, the last car of another is on no card.
    let winnerless = cards[3].info.key.clone();
    for race in history.races.iter_mut().filter(|race| race.info.key == winnerless) {
        race.cars.retain(|car| car.result.finish_on_track != 1);
    }
    cards[7].entries.pop();
    let walk = run(&BacktestData::of(&history, &cards, &pooling), &model, &config()).unwrap();
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

/// The chances of a field to win sum to 1, so that a winner who was never drawn leaves the others less: the loss does not
/// fall with the number of simulations.
#[test]
fn fewer_simulations_do_not_score_better() {
    let (history, pooling) = (seasons::history(90, 36, 8), seasons::pooling());
    let cards: Vec<RaceCard> = history.points_races().skip(40).map(seasons::card).collect();
    let model = Model::named("start-only").unwrap();
    let mut losses = Vec::new();
    for simulations in [4_000, 1_000, 100, 10, 1] {
        let config = RunConfig { simulations, seed: 3 };
        let walk = run(&BacktestData::of(&history, &cards, &pooling), &model, &config).unwrap();
        assert_eq!(walk.metrics.coarse_log_losses, simulations < 1_000);
        losses.push(walk.metrics.overall.value(Measure::NllWin).unwrap());
        for (race, set) in walk.races.iter().zip(&walk.sets) {
            let sum: f64 = race.drivers.iter().map(|driver| (-driver.nll_win).exp()).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            let winner = race.drivers.iter().find(|driver| driver.finish == 1).unwrap();
            if winner.tops[0].share == 0.0 {
                let others = (set.body().entries.len() - 1) as f64;
                assert!(others * (-race.score.nll_win.unwrap()).exp() <= 1.0);
            }
        }
    }
    for (fewer, more) in losses.iter().skip(1).zip(&losses) {
        assert!(*fewer > more - 0.03, "{losses:?}");
    }
}

#[test]
fn a_model_that_reads_race_weeks_is_compared_with_one_that_does_not() {
    let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
    let cards: Vec<RaceCard> = history.points_races().skip(50).map(seasons::card).collect();
    let prices = |card: &RaceCard| {
        let price = |(at, entry): (usize, &Entry)| Price {
            book: "a book".to_owned(),
            driver: entry.driver,
            known_at: card.info.lock_at,
            decimal: 4.0 + 2.0 * at as f64,
        };
        let prices = card.entries.iter().enumerate().map(price).collect();
        (card.info.key.clone(), Evidence { prices, ..Evidence::default() })
    };
    let evidence: EvidenceBook = cards.iter().map(prices).collect();
    let data = BacktestData { evidence: &evidence, ..BacktestData::of(&history, &cards, &pooling) };
    let [weekend, e2] = ["e2-weekend", "e2"].map(|name| Model::named(name).unwrap());
    let on = &mut |_: Step<'_>| ControlFlow::Continue(());
    let walk = run_against(&data, &weekend, &[e2], &config(), on).unwrap();
    let crps = walk.metrics.paired[0].overall.get(Measure::CrpsPoints).unwrap();
    assert!(crps.model != crps.baseline, "{crps:?}");
}
