//! Logarithm, exponential and normal quantile of our own, in single precision.
//!
//! Polynomials by Chebyshev approximation, free of branches, so that a loop over lanes vectorises; plain
//! multiplications and additions, so that every machine gives the same bits. The greatest errors, measured by the
//! tests below, stand at each function.

use super::lanes::{LANES, Row, lanes};

/// 1.5 * 2^23: added to a number below 2^22 it leaves the nearest whole number in the low bits.
const MAGIC: f32 = 12_582_912.0;

/// Natural logarithm of a normal positive number; absolute error below 2e-6 (the result's own rounding included,
/// up to |16|), below 7e-7 between 0.25 and 4.
#[inline(always)]
pub(crate) fn ln(x: f32) -> f32 {
    const HALF_ROOT: u32 = 0x3F35_04F3;
    const C: [f32; 7] =
        [1.000_001, -0.500_008_8, 0.333_135_63, -0.249_203_37, 0.205_254_44, -0.185_738_4, 0.116_578_06];
    let bits = x.to_bits().wrapping_sub(HALF_ROOT) as i32;
    let exponent = (bits >> 23) as f32;
    let fraction = f32::from_bits(((bits & 0x007F_FFFF) as u32).wrapping_add(HALF_ROOT)) - 1.0;
    exponent * std::f32::consts::LN_2 + fraction * horner(fraction, C)
}

/// Exponential of a number between -87 and 88; relative error below 5e-7.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const C: [f32; 6] = [1.0, 1.0, 0.499_988_7, 0.166_665_05, 0.041_917_507, 0.008_369_148];
    let shifted = x * std::f32::consts::LOG2_E + MAGIC;
    // ln 2 in two parts: the first times a whole number is exact.
    let whole = shifted - MAGIC;
    let rest = (x - whole * 0.693_359_4) + whole * 2.121_944_4e-4;
    let scale = shifted.to_bits().wrapping_sub(MAGIC.to_bits()).wrapping_add(127) << 23;
    horner(rest, C) * f32::from_bits(scale)
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

/// How far out a probability lies: -ln(4p(1 - p)), 0 in the middle.
#[inline(always)]
fn farness(p: f32) -> f32 {
    -ln(4.0 * p * (1.0 - p))
}

/// Up to this farness the central polynomial holds: p from 8.4e-5, |z| up to 3.76.
const FAR: f32 = 8.0;

/// Normal quantiles of probabilities from 2^-25 to 1 - 2^-24; absolute error below 6e-6, and below 1.2e-5 past
/// |z| = 3.76.
///
/// z / (p - 1/2) is smooth in the farness w, so a polynomial in w needs neither root nor division; the far ends
/// (one draw in 6,000) have their own.
#[inline(always)]
pub(crate) fn normal_quantiles(p: &Row<f32>, z: &mut Row<f32>) {
    const C: [f32; 9] = [
        5.257_421_3,
        0.645_885_8,
        -0.020_426_627,
        -0.000_577_616_9,
        0.000_338_220_6,
        -4.392_255_4e-5,
        9.333_043_9e-7,
        5.451_482e-7,
        -5.874_413e-8,
    ];
    let mut far = 0;
    for l in 0..LANES {
        let w = farness(p.0[l]);
        z.0[l] = (p.0[l] - 0.5) * horner(w - 4.0, C);
        far |= u32::from(w > FAR) << l;
    }
    for l in lanes(far) {
        z.0[l] = far_quantile(p.0[l]);
    }
}

fn far_quantile(p: f32) -> f32 {
    const C: [f32; 7] = [
        9.331_906,
        0.411_156_7,
        -0.008_359_049,
        0.000_329_576_17,
        -1.549_380_2e-5,
        6.957_296e-7,
        -1.922_181e-8,
    ];
    (p - 0.5) * horner(farness(p) - 12.0, C)
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
            let error = (f64::from(ln(x)) - f64::from(x).ln()).abs();
            let place = usize::from((0.25..4.0).contains(&x));
            if x > 1e-7 && x < 1e7 {
                worst[place] = worst[place].max(error);
            }
        }
        assert!(worst[0] < 2e-6 && worst[1] < 7e-7, "{worst:?}");
    }

    #[test]
    fn exponential() {
        let mut worst: f64 = 0.0;
        for i in -870_000..880_000 {
            let x = i as f32 / 10_000.0;
            worst = worst.max((f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs());
        }
        assert!(worst < 5e-7, "{worst}");
    }

    #[test]
    fn normal_quantile() {
        let mut worst: [f64; 2] = [0.0; 2];
        let mut check = |p: f32| {
            let (row, mut z) = (Row::of(p), Row::of(0.0));
            normal_quantiles(&row, &mut z);
            let exact = normal::quantile(f64::from(p));
            let error = (f64::from(z.0[3]) - exact).abs();
            let place = usize::from(exact.abs() > 3.7);
            worst[place] = worst[place].max(error);
        };
        for i in 0..400_000 {
            check((i as f32 * 2.0 + 1.0) / 800_000.0);
        }
        for i in 0..3000 {
            let p = 2f32.powf(-25.0 + i as f32 * 0.008);
            check(p);
            // The other end is as exact as the probability: one less p in single precision.
            check(1.0 - p.max(1.0 / 16_777_216.0));
        }
        assert!(worst[0] < 6e-6 && worst[1] < 1.2e-5, "{worst:?}");
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
