//! Win odds into probabilities: the overround removed.
//!
//! The inverse of decimal odds o is the price q = 1/o of one unit paid at a win. The prices of a book sum to B > 1;
//! what is over 1 is the overround. Three ways to spread it, none of which is known to be right:
//! proportionally; by one power, which takes more from outsiders; after Shin, who explains it by bettors who know
//! the winner. References: H. S. Shin, "Measuring the Incidence of Insider Trading in a Market for State-Contingent
//! Claims", The Economic Journal 103 (1993); S. Clarke, S. Kovalchik, M. Ingram, "Adjusting Bookmaker's Odds to
//! Allow for Overround", American Journal of Sports Science 5 (2017).

use serde::{Deserialize, Serialize};

/// How the overround is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overround {
    /// p = q / B.
    Proportional,
    /// p = q^k, k such that they sum to 1.
    Power,
    /// Shin's model: a share z of the bettors knows the winner. Where the prices sum to less than 1 there is
    /// nothing for insiders to explain, and it is proportional.
    Shin,
}

/// Why prices have no probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OddsError {
    /// A driver cannot be compared with no other.
    #[error("odds of {0} drivers: at least 2 are needed")]
    TooFew(usize),
    /// Odds that pay no more than the stake, or are not a number.
    #[error("decimal odds must be finite and above 1")]
    NotOdds,
}

/// Steps of the bisections: beyond the precision of the numbers.
const STEPS: usize = 200;

/// Chances to win of drivers at decimal odds `decimal`, in their order; they sum to 1.
///
/// ```
/// use domain::evidence::odds::{Overround, probabilities};
///
/// let chances = probabilities(&[1.5, 2.5], Overround::Proportional)?;
/// assert!((chances[0] - 0.625).abs() < 1e-12 && (chances[1] - 0.375).abs() < 1e-12);
/// # Ok::<(), domain::evidence::odds::OddsError>(())
/// ```
///
/// # Errors
/// Fewer than two drivers, or a value that is not decimal odds.
pub fn probabilities(decimal: &[f64], method: Overround) -> Result<Vec<f64>, OddsError> {
    if decimal.len() < 2 {
        return Err(OddsError::TooFew(decimal.len()));
    }
    if !decimal.iter().all(|odds| odds.is_finite() && *odds > 1.0) {
        return Err(OddsError::NotOdds);
    }
    let prices: Vec<f64> = decimal.iter().map(|odds| 1.0 / odds).collect();
    let sum: f64 = prices.iter().sum();
    let raw = match method {
        Overround::Power => power(&prices),
        Overround::Shin if sum > 1.0 => shin(&prices, sum, insiders(&prices, sum)),
        Overround::Shin | Overround::Proportional => prices,
    };
    // What the bisection leaves is taken off in proportion.
    let sum: f64 = raw.iter().sum();
    Ok(raw.into_iter().map(|p| p / sum).collect())
}

/// q^k, where the sum falls in k.
fn power(prices: &[f64]) -> Vec<f64> {
    let raised = |k: f64| -> Vec<f64> { prices.iter().map(|q| libm::pow(*q, k)).collect() };
    let (mut low, mut high) = (0.0, 1.0);
    while raised(high).iter().sum::<f64>() > 1.0 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..STEPS {
        let middle = 0.5 * (low + high);
        if raised(middle).iter().sum::<f64>() > 1.0 { low = middle } else { high = middle }
    }
    raised(0.5 * (low + high))
}

/// p = (sqrt(z^2 + 4 (1 - z) q^2 / B) - z) / (2 (1 - z)).
fn shin(prices: &[f64], sum: f64, z: f64) -> Vec<f64> {
    let of = |q: &f64| (libm::sqrt(z * z + 4.0 * (1.0 - z) * q * q / sum) - z) / (2.0 * (1.0 - z));
    prices.iter().map(of).collect()
}

/// The z at which Shin's probabilities sum to 1: at 0 they sum to the root of B, above 1, and they fall in z.
fn insiders(prices: &[f64], sum: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0 - 1e-12);
    for _ in 0..STEPS {
        let middle = 0.5 * (low + high);
        if shin(prices, sum, middle).iter().sum::<f64>() > 1.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Decimal odds of American ones: +350 is 4.5, -200 is 1.5; none for those between -100 and 100.
pub fn from_american(american: f64) -> Option<f64> {
    if american >= 100.0 {
        Some(1.0 + american / 100.0)
    } else if american <= -100.0 {
        Some(1.0 - 100.0 / american)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Share of bettors who know the winner, by Shin's model of the prices; 0 where they sum to at most 1.
    fn insider_share(decimal: &[f64]) -> Result<f64, OddsError> {
        probabilities(decimal, Overround::Proportional)?;
        let prices: Vec<f64> = decimal.iter().map(|odds| 1.0 / odds).collect();
        let sum: f64 = prices.iter().sum();
        Ok(if sum > 1.0 { insiders(&prices, sum) } else { 0.0 })
    }

    const METHODS: [Overround; 3] = [Overround::Proportional, Overround::Power, Overround::Shin];

    /// Books of few and many drivers, with little and much overround, and one that sums to under 1.
    fn books() -> Vec<Vec<f64>> {
        let field: Vec<f64> = (0..38).map(|i| 5.0 * libm::pow(1.13, f64::from(i))).collect();
        vec![
            vec![2.6, 2.4, 4.3],
            vec![1.9, 1.9],
            vec![1.01, 40.0],
            field.clone(),
            field.iter().map(|odds| (0.7 * odds).max(1.2)).collect(),
            field[..4].iter().map(|odds| 2.0 * odds).collect(),
        ]
    }

    #[test]
    fn probabilities_sum_to_one_and_keep_the_order() {
        for book in books() {
            for method in METHODS {
                let p = probabilities(&book, method).unwrap();
                assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{method:?} {book:?}");
                assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{method:?}");
                for (i, j) in (0..p.len()).flat_map(|i| (0..p.len()).map(move |j| (i, j))) {
                    assert!(book[i] > book[j] || p[i] >= p[j] - 1e-15, "{method:?} {book:?}");
                }
            }
        }
    }

    #[test]
    fn a_fair_book_is_left_as_it_is() {
        let fair = [0.5, 0.3, 0.15, 0.05];
        let odds: Vec<f64> = fair.iter().map(|p| 1.0 / p).collect();
        for method in METHODS {
            for (p, fair) in probabilities(&odds, method).unwrap().iter().zip(fair) {
                assert!((p - fair).abs() < 1e-9, "{method:?}: {p} is not {fair}");
            }
        }
    }

    #[test]
    fn proportional_keeps_the_ratios_of_prices() {
        for book in books() {
            let p = probabilities(&book, Overround::Proportional).unwrap();
            for pair in (1..book.len()).map(|i| (p[i] / p[0], book[0] / book[i])) {
                assert!((pair.0 - pair.1).abs() < 1e-12 * pair.1);
            }
        }
    }

    #[test]
    fn power_raises_every_price_to_one_exponent() {
        for book in books() {
            let p = probabilities(&book, Overround::Power).unwrap();
            let exponent = |i: usize| libm::log(p[i]) / -libm::log(book[i]);
            for i in 1..book.len() {
                assert!((exponent(i) - exponent(0)).abs() < 1e-9 * exponent(0), "{book:?}");
            }
            let sum: f64 = book.iter().map(|odds| 1.0 / odds).sum();
            assert_eq!(exponent(0) > 1.0, sum > 1.0, "{book:?}");
        }
    }

    #[test]
    fn shin_gives_prices_that_his_bookmaker_sets() {
        // The price at which the bookmaker of the model breaks even at most: with f(p) = sqrt(z p + (1 - z) p^2),
        // q = f(p) times the sum of f over the field.
        for book in books() {
            let sum: f64 = book.iter().map(|odds| 1.0 / odds).sum();
            if sum <= 1.0 {
                let proportional = probabilities(&book, Overround::Proportional);
                assert_eq!(probabilities(&book, Overround::Shin), proportional);
                assert_eq!(insider_share(&book), Ok(0.0));
                continue;
            }
            let (p, z) = (probabilities(&book, Overround::Shin).unwrap(), insider_share(&book).unwrap());
            assert!((0.0..1.0).contains(&z));
            let f: Vec<f64> = p.iter().map(|p| libm::sqrt(z * p + (1.0 - z) * p * p)).collect();
            let all: f64 = f.iter().sum();
            for (f, odds) in f.iter().zip(&book) {
                assert!((f * all - 1.0 / odds).abs() < 1e-9, "{} is not {}", f * all, 1.0 / odds);
            }
        }
    }

    #[test]
    fn shins_published_example() {
        // Odds of three outcomes in the readme of the package `shin` (PyPI), with its result.
        let p = probabilities(&[2.6, 2.4, 4.3], Overround::Shin).unwrap();
        for (p, published) in p.iter().zip([0.372_994_06, 0.404_779_4, 0.222_226_54]) {
            assert!((p - published).abs() < 1e-7, "{p} is not {published}");
        }
        assert!((insider_share(&[2.6, 2.4, 4.3]).unwrap() - 0.016_942_51).abs() < 1e-7);
    }

    #[test]
    fn outsiders_lose_most_by_power_and_shin() {
        let book = &books()[3];
        let last = book.len() - 1;
        let [proportional, power, shin] = METHODS.map(|method| probabilities(book, method).unwrap());
        for p in [power, shin] {
            assert!(p[last] < 0.5 * proportional[last] && p[0] > proportional[0], "{p:?}");
        }
    }

    #[test]
    fn what_is_no_book_is_refused() {
        for method in METHODS {
            assert_eq!(probabilities(&[3.0], method), Err(OddsError::TooFew(1)));
            for bad in [1.0, 0.5, -3.0, f64::NAN, f64::INFINITY] {
                assert_eq!(probabilities(&[3.0, bad], method), Err(OddsError::NotOdds));
            }
        }
    }

    #[test]
    fn american_odds() {
        assert_eq!(from_american(350.0), Some(4.5));
        assert_eq!(from_american(100.0), Some(2.0));
        assert_eq!(from_american(-100.0), Some(2.0));
        assert_eq!(from_american(-200.0), Some(1.5));
        for none in [0.0, 99.0, -99.0, f64::NAN] {
            assert_eq!(from_american(none), None);
        }
    }
}
