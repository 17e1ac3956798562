//! Dense symmetric linear algebra, small and exact enough for rating models.

/// A symmetric matrix of order `n`, stored whole, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    order: usize,
    values: Vec<f64>,
}

/// Why a matrix has no Cholesky factor.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("matrix of order {order} is not positive definite: pivot {pivot} is {value:e}")]
pub struct NotPositiveDefinite {
    /// Order of the matrix.
    pub order: usize,
    /// Index of the pivot that failed.
    pub pivot: usize,
    /// Its value.
    pub value: f64,
}

impl Symmetric {
    /// The zero matrix of order `order`.
    pub fn zeros(order: usize) -> Self {
        Self { order, values: vec![0.0; order * order] }
    }

    /// Number of rows.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Element at `(row, column)`.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.order + column]
    }

    /// Adds `value` to `(row, column)` and, off the diagonal, to its mirror image.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.order + column] += value;
        if row != column {
            self.values[column * self.order + row] += value;
        }
    }

    /// Multiplies every element by `factor`.
    pub fn scale(&mut self, factor: f64) {
        self.values.iter_mut().for_each(|value| *value *= factor);
    }

    /// Adds `weight * x x'`.
    pub fn add_outer(&mut self, weight: f64, x: &[f64]) {
        assert_eq!(x.len(), self.order, "vector of the matrix's order");
        for (row, &a) in x.iter().enumerate() {
            let scaled = weight * a;
            let line = &mut self.values[row * self.order..(row + 1) * self.order];
            for (cell, &b) in line.iter_mut().zip(x) {
                *cell += scaled * b;
            }
        }
    }

    /// The product with `x`.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        assert_eq!(x.len(), self.order, "vector of the matrix's order");
        self.values.chunks_exact(self.order.max(1)).map(|row| dot(row, x)).collect()
    }

    /// The lower Cholesky factor.
    ///
    /// # Errors
    /// [`NotPositiveDefinite`] names the first pivot that is not a positive finite number.
    pub fn cholesky(&self) -> Result<Cholesky, NotPositiveDefinite> {
        let n = self.order;
        let mut lower = vec![0.0; n * n];
        for row in 0..n {
            for column in 0..=row {
                let (before_row, before_column) =
                    (&lower[row * n..][..column], &lower[column * n..][..column]);
                let rest = self.get(row, column) - dot(before_row, before_column);
                if row != column {
                    lower[row * n + column] = rest / lower[column * n + column];
                } else if rest > 0.0 && rest.is_finite() {
                    lower[row * n + row] = libm::sqrt(rest);
                } else {
                    return Err(NotPositiveDefinite { order: n, pivot: row, value: rest });
                }
            }
        }
        Ok(Cholesky { order: n, lower })
    }

    /// Solves `self * x = right` for `x`.
    ///
    /// # Errors
    /// As [`Symmetric::cholesky`].
    pub fn solve(&self, right: &[f64]) -> Result<Vec<f64>, NotPositiveDefinite> {
        Ok(self.cholesky()?.solve(right))
    }
}

/// The factor `L` of `A = L L'`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    order: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Solves `A x = right`.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        assert_eq!(right.len(), self.order, "vector of the matrix's order");
        let n = self.order;
        let mut x = right.to_vec();
        for row in 0..n {
            let known = dot(&self.lower[row * n..][..row], &x[..row]);
            x[row] = (x[row] - known) / self.lower[row * n + row];
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|below| self.lower[below * n + row] * x[below]).sum();
            x[row] = (x[row] - known) / self.lower[row * n + row];
        }
        x
    }

    /// The inverse of `A`, for standard errors.
    pub fn inverse(&self) -> Symmetric {
        let n = self.order;
        let mut inverse = Symmetric::zeros(n);
        for column in 0..n {
            let mut unit = vec![0.0; n];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse.values[row * n + column] = value;
            }
        }
        inverse
    }

    /// Natural logarithm of the determinant of `A`.
    pub fn log_determinant(&self) -> f64 {
        2.0 * (0..self.order).map(|i| libm::log(self.lower[i * self.order + i])).sum::<f64>()
    }
}

/// Inner product, summed from the left.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_matrix_that_is_not_positive_definite_names_its_pivot() {
        let mut matrix = Symmetric::zeros(2);
        matrix.add(0, 0, 1.0);
        matrix.add(0, 1, 2.0);
        matrix.add(1, 1, 1.0);
        let error = matrix.solve(&[1.0, 1.0]).unwrap_err();
        assert_eq!((error.order, error.pivot), (2, 1));
    }

    #[test]
    fn determinant_and_inverse_of_a_known_matrix() {
        let mut matrix = Symmetric::zeros(2);
        matrix.add(0, 0, 4.0);
        matrix.add(0, 1, 2.0);
        matrix.add(1, 1, 3.0);
        let factor = matrix.cholesky().unwrap();
        assert!((factor.log_determinant() - libm::log(8.0)).abs() < 1e-14);
        let inverse = factor.inverse();
        for (row, column, value) in [(0, 0, 0.375), (0, 1, -0.25), (1, 0, -0.25), (1, 1, 0.5)] {
            assert!((inverse.get(row, column) - value).abs() < 1e-14);
        }
    }

    proptest! {
        #[test]
        fn a_solution_solves(rows in prop::collection::vec(prop::collection::vec(-3.0f64..3.0, 6), 1..20),
                             right in prop::collection::vec(-5.0f64..5.0, 6)) {
            let mut matrix = Symmetric::zeros(6);
            for row in &rows {
                matrix.add_outer(0.5, row);
            }
            for i in 0..6 {
                matrix.add(i, i, 0.7);
            }
            let x = matrix.solve(&right).unwrap();
            for (product, wanted) in matrix.times(&x).iter().zip(&right) {
                prop_assert!((product - wanted).abs() < 1e-9);
            }
        }
    }
}
