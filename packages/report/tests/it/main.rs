//! A backtest as files: nothing is lost, nothing foreign is taken, every page is a picture.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod pages;
mod records;

use backtest::{Backtest, BacktestData, run_against};
use domain::race::RaceCard;
use projection::{Model, RunConfig};
use std::ops::ControlFlow;
use std::sync::OnceLock;
use testkit::seasons;

/// A short walk of baseline C against two others.
fn walk() -> &'static Backtest {
    static WALK: OnceLock<Backtest> = OnceLock::new();
    WALK.get_or_init(|| {
        let (history, pooling) = (seasons::history(60, 22, 8), seasons::pooling());
        let cards: Vec<RaceCard> = history.points_races().skip(40).map(seasons::card).collect();
        let baselines = [Model::named("start-only").unwrap(), Model::named("season-average").unwrap()];
        let config = RunConfig { simulations: 200, seed: 3 };
        let data = BacktestData::of(&history, &cards, &pooling);
        run_against(&data, &Model::named("baseline-c").unwrap(), &baselines, &config, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap()
    })
}
