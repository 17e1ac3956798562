//! Blocks of races, thirty-two side by side.
//!
//! A row holds one number of each race; rows stand by car until the order is drawn and by place, from the winner,
//! afterwards: what goes down the order (laps completed, limits, running sums) is then a plain walk over rows,
//! and what depends on the place is a constant of the row. Each step is a short loop over the lanes of a row.
#![allow(clippy::needless_range_loop, reason = "a loop over lanes reads several rows at one place")]

mod bare;
mod columns;
mod curves;
mod gamma;
mod grid;
mod lanes;
mod laps;
mod laps_completed;
mod network;
mod order;
mod parts;
mod random;
mod tables;
mod whole_laps;

use crate::path::Kernel;
pub(crate) use bare::BareRaces;
pub(crate) use columns::Columns;
use gamma::Gammas;
use grid::{DrawnField, Grid};
use lanes::{LANES, Row};
use random::{Purpose, Random};
pub(crate) use tables::Tables;
use whole_laps::Remainders;

/// Races in a block, each block with its own random streams: a whole number of rows.
pub const BLOCK: usize = 256;

/// Room for the races drawn side by side.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    field: DrawnField,
    teams: Vec<Row<f32>>,
    keys: Vec<Row<i32>>,
    index: Vec<Row<u32>>,
    drawn: Vec<Row<i32>>,
    completed: Vec<Row<i32>>,
    led: Vec<Row<i32>>,
    fastest: Vec<Row<i32>>,
    did: Vec<Row<u64>>,
    gammas: Gammas,
    remainders: Remainders,
}

impl Work {
    /// Room for the races of `tables`.
    pub fn new(tables: &Tables) -> Self {
        let cars = tables.cars;
        Self {
            field: DrawnField::new(if matches!(tables.grid, Grid::Drawn(_)) { cars } else { 0 }),
            teams: Row::many(0.0, tables.order.teams + 1),
            keys: Row::many(0, cars),
            index: Row::many(0, cars),
            drawn: Row::many(0, cars + 4 * cars.div_ceil(4)),
            completed: Row::many(0, cars),
            led: Row::many(0, cars),
            fastest: Row::many(0, cars),
            did: Row::many(0, cars),
            gammas: Gammas::new(cars),
            remainders: Remainders::new(cars),
        }
    }
}

/// Whole races.
pub(crate) struct FullRaces<'a, 'b> {
    pub tables: &'a Tables,
    pub work: &'a mut Work,
    pub seed: u64,
    pub block: u64,
    pub columns: Columns<'b>,
}

impl Kernel for FullRaces<'_, '_> {
    #[inline(always)]
    fn run(mut self) {
        let (tables, work) = (self.tables, self.work);
        let mut of_order = Random::new(self.seed, Purpose::Order, self.block);
        let mut of_laps = Random::new(self.seed, Purpose::Laps, self.block);
        let races = self.columns.finish.len() / tables.cars;
        for first in (0..races).step_by(LANES) {
            draw_order(tables, work, &mut of_order);
            laps_completed::draw(
                tables,
                &work.keys,
                &mut of_laps,
                &mut work.drawn,
                &mut work.led,
                &mut work.completed,
            );
            laps::index(tables, &work.keys, &mut work.index);
            laps::led(
                tables,
                &work.field,
                &work.keys,
                &work.index,
                &work.completed,
                &mut of_laps,
                &mut work.gammas,
                &mut work.remainders,
                &mut work.led,
            );
            laps::fastest(
                tables,
                &work.field,
                &work.keys,
                &work.index,
                &work.completed,
                &work.led,
                &mut of_laps,
                &mut work.gammas,
                &mut work.remainders,
                &mut work.fastest,
            );
            columns::pack(&work.keys, &work.completed, &work.led, &work.fastest, &mut work.did);
            columns::write(
                tables,
                &work.field,
                &work.keys,
                &work.did,
                first,
                LANES.min(races - first),
                &mut self.columns,
            );
        }
    }
}

#[inline(always)]
fn draw_order(tables: &Tables, work: &mut Work, random: &mut Random) {
    if let Grid::Drawn(grid) = &tables.grid {
        work.field.draw(grid, random);
    }
    order::draw(tables, &work.field, random, &mut work.teams, &mut work.keys);
}
