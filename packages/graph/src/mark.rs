//! The state mark: a text that every transaction of the right to write replaces.

use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Key of the node that carries the mark.
pub(crate) const WRITTEN: &str = "written";

/// What a graph is marked with in which nothing was ever written.
pub(crate) const UNWRITTEN: &str = "unwritten";

/// A mark that no other transaction has, of whatever process, store or copy: 32 hexadecimal digits.
pub(crate) fn new_mark() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut hash = Sha256::new();
    hash.update(std::process::id().to_be_bytes());
    hash.update(jiff::Timestamp::now().as_nanosecond().to_be_bytes());
    // Its keys come from the operating system's source of randomness.
    hash.update(RandomState::new().hash_one(COUNT.fetch_add(1, Ordering::Relaxed)).to_be_bytes());
    let mut mark = crate::export::hexadecimal(&hash.finalize());
    mark.truncate(32);
    mark
}

#[cfg(test)]
mod tests {
    use super::new_mark;
    use std::collections::BTreeSet;

    #[test]
    fn marks_differ() {
        let marks: BTreeSet<String> = (0..1000).map(|_| new_mark()).collect();
        assert_eq!(marks.len(), 1000);
        assert!(marks.iter().all(|mark| mark.len() == 32));
    }
}
