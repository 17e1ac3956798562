//! Which items have no maximum-likelihood estimate, and why.

use super::Rankings;
use std::fmt;

/// The likelihood has no maximum: some items' log-worths run off to infinity against the others'.
///
/// `I` is how an item is named: its index here, a driver's name after [`NoEstimate::named`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoEstimate<I = usize> {
    /// The items to leave out (or to shrink by a prior), with the reason, in item order: all outside the
    /// largest set within which an estimate exists; all items where no set is the largest.
    pub items: Vec<(I, Reason)>,
    /// Number of items in all.
    pub of: usize,
}

/// Why an item has no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It stands in no order with another item.
    NeverRaced,
    /// It was last in every order: its worth runs to zero.
    NeverBeatAnyone,
    /// It was first in every order: its worth runs to infinity.
    NeverBeaten,
    /// It has beaten and been beaten, but no chain of finishes leads from the largest set to it and back.
    Separate,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::NeverRaced => "never raced another",
            Reason::NeverBeatAnyone => "never beat anyone",
            Reason::NeverBeaten => "never beaten",
            Reason::Separate => "not compared both ways with the others",
        })
    }
}

impl<I> NoEstimate<I> {
    /// The same with the caller's names.
    pub fn named<N>(&self, name: impl Fn(&I) -> N) -> NoEstimate<N> {
        let items = self.items.iter().map(|(item, reason)| (name(item), *reason)).collect();
        NoEstimate { items, of: self.of }
    }
}

impl<I: fmt::Display> fmt::Display for NoEstimate<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no maximum-likelihood estimate exists for {} of {} items: ", self.items.len(), self.of)?;
        for (number, (item, reason)) in self.items.iter().enumerate() {
            let separator = if number == 0 { "" } else { ", " };
            write!(f, "{separator}{item} ({reason})")?;
        }
        Ok(())
    }
}

impl<I: fmt::Debug + fmt::Display> std::error::Error for NoEstimate<I> {}

/// Passes where every item has an estimate.
///
/// # Errors
/// [`NoEstimate`] names the items that have none.
pub fn check(rankings: &Rankings) -> Result<(), NoEstimate> {
    // Neighbours in an order are edges enough: "ahead of" within one order is transitive.
    let mut ahead_of = vec![Vec::new(); rankings.items()];
    let mut behind = vec![Vec::new(); rankings.items()];
    for order in rankings.orders() {
        for pair in order.windows(2) {
            ahead_of[pair[0]].push(pair[1]);
            behind[pair[1]].push(pair[0]);
        }
    }
    let component = components(&ahead_of, &behind);
    let mut sizes = vec![0usize; component.iter().max().map_or(0, |last| last + 1)];
    component.iter().for_each(|&c| sizes[c] += 1);
    if sizes.len() <= 1 {
        return Ok(());
    }
    let most = sizes.iter().copied().max().unwrap_or(0);
    let main = match sizes.iter().filter(|&&size| size == most).count() {
        1 => sizes.iter().position(|&size| size == most),
        _ => None,
    };
    let reason = |item: usize| match (ahead_of[item].is_empty(), behind[item].is_empty()) {
        (true, true) => Reason::NeverRaced,
        (true, false) => Reason::NeverBeatAnyone,
        (false, true) => Reason::NeverBeaten,
        (false, false) => Reason::Separate,
    };
    let outside = (0..rankings.items()).filter(|&item| Some(component[item]) != main);
    Err(NoEstimate { items: outside.map(|item| (item, reason(item))).collect(), of: rankings.items() })
}

/// Strongly connected component of each item (Kosaraju): a walk forwards orders the items by when they
/// are finished with, a walk backwards from the last finished collects one component at a time.
fn components(forwards: &[Vec<usize>], backwards: &[Vec<usize>]) -> Vec<usize> {
    let items = forwards.len();
    let mut finished = Vec::with_capacity(items);
    let mut seen = vec![false; items];
    for root in 0..items {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        let mut path = vec![(root, 0)];
        while let Some((item, next)) = path.last_mut() {
            match forwards[*item].get(*next) {
                Some(&neighbour) => {
                    *next += 1;
                    if !seen[neighbour] {
                        seen[neighbour] = true;
                        path.push((neighbour, 0));
                    }
                }
                None => {
                    finished.push(*item);
                    path.pop();
                }
            }
        }
    }
    let mut component = vec![usize::MAX; items];
    let mut count = 0;
    for &root in finished.iter().rev() {
        if component[root] != usize::MAX {
            continue;
        }
        component[root] = count;
        let mut open = vec![root];
        while let Some(item) = open.pop() {
            for &neighbour in &backwards[item] {
                if component[neighbour] == usize::MAX {
                    component[neighbour] = count;
                    open.push(neighbour);
                }
            }
        }
        count += 1;
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;
    use Reason::*;

    fn check_names(items: usize, orders: &[&[usize]], expected: &[(usize, Reason)]) {
        let rankings = Rankings::new(items, orders).unwrap();
        let found = check(&rankings).map_or_else(|error| error.items, |()| Vec::new());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_cycle_is_enough() {
        check_names(3, &[&[0, 1], &[1, 2], &[2, 0]], &[]);
        check_names(0, &[], &[]);
        check_names(1, &[&[0]], &[]);
    }

    #[test]
    fn the_last_of_every_race_and_the_first_of_every_race_are_named() {
        check_names(4, &[&[0, 1, 2, 3], &[0, 2, 1]], &[(0, NeverBeaten), (3, NeverBeatAnyone)]);
    }

    #[test]
    fn who_never_raced_is_named() {
        check_names(4, &[&[0, 1], &[1, 0], &[2]], &[(2, NeverRaced), (3, NeverRaced)]);
    }

    #[test]
    fn a_group_below_the_others_is_named() {
        let orders: [&[usize]; 5] = [&[0, 1, 2], &[2, 1, 0], &[3, 4], &[4, 3], &[0, 3]];
        check_names(5, &orders, &[(3, Separate), (4, Separate)]);
    }

    #[test]
    fn two_sets_of_one_size_are_both_named() {
        check_names(2, &[&[0, 1]], &[(0, NeverBeaten), (1, NeverBeatAnyone)]);
    }

    #[test]
    fn the_message_carries_the_callers_names() {
        let rankings = Rankings::new(3, [&[0, 1, 2][..], &[1, 0, 2]]).unwrap();
        let error = check(&rankings).unwrap_err().named(|&item| ["Burton", "Sadler", "Renfrow"][item]);
        let text = "no maximum-likelihood estimate exists for 1 of 3 items: Renfrow (never beat anyone)";
        assert_eq!(error.to_string(), text);
    }
}
