//! The decayed normal equations of additive effects, kept race by race.

/// An effect's number; effects are numbered as they are met.
pub(super) type Effect = u32;

/// Observations of one combination of effects.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Cell {
    weight: f64,
    sum: f64,
}

/// Sums over observations, each the sum of a few effects and noise. Every effect is drawn towards 0 by `penalty` races.
///
/// An observation's row of the design is 1 for each of its effects, so that the sums of weights and of weighted
/// observations by combination of effects hold the whole of the normal equations.
#[derive(Clone, Debug)]
pub(super) struct EffectSums {
    penalty: f64,
    /// In the order in which the combinations were met.
    cells: Vec<(Vec<Effect>, Cell)>,
    effects: usize,
}

/// The solution is iterated until its residual is this share of the right-hand side.
const TOLERANCE: f64 = 1e-12;

impl EffectSums {
    /// No observation yet.
    pub fn new(penalty: f64) -> Self {
        Self { penalty, cells: Vec::new(), effects: 0 }
    }

    /// Lets what was added count for so much of its weight from now on.
    pub fn scale(&mut self, share: f64) {
        for (_, cell) in &mut self.cells {
            cell.weight *= share;
            cell.sum *= share;
        }
    }

    /// The number of a combination of effects, a new one where it was not met before.
    pub fn cell(&mut self, effects: &[Effect]) -> usize {
        let highest = effects.iter().max().map_or(0, |&effect| effect as usize + 1);
        self.effects = self.effects.max(highest);
        self.cells.push((effects.to_vec(), Cell::default()));
        self.cells.len() - 1
    }

    /// Adds an observation of a combination.
    pub fn add(&mut self, cell: usize, weight: f64, value: f64) {
        let cell = &mut self.cells[cell].1;
        cell.weight += weight;
        cell.sum += weight * value;
    }

    /// The effects: the minimum of the weighted squares and of `penalty` times each effect's own square, by conjugate
    /// gradients with the diagonal as preconditioner.
    pub fn solve(&self) -> Vec<f64> {
        let (mut diagonal, mut residual) = (vec![self.penalty; self.effects], vec![0.0; self.effects]);
        for (effects, cell) in &self.cells {
            for &effect in effects {
                diagonal[effect as usize] += cell.weight;
                residual[effect as usize] += cell.sum;
            }
        }
        let mut solution = vec![0.0; self.effects];
        let goal = TOLERANCE * TOLERANCE * dot(&residual, &residual);
        let scaled = |residual: &[f64]| -> Vec<f64> {
            residual.iter().zip(&diagonal).map(|(residual, diagonal)| residual / diagonal).collect()
        };
        let mut direction = scaled(&residual);
        let mut along = dot(&residual, &direction);
        // In exact arithmetic as many steps as effects are enough.
        for _ in 0..10 * self.effects {
            if dot(&residual, &residual) <= goal {
                break;
            }
            let image = self.times(&direction);
            let step = along / dot(&direction, &image);
            for at in 0..self.effects {
                solution[at] += step * direction[at];
                residual[at] -= step * image[at];
            }
            let next = scaled(&residual);
            let along_next = dot(&residual, &next);
            let share = along_next / along;
            for (direction, next) in direction.iter_mut().zip(&next) {
                *direction = next + share * *direction;
            }
            along = along_next;
        }
        solution
    }

    /// The matrix of the normal equations times a vector.
    fn times(&self, vector: &[f64]) -> Vec<f64> {
        let mut image: Vec<f64> = vector.iter().map(|value| self.penalty * value).collect();
        for (effects, cell) in &self.cells {
            let sum: f64 = effects.iter().map(|&effect| vector[effect as usize]).sum();
            for &effect in effects {
                image[effect as usize] += cell.weight * sum;
            }
        }
        image
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ridge::NormalEquations;
    use proptest::prelude::*;

    proptest! {
        /// What is kept by combination and iterated is what dense equations over all rows give.
        #[test]
        fn the_solution_is_that_of_the_dense_equations(
            rows in prop::collection::vec((0u32..4, 4u32..9, 0.01f64..40.0, -2.0f64..2.0), 1..60),
            penalty in 0.5f64..10.0,
        ) {
            let mut sums = EffectSums::new(penalty);
            let mut dense = NormalEquations::new(9);
            // One effect by itself as well, as of a car without a team.
            sums.cell(&[8]);
            for &(first, second, weight, value) in &rows {
                let cell = sums.cell(&[first, second]);
                sums.add(cell, weight, value);
                let row: [f64; 9] = std::array::from_fn(|at| {
                    f64::from(u8::from(at == first as usize || at == second as usize))
                });
                dense.add(weight, &row, value);
            }
            sums.scale(0.5);
            dense.scale(0.5);
            let wanted = dense.solve(penalty).unwrap();
            for (got, wanted) in sums.solve().iter().zip(&wanted) {
                prop_assert!((got - wanted).abs() < 1e-9, "{} {}", got, wanted);
            }
        }
    }

    #[test]
    fn without_observations_every_effect_is_zero() {
        let mut sums = EffectSums::new(4.0);
        assert!(sums.solve().is_empty());
        sums.cell(&[0, 1, 2]);
        assert_eq!(sums.solve(), [0.0; 3]);
    }
}
