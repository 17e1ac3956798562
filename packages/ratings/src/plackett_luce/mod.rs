//! Plackett-Luce: one worth per item, from orders of finish.
//!
//! **Data.** `n` items (drivers), numbered `0..n` here and named only by the caller, and races: each a
//! strict order, best first, of the items that took part in it. A race may hold any subset; an order of
//! one item adds nothing and is allowed.
//!
//! **Likelihood.** Item `i` has a worth `w_i > 0`. A race draws its winner with probability
//! proportional to worth, then the second place from the items left in the same way, down to the last,
//! who is no choice any more. With `T_a` the summed worth of the items from place `a` down,
//!
//! ```text
//! log L = sum over races, over places a but the last: log w(item at a) - log T_a
//! ```
//!
//! Only ratios count, so worths are scaled to sum to one. On `theta = log w` the log-likelihood is
//! concave, strictly so apart from that one free direction. Its maximum exists exactly where, however
//! the items are parted in two, some item of each part finished ahead of one of the other (Hunter
//! 2004, assumption 1): where "finished ahead of" is strongly connected. [`connectivity`] checks it first
//! and names the items for which there is no estimate.
//!
//! **Solvers.** [`mm`] climbs by minorisation (cheap steps, linear convergence), [`newton`] by damped
//! Newton steps (quadratic convergence). Both stop by one criterion, [`Convergence`].
//!
//! Hunter, D. R. (2004), MM algorithms for generalized Bradley-Terry models, The Annals of Statistics
//! 32(1), 384-406.

pub mod connectivity;
pub mod mm;
pub mod newton;

use crate::linear::Symmetric;
pub use connectivity::{NoEstimate, Reason};

/// Orders of finish over items `0..items()`.
///
/// ```
/// use ratings::plackett_luce::{Convergence, Rankings, newton};
///
/// let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]];
/// let fit = newton::fit(&Rankings::new(3, orders).unwrap(), &Convergence::default()).unwrap();
/// // Item 0 won half of the races.
/// assert!(fit.log_worths[0] > fit.log_worths[1] && fit.log_worths[0] > fit.log_worths[2]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rankings {
    items: usize,
    /// All orders, one after the other.
    places: Vec<usize>,
    /// Where each order ends in `places`.
    ends: Vec<usize>,
}

/// Why orders are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRanking {
    /// An item beyond the number of items.
    #[error("order {order} names item {item}, but there are only {items} items")]
    UnknownItem {
        /// Index of the order.
        order: usize,
        /// The item named.
        item: usize,
        /// Number of items.
        items: usize,
    },
    /// An item that stands in one order twice.
    #[error("order {order} names item {item} twice")]
    Repeated {
        /// Index of the order.
        order: usize,
        /// The item named.
        item: usize,
    },
}

impl Rankings {
    /// Takes `orders`, each best first, over `items` items.
    ///
    /// # Errors
    /// [`BadRanking`] for an item out of range or twice in one order.
    pub fn new<I>(items: usize, orders: I) -> Result<Self, BadRanking>
    where
        I: IntoIterator,
        I::Item: AsRef<[usize]>,
    {
        let mut rankings = Self { items, places: Vec::new(), ends: Vec::new() };
        let mut seen_in = vec![usize::MAX; items];
        for (order, places) in orders.into_iter().enumerate() {
            for &item in places.as_ref() {
                match seen_in.get_mut(item) {
                    None => return Err(BadRanking::UnknownItem { order, item, items }),
                    Some(seen) if *seen == order => return Err(BadRanking::Repeated { order, item }),
                    Some(seen) => *seen = order,
                }
                rankings.places.push(item);
            }
            rankings.ends.push(rankings.places.len());
        }
        Ok(rankings)
    }

    /// Number of items.
    pub fn items(&self) -> usize {
        self.items
    }

    /// The orders, best first.
    pub fn orders(&self) -> impl Iterator<Item = &[usize]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.places[start..end])
    }

    /// In how many orders each item stands with at least one other.
    fn races(&self) -> Vec<f64> {
        let mut races = vec![0.0; self.items];
        for order in self.orders().filter(|order| order.len() > 1) {
            order.iter().for_each(|&item| races[item] += 1.0);
        }
        races
    }

    /// In how many orders each item finished ahead of another.
    fn not_last(&self) -> Vec<f64> {
        let mut count = vec![0.0; self.items];
        for order in self.orders().filter(|order| order.len() > 1) {
            order[..order.len() - 1].iter().for_each(|&item| count[item] += 1.0);
        }
        count
    }

    /// Log-likelihood at `log_worths` (natural logarithm; adding a constant to all changes nothing).
    pub fn log_likelihood(&self, log_worths: &[f64]) -> f64 {
        assert_eq!(log_worths.len(), self.items, "one log-worth an item");
        let mut sum = 0.0;
        for order in self.orders() {
            // Logarithm of the tail's worth, kept as such: far-apart worths must not underflow.
            let mut tail = f64::NEG_INFINITY;
            for (behind, &item) in order.iter().rev().enumerate() {
                let theta = log_worths[item];
                tail = tail.max(theta) + libm::log1p(libm::exp(-(tail - theta).abs()));
                if behind > 0 {
                    sum += theta - tail;
                }
            }
        }
        sum
    }

    /// Gradient of the log-likelihood by `log_worths`; it sums to zero.
    pub fn gradient(&self, log_worths: &[f64]) -> Vec<f64> {
        let worths = self.worths(log_worths);
        let exposure = self.exposure(&worths);
        let wins = self.not_last();
        wins.iter().zip(&worths).zip(&exposure).map(|((n, w), s)| n - w * s).collect()
    }

    /// Minus the Hessian of the log-likelihood by `log_worths`: positive semi-definite, rows summing to
    /// zero.
    pub fn information(&self, log_worths: &[f64]) -> Symmetric {
        let worths = self.worths(log_worths);
        let mut information = Symmetric::zeros(self.items);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for order in self.orders().filter(|order| order.len() > 1) {
            let tails = tails(order, &worths);
            // Sums of 1/T and 1/T^2 over the choices an item at each place stood in.
            running_sums(&tails, |tail| 1.0 / tail, &mut first);
            running_sums(&tails, |tail| 1.0 / (tail * tail), &mut second);
            for (place, &item) in order.iter().enumerate() {
                let w = worths[item];
                information.add(item, item, w * first[place] - w * w * second[place]);
                for &behind in &order[place + 1..] {
                    information.add(item, behind, -w * worths[behind] * second[place]);
                }
            }
        }
        information
    }

    /// Worths scaled so that the highest is one (no overflow).
    fn worths(&self, log_worths: &[f64]) -> Vec<f64> {
        assert_eq!(log_worths.len(), self.items, "one log-worth an item");
        let top = highest(log_worths);
        log_worths.iter().map(|theta| libm::exp(theta - top)).collect()
    }

    /// For each item the sum of `1 / T_a` over the choices it stood in.
    fn exposure(&self, worths: &[f64]) -> Vec<f64> {
        let mut exposure = vec![0.0; self.items];
        let mut sums = Vec::new();
        for order in self.orders().filter(|order| order.len() > 1) {
            running_sums(&tails(order, worths), |tail| 1.0 / tail, &mut sums);
            order.iter().zip(&sums).for_each(|(&item, sum)| exposure[item] += sum);
        }
        exposure
    }
}

/// Summed worth from each place of `order` down.
fn tails(order: &[usize], worths: &[f64]) -> Vec<f64> {
    let mut tails = vec![0.0; order.len()];
    let mut sum = 0.0;
    for (place, &item) in order.iter().enumerate().rev() {
        sum += worths[item];
        tails[place] = sum;
    }
    tails
}

/// `sums[place]`: `of(tail)` summed over the choices down to `place`; the last place is no choice.
fn running_sums(tails: &[f64], of: impl Fn(f64) -> f64, sums: &mut Vec<f64>) {
    sums.clear();
    let mut sum = 0.0;
    for (place, &tail) in tails.iter().enumerate() {
        if place + 1 < tails.len() {
            sum += of(tail);
        }
        sums.push(sum);
    }
}

fn highest(log_worths: &[f64]) -> f64 {
    log_worths.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// When a solver stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convergence {
    /// The fit is done when no item's gradient by its log-worth exceeds this much a race of that item
    /// (so the measure does not depend on how much data there is).
    pub tolerance: f64,
    /// Steps before it gives up.
    pub max_steps: usize,
}

impl Default for Convergence {
    fn default() -> Self {
        Self { tolerance: 1e-10, max_steps: 20_000 }
    }
}

impl Convergence {
    /// Largest gradient a race, over the items that raced; infinite where one cannot be computed.
    fn measure(gradient: &[f64], races: &[f64]) -> f64 {
        let a_race = gradient.iter().zip(races).map(|(g, n)| g.abs() / n.max(1.0));
        a_race.fold(0.0, |most, g| if g.is_nan() { f64::INFINITY } else { most.max(g) })
    }
}

/// A maximum of the likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Log-worth (natural logarithm) of each item; the worths sum to one.
    pub log_worths: Vec<f64>,
    /// Log-likelihood there.
    pub log_likelihood: f64,
    /// Steps taken.
    pub steps: usize,
    /// Largest gradient a race that is left, see [`Convergence::tolerance`].
    pub gradient: f64,
}

impl Fit {
    /// Worth of each item; they sum to one.
    pub fn worths(&self) -> Vec<f64> {
        self.log_worths.iter().map(|theta| libm::exp(*theta)).collect()
    }
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// The likelihood has no maximum.
    #[error(transparent)]
    NoEstimate(#[from] NoEstimate),
    /// The solver gave up.
    #[error(
        "not converged after {steps} steps: gradient {gradient:e} per race, tolerance {tolerance:e}, \
         log-likelihood {log_likelihood}"
    )]
    NotConverged {
        /// Steps taken.
        steps: usize,
        /// Largest gradient a race at the last step.
        gradient: f64,
        /// What it should have come under.
        tolerance: f64,
        /// Log-likelihood at the last step.
        log_likelihood: f64,
    },
}

/// Shifts log-worths so that the worths sum to one.
fn normalise(log_worths: &mut [f64]) {
    let top = highest(log_worths);
    let total: f64 = log_worths.iter().map(|theta| libm::exp(theta - top)).sum();
    let shift = top + libm::log(total);
    log_worths.iter_mut().for_each(|theta| *theta -= shift);
}

#[cfg(test)]
mod tests;
