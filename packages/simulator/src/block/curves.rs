//! Logarithms, powers and the normal quantile of our own, in single precision.
//!
//! Polynomials by Chebyshev approximation, free of branches, so that a loop over lanes vectorises; plain
//! multiplications and additions, so that every machine gives the same bits. The greatest errors, measured by the
//! tests below, stand at each function.

use super::lanes::{LANES, Row, lanes};

/// 1.5 * 2^23: added to a number below 2^22 it leaves the nearest whole number in the low bits.
const MAGIC: f32 = 12_582_912.0;

/// Logarithm to the base 2 of a normal positive number; absolute error below 2e-6 (the result's own rounding
/// included, up to |24|), below 1e-6 between 0.25 and 4.
#[inline(always)]
pub(crate) fn log2(x: f32) -> f32 {
    const C: [f32; 7] =
        [1.442_696_5, -0.721_360_2, 0.480_613_13, -0.359_524_46, 0.296_119_56, -0.267_963_87, 0.168_186_6];
    let (exponent, fraction) = parts(x);
    exponent + fraction * horner(fraction, C)
}

/// The exponent of a number, and what it is beyond that power of two, from sqrt(1/2) - 1 to sqrt(2) - 1.
#[inline(always)]
fn parts(x: f32) -> (f32, f32) {
    const HALF_ROOT: u32 = 0x3F35_04F3;
    let bits = x.to_bits().wrapping_sub(HALF_ROOT) as i32;
    let fraction = f32::from_bits(((bits & 0x007F_FFFF) as u32).wrapping_add(HALF_ROOT)) - 1.0;
    ((bits >> 23) as f32, fraction)
}

/// Two to a power from -126 to 127; relative error below 5e-7.
#[inline(always)]
pub(crate) fn exp2(x: f32) -> f32 {
    const C: [f32; 6] =
        [1.0, std::f32::consts::LN_2, 0.240_221_07, 0.055_503_57, 0.009_676_032, 0.001_339_086_3];
    let shifted = x + MAGIC;
    let rest = x - (shifted - MAGIC);
    let scale = shifted.to_bits().wrapping_sub(MAGIC.to_bits()).wrapping_add(127) << 23;
    horner(rest, C) * f32::from_bits(scale)
}

/// Natural logarithm, as exact as [`log2`].
#[inline(always)]
pub(crate) fn ln(x: f32) -> f32 {
    log2(x) * std::f32::consts::LN_2
}

/// Exponential; relative error below 5e-6 (the argument's own rounding, up to |87|), below 7e-7 between -8 and 8.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    exp2(x * std::f32::consts::LOG2_E)
}

/// The whole part of a number from 0 to 2^22; a number within rounding of a whole one may fall either way.
#[inline(always)]
pub(crate) fn whole(x: f32) -> i32 {
    nearest(x - 0.5)
}

/// The whole number nearest to one below 2^22 in size.
#[inline(always)]
pub(crate) fn nearest(x: f32) -> i32 {
    ((x + MAGIC).to_bits()).wrapping_sub(MAGIC.to_bits()) as i32
}

/// How near the middle a probability lies: the binary logarithm of p(1 - p), -2 in the middle; error below 1e-5.
#[inline(always)]
fn nearness(p: f32) -> f32 {
    const C: [f32; 6] = [1.442_700_4, -0.721_195_76, 0.479_925_57, -0.366_925_77, 0.316_898_2, -0.202_289_26];
    let (exponent, fraction) = parts(p * (1.0 - p));
    exponent + fraction * horner(fraction, C)
}

/// Down to this nearness the central polynomial holds: p from 2.3e-4, |z| up to 3.5.
const FAR: f32 = -12.098_865;

/// Normal quantiles of probabilities from 2^-25 to 1 - 2^-24; absolute error below 1.5e-5.
///
/// z / (p - 1/2) is smooth in the logarithm of p(1 - p), so a polynomial in that needs neither root nor division;
/// the far ends (one draw in 2,000) have their own.
#[inline(always)]
pub(crate) fn normal_quantiles(p: &Row<f32>, z: &mut Row<f32>) {
    const C: [f32; 8] = [
        4.929_477_5,
        -0.461_424_73,
        -0.009_140_832,
        0.000_454_254_26,
        0.000_106_204_21,
        6.978_317_4e-6,
        -3.142_945e-7,
        -6.062_348e-8,
    ];
    let mut far = 0;
    for l in 0..LANES {
        let near = nearness(p.0[l]);
        z.0[l] = (p.0[l] - 0.5) * horner(near + 7.049_432_6, C);
        far |= u32::from(near < FAR) << l;
    }
    for l in lanes(far) {
        z.0[l] = far_quantile(p.0[l]);
    }
}

fn far_quantile(p: f32) -> f32 {
    const C: [f32; 7] = [
        9.166_085,
        -0.289_738_1,
        -0.004_213_29,
        -0.000_118_647_5,
        -3.942_677e-6,
        -1.114_763_8e-7,
        -1.124_811_1e-9,
    ];
    (p - 0.5) * horner(nearness(p) + 18.735_262, C)
}

/// Polynomial with coefficients from the constant upwards.
#[inline(always)]
pub(crate) fn horner<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut sum = coefficients[N - 1];
    for i in (0..N - 1).rev() {
        sum = sum * x + coefficients[i];
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::normal;

    #[test]
    fn logarithm() {
        let mut worst: [f64; 2] = [0.0; 2];
        for i in 1..4_000_000u32 {
            // Every 512th number from 2^-126 up to 2^118.
            let x = f32::from_bits(0x0080_0000 + i * 512);
            let error = (f64::from(log2(x)) - f64::from(x).log2()).abs();
            let place = usize::from((0.25..4.0).contains(&x));
            if x > 5e-8 && x < 2e7 {
                worst[place] = worst[place].max(error);
            }
        }
        assert!(worst[0] < 2e-6 && worst[1] < 1e-6, "{worst:?}");
    }

    #[test]
    fn power_of_two() {
        let mut worst: f64 = 0.0;
        for i in -1_260_000..1_270_000 {
            let x = i as f32 / 10_000.0;
            worst = worst.max((f64::from(exp2(x)) / f64::from(x).exp2() - 1.0).abs());
        }
        assert!(worst < 5e-7, "{worst}");
    }

    #[test]
    fn exponential() {
        let mut worst: [f64; 2] = [0.0; 2];
        for i in -870_000..880_000 {
            let x = i as f32 / 10_000.0;
            let error = (f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs();
            let place = usize::from(x.abs() < 8.0);
            worst[place] = worst[place].max(error);
        }
        assert!(worst[0] < 5e-6 && worst[1] < 7e-7, "{worst:?}");
    }

    #[test]
    fn normal_quantile() {
        let mut worst: f64 = 0.0;
        let mut check = |p: f32| {
            let (row, mut z) = (Row::of(p), Row::of(0.0));
            normal_quantiles(&row, &mut z);
            worst = worst.max((f64::from(z.0[3]) - normal::quantile(f64::from(p))).abs());
        };
        for i in 0..400_000 {
            check((i as f32 * 2.0 + 1.0) / 800_000.0);
        }
        for i in 0..3000 {
            let p = 2f32.powf(-25.0 + i as f32 * 0.008);
            check(p);
            check(1.0 - p.max(1.0 / 16_777_216.0));
        }
        assert!(worst < 1.5e-5, "{worst}");
    }

    #[test]
    fn whole_parts() {
        for i in 0..100_000 {
            let x = i as f32 * 0.37 + 0.1;
            if (x - x.round()).abs() < 0.01 {
                continue;
            }
            assert_eq!(whole(x), x as i32, "{x}");
        }
        assert_eq!([nearest(-3.4), nearest(2.6), nearest(0.0)], [-3, 3, 0]);
    }
}
