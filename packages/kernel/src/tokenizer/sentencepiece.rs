//! SentencePiece by scores: neighbouring pieces are merged, the best-scored merge of all first.

use std::collections::{BinaryHeap, HashMap};

/// How SentencePiece writes a space.
pub(super) const SPACE: char = '\u{2581}';

pub(super) struct SentencePiece {
    tokens: HashMap<String, u32>,
    scores: Vec<f32>,
    bytes: Option<Box<[u32; 256]>>,
    unknown: Option<u32>,
    add_space: bool,
}

/// A piece of the text, linked with its neighbours; empty once merged into its left one.
struct Piece {
    start: usize,
    end: usize,
    left: Option<usize>,
    right: Option<usize>,
}

/// A possible merge. The higher score is taken first; of equal ones the one further left.
#[derive(PartialEq)]
struct Merge {
    score: f32,
    left: usize,
    right: usize,
    bytes: usize,
}

impl Eq for Merge {}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then(other.left.cmp(&self.left))
    }
}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl SentencePiece {
    /// `mergeable` are the tokens that text may become.
    pub(super) fn new(
        mergeable: impl Iterator<Item = (String, u32)>,
        scores: Vec<f32>,
        bytes: Option<Box<[u32; 256]>>,
        unknown: Option<u32>,
        add_space: bool,
    ) -> SentencePiece {
        SentencePiece { tokens: mergeable.collect(), scores, bytes, unknown, add_space }
    }

    /// Tokens of a text; `first` if nothing or a control token stands before it.
    pub(super) fn encode(&self, text: &str, first: bool, out: &mut Vec<u32>) {
        if text.is_empty() {
            return;
        }
        let mut written = String::with_capacity(text.len() + 8);
        if self.add_space && first {
            written.push(SPACE);
        }
        written.extend(text.chars().map(|c| if c == ' ' { SPACE } else { c }));
        for (start, end) in self.merged(&written) {
            self.spell(&written[start..end], out);
        }
    }

    /// Where the pieces stand once nothing more can be merged.
    fn merged(&self, text: &str) -> Vec<(usize, usize)> {
        let mut pieces: Vec<Piece> = text
            .char_indices()
            .enumerate()
            .map(|(at, (start, c))| Piece {
                start,
                end: start + c.len_utf8(),
                left: at.checked_sub(1),
                right: Some(at + 1),
            })
            .collect();
        if let Some(last) = pieces.last_mut() {
            last.right = None;
        }
        let mut queue = BinaryHeap::new();
        for right in 1..pieces.len() {
            self.offer(text, &pieces, right - 1, right, &mut queue);
        }
        while let Some(Merge { left, right, bytes, .. }) = queue.pop() {
            let (one, other) = (&pieces[left], &pieces[right]);
            // One of the two has been merged since.
            if one.start == one.end || other.start == other.end || other.end - one.start != bytes {
                continue;
            }
            let (end, after) = (other.end, other.right);
            pieces[right].end = pieces[right].start;
            pieces[left].end = end;
            pieces[left].right = after;
            if let Some(after) = after {
                pieces[after].left = Some(left);
                self.offer(text, &pieces, left, after, &mut queue);
            }
            if let Some(before) = pieces[left].left {
                self.offer(text, &pieces, before, left, &mut queue);
            }
        }
        pieces.iter().filter(|piece| piece.start < piece.end).map(|piece| (piece.start, piece.end)).collect()
    }

    fn offer(&self, text: &str, pieces: &[Piece], left: usize, right: usize, queue: &mut BinaryHeap<Merge>) {
        let (start, end) = (pieces[left].start, pieces[right].end);
        if let Some(token) = self.tokens.get(&text[start..end]) {
            let score = self.scores[*token as usize];
            queue.push(Merge { score, left, right, bytes: end - start });
        }
    }

    /// A piece as its token, else byte by byte, else as the unknown token.
    fn spell(&self, piece: &str, out: &mut Vec<u32>) {
        if let Some(token) = self.tokens.get(piece) {
            out.push(*token);
        } else if let Some(bytes) = &self.bytes {
            out.extend(piece.bytes().map(|byte| bytes[usize::from(byte)]));
        } else if let Some(unknown) = self.unknown {
            out.push(unknown);
        }
    }
}
