//! Every feature against its definition written out again, slowly, from the history alone.

use crate::strengths::{at, model};
use domain::history::{History, PastCar, PastRace};
use domain::ids::DriverId;
use domain::pooling::{Pooling, TrackType};
use domain::race::{Entry, RaceCard};
use domain::rank;
use domain::series::Series;
use ratings::config::RatingModel;
use ratings::features::Feature;
use ratings::strength::strengths;
use testkit::seasons;

fn e2() -> RatingModel {
    model("e2")
}

/// What the page says of one car, by sums over the whole history.
struct Page<'a> {
    past: Vec<&'a PastRace>,
    history: &'a History,
    pooling: Pooling,
    card: &'a RaceCard,
    entry: &'a Entry,
}

/// Value of a car in its race.
type Value = fn(&PastRace, &PastCar) -> Option<f64>;

fn score(race: &PastRace, car: &PastCar, of: impl Fn(&PastCar) -> f64) -> Option<f64> {
    let values: Vec<f64> = race.cars.iter().map(of).collect();
    let at = race.cars.iter().position(|other| other.driver() == car.driver())?;
    Some(rank::scores_low_is_better(&values)[at])
}

fn yr(race: &PastRace, car: &PastCar) -> Option<f64> {
    score(race, car, |car| -car.result.rating)
}

fn ya(race: &PastRace, car: &PastCar) -> Option<f64> {
    score(race, car, |car| car.result.average_position)
}

fn yf(race: &PastRace, car: &PastCar) -> Option<f64> {
    score(race, car, |car| f64::from(car.result.finish_on_track))
}

fn ys(race: &PastRace, car: &PastCar) -> Option<f64> {
    score(race, car, |car| f64::from(car.entry.start.unwrap()))
}

fn ratio(part: u32, of: u32) -> Option<f64> {
    (of > 0).then(|| f64::from(part) / f64::from(of))
}

/// Weighted sum and weight, and whether there was anything.
fn decayed(values: impl Iterator<Item = (usize, f64)>, half_life: f64) -> (f64, f64, bool) {
    values.fold((0.0, 0.0, false), |(sum, weight, _), (ago, value)| {
        let share = 0.5f64.powf(ago as f64 / half_life);
        (sum + share * value, weight + share, true)
    })
}

fn shrunk((sum, weight, any): (f64, f64, bool), pseudo: f64, parent: f64) -> f64 {
    if any { (sum + pseudo * parent) / (weight + pseudo) } else { parent }
}

impl Page<'_> {
    /// Values of the cars that `counts`, each with its races ago.
    fn all<'b>(
        &'b self,
        value: Value,
        counts: impl Fn(&PastRace, &PastCar) -> bool + 'b,
    ) -> impl Iterator<Item = (usize, f64)> + 'b {
        self.past.iter().enumerate().flat_map(move |(index, race)| {
            let ago = self.past.len() - index;
            let cars: Vec<(usize, f64)> = race
                .cars
                .iter()
                .filter(|car| counts(race, car))
                .filter_map(|car| value(race, car).map(|value| (ago, value)))
                .collect();
            cars
        })
    }

    fn own<'b>(
        &'b self,
        value: Value,
        counts: impl Fn(&PastRace) -> bool + 'b,
    ) -> impl Iterator<Item = (usize, f64)> + 'b {
        self.all(value, move |race, car| car.driver() == self.entry.driver && counts(race))
    }

    fn kind(&self, race: &PastRace) -> TrackType {
        self.pooling.track_type(&race.info.layout).unwrap()
    }

    fn long(&self, value: Value, prior: f64) -> f64 {
        shrunk(decayed(self.own(value, |_| true), 80.0), 3.0, prior)
    }

    fn medium(&self, value: Value, prior: f64) -> f64 {
        shrunk(decayed(self.own(value, |_| true), 30.0), 5.0, self.long(value, prior))
    }

    fn same_type(&self, value: Value, prior: f64) -> f64 {
        let kind = self.pooling.track_type(&self.card.info.layout).unwrap();
        let values = self.own(value, |race| self.kind(race) == kind);
        shrunk(decayed(values, 60.0), 6.0, self.medium(value, prior))
    }

    fn same_track(&self, value: Value, prior: f64) -> f64 {
        let values = self.own(value, |race| race.info.layout == self.card.info.layout);
        shrunk(decayed(values, 120.0), 4.0, self.same_type(value, prior))
    }

    fn prior(&self) -> f64 {
        let (mut sum, mut weight, mut any) = (0.0, 0.0, false);
        for race in self.history.of_series(Series::Oreilly) {
            for car in race.cars.iter().filter(|car| car.driver() == self.entry.driver) {
                let days = f64::from((self.card.info.date - race.info.date).get_days());
                let share = (-days / 500.0).exp();
                (sum, weight, any) = (sum + share * yr(race, car).unwrap(), weight + share, true);
            }
        }
        let form = if any { 0.45 * sum / (weight + 2.0) } else { 0.0 };
        let car = self.entry.car_number.as_ref().map_or(0.0, |number| {
            let of_car = self.all(yr, |_, car| car.entry.car_number.as_ref() == Some(number));
            let (sum, weight, any) = decayed(of_car, 25.0);
            0.55 * (if any { sum / weight } else { -0.6 } + 0.6)
        });
        (-0.75 + car + form).clamp(-1.8, 0.6)
    }

    /// Mean of `is` over all earlier starts of everybody.
    fn rate(&self, is: fn(&PastCar) -> bool) -> f64 {
        let cars: Vec<&PastCar> = self.past.iter().flat_map(|race| &race.cars).collect();
        cars.iter().filter(|car| is(car)).count() as f64 / cars.len() as f64
    }

    fn value(&self, feature: Feature) -> f64 {
        let prior = self.prior();
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        let grid =
            |entry: &Entry| rank::normal_score(f64::from(entry.start.unwrap()), self.card.entries.len());
        let passing: Value = |_, car| Some(f64::from(car.result.passing_diff).clamp(-150.0, 150.0) / 50.0);
        let quality: Value = |_, car| ratio(car.result.quality_passes, car.result.green_passes);
        let top_15: Value = |_, car| ratio(car.result.top_15_laps, car.result.laps_completed);
        let led: Value = |race, car| ratio(car.result.laps_led, race.distance_laps).map(f64::sqrt);
        let fastest: Value = |race, car| {
            let all = race.cars.iter().map(|car| car.result.fastest_laps).sum();
            ratio(car.result.fastest_laps, all).map(f64::sqrt)
        };
        let crash: Value = |_, car| Some(f64::from(u8::from(car.result.status.kind.is_crash())));
        let failed: Value = |_, car| Some(f64::from(u8::from(car.result.status.kind.is_other_retirement())));
        match feature {
            Feature::RatingLong => self.long(yr, prior),
            Feature::RatingMedium => self.medium(yr, prior),
            Feature::RatingShort => {
                shrunk(decayed(self.own(yr, |_| true), 10.0), 5.0, self.medium(yr, prior))
            }
            Feature::RatingSameType => self.same_type(yr, prior),
            Feature::RatingSameTrack => self.same_track(yr, prior),
            Feature::RunningMedium => self.medium(ya, prior),
            Feature::RunningSameType => self.same_type(ya, prior),
            Feature::FinishMedium => self.medium(yf, prior),
            Feature::FinishSameType => self.same_type(yf, prior),
            Feature::Start => grid(self.entry),
            Feature::StartHistory => self.medium(ys, prior),
            Feature::Passing => self.medium(passing, -0.1),
            Feature::QualityPasses => self.medium(quality, 0.25),
            Feature::Top15 => self.medium(top_15, 0.2),
            Feature::LedMedium => self.medium(led, 0.03),
            Feature::LedSameType => self.same_type(led, 0.03),
            Feature::FastestMedium => self.medium(fastest, 0.06),
            Feature::FastestSameType => self.same_type(fastest, 0.06),
            Feature::Crash => self.long(crash, self.rate(|car| car.result.status.kind.is_crash())),
            Feature::Mechanical => {
                self.long(failed, self.rate(|car| car.result.status.kind.is_other_retirement()))
            }
            Feature::Experience => (1.0 + self.own(yr, |_| true).count() as f64).ln(),
            Feature::Team => {
                let others = self.all(yr, |_, car| {
                    car.driver() != self.entry.driver && same(&car.entry.team, &self.entry.team)
                });
                shrunk(decayed(others, 15.0), 5.0, self.medium(yr, prior))
            }
            Feature::CarNumber => {
                let of_car = self.all(yr, |_, car| same(&car.entry.car_number, &self.entry.car_number));
                shrunk(decayed(of_car, 25.0), 3.0, self.medium(yr, prior))
            }
            Feature::Make => {
                let of_make = self.all(yr, |_, car| same(&car.entry.make, &self.entry.make));
                let (sum, weight, any) = decayed(of_make, 15.0);
                if any { sum / weight } else { 0.0 }
            }
            Feature::TeamMatesGrid => {
                let mates =
                    self.card.entries.iter().filter(|other| {
                        other.driver != self.entry.driver && same(&other.team, &self.entry.team)
                    });
                let starts: Vec<f64> = mates.map(grid).collect();
                if starts.is_empty() {
                    return grid(self.entry);
                }
                starts.iter().sum::<f64>() / starts.len() as f64
            }
            Feature::Skill
            | Feature::DriverResidual
            | Feature::DriverTypeResidual
            | Feature::TeamResidual
            | Feature::TeamTypeResidual => panic!("no feature of E2"),
        }
    }
}

#[test]
fn every_feature_is_the_page_s() {
    for index in [0, 1, 9, 47, 89] {
        let (history, race) = at(index);
        let card = seasons::card(&race);
        let rated = strengths(&history, &card, &seasons::pooling(), &e2()).unwrap();
        for (entry, strength) in card.entries.iter().zip(&rated.entries) {
            let past = history.points_races().collect();
            let page = Page { past, history: &history, pooling: seasons::pooling(), card: &card, entry };
            assert_eq!(entry.driver, strength.driver);
            let rows = strength.contributions.iter().filter(|part| !part.on_type);
            assert_eq!(rows.clone().count(), e2().features().len());
            for part in rows {
                // Before any race the rates are the file's.
                if index == 0 && matches!(part.feature, Feature::Crash | Feature::Mechanical) {
                    continue;
                }
                let wanted = page.value(part.feature);
                let feature = part.feature;
                assert!((part.value - wanted).abs() < 1e-10, "{feature} {} {wanted} at {index}", part.value);
            }
        }
    }
}

#[test]
fn who_sits_in_nothing_known_inherits() {
    let (history, race) = at(60);
    let mut card = seasons::card(&race);
    for entry in &mut card.entries {
        (entry.team, entry.car_number, entry.make) = (None, None, None);
    }
    card.entries[3].driver = DriverId(999);
    let rated = strengths(&history, &card, &seasons::pooling(), &e2()).unwrap();
    for entry in &rated.entries {
        let value =
            |feature: Feature| entry.contributions.iter().find(|part| part.feature == feature).unwrap().value;
        assert_eq!(value(Feature::Team), value(Feature::RatingMedium));
        assert_eq!(value(Feature::CarNumber), value(Feature::RatingMedium));
        assert_eq!(value(Feature::Make), 0.0);
        assert_eq!(value(Feature::TeamMatesGrid), value(Feature::Start));
    }
    let new = &rated.entries[3];
    assert!(
        new.chain().iter().all(|link| link.value == -0.75),
        "the prior of a driver without races and car"
    );
}
