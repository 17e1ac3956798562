//! The whole sample: blocks of races, each with its own stream, put together in order.

use crate::config::SimulatorConfig;
use crate::points::PointsTable;
use crate::race::{Race, SimulationError, Teams};
use crate::reference::apportion::Apportion;
use crate::reference::fastest_laps::FastestTable;
use crate::reference::field::{Field, draw_grid};
use crate::reference::laps_completed;
use crate::reference::laps_led::LeadTable;
use crate::reference::order;
use crate::reference::stream::Stream;
use crate::simulate::{Rules, Simulated};
use domain::rank;
use domain::sample::SampleMatrix;
use rayon::prelude::*;

/// Races in a block.
const BLOCK: usize = 256;

/// Simulates `race` `simulations` times from `seed`, slowly; as [`crate::simulate::simulate`] but for the numbers.
///
/// # Errors
/// An invalid race ([`Race::check`]), or no simulations.
pub fn simulate(
    race: &Race,
    config: &SimulatorConfig,
    rules: Rules<'_>,
    simulations: usize,
    seed: u64,
) -> Result<Simulated, SimulationError> {
    race.check()?;
    config.check()?;
    if simulations == 0 {
        return Err(SimulationError::NoSimulations);
    }
    let plan = Plan::new(race, config, rules);
    let blocks: Vec<Block> = (0..simulations.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let races = BLOCK.min(simulations - block * BLOCK);
            plan.run(races, Stream::new(seed, block as u64))
        })
        .collect();
    Ok(join(race.cars.len(), simulations, blocks))
}

/// What all races of the run share.
struct Plan<'a> {
    race: &'a Race,
    config: &'a SimulatorConfig,
    field: Option<Field>,
    teams: Teams,
    lead: LeadTable,
    fastest: FastestTable,
    draftkings: PointsTable,
    fanduel: PointsTable,
}

#[derive(Default)]
struct Block {
    finish: Vec<u8>,
    laps_led: Vec<u16>,
    fastest_laps: Vec<u16>,
    laps_completed: Vec<u16>,
    retired: Vec<bool>,
    draftkings: Vec<f32>,
    fanduel: Vec<f32>,
    starts: Vec<u64>,
}

impl<'a> Plan<'a> {
    fn new(race: &'a Race, config: &'a SimulatorConfig, rules: Rules<'_>) -> Self {
        let cars = race.cars.len();
        let scores: Vec<f64> = (1..=cars).map(|place| rank::normal_score(place as f64, cars)).collect();
        Self {
            race,
            config,
            field: race.known_grid().map(|grid| Field::new(race, config, grid)),
            teams: race.teams(config.team_effect),
            lead: LeadTable::new(race, config, &scores),
            fastest: FastestTable::new(race, config, &scores),
            draftkings: PointsTable::new(rules.draftkings, cars),
            fanduel: PointsTable::new(rules.fanduel, cars),
        }
    }

    fn run(&self, races: usize, mut stream: Stream) -> Block {
        let (race, cars) = (self.race, self.race.cars.len());
        let distance = race.distance_laps;
        let laps_config = self.config.laps_completed.of(race.track_type);
        let mut block = Block { starts: vec![0; cars], ..Block::default() };
        let mut apportion = Apportion::default();
        let (mut retired, mut order, mut scratch) = (vec![false; cars], Vec::new(), Vec::new());
        let (mut place, mut weights) = (vec![0usize; cars], vec![0.0; cars]);
        let (mut completed, mut led, mut fastest) = (vec![0; cars], vec![0; cars], vec![0; cars]);
        for _ in 0..races {
            let drawn;
            let field = match &self.field {
                Some(field) => field,
                None => {
                    drawn = Field::new(race, self.config, draw_grid(race, &mut stream));
                    &drawn
                }
            };
            let stream = &mut stream;
            order::draw(race, field, self.config, &self.teams, stream, &mut retired, &mut order);
            laps_completed::draw(
                laps_config,
                distance,
                &order,
                &retired,
                stream,
                &mut completed,
                &mut scratch,
            );
            self.lead.draw(
                field,
                distance,
                &order,
                &retired,
                &completed,
                stream,
                &mut apportion,
                &mut weights,
                &mut led,
            );
            self.fastest.draw(
                field,
                distance,
                &order,
                &retired,
                &completed,
                &led,
                stream,
                &mut apportion,
                &mut weights,
                &mut fastest,
            );
            for (at, &(_, car)) in order.iter().enumerate() {
                place[car] = at + 1;
            }
            for car in 0..cars {
                let (start, at) = (field.start[car], place[car]);
                block.starts[car] += u64::from(start);
                block.finish.push(at as u8);
                block.laps_led.push(led[car] as u16);
                block.fastest_laps.push(fastest[car] as u16);
                block.laps_completed.push(completed[car] as u16);
                block.retired.push(retired[car]);
                let points =
                    |table: &PointsTable| table.points(start, at, led[car], fastest[car], completed[car]);
                block.draftkings.push(points(&self.draftkings));
                block.fanduel.push(points(&self.fanduel));
            }
        }
        block
    }
}

fn join(entries: usize, simulations: usize, blocks: Vec<Block>) -> Simulated {
    let mut all = Block { starts: vec![0; entries], ..Block::default() };
    for block in blocks {
        all.finish.extend(block.finish);
        all.laps_led.extend(block.laps_led);
        all.fastest_laps.extend(block.fastest_laps);
        all.laps_completed.extend(block.laps_completed);
        all.retired.extend(block.retired);
        all.draftkings.extend(block.draftkings);
        all.fanduel.extend(block.fanduel);
        for (sum, start) in all.starts.iter_mut().zip(block.starts) {
            *sum += start;
        }
    }
    Simulated {
        mean_start: all.starts.iter().map(|&sum| sum as f64 / simulations as f64).collect(),
        samples: SampleMatrix {
            entries,
            simulations,
            finish: all.finish,
            laps_led: all.laps_led,
            fastest_laps: all.fastest_laps,
            laps_completed: all.laps_completed,
            retired: all.retired,
            draftkings: all.draftkings,
            fanduel: all.fanduel,
        },
    }
}
