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
