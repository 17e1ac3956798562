//! The whole sample: blocks of races, each with its own streams, in order.

use crate::absent::{self, AbsentCar};
use crate::block::{BLOCK, BareRaces, Columns, FullRaces, Tables, Work};
use crate::config::SimulatorConfig;
use crate::path::Path;
use crate::race::{Race, SimulationError};
use domain::dfs::Site;
use domain::sample::SampleMatrix;
use domain::scoring::ScoringRules;
use rayon::prelude::*;

/// A sample and its mean grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The sample.
    pub samples: SampleMatrix,
    /// Mean place on the grid by entry: the place itself where the grid is known.
    pub mean_start: Vec<f64>,
}

/// The scoring rules in force.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// DraftKings'.
    pub draftkings: &'a ScoringRules,
    /// FanDuel's.
    pub fanduel: &'a ScoringRules,
}

/// Simulates `race` `simulations` times from `seed`, on the fastest path of this machine.
///
/// ```
/// use domain::dfs::Site;
/// use domain::pooling::TrackType;
/// use domain::scoring::ScoringRules;
/// use simulator::race::{Car, Race, Start};
/// use simulator::simulate::{Rules, simulate};
///
/// let car = |place: u8| Car {
///     strength_without_start: 1.0 - 0.1 * f64::from(place),
///     start: Start::Known(place),
///     crash_rate: 0.05,
///     mechanical_rate: 0.03,
///     earlier_starts: 100,
///     spread: 1.0,
///     team: None,
/// };
/// let race = Race {
///     track_type: TrackType::Short,
///     distance_laps: 300,
///     slope: 0.85,
///     sigma: 0.65,
///     start_slope: 0.1,
///     cars: (1..=20).map(car).collect(),
/// };
/// let config = projection::Model::named("e1").unwrap().simulator;
/// let rules = |site| ScoringRules::of(site, jiff::civil::date(2025, 6, 1)).unwrap();
/// let rules = Rules { draftkings: rules(Site::Draftkings), fanduel: rules(Site::Fanduel) };
/// let samples = simulate(&race, &config, rules, 500, 1)?.samples;
/// // Race after race, the cars in order: the first car wins most often.
/// let wins = |car: usize| samples.finish.iter().skip(car).step_by(20).filter(|&&place| place == 1).count();
/// assert!(wins(0) > wins(10));
/// // Laps led sum to the distance in every race.
/// assert_eq!(samples.laps_led[..20].iter().sum::<u16>(), 300);
/// # Ok::<(), simulator::race::SimulationError>(())
/// ```
///
/// The same numbers on every machine and for any number of threads; a longer run begins with the shorter one.
///
/// # Errors
/// An invalid race ([`Race::check`]), invalid constants ([`SimulatorConfig::check`]), or no simulations.
pub fn simulate(
    race: &Race,
    config: &SimulatorConfig,
    rules: Rules<'_>,
    simulations: usize,
    seed: u64,
) -> Result<Simulated, SimulationError> {
    if simulations == 0 {
        return Err(SimulationError::NoSimulations);
    }
    Ok(Simulator::new(race, config, rules)?.sample(simulations, seed))
}

/// The same with the random numbers of a larger field, that with the `absent` cars: run by run the cars that race have the
/// retirement and form that they have there.
///
/// # Errors
/// As [`simulate`], and an absent car without a place of its own in the larger field.
pub fn simulate_beside(
    race: &Race,
    absent: &[AbsentCar],
    config: &SimulatorConfig,
    rules: Rules<'_>,
    simulations: usize,
    seed: u64,
) -> Result<Simulated, SimulationError> {
    if simulations == 0 {
        return Err(SimulationError::NoSimulations);
    }
    Ok(Simulator::beside(race, absent, config, rules)?.sample(simulations, seed))
}

/// A race made ready to be drawn any number of times.
#[derive(Clone, Debug)]
pub struct Simulator {
    tables: Tables,
    known: Option<Vec<u8>>,
    path: Path,
}

/// Drawn orders with the points they give, those for laps left out: race-major as a sample matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Orders {
    /// Finish, 1..entries.
    pub finish: Vec<u8>,
    /// Whether the car retired.
    pub retired: Vec<bool>,
    /// Points of the site for finish and places gained.
    pub points: Vec<f32>,
}

/// Buffers of one thread, for one simulator.
#[derive(Clone, Debug)]
pub struct Buffers(Work);

impl Simulator {
    /// Races in a block.
    pub const BLOCK: usize = BLOCK;

    /// Makes `race` ready.
    ///
    /// # Errors
    /// An invalid race ([`Race::check`]) or invalid constants ([`SimulatorConfig::check`]).
    pub fn new(race: &Race, config: &SimulatorConfig, rules: Rules<'_>) -> Result<Self, SimulationError> {
        Self::beside(race, &[], config, rules)
    }

    /// Makes `race` ready, in which the cars have the random numbers of a larger field: that with the `absent` cars.
    ///
    /// # Errors
    /// As [`Simulator::new`], and an absent car without a place of its own in the larger field.
    pub fn beside(
        race: &Race,
        absent: &[AbsentCar],
        config: &SimulatorConfig,
        rules: Rules<'_>,
    ) -> Result<Self, SimulationError> {
        race.check()?;
        absent::check(race, absent)?;
        config.check()?;
        let tables = Tables::new(race, absent, config, rules.draftkings, rules.fanduel);
        Ok(Self { known: tables.known_grid(), tables, path: Path::best() })
    }

    /// The same on the instructions of `path`.
    pub fn on(self, path: Path) -> Self {
        Self { path, ..self }
    }

    /// Buffers for one thread.
    pub fn buffers(&self) -> Buffers {
        Buffers(Work::new(&self.tables))
    }

    /// Draws `simulations` races under `seed`.
    pub fn sample(&self, simulations: usize, seed: u64) -> Simulated {
        let mut samples = self.empty_sample(simulations);
        let (cells, cars) = (BLOCK * self.tables.cars, self.tables.cars);
        let of_grid = if self.known.is_some() { 0 } else { cars };
        let mut starts = vec![0u64; simulations.div_ceil(BLOCK) * of_grid];
        // A chunk of no places for each block of a known grid.
        let mut places: Vec<&mut [u64]> = if of_grid == 0 {
            (0..simulations.div_ceil(BLOCK)).map(|_| [].as_mut_slice()).collect()
        } else {
            starts.chunks_mut(of_grid).collect()
        };
        let columns = (
            samples.finish.par_chunks_mut(cells),
            samples.laps_led.par_chunks_mut(cells),
            samples.fastest_laps.par_chunks_mut(cells),
            samples.laps_completed.par_chunks_mut(cells),
            samples.retired.par_chunks_mut(cells),
            samples.draftkings.par_chunks_mut(cells),
            samples.fanduel.par_chunks_mut(cells),
            places.par_iter_mut(),
        );
        columns.into_par_iter().enumerate().for_each_init(
            || self.buffers(),
            |buffers,
             (
                block,
                (finish, laps_led, fastest_laps, laps_completed, retired, draftkings, fanduel, starts),
            )| {
                let columns = Columns {
                    finish,
                    laps_led,
                    fastest_laps,
                    laps_completed,
                    retired,
                    draftkings,
                    fanduel,
                    starts,
                };
                self.draw(columns, seed, block as u64, buffers);
            },
        );
        let mean = |sum: u64| sum as f64 / simulations as f64;
        let mean_start = match &self.known {
            Some(grid) => grid.iter().map(|&place| f64::from(place)).collect(),
            None => (0..cars).map(|car| mean(starts.iter().skip(car).step_by(cars).sum())).collect(),
        };
        Simulated { samples, mean_start }
    }

    /// A sample of one block, for [`Simulator::block`] to fill again and again.
    pub fn empty_block(&self) -> SampleMatrix {
        self.empty_sample(BLOCK)
    }

    /// Draws the races of one block into `samples`, as they stand in any sample of `seed`: for streams of races
    /// that are never kept whole.
    pub fn block(&self, seed: u64, block: u64, buffers: &mut Buffers, samples: &mut SampleMatrix) {
        let mut starts = vec![0; if self.known.is_some() { 0 } else { self.tables.cars }];
        let columns = Columns {
            finish: &mut samples.finish,
            laps_led: &mut samples.laps_led,
            fastest_laps: &mut samples.fastest_laps,
            laps_completed: &mut samples.laps_completed,
            retired: &mut samples.retired,
            draftkings: &mut samples.draftkings,
            fanduel: &mut samples.fanduel,
            starts: &mut starts,
        };
        self.draw(columns, seed, block, buffers);
    }

    /// Draws the orders of one block with the points of `site` that they give, laps apart: the same finishes and
    /// retirements as [`Simulator::block`], in a fraction of the time.
    pub fn orders(&self, seed: u64, block: u64, site: Site, buffers: &mut Buffers, orders: &mut Orders) {
        let cells = BLOCK * self.tables.cars;
        orders.finish.resize(cells, 0);
        orders.retired.resize(cells, false);
        orders.points.resize(cells, 0.0);
        self.path.run(BareRaces {
            tables: &self.tables,
            work: &mut buffers.0,
            seed,
            block,
            site,
            finish: &mut orders.finish,
            retired: &mut orders.retired,
            points: &mut orders.points,
        });
    }

    fn draw(&self, columns: Columns<'_>, seed: u64, block: u64, buffers: &mut Buffers) {
        let (tables, work) = (&self.tables, &mut buffers.0);
        self.path.run(FullRaces { tables, work, seed, block, columns });
    }

    fn empty_sample(&self, simulations: usize) -> SampleMatrix {
        let entries = self.tables.cars;
        let cells = simulations * entries;
        SampleMatrix {
            entries,
            simulations,
            finish: vec![0; cells],
            laps_led: vec![0; cells],
            fastest_laps: vec![0; cells],
            laps_completed: vec![0; cells],
            retired: vec![false; cells],
            draftkings: vec![0.0; cells],
            fanduel: vec![0.0; cells],
        }
    }
}
