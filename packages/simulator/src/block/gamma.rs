//! Gamma draws of many shapes: Marsaglia and Tsang (2000), exact, in rows.
//!
//! A candidate d v with v = (1 + z)^3, z = x / (3 sqrt d), d = shape - 1/3, is accepted where
//! ln u < x^2 / 2 + d (1 - v + ln v) = -d z^4 (3/4 - 3z/5 + 3z^2/6 - ...). A row first asks a polynomial that
//! never exceeds the right side, and of u only the nine bits that its word has left over: no logarithm, no second
//! word. The lanes that this does not settle (about 4 in 100) get the rest of u and the exact question, and those
//! refused are drawn anew, both packed together into full rows.
//! A shape under 1 is drawn as shape + 1 and multiplied by u^(1 / shape).

use super::curves::{exp2, horner, ln, log2, normal_quantiles};
use super::lanes::{LANES, Row, all_ones, any, both, each, lanes, pick};
use super::random::{COARSE, Random, coarsely, uniform};

/// Room for the draws of a field.
#[derive(Clone, Debug)]
pub(crate) struct Gammas {
    /// Shapes; 0 is drawn as 0.
    pub shape: Vec<Row<f32>>,
    /// Draws.
    pub value: Vec<Row<f32>>,
    boost: Vec<Row<f32>>,
    doubts: Vec<Doubt>,
    again: Vec<u32>,
}

/// A candidate that is not settled.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    at: u32,
    x: f32,
    /// Upper end of the 512th in which u lies.
    u: f32,
}

/// Candidates of a row.
struct Candidates {
    d: Row<f32>,
    x: Row<f32>,
    u: Row<f32>,
    value: Row<f32>,
}

impl Gammas {
    /// Room for `rows`.
    pub fn new(rows: usize) -> Self {
        Self {
            shape: Row::many(0.0, rows),
            value: Row::many(0.0, rows),
            boost: Row::many(0.0, rows),
            doubts: Vec::with_capacity(rows * LANES),
            again: Vec::with_capacity(rows * LANES),
        }
    }

    /// Fills the values.
    #[inline(always)]
    pub fn draw(&mut self, random: &mut Random) {
        let mut row = Candidates::new();
        self.doubts.clear();
        for at in 0..self.shape.len() {
            let (shape, boost) = (&self.shape[at], &mut self.boost[at]);
            if !any(shape, |shape| shape > 0.0) {
                self.value[at] = Row::of(0.0);
                continue;
            }
            if any(shape, |shape| shape < 1.0) {
                boosts(shape, random, boost);
            } else {
                *boost = Row::of(1.0);
            }
            row.d = each(*shape, less_a_third);
            let doubtful = row.draw(random);
            self.value[at] = both(row.value, *boost, |value, boost| value * boost);
            for l in lanes(doubtful) {
                self.doubts.push(Doubt { at: (at * LANES + l) as u32, x: row.x.0[l], u: row.u.0[l] });
            }
        }
        while !self.doubts.is_empty() {
            self.settle(&mut row, random);
            self.redraw(&mut row, random);
        }
    }

    /// Puts the exact question to every doubt.
    #[inline(always)]
    fn settle(&mut self, row: &mut Candidates, random: &mut Random) {
        self.again.clear();
        for few in self.doubts.chunks(LANES) {
            for (l, doubt) in few.iter().enumerate() {
                row.d.0[l] = less_a_third(self.shape[doubt.at as usize / LANES].0[doubt.at as usize % LANES]);
                row.x.0[l] = doubt.x;
                row.u.0[l] = doubt.u;
            }
            let refused = row.refused(random);
            for (l, doubt) in few.iter().enumerate() {
                let (at, lane) = (doubt.at as usize / LANES, doubt.at as usize % LANES);
                if refused >> l & 1 == 0 {
                    self.value[at].0[lane] = row.value.0[l] * self.boost[at].0[lane];
                } else {
                    self.again.push(doubt.at);
                }
            }
        }
    }

    /// Draws the refused anew.
    #[inline(always)]
    fn redraw(&mut self, row: &mut Candidates, random: &mut Random) {
        self.doubts.clear();
        for few in self.again.chunks(LANES) {
            for (l, &at) in few.iter().enumerate() {
                row.d.0[l] = less_a_third(self.shape[at as usize / LANES].0[at as usize % LANES]);
            }
            let doubtful = row.draw(random);
            for (l, &whole) in few.iter().enumerate() {
                let (at, lane) = (whole as usize / LANES, whole as usize % LANES);
                if doubtful >> l & 1 == 0 {
                    self.value[at].0[lane] = row.value.0[l] * self.boost[at].0[lane];
                } else {
                    self.doubts.push(Doubt { at: whole, x: row.x.0[l], u: row.u.0[l] });
                }
            }
        }
    }
}

/// Marsaglia and Tsang's d, of the shape or, under 1, of the shape + 1. For no shape it is so large that its
/// candidates are never in doubt.
#[inline(always)]
fn less_a_third(shape: f32) -> f32 {
    let less = shape - 1.0 / 3.0;
    let d = less + f32::from_bits(1.0f32.to_bits() & all_ones(shape < 1.0) as u32);
    f32::from_bits(pick(all_ones(shape > 0.0), d.to_bits() as i32, 1e20f32.to_bits() as i32) as u32)
}

#[inline(always)]
fn third_of_root(d: f32) -> f32 {
    (1.0 / 3.0) / d.sqrt()
}

/// u^(1 / shape) where the shape is under 1, else 1; 0 for no shape. Below 2^-90 it is 2^-90: no lap either way.
#[inline(always)]
fn boosts(shape: &Row<f32>, random: &mut Random, boost: &mut Row<f32>) {
    let draw = random.draw();
    for l in 0..LANES {
        let u = random.uniform(draw, l);
        let shape = shape.0[l];
        let exponent = log2(u) / shape;
        let exponent = if exponent > -90.0 { exponent } else { -90.0 };
        let drawn = if shape < 1.0 { exp2(exponent) } else { 1.0 };
        boost.0[l] = f32::from_bits(drawn.to_bits() & all_ones(shape > 0.0) as u32);
    }
}

impl Candidates {
    fn new() -> Self {
        Self { d: Row::of(1.0), x: Row::of(0.0), u: Row::of(0.0), value: Row::of(0.0) }
    }

    /// A candidate in every lane, and the lanes where it is in doubt.
    #[inline(always)]
    fn draw(&mut self, random: &mut Random) -> u32 {
        let Candidates { d, x, u, value } = self;
        words(random, value, u);
        normal_quantiles(value, x);
        candidates(d, x, u, value)
    }

    /// The candidates at `x` with what was left open of u drawn too, and the lanes where they are refused.
    #[inline(always)]
    fn refused(&mut self, random: &mut Random) -> u32 {
        let Candidates { d, x, u, value } = self;
        let draw = random.draw();
        let mut refused = 0;
        for l in 0..LANES {
            let (d, x) = (d.0[l], x.0[l]);
            let u = u.0[l] - COARSE * random.uniform(draw, l);
            let root = 1.0 + x * third_of_root(d);
            let v = root * root * root;
            value.0[l] = d * v;
            let accepted = (root > 0.0) & (ln(u) < 0.5 * x * x + d * (1.0 - v + 3.0 * ln(root)));
            refused |= u32::from(!accepted) << l;
        }
        refused
    }
}

/// A word in every lane: a uniform number, and the coarse one in what is left.
#[inline(always)]
fn words(random: &mut Random, fine: &mut Row<f32>, coarse: &mut Row<f32>) {
    let draw = random.draw();
    for l in 0..LANES {
        let word = random.word(draw, l);
        fine.0[l] = uniform(word);
        coarse.0[l] = coarsely(word);
    }
}

#[inline(always)]
fn candidates(d: &Row<f32>, x: &Row<f32>, u: &Row<f32>, value: &mut Row<f32>) -> u32 {
    let mut doubtful = 0;
    for l in 0..LANES {
        let d = d.0[l];
        let z = x.0[l] * third_of_root(d);
        let root = 1.0 + z;
        value.0[l] = d * (root * root * root);
        let square = z * z;
        let settled = (u.0[l] <= 1.0 - d * square * square * squeeze(z)) & ((z - 0.55).abs() < 1.25);
        doubtful |= u32::from(!settled) << l;
    }
    doubtful
}

/// At least 3 (1/4 - z/5 + z^2/6 - ...) from z = -.7 to 1.8.
#[inline(always)]
fn squeeze(z: f32) -> f32 {
    horner(z, [0.897_2, -0.779_605_5, 0.619_067_86, -0.183_616_1])
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;
    use crate::reference::stream::Stream;

    #[test]
    fn the_squeeze_never_accepts_what_the_exact_question_refuses() {
        for i in 1..=2500 {
            let z = -0.7 + 0.001 * f64::from(i);
            if z.abs() < 0.02 {
                continue;
            }
            let exact = -(1.0 - (1.0 + z).powi(3) + 3.0 * (1.0 + z).ln() + 4.5 * z * z) / z.powi(4);
            assert!(f64::from(squeeze(z as f32)) > exact + 1e-4, "{z}: {exact}");
        }
    }

    /// Largest distance between the samples' distribution functions.
    fn distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
        a.sort_by(f64::total_cmp);
        b.sort_by(f64::total_cmp);
        let (mut i, mut j, mut most) = (0, 0, 0.0f64);
        while i < a.len() && j < b.len() {
            let at = a[i].min(b[j]);
            i += a[i..].iter().take_while(|&&x| x == at).count();
            j += b[j..].iter().take_while(|&&x| x == at).count();
            most = most.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
        }
        most
    }

    #[test]
    fn every_shape_is_drawn_as_by_the_reference() {
        let shapes = [0.01, 0.05, 0.2, 0.7, 0.999, 1.0, 1.3, 4.0, 25.0, 160.0];
        let mut gammas = Gammas::new(shapes.len());
        for (row, &shape) in gammas.shape.iter_mut().zip(&shapes) {
            *row = Row::of(shape);
            row.0[5] = 0.0;
        }
        let mut random = Random::new(3, Purpose::Laps, 0);
        let mut drawn = vec![Vec::new(); shapes.len()];
        for _ in 0..3300 {
            gammas.draw(&mut random);
            for (row, drawn) in gammas.value.iter().zip(&mut drawn) {
                assert_eq!(row.0[5], 0.0);
                drawn.extend((0..LANES).filter(|&l| l != 5).map(|l| f64::from(row.0[l])));
            }
        }
        for (shape, drawn) in shapes.into_iter().zip(drawn) {
            let mut stream = Stream::new(9, 1);
            let n = drawn.len();
            let slow: Vec<f64> = (0..n).map(|_| stream.gamma(f64::from(shape)).max(1e-24)).collect();
            let far = distance(drawn.into_iter().map(|x| x.max(1e-24)).collect(), slow);
            // Two samples of 102,300: passed once in a thousand.
            assert!(far < 0.0087, "shape {shape}: {far}");
        }
    }
}
