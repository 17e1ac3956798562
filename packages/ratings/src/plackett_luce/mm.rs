//! Hunter's MM: minorise the log-likelihood, maximise the minorant, repeat.
//!
//! `-log T` is convex in `T`, so its tangent at the present worths bounds it from below; the bound parts
//! into one function an item, and its maximum is
//! `w_i = (orders in which i is not last) / (sum over i's choices of 1 / T)`. Every step raises the
//! likelihood (Hunter 2004, section 5).

use super::{Convergence, Fit, FitError, Rankings, connectivity, normalise};

/// Fits worths, starting from equal ones.
///
/// # Errors
/// [`FitError::NoEstimate`] where the likelihood has no maximum, [`FitError::NotConverged`] with the
/// figures where `convergence` is not met.
pub fn fit(rankings: &Rankings, convergence: &Convergence) -> Result<Fit, FitError> {
    connectivity::check(rankings)?;
    let (races, wins) = (rankings.races(), rankings.not_last());
    let mut log_worths = vec![0.0; rankings.items()];
    normalise(&mut log_worths);
    for steps in 0.. {
        let worths: Vec<f64> = log_worths.iter().map(|theta| libm::exp(*theta)).collect();
        let exposure = rankings.exposure(&worths);
        let gradient: Vec<f64> =
            wins.iter().zip(&worths).zip(&exposure).map(|((n, w), s)| n - w * s).collect();
        let gradient = Convergence::measure(&gradient, &races);
        if gradient <= convergence.tolerance {
            let log_likelihood = rankings.log_likelihood(&log_worths);
            return Ok(Fit { log_worths, log_likelihood, steps, gradient });
        }
        if steps == convergence.max_steps {
            let log_likelihood = rankings.log_likelihood(&log_worths);
            let tolerance = convergence.tolerance;
            return Err(FitError::NotConverged { steps, gradient, tolerance, log_likelihood });
        }
        for ((theta, n), s) in log_worths.iter_mut().zip(&wins).zip(&exposure) {
            *theta = libm::log(n / s);
        }
        normalise(&mut log_worths);
    }
    unreachable!("the loop returns at its last step")
}
