//! Single reads of a store, each in a snapshot of its own.

use domain::facts::Quarantine;
use domain::history::PastRace;
use domain::ids::{DriverId, RaceKey};
use graph::{CheckReport, DriverCard, Facts, Params, Path, ReadError, Rows, Store};
use std::io::Write;

type Read<T> = Result<T, ReadError>;

/// What tests read of a store in one call.
pub trait Reads {
    fn check(&self) -> Read<CheckReport>;
    fn driver(&self, text: &str) -> Read<DriverCard>;
    fn find_driver(&self, text: &str) -> Read<DriverId>;
    fn path_why(&self, race: &RaceKey, driver: DriverId) -> Read<Vec<Path>>;
    fn quarantines(&self) -> Read<Vec<Quarantine>>;
    fn race_facts(&self, race: &RaceKey) -> Read<Facts<'static>>;
    fn result_of(&self, race: &RaceKey) -> Read<Option<PastRace>>;
    fn query_cypher(&self, cypher: &str, params: Params) -> Read<Rows>;
    fn export(&self, out: &mut dyn Write, all: bool) -> Read<usize>;
}

impl Reads for Store {
    fn check(&self) -> Read<CheckReport> {
        self.snapshot(|view| view.check())
    }

    fn driver(&self, text: &str) -> Read<DriverCard> {
        self.snapshot(|view| view.driver(text))
    }

    fn find_driver(&self, text: &str) -> Read<DriverId> {
        self.snapshot(|view| view.find_driver(text))
    }

    fn path_why(&self, race: &RaceKey, driver: DriverId) -> Read<Vec<Path>> {
        self.snapshot(|view| view.path_why(race, driver))
    }

    fn quarantines(&self) -> Read<Vec<Quarantine>> {
        self.snapshot(|view| view.quarantines())
    }

    fn race_facts(&self, race: &RaceKey) -> Read<Facts<'static>> {
        self.snapshot(|view| view.race_facts(race))
    }

    fn result_of(&self, race: &RaceKey) -> Read<Option<PastRace>> {
        self.snapshot(|view| view.result_of(race))
    }

    fn query_cypher(&self, cypher: &str, params: Params) -> Read<Rows> {
        self.snapshot(|view| view.query_cypher(cypher, &params))
    }

    fn export(&self, out: &mut dyn Write, all: bool) -> Read<usize> {
        let (lines, bytes) = self.snapshot(|view| {
            let mut bytes = Vec::new();
            Ok::<_, ReadError>((view.export(&mut bytes, all)?, bytes))
        })?;
        out.write_all(&bytes)?;
        Ok(lines)
    }
}
