//! Sequences of tokens, of which no one begins another.

use std::collections::BTreeMap;

/// A set of token sequences with what each stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    next: BTreeMap<u32, usize>,
    end: Option<usize>,
}

/// Where a sequence leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a node.
    On(usize),
    /// To the end of a sequence: its number.
    End(usize),
}

impl Trie {
    pub fn new() -> Trie {
        Trie { nodes: vec![Node::default()] }
    }

    /// Adds a sequence; false where it is empty, is there already, begins another or is begun by one.
    #[must_use]
    pub fn insert(&mut self, tokens: &[u32], number: usize) -> bool {
        let mut at = 0;
        for token in tokens {
            if self.nodes[at].end.is_some() {
                return false;
            }
            let fresh = self.nodes.len();
            at = *self.nodes[at].next.entry(*token).or_insert(fresh);
            if at == fresh {
                self.nodes.push(Node::default());
            }
        }
        let node = &mut self.nodes[at];
        if at == 0 || node.end.is_some() || !node.next.is_empty() {
            return false;
        }
        node.end = Some(number);
        true
    }

    /// Tokens that may follow at a node, in order.
    pub fn tokens(&self, at: usize) -> impl Iterator<Item = u32> + '_ {
        self.nodes[at].next.keys().copied()
    }

    /// Where a token leads from a node.
    pub fn step(&self, at: usize, token: u32) -> Option<Step> {
        let next = *self.nodes[at].next.get(&token)?;
        Some(self.nodes[next].end.map_or(Step::On(next), Step::End))
    }

    pub fn is_empty(&self) -> bool {
        self.nodes[0].next.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_end_where_they_end() {
        let mut trie = Trie::new();
        assert!(trie.insert(&[1, 2, 9], 0) && trie.insert(&[1, 3, 9], 1) && trie.insert(&[4, 9], 2));
        assert!(!trie.insert(&[1, 2], 3), "begins another");
        assert!(!trie.insert(&[4, 9, 9], 3), "is begun by another");
        assert!(!trie.insert(&[], 3));
        assert_eq!(trie.tokens(0).collect::<Vec<_>>(), [1, 4]);
        let Some(Step::On(node)) = trie.step(0, 1) else { panic!("1 begins two") };
        assert_eq!(trie.tokens(node).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(trie.step(0, 2), None);
        let Some(Step::On(node)) = trie.step(0, 4) else { panic!("4 begins one") };
        assert_eq!(trie.step(node, 9), Some(Step::End(2)));
    }
}
