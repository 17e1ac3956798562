//! Weighted quantiles with pseudo-observations.

/// Values with weights, to be asked for quantiles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighted {
    values: Vec<(f64, f64)>,
}

/// Pseudo-observations that stand for a prior's quantiles.
const PSEUDO: u32 = 40;

impl Weighted {
    /// Adds one value.
    pub fn add(&mut self, value: f64, weight: f64) {
        self.values.push((value, weight));
    }

    /// Adds values of `weight` together, spread as the quantile function through the points (`at`, `values`).
    pub fn add_prior(&mut self, at: &[f64], values: &[f64], weight: f64) {
        for index in 0..PSEUDO {
            let u = (f64::from(index) + 0.5) / f64::from(PSEUDO);
            self.add(between(at, values, u), weight / f64::from(PSEUDO));
        }
    }

    /// The quantiles at `at`, ascending: each value stands at the middle of its weight, straight between them,
    /// level beyond the first and the last. None of no weight.
    pub fn quantiles(mut self, at: &[f64]) -> Option<Vec<f64>> {
        self.values.retain(|&(_, weight)| weight > 0.0);
        self.values.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let total: f64 = self.values.iter().map(|(_, weight)| weight).sum();
        if self.values.is_empty() {
            return None;
        }
        let mut before = 0.0;
        let (mut middles, mut values) = (Vec::new(), Vec::new());
        for (value, weight) in self.values {
            middles.push((before + 0.5 * weight) / total);
            values.push(value);
            before += weight;
        }
        Some(at.iter().map(|&at| between(&middles, &values, at)).collect())
    }
}

/// The line through the points (`at`, `values`), `at` ascending, at `u`; level outside.
fn between(at: &[f64], values: &[f64], u: f64) -> f64 {
    let upper = at.partition_point(|&at| at < u);
    if upper == 0 {
        return values[0];
    }
    if upper == at.len() {
        return values[at.len() - 1];
    }
    let share = (u - at[upper - 1]) / (at[upper] - at[upper - 1]);
    values[upper - 1] + share * (values[upper] - values[upper - 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_prior_alone_comes_back() {
        let at = [0.0, 0.1, 0.5, 0.9, 1.0];
        let values = [0.68, 0.77, 0.93, 0.99, 0.99];
        let mut weighted = Weighted::default();
        weighted.add_prior(&at, &values, 3.0);
        let quantiles = weighted.quantiles(&[0.1, 0.5, 0.9]).unwrap();
        for (got, wanted) in quantiles.iter().zip(&values[1..4]) {
            assert!((got - wanted).abs() < 0.004, "{got} for {wanted}");
        }
        assert_eq!(Weighted::default().quantiles(&at), None);
    }

    proptest! {
        #[test]
        fn quantiles_ascend_within_the_values_whatever_their_order_and_the_unit_of_weight(
            values in prop::collection::vec((0.0f64..1.0, 0.1f64..4.0), 1..30), unit in 0.2f64..5.0) {
            let at = [0.0, 0.05, 0.2, 0.5, 0.8, 1.0];
            let (mut plain, mut turned) = (Weighted::default(), Weighted::default());
            for &(value, weight) in &values {
                plain.add(value, weight);
            }
            for &(value, weight) in values.iter().rev() {
                turned.add(value, unit * weight);
            }
            let (plain, turned) = (plain.quantiles(&at).unwrap(), turned.quantiles(&at).unwrap());
            prop_assert!(plain.windows(2).all(|pair| pair[0] <= pair[1]));
            let range = values.iter().fold((1.0f64, 0.0f64), |(a, b), (v, _)| (a.min(*v), b.max(*v)));
            prop_assert!(range.0 <= plain[0] && plain[5] <= range.1);
            for (plain, turned) in plain.iter().zip(&turned) {
                prop_assert!((plain - turned).abs() < 1e-9);
            }
        }

        #[test]
        fn half_of_the_weight_lies_below_the_median(
            values in prop::collection::vec((0.0f64..1.0, 0.1f64..4.0), 1..30)) {
            let mut weighted = Weighted::default();
            for &(value, weight) in &values {
                weighted.add(value, weight);
            }
            let median = weighted.quantiles(&[0.5]).unwrap()[0];
            let total: f64 = values.iter().map(|(_, weight)| weight).sum();
            let below: f64 = values.iter().filter(|(v, _)| *v < median).map(|(_, weight)| weight).sum();
            let above: f64 = values.iter().filter(|(v, _)| *v > median).map(|(_, weight)| weight).sum();
            let heaviest = values.iter().fold(0.0f64, |most, (_, weight)| most.max(*weight));
            prop_assert!(below <= 0.5 * total + 0.5 * heaviest + 1e-9);
            prop_assert!(above <= 0.5 * total + 0.5 * heaviest + 1e-9);
        }
    }
}
