//! The gamma function's logarithm and its derivative, as differences.

/// Digamma of `x` > 0: recurrence up to 8, then the asymptotic series (Abramowitz and Stegun 6.3.5 and
/// 6.3.18); error below 1e-13.
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < 8.0 {
        below += 1.0 / x;
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = r
        * (1.0 / 12.0
            - r * (1.0 / 120.0
                - r * (1.0 / 252.0
                    - r * (1.0 / 240.0 - r * (1.0 / 132.0 - r * (691.0 / 32760.0 - r / 12.0))))));
    libm::log(x) - 0.5 / x - series - below
}

/// log gamma(shape + count) - log gamma(shape), and its derivative by `shape`; `shape` > 0.
pub fn rising(shape: f64, count: u32) -> (f64, f64) {
    if count <= 8 {
        // The rising factorial itself: few factors, no cancellation.
        let (mut product, mut slope) = (1.0, 0.0);
        for i in 0..count {
            let factor = shape + f64::from(i);
            product *= factor;
            slope += 1.0 / factor;
        }
        return (libm::log(product), slope);
    }
    let end = shape + f64::from(count);
    (libm::lgamma(end) - libm::lgamma(shape), digamma(end) - digamma(shape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digamma_has_its_known_values() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let check = |x: f64, wanted: f64| {
            assert!((digamma(x) / wanted - 1.0).abs() < 1e-12, "{x}: {} for {wanted}", digamma(x));
        };
        check(1.0, -EULER);
        check(2.0, 1.0 - EULER);
        check(0.5, -EULER - 2.0 * std::f64::consts::LN_2);
        // Abramowitz and Stegun, table 6.1.
        check(1.5, 0.036_489_973_978_576_52);
        check(100.0, 4.600_161_852_738_087);
        // psi(1/4) = -gamma - pi/2 - 3 log 2 (Gauss).
        check(0.25, -EULER - std::f64::consts::FRAC_PI_2 - 3.0 * std::f64::consts::LN_2);
        // psi(x) = psi(x + 1) - 1/x, far down.
        check(1e-3, digamma(1.001) - 1e3);
    }

    #[test]
    fn a_rising_factorial_is_its_product() {
        for shape in [1e-6, 0.02, 0.7, 3.0, 40.0] {
            for count in [0u32, 1, 3, 8, 9, 40, 300] {
                let (mut log, mut slope) = (0.0, 0.0);
                for i in 0..count {
                    log += libm::log(shape + f64::from(i));
                    slope += 1.0 / (shape + f64::from(i));
                }
                let (value, derivative) = rising(shape, count);
                assert!((value - log).abs() < 1e-10 * (1.0 + log.abs()), "{shape} {count}: {value} {log}");
                assert!((derivative - slope).abs() < 1e-10 * (1.0 + slope), "{shape} {count}: {derivative}");
            }
        }
    }
}
