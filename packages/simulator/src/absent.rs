//! Cars that stay away from a race, while the others keep their random numbers.

use crate::race::{Race, SimulationError, Start};

/// A car of a larger field that does not race. What would be drawn for it is drawn and thrown away, so that the cars that
/// race have the grid, retirement and form that they have in the larger field's race of the same number and seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsentCar {
    /// Its index in the larger field.
    pub index: usize,
    /// Its team, as the cars that race have theirs.
    pub team: Option<u16>,
    /// Whether its start would be drawn.
    pub open: bool,
}

/// How many draws are thrown away before each car's, and after the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skips {
    /// By car.
    pub before: Vec<u32>,
    /// After the last car.
    pub after: u32,
}

/// Who stands where in the larger field.
enum Seat<'a> {
    Car(usize),
    Absent(&'a AbsentCar),
}

/// Refuses absent cars that have no place in the larger field, or share one.
pub(crate) fn check(race: &Race, absent: &[AbsentCar]) -> Result<(), SimulationError> {
    let cars = race.cars.len() + absent.len();
    let mut seen = vec![false; cars];
    for car in absent {
        match seen.get_mut(car.index) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(SimulationError::Absent { index: car.index, cars }),
        }
    }
    Ok(())
}

/// What is thrown away of the draws of each car.
pub(crate) fn of_cars(race: &Race, absent: &[AbsentCar]) -> Skips {
    skips(&seats(race, absent), |_| true)
}

/// What is thrown away of the draws of each car whose start is drawn.
pub(crate) fn of_starts(race: &Race, absent: &[AbsentCar]) -> Skips {
    skips(&seats(race, absent), |seat| match seat {
        Seat::Car(car) => matches!(race.cars[*car].start, Start::Unknown { .. }),
        Seat::Absent(car) => car.open,
    })
}

fn seats<'a>(race: &Race, absent: &'a [AbsentCar]) -> Vec<Seat<'a>> {
    let mut cars = 0..race.cars.len();
    let seat = |index: usize| match absent.iter().find(|car| car.index == index) {
        Some(car) => Some(Seat::Absent(car)),
        None => cars.next().map(Seat::Car),
    };
    (0..race.cars.len() + absent.len()).filter_map(seat).collect()
}

fn skips(seats: &[Seat<'_>], is_drawn: impl Fn(&Seat<'_>) -> bool) -> Skips {
    let (mut before, mut waiting) = (Vec::new(), 0);
    for seat in seats.iter().filter(|seat| is_drawn(seat)) {
        match seat {
            Seat::Car(_) => before.push(std::mem::take(&mut waiting)),
            Seat::Absent(_) => waiting += 1,
        }
    }
    Skips { before, after: waiting }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::Car;
    use domain::pooling::TrackType;
    use proptest::prelude::*;

    fn race(open: &[bool]) -> Race {
        let car = |(at, open): (usize, &bool)| Car {
            strength_without_start: 0.0,
            start: if *open { Start::Unknown { mean: 0.0, sd: 1.0 } } else { Start::Known(at as u8 + 1) },
            crash_rate: 0.05,
            mechanical_rate: 0.03,
            earlier_starts: 10,
            spread: 1.0,
            team: None,
        };
        Race {
            track_type: TrackType::Short,
            distance_laps: 300,
            slope: 0.8,
            sigma: 0.6,
            start_slope: 0.1,
            cars: open.iter().enumerate().map(car).collect(),
        }
    }

    proptest! {
        /// The larger field draw by draw: each draw of a car that races is found after the skips before it.
        #[test]
        fn every_car_finds_its_own_draw(field in proptest::collection::vec((any::<bool>(), any::<bool>()), 4..20)) {
            let open: Vec<bool> = field.iter().filter(|(races, _)| *races).map(|(_, open)| *open).collect();
            prop_assume!(open.len() >= 2);
            let away = field.iter().enumerate().filter(|(_, (races, _))| !races);
            let absent: Vec<AbsentCar> =
                away.map(|(index, (_, open))| AbsentCar { index, team: None, open: *open }).collect();
            let race = race(&open);
            prop_assert_eq!(check(&race, &absent), Ok(()));
            for (skips, is_drawn) in
                [(of_cars(&race, &absent), [true, true]), (of_starts(&race, &absent), [false, true])]
            {
                let draws: Vec<bool> = field
                    .iter()
                    .filter(|(_, open)| is_drawn[usize::from(*open)])
                    .map(|(races, _)| *races)
                    .collect();
                let mut at = 0;
                for before in &skips.before {
                    at += *before as usize;
                    prop_assert!(draws[at]);
                    at += 1;
                }
                prop_assert_eq!(at + skips.after as usize, draws.len());
            }
        }
    }

    #[test]
    fn an_absent_car_has_a_place_of_its_own() {
        let car = |index| AbsentCar { index, team: None, open: false };
        let race = race(&[false, false]);
        assert_eq!(check(&race, &[car(3)]), Err(SimulationError::Absent { index: 3, cars: 3 }));
        assert_eq!(check(&race, &[car(1), car(1)]), Err(SimulationError::Absent { index: 1, cars: 4 }));
    }
}
