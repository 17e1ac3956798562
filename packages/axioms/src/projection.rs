//! Projections of a field: laws of probability.

use crate::finding::Veto;
use domain::ids::DriverId;

/// Probabilities within 0..1.
pub const PROBABILITIES_IN_RANGE: &str = "probabilities-in-range";
/// P(win) sums to 1.
pub const WIN_PROBABILITY_SUM: &str = "win-probability-sum";
/// P(top k) sums to k.
pub const TOP_K_PROBABILITY_SUM: &str = "top-k-probability-sum";
/// P(win) at most P(top k), rising with k.
pub const TOP_K_NESTED: &str = "top-k-nested";
/// Quantiles finite and never falling.
pub const QUANTILES_ASCEND: &str = "quantiles-ascend";
/// Mean finishes sum to n(n+1)/2.
pub const MEAN_FINISH_SUM: &str = "mean-finish-sum";
/// Mean laps led sum to the distance.
pub const MEAN_LAPS_LED_SUM: &str = "mean-laps-led-sum";

/// How far a sum over the field may lie from what it must be, relative to it (at least 1): means of
/// samples add up with rounding only.
pub const TOLERANCE: f64 = 1e-6;

/// A projected field.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedField<'a> {
    /// Race distance in laps.
    pub distance_laps: u32,
    /// The k of the P(top k) given, ascending: 5, 10, 20.
    pub tops: &'a [usize],
    /// Cars in any order.
    pub cars: Vec<ProjectedCar<'a>>,
}

/// The projection of one car.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedCar<'a> {
    /// Driver.
    pub driver: DriverId,
    /// P(win).
    pub win: f64,
    /// P(top k), one for each of the field's tops.
    pub top: &'a [f64],
    /// Mean finish.
    pub mean_finish: f64,
    /// Mean laps led.
    pub mean_laps_led: f64,
    /// Lists of quantiles, each at ascending probabilities: of points, of finish.
    pub quantiles: &'a [&'a [f64]],
}

/// Judges a projection. A sum that is not a number breaks its law.
pub fn check(field: &ProjectedField<'_>) -> Vec<Veto> {
    let n = field.cars.len();
    let mut vetoes = Vec::new();
    let mut judge = |rule, limit: &str, broken: &dyn Fn(&ProjectedCar<'_>) -> bool| {
        let cars: Vec<&ProjectedCar<'_>> = field.cars.iter().filter(|car| broken(car)).collect();
        if !cars.is_empty() {
            let inputs = cars
                .iter()
                .map(|car| format!("driver {}: win {}, top {:?}", car.driver, car.win, car.top))
                .collect();
            let drivers = cars.iter().map(|car| car.driver).collect();
            vetoes.push(Veto::new(rule, inputs, limit, format!("{} cars beyond", cars.len())).of(drivers));
        }
    };
    judge(PROBABILITIES_IN_RANGE, "0..1", &|car| {
        car.top.iter().chain([&car.win]).any(|p| !(0.0..=1.0).contains(p))
    });
    judge(TOP_K_NESTED, "P(win) <= P(top k), one for each k", &|car| {
        let nested = car.top.iter().try_fold(car.win, |before, &p| (p >= before - TOLERANCE).then_some(p));
        car.top.len() != field.tops.len() || nested.is_none()
    });
    judge(QUANTILES_ASCEND, "finite and never falling", &|car| {
        car.quantiles.iter().any(|list| {
            list.iter().any(|value| !value.is_finite()) || list.windows(2).any(|pair| pair[0] > pair[1])
        })
    });
    let mut sum = |rule, name: String, target: f64, value: &dyn Fn(&ProjectedCar<'_>) -> f64| {
        let sum: f64 = field.cars.iter().map(value).sum();
        let off = (sum - target).abs();
        if off.is_nan() || off > TOLERANCE * target.abs().max(1.0) {
            vetoes.push(Veto::new(rule, vec![format!("cars {n}"), name], target, sum));
        }
    };
    if n > 0 {
        sum(WIN_PROBABILITY_SUM, "P(win)".to_owned(), 1.0, &|car| car.win);
    }
    for (at, &k) in field.tops.iter().enumerate() {
        let target = k.min(n) as f64;
        sum(TOP_K_PROBABILITY_SUM, format!("P(top {k})"), target, &|car| {
            car.top.get(at).copied().unwrap_or(f64::NAN)
        });
    }
    let places = (n * (n + 1)) as f64 / 2.0;
    sum(MEAN_FINISH_SUM, "mean finish".to_owned(), places, &|car| car.mean_finish);
    if n > 0 {
        let distance = f64::from(field.distance_laps);
        sum(MEAN_LAPS_LED_SUM, "mean laps led".to_owned(), distance, &|car| car.mean_laps_led);
    }
    vetoes
}
