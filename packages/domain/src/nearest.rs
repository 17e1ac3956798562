//! Names near a mistyped one, for errors that help.

/// At most `count` of `known` nearest to `wanted` by edit distance over characters, nearest first, ties in
/// the order of the names; names further off than half of the longer one are left out.
///
/// ```
/// use domain::nearest::nearest;
///
/// assert_eq!(nearest("Dovr", ["Dover", "Daytona", "Iowa"], 3), ["Dover"]);
/// ```
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let letters = |text: &str| text.chars().count();
    let mut scored: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let distance = edit_distance(&wanted, &lower);
            (2 * distance <= letters(&wanted).max(letters(&lower))).then_some((distance, name))
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    scored.into_iter().take(count).map(|(_, name)| name.to_owned()).collect()
}

/// Levenshtein distance: the fewest insertions, deletions and substitutions of characters that make `a` into `b`.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, &left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &right) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// ` (nearest: A, B)`, or nothing where there are none.
pub(crate) fn hint(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (nearest: {})", names.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_is_levenshtein() {
        let check = |a: &str, b: &str, want: usize| {
            assert_eq!(edit_distance(a, b), want);
            assert_eq!(edit_distance(b, a), want);
        };
        check("kitten", "sitting", 3);
        check("", "abc", 3);
        check("same", "same", 0);
    }

    #[test]
    fn far_names_are_left_out() {
        assert_eq!(nearest("Dovr", ["Dover", "Daytona", "Iowa"], 3), vec!["Dover"]);
        assert!(nearest("xyzzy", ["Dover", "Iowa"], 3).is_empty());
    }
}
