//! Mean finish of the season.

use crate::config::SeasonAverageConfig;
use crate::kernel::View;
use crate::observe::Timeline;
use domain::ids::DriverId;
use std::collections::BTreeMap;

/// Finishes of every driver, with race and season.
#[derive(Clone, Debug)]
pub(super) struct SeasonAverages {
    config: SeasonAverageConfig,
    finishes: BTreeMap<DriverId, Vec<Finish>>,
}

#[derive(Clone, Copy, Debug)]
struct Finish {
    race: usize,
    season: i16,
    place: f64,
}

impl SeasonAverages {
    pub fn of(timeline: &Timeline, config: SeasonAverageConfig) -> Self {
        let mut finishes: BTreeMap<DriverId, Vec<Finish>> = BTreeMap::new();
        for (index, race) in timeline.races.iter().enumerate() {
            // Cars stand in order of finish.
            for (car, place) in race.cars.iter().zip(1u32..) {
                let finish = Finish { race: index, season: race.date.year(), place: f64::from(place) };
                finishes.entry(car.driver).or_default().push(finish);
            }
        }
        Self { config, finishes }
    }

    /// Minus the mean finish, in units of the configuration.
    pub fn skill(&self, view: &View<'_>, driver: DriverId) -> f64 {
        let finishes = self.finishes.get(&driver).map(Vec::as_slice).unwrap_or_default();
        let mean = |season: i16| {
            let known = finishes.iter().filter(|finish| finish.race < view.known && finish.season == season);
            let (count, sum) =
                known.fold((0u32, 0.0), |(count, sum), finish| (count + 1, sum + finish.place));
            (count, (count > 0).then(|| sum / f64::from(count)))
        };
        let (starts, this) = mean(view.date.year());
        let enough = this.filter(|_| starts >= self.config.enough_starts);
        let mean = enough.or(mean(view.date.year() - 1).1).or(this).unwrap_or(self.config.without_starts);
        -mean / self.config.places_per_unit
    }
}
