//! The phrases that notes are made of.

use super::{Random, Split};
use std::collections::BTreeMap;

/// The file of phrases.
pub(super) const TEXT: &str = include_str!("../../../../data/kernel/phrases.txt");
/// Every so many-th line of a section is withheld.
const WITHHELD: usize = 5;

pub(super) struct Phrases {
    sections: BTreeMap<String, Vec<String>>,
}

impl Phrases {
    pub fn builtin() -> Phrases {
        let mut sections: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut section = String::new();
        for line in TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(name) => name.clone_into(&mut section),
                None => sections.entry(section.clone()).or_default().push(line.to_owned()),
            }
        }
        Phrases { sections }
    }

    pub fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// A line of a section, of those of a split.
    pub fn pick<'a>(&'a self, section: &str, split: Split, random: &mut Random) -> &'a str {
        let lines = self.sections.get(section).expect("a section of the built-in file");
        let withheld = lines.len() / WITHHELD;
        let at = match split {
            Split::Withheld if withheld > 0 => random.below(withheld) * WITHHELD + WITHHELD - 1,
            Split::Withheld => random.below(lines.len()),
            Split::Train => {
                let number = random.below(lines.len() - withheld);
                number + number / (WITHHELD - 1)
            }
        };
        &lines[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_splits_share_no_line() {
        let phrases = Phrases::builtin();
        for (section, lines) in &phrases.sections {
            let (mut train, mut withheld) = (Vec::new(), Vec::new());
            let mut random = Random::new(1, 2);
            for _ in 0..lines.len() * 30 {
                train.push(phrases.pick(section, Split::Train, &mut random));
                withheld.push(phrases.pick(section, Split::Withheld, &mut random));
            }
            if lines.len() >= WITHHELD {
                let distinct =
                    |line: &&&str| lines.iter().filter(|other| other.as_str() == **line).count() == 1;
                assert!(withheld.iter().filter(distinct).all(|line| !train.contains(line)), "{section}");
            }
            let seen = lines
                .iter()
                .filter(|line| train.contains(&line.as_str()) || withheld.contains(&line.as_str()));
            assert_eq!(seen.count(), lines.len(), "{section}");
        }
    }
}
