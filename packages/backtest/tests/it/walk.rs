//! The walk on fictional seasons.

use backtest::{BacktestError, Measure, Row, run};
use domain::race::RaceCard;
use projection::{Label, Model, RunConfig, project};
use testkit::seasons;

fn config() -> RunConfig {
    RunConfig { simulations: 200, seed: 3, label: Label::Backtest }
}

#[test]
fn each_race_is_projected_as_it_would_have_been_alone() {
    let (history, pooling, model) = (seasons::history(60, 22, 8), seasons::pooling(), Model::baseline_c());
    let cards: Vec<RaceCard> = history.points_races().skip(25).map(seasons::card).collect();
    let walk = run(&history, &cards, &pooling, &model, &config()).unwrap();
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
    let walk = run(&history, &[card], &pooling, &model, &config()).unwrap();
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
    let error = run(&history, &[card], &pooling, &model, &config()).unwrap_err();
    assert_eq!(error, BacktestError::NoResult("cup-2030-01-01-oval-a".into()));
    let error = run(&history, &[], &pooling, &model, &config()).unwrap_err();
    assert_eq!(error, BacktestError::NoRaces);
}
