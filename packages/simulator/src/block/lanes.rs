//! Rows of lanes: a number of each of the races that are drawn side by side.

/// Races drawn side by side: four AVX2 vectors of 32-bit numbers.
pub(crate) const LANES: usize = 32;

/// One number for each lane.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Row<T>(pub [T; LANES]);

impl<T: Copy> Row<T> {
    /// The same number in every lane.
    pub const fn of(value: T) -> Self {
        Row([value; LANES])
    }

    /// `count` rows of the same number.
    pub fn many(value: T, count: usize) -> Vec<Self> {
        vec![Row::of(value); count]
    }
}

/// Lane by lane, of one row. Rows come by value and the result is a new one: nothing is written that is still to
/// be read, which is what lets the compiler put the loop into vectors.
#[inline(always)]
pub(crate) fn each<A: Copy, T: Copy + Default>(a: Row<A>, f: impl Fn(A) -> T) -> Row<T> {
    let mut row = Row::of(T::default());
    for l in 0..LANES {
        row.0[l] = f(a.0[l]);
    }
    row
}

/// Lane by lane, of two rows.
#[inline(always)]
pub(crate) fn both<A: Copy, B: Copy, T: Copy + Default>(
    a: Row<A>,
    b: Row<B>,
    f: impl Fn(A, B) -> T,
) -> Row<T> {
    let mut row = Row::of(T::default());
    for l in 0..LANES {
        row.0[l] = f(a.0[l], b.0[l]);
    }
    row
}

/// Lane by lane, of three rows.
#[inline(always)]
pub(crate) fn all<A: Copy, B: Copy, C: Copy, T: Copy + Default>(
    a: Row<A>,
    b: Row<B>,
    c: Row<C>,
    f: impl Fn(A, B, C) -> T,
) -> Row<T> {
    let mut row = Row::of(T::default());
    for l in 0..LANES {
        row.0[l] = f(a.0[l], b.0[l], c.0[l]);
    }
    row
}

/// `yes` where `mask` is all ones, `no` where it is 0. Written with bits, so that a loop over lanes has no
/// branch.
#[inline(always)]
pub(crate) fn pick(mask: i32, yes: i32, no: i32) -> i32 {
    no ^ ((no ^ yes) & mask)
}

/// All ones where it is so.
#[inline(always)]
pub(crate) fn all_ones(so: bool) -> i32 {
    -i32::from(so)
}

/// Whether any lane of a row is so.
#[inline(always)]
pub(crate) fn any<T: Copy>(row: &Row<T>, so: impl Fn(T) -> bool) -> bool {
    let mut found = 0;
    for l in 0..LANES {
        found |= all_ones(so(row.0[l]));
    }
    found != 0
}

/// Bit `l` where lane `l` has the property.
#[inline(always)]
pub(crate) fn mask(property: impl Fn(usize) -> bool) -> u32 {
    let mut mask = 0;
    for l in 0..LANES {
        mask |= u32::from(property(l)) << l;
    }
    mask
}

/// The lanes of a mask, from the first.
#[inline(always)]
pub(crate) fn lanes(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let lane = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            lane
        })
    })
}
