//! The least value of a smooth function of a few variables.

/// Most steps of [`minimise`].
const STEPS: usize = 400;
/// Share of the expected decrease that a step must bring (Armijo).
const ARMIJO: f64 = 1e-4;
/// The search ends where the quadratic model expects no more than this share of the value.
const TOLERANCE: f64 = 1e-11;
/// Where rounding stops the search, it must have come this near.
const LOOSE_TOLERANCE: f64 = 1e-7;

/// Where the search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// The point.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Steps taken.
    pub steps: usize,
}

/// A search that came to no end.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("no minimum after {steps} steps: value {value}, steepest slope {slope:e}")]
pub struct NotConverged {
    /// Steps taken.
    pub steps: usize,
    /// Value of the last point.
    pub value: f64,
    /// Greatest derivative there.
    pub slope: f64,
}

/// Minimises `function` from `start` by BFGS with a backtracking search (Nocedal and Wright, Numerical
/// Optimization, 2nd edition, algorithm 6.1). `function` returns the value at its first argument and writes
/// the gradient to its second; a value that is not finite is a step too far.
///
/// # Errors
/// [`NotConverged`] where neither the steps nor the precision suffice.
pub fn minimise(
    start: Vec<f64>,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Result<Minimum, NotConverged> {
    let n = start.len();
    let mut at = start;
    let mut slope = vec![0.0; n];
    let mut value = function(&at, &mut slope);
    let mut inverse = identity(n);
    let (mut next, mut next_slope) = (vec![0.0; n], vec![0.0; n]);
    for step in 0..STEPS {
        let mut direction: Vec<f64> = inverse.chunks_exact(n).map(|row| -dot(row, &slope)).collect();
        let mut expected = -dot(&direction, &slope);
        if !(expected >= 0.0 && expected.is_finite()) {
            inverse = identity(n);
            direction = slope.iter().map(|slope| -slope).collect();
            expected = dot(&slope, &slope);
        }
        let scale = 1.0 + value.abs();
        if expected <= TOLERANCE * scale {
            return Ok(Minimum { at, value, steps: step });
        }
        // The first step knows no curvature: it goes a tenth at most.
        let longest = direction.iter().fold(0.0f64, |most, part| most.max(part.abs()));
        let mut length = if step == 0 { (0.1 / longest).min(1.0) } else { (2.0 / longest).min(1.0) };
        let taken = loop {
            for ((next, at), part) in next.iter_mut().zip(&at).zip(&direction) {
                *next = at + length * part;
            }
            let reached = function(&next, &mut next_slope);
            if reached <= value - ARMIJO * length * expected {
                break Some(reached);
            }
            length *= 0.5;
            if length < 1e-12 {
                break None;
            }
        };
        let Some(reached) = taken else {
            if expected <= LOOSE_TOLERANCE * scale {
                return Ok(Minimum { at, value, steps: step });
            }
            return Err(not_converged(step, value, &slope));
        };
        let moved: Vec<f64> = next.iter().zip(&at).map(|(next, at)| next - at).collect();
        let turned: Vec<f64> = next_slope.iter().zip(&slope).map(|(next, slope)| next - slope).collect();
        let curvature = dot(&moved, &turned);
        if curvature > 1e-12 * dot(&moved, &moved) {
            if step == 0 {
                let unit = curvature / dot(&turned, &turned);
                inverse.iter_mut().for_each(|cell| *cell *= unit);
            }
            update(&mut inverse, &moved, &turned, curvature);
        }
        std::mem::swap(&mut at, &mut next);
        std::mem::swap(&mut slope, &mut next_slope);
        value = reached;
    }
    Err(not_converged(STEPS, value, &slope))
}

fn not_converged(steps: usize, value: f64, slope: &[f64]) -> NotConverged {
    NotConverged { steps, value, slope: slope.iter().fold(0.0f64, |most, slope| most.max(slope.abs())) }
}

fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|cell| if cell % (n + 1) == 0 { 1.0 } else { 0.0 }).collect()
}

/// The BFGS update of an inverse Hessian.
fn update(inverse: &mut [f64], moved: &[f64], turned: &[f64], curvature: f64) {
    let n = moved.len();
    let product: Vec<f64> = inverse.chunks_exact(n).map(|row| dot(row, turned)).collect();
    let factor = (1.0 + dot(turned, &product) / curvature) / curvature;
    for row in 0..n {
        for column in 0..n {
            inverse[row * n + column] += factor * moved[row] * moved[column]
                - (product[row] * moved[column] + moved[row] * product[column]) / curvature;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Adds the penalty weight/2 * |at - centre|^2 to a value and its gradient.
pub(crate) fn penalise(weight: f64, at: &[f64], centre: &[f64], value: &mut f64, slope: &mut [f64]) {
    for ((at, centre), slope) in at.iter().zip(centre).zip(slope) {
        *value += 0.5 * weight * (at - centre) * (at - centre);
        *slope += weight * (at - centre);
    }
}

/// Greatest difference between a function's gradient and its central differences at `at`, beside the
/// gradient's size.
#[cfg(test)]
pub(crate) fn gradient_error(at: &[f64], mut function: impl FnMut(&[f64], &mut [f64]) -> f64) -> f64 {
    let mut slope = vec![0.0; at.len()];
    function(at, &mut slope);
    let mut unused = vec![0.0; at.len()];
    let mut worst: f64 = 0.0;
    for index in 0..at.len() {
        let mut side = |step: f64| {
            let mut moved = at.to_vec();
            moved[index] += step;
            function(&moved, &mut unused)
        };
        let difference = (side(1e-5) - side(-1e-5)) / 2e-5;
        worst = worst.max((difference - slope[index]).abs() / (1.0 + slope[index].abs()));
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rosenbrocks_valley_is_walked_to_its_end() {
        let minimum = minimise(vec![-1.2, 1.0], |x, slope| {
            let (a, b) = (x[1] - x[0] * x[0], 1.0 - x[0]);
            slope[0] = -400.0 * x[0] * a - 2.0 * b;
            slope[1] = 200.0 * a;
            100.0 * a * a + b * b
        })
        .unwrap();
        assert!(minimum.at.iter().all(|x| (x - 1.0).abs() < 1e-4), "{minimum:?}");
    }

    #[test]
    fn a_function_without_a_minimum_is_an_error() {
        let error = minimise(vec![0.0], |x, slope| {
            slope[0] = -1.0;
            -x[0]
        });
        assert!(error.is_err(), "{error:?}");
    }

    proptest! {
        #[test]
        fn a_bowl_is_left_at_its_bottom(
            centre in prop::collection::vec(-3.0f64..3.0, 5),
            width in prop::collection::vec(0.1f64..500.0, 5),
        ) {
            let minimum = minimise(vec![0.0; 5], |x, slope| {
                let mut value = 0.0;
                for i in 0..5 {
                    slope[i] = width[i] * (x[i] - centre[i]);
                    value += 0.5 * width[i] * (x[i] - centre[i]) * (x[i] - centre[i]);
                }
                value
            }).unwrap();
            for (x, wanted) in minimum.at.iter().zip(&centre) {
                prop_assert!((x - wanted).abs() < 1e-3);
            }
        }
    }
}
