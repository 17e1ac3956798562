//! Damped Newton on log-worths.
//!
//! The free direction is closed by fixing item 0's log-worth while a step is computed; the rest of the
//! information matrix is positive definite wherever an estimate exists. No step moves a log-worth by more
//! than [`REACH`] (from equal worths, the quadratic of a one-race driver points hundreds away), and it is halved until it
//! gains at least a part of what the quadratic promises, so the climb cannot overshoot.

use super::{Convergence, Fit, FitError, Rankings, connectivity, normalise};
use crate::linear::{Symmetric, dot};

/// Part of the promised gain that a step must bring (Armijo).
const SUFFICIENT: f64 = 1e-4;
/// Most that one step moves a log-worth against another's.
const REACH: f64 = 3.0;
/// Halvings of one step before it is given up.
const HALVINGS: usize = 40;

/// Fits worths, starting from equal ones.
///
/// # Errors
/// As [`super::mm::fit`].
pub fn fit(rankings: &Rankings, convergence: &Convergence) -> Result<Fit, FitError> {
    connectivity::check(rankings)?;
    let races = rankings.races();
    let mut log_worths = vec![0.0; rankings.items()];
    let mut log_likelihood = rankings.log_likelihood(&log_worths);
    let mut steps = 0;
    loop {
        let slope = rankings.gradient(&log_worths);
        let gradient = Convergence::measure(&slope, &races);
        if gradient <= convergence.tolerance {
            normalise(&mut log_worths);
            return Ok(Fit { log_worths, log_likelihood, steps, gradient });
        }
        let tolerance = convergence.tolerance;
        let gave_up = FitError::NotConverged { steps, gradient, tolerance, log_likelihood };
        if steps == convergence.max_steps {
            return Err(gave_up);
        }
        // Worths so far apart that the matrix is singular in floating point end the climb too.
        let Some(step) = newton_step(&rankings.information(&log_worths), &slope) else {
            return Err(gave_up);
        };
        match climb(rankings, &log_worths, log_likelihood, &step, dot(&step, &slope)) {
            Some((higher, value)) => (log_worths, log_likelihood) = (higher, value),
            None => return Err(gave_up),
        }
        steps += 1;
    }
}

/// Solves for the step with item 0 fixed.
fn newton_step(information: &Symmetric, slope: &[f64]) -> Option<Vec<f64>> {
    let order = slope.len() - 1;
    let mut free = Symmetric::zeros(order);
    for row in 0..order {
        for column in 0..=row {
            free.add(row, column, information.get(row + 1, column + 1));
        }
    }
    let mut step = free.solve(&slope[1..]).ok()?;
    step.insert(0, 0.0);
    Some(step)
}

/// Goes along `step`, halving it until the gain suffices; `promise` is slope times step.
fn climb(rankings: &Rankings, from: &[f64], at: f64, step: &[f64], promise: f64) -> Option<(Vec<f64>, f64)> {
    // Below this a gain drowns in rounding of the sum, and the full step is near the maximum.
    let blind = 1e-12 * at.abs().max(1.0);
    let longest = step.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
    let mut share = if longest > REACH { REACH / longest } else { 1.0 };
    for _ in 0..HALVINGS {
        let to: Vec<f64> = from.iter().zip(step).map(|(theta, d)| theta + share * d).collect();
        let value = rankings.log_likelihood(&to);
        if value - at >= SUFFICIENT * share * promise - blind {
            return Some((to, value));
        }
        share *= 0.5;
    }
    None
}
