//! Rows with the files that state them, and which file gives way to which.

use domain::ids::SnapshotId;
use std::collections::{BTreeMap, BTreeSet};

/// A raw row and the file that states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated<T> {
    /// The file.
    pub snapshot: SnapshotId,
    /// The row.
    pub row: T,
}

/// A newer file whose rows replace those of an older one where they contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Supersedes {
    /// The file that is right.
    pub newer: SnapshotId,
    /// The file that gives way.
    pub older: SnapshotId,
}

/// A row once, with every file that states it word for word.
#[derive(Clone, Debug)]
pub(super) struct Distinct<'a, T> {
    pub row: &'a T,
    pub stated_by: BTreeSet<&'a SnapshotId>,
    /// Files and lines, for people.
    pub origins: Vec<(&'a SnapshotId, u64)>,
}

/// Distinct rows in the order of what they say.
pub(super) fn distinct<'a, T, K: Ord>(
    rows: impl IntoIterator<Item = &'a Stated<T>>,
    key: impl Fn(&'a T) -> K,
    spelling: impl Fn(&'a T) -> &'a str,
    line: impl Fn(&'a T) -> u64,
) -> Vec<Distinct<'a, T>> {
    let mut sorted: Vec<(K, &'a Stated<T>)> =
        rows.into_iter().map(|stated| (key(&stated.row), stated)).collect();
    sorted.sort_by(|(a, left), (b, right)| {
        let rest = |stated: &'a Stated<T>| (spelling(&stated.row), &stated.snapshot, line(&stated.row));
        a.cmp(b).then_with(|| rest(left).cmp(&rest(right)))
    });
    let mut found: Vec<Distinct<'a, T>> = Vec::new();
    let mut last: Option<K> = None;
    for (key, stated) in sorted {
        if last.as_ref() != Some(&key) {
            found.push(Distinct { row: &stated.row, stated_by: BTreeSet::new(), origins: Vec::new() });
        }
        let row = found.last_mut().expect("pushed above");
        row.stated_by.insert(&stated.snapshot);
        row.origins.push((&stated.snapshot, line(&stated.row)));
        last = Some(key);
    }
    found
}

/// Which file gives way to which, over any number of steps; files that supersede each other do not.
pub(super) struct Precedence<'a> {
    older: BTreeMap<&'a SnapshotId, BTreeSet<&'a SnapshotId>>,
}

impl<'a> Precedence<'a> {
    pub(super) fn new(pairs: &'a [Supersedes]) -> Self {
        let mut direct: BTreeMap<&SnapshotId, BTreeSet<&SnapshotId>> = BTreeMap::new();
        for pair in pairs {
            direct.entry(&pair.newer).or_default().insert(&pair.older);
        }
        let reach = |from: &'a SnapshotId| {
            let mut seen = BTreeSet::new();
            let mut open = vec![from];
            while let Some(at) = open.pop() {
                for &next in direct.get(at).into_iter().flatten() {
                    if seen.insert(next) {
                        open.push(next);
                    }
                }
            }
            seen
        };
        let all: BTreeMap<_, _> = direct.keys().map(|&newer| (newer, reach(newer))).collect();
        let mutual = |a: &SnapshotId, b: &SnapshotId| all.get(b).is_some_and(|older| older.contains(a));
        let older = all
            .iter()
            .map(|(&newer, reached)| (newer, reached.iter().copied().filter(|o| !mutual(newer, o)).collect()))
            .collect();
        Self { older }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.older.is_empty()
    }

    /// Whether every file that states the one thing gives way to one that states the other.
    pub(super) fn yields(&self, to_yield: &BTreeSet<&SnapshotId>, to_stay: &BTreeSet<&SnapshotId>) -> bool {
        let supersedes = |newer: &SnapshotId, old: &SnapshotId| {
            self.older.get(newer).is_some_and(|older| older.contains(old))
        };
        to_yield.iter().all(|old| to_stay.iter().any(|new| supersedes(new, old)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precedence_goes_over_steps_and_not_in_circles() {
        let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(SnapshotId::from);
        let pair = |newer: &SnapshotId, older: &SnapshotId| Supersedes {
            newer: newer.clone(),
            older: older.clone(),
        };
        let pairs = [pair(&a, &b), pair(&b, &c), pair(&d, &e), pair(&e, &d)];
        let precedence = Precedence::new(&pairs);
        let yields = |x, y| precedence.yields(&BTreeSet::from([x]), &BTreeSet::from([y]));
        assert!(yields(&c, &a) && yields(&b, &a) && !yields(&a, &c));
        assert!(!yields(&d, &e) && !yields(&e, &d));
        assert!(!precedence.yields(&BTreeSet::from([&c, &d]), &BTreeSet::from([&a])));
    }
}
