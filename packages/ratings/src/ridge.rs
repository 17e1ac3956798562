//! Weighted ridge regression through the normal equations.

use crate::linear::{NotPositiveDefinite, Symmetric};

/// Sums of a weighted least-squares problem: minimise
/// `sum w (y - x'b)^2 + lambda b'b` over `b`, without an intercept.
#[derive(Clone, Debug, PartialEq)]
pub struct NormalEquations {
    matrix: Symmetric,
    right: Vec<f64>,
}

impl NormalEquations {
    /// No rows yet, `features` unknowns.
    pub fn new(features: usize) -> Self {
        Self { matrix: Symmetric::zeros(features), right: vec![0.0; features] }
    }

    /// Adds the row `x` with target `y`.
    pub fn add(&mut self, weight: f64, x: &[f64], y: f64) {
        self.matrix.add_outer(weight, x);
        for (sum, value) in self.right.iter_mut().zip(x) {
            *sum += weight * value * y;
        }
    }

    /// Multiplies every weight so far by `factor`.
    pub fn scale(&mut self, factor: f64) {
        self.matrix.scale(factor);
        self.right.iter_mut().for_each(|sum| *sum *= factor);
    }

    /// The same rows with each unknown's feature divided by its scale.
    pub fn over(&self, scales: &[f64]) -> Self {
        let mut scaled = Self::new(self.right.len());
        for row in 0..self.right.len() {
            for column in 0..=row {
                let value = self.matrix.get(row, column) / (scales[row] * scales[column]);
                scaled.matrix.add(row, column, value);
            }
            scaled.right[row] = self.right[row] / scales[row];
        }
        scaled
    }

    /// The coefficients under the penalty `lambda`.
    ///
    /// # Errors
    /// [`NotPositiveDefinite`] where `lambda` is not positive and the rows do not span.
    pub fn solve(mut self, lambda: f64) -> Result<Vec<f64>, NotPositiveDefinite> {
        for i in 0..self.matrix.order() {
            self.matrix.add(i, i, lambda);
        }
        self.matrix.solve(&self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (f64, Vec<f64>, f64);

    fn loss(rows: &[Row], lambda: f64, b: &[f64]) -> f64 {
        let fit: f64 = rows
            .iter()
            .map(|(w, x, y)| {
                let rest = y - x.iter().zip(b).map(|(x, b)| x * b).sum::<f64>();
                w * rest * rest
            })
            .sum();
        fit + lambda * b.iter().map(|b| b * b).sum::<f64>()
    }

    proptest! {
        #[test]
        fn no_step_in_any_direction_lowers_the_loss(
            rows in prop::collection::vec(
                (0.1f64..2.0, prop::collection::vec(-2.0f64..2.0, 4), -3.0f64..3.0), 1..30),
            lambda in 0.1f64..40.0,
        ) {
            let mut equations = NormalEquations::new(4);
            for (w, x, y) in &rows {
                equations.add(*w, x, *y);
            }
            let solution = equations.solve(lambda).unwrap();
            let least = loss(&rows, lambda, &solution);
            for i in 0..4 {
                for step in [-1e-3, 1e-3] {
                    let mut moved = solution.clone();
                    moved[i] += step;
                    prop_assert!(loss(&rows, lambda, &moved) > least);
                }
            }
        }
    }

    #[test]
    fn known_coefficients_come_back_as_the_penalty_fades() {
        let mut equations = NormalEquations::new(2);
        for i in 0..50 {
            let x = [f64::from(i) / 10.0 - 2.0, f64::from(i * i % 7) - 3.0];
            equations.add(1.0, &x, 1.5 * x[0] - 0.25 * x[1]);
        }
        let fit = equations.solve(1e-9).unwrap();
        assert!((fit[0] - 1.5).abs() < 1e-8 && (fit[1] + 0.25).abs() < 1e-8);
    }
}
