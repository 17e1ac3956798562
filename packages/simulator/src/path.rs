//! Which instructions the simulator runs on, chosen when the program runs.
//!
//! One kernel, compiled twice: for any machine of the target, and for those with AVX2. Both do the same
//! operations on the same numbers in the same order (no fused multiply-add, no sum in another order), so both
//! give the same bits; a test compares them.

// The one module with `unsafe`: calling a function compiled for AVX2 is sound only where the machine has it. The
// call stands beside the proof: `Inner::Avx2` is made by `Path::avx2` alone, after detection.
#![allow(unsafe_code, reason = "a call into code compiled for AVX2, after its detection")]

/// The instructions to run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path(Inner);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inner {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

/// Work that is compiled for each path. `run` must be `#[inline(always)]`, down to its inner loops.
pub(crate) trait Kernel {
    /// Does it.
    fn run(self);
}

impl Path {
    /// What every machine of the target can do.
    pub fn portable() -> Path {
        Path(Inner::Portable)
    }

    /// AVX2, where this machine has it.
    pub fn avx2() -> Option<Path> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            return Some(Path(Inner::Avx2));
        }
        None
    }

    /// The fastest that this machine has.
    pub fn best() -> Path {
        Path::avx2().unwrap_or(Path::portable())
    }

    #[inline]
    pub(crate) fn run<K: Kernel>(self, kernel: K) {
        match self.0 {
            Inner::Portable => kernel.run(),
            // SAFETY: the value exists, so `Path::avx2` has found AVX2 on this machine.
            #[cfg(target_arch = "x86_64")]
            Inner::Avx2 => unsafe { with_avx2(kernel) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<K: Kernel>(kernel: K) {
    kernel.run();
}
