//! The simulation.

use super::key::concern;
use super::kind::Kind;

/// Most simulations of one projection: 640 MB of samples for 40 cars.
pub const SIMULATIONS_MAX: u32 = 1_000_000;

concern! {
    /// How races are simulated where a command does not say.
    SimulationSettings in "":
    /// simulations per race
    simulations: u32, Kind::Whole(1, SIMULATIONS_MAX as u64), "BACKSTRETCH_SIMULATIONS" = "10000";
    /// seed of the simulation
    seed: u64, Kind::Whole(0, u64::MAX), "BACKSTRETCH_SEED" = "1";
}
