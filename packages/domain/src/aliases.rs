//! Names of drivers and tracks as sources spell them, brought to one form.

use crate::ids::DriverId;
use crate::nearest;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A text as lower-case words of ASCII letters and digits: accents dropped, points and apostrophes removed,
/// everything else a space. `Autódromo Hermanos Rodríguez` becomes `autodromo hermanos rodriguez`.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '.' | '\'' | '\u{2019}' | '`' => {}
            '\u{300}'..='\u{36f}' => {} // combining accents
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            c => match unaccented(c) {
                Some(letters) => out.push_str(letters),
                None => out.push(' '),
            },
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The plain letters of an accented Latin one.
fn unaccented(c: char) -> Option<&'static str> {
    Some(match c.to_lowercase().next()? {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ß' => "ss",
        'ś' | 'š' | 'ş' => "s",
        'ť' | 'ţ' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// A driver's name in normal form: words without decorations, and the suffix apart.
///
/// ```
/// use domain::aliases::NameKey;
///
/// let name = NameKey::of("* Martin Truex, Jr. (i)");
/// assert_eq!((name.words.as_str(), name.suffix), ("martin truex", Some("jr")));
/// assert_eq!(NameKey::of("A. J. Allmendinger"), NameKey::of("AJ Allmendinger"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey {
    /// Lower-case ASCII words; initials run together (`A. J.` is `aj`).
    pub words: String,
    /// `jr`, `sr`, `ii`, `iii` or `iv`.
    pub suffix: Option<&'static str>,
}

const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];

impl NameKey {
    /// Normal form of a name as a source writes it. Decorations go: `*` and `#` anywhere, and marks of at
    /// most two letters in brackets, such as `(i)`, `(P)`, `(C)`, `(R)`.
    pub fn of(raw: &str) -> NameKey {
        let text = folded(&without_marks(raw));
        let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let mut suffix = None;
        if words.len() > 2
            && let Some(found) = SUFFIXES.iter().find(|suffix| words.last() == Some(suffix))
        {
            suffix = Some(*found);
            words.pop();
        }
        NameKey { words: initials_joined(&words), suffix }
    }
}

fn without_marks(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('(') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        match after.find(')') {
            Some(close) if after[1..close].trim().chars().count() <= 2 => {
                out.push(' ');
                rest = &after[close + 1..];
            }
            _ => {
                out.push('(');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
    out.replace(['*', '#'], " ")
}

/// Leading initials run together: `a j allmendinger` is `aj allmendinger`, `john h nemechek` stays.
fn initials_joined(words: &[&str]) -> String {
    let initials = words.iter().take_while(|word| word.len() == 1).count();
    if initials < 2 {
        return words.join(" ");
    }
    let mut joined = vec![words[..initials].concat()];
    joined.extend(words[initials..].iter().map(|word| (*word).to_owned()));
    joined.join(" ")
}

/// How a name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// Letter by letter.
    Exact,
    /// After normalisation (case, accents, points, decorations).
    Normalised,
    /// By the alias table.
    Alias,
    /// After leaving a suffix out on one side (`Trey Burke` is `Trey Burke III`).
    WithoutSuffix,
}

/// Why a name was not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No driver of that name.
    #[error("unknown driver `{name}`{}", nearest::hint(.nearest))]
    Unknown {
        /// As written.
        name: String,
        /// Known names that come near.
        nearest: Vec<String>,
    },
    /// The name fits several drivers.
    #[error("driver name `{name}` matches {} drivers: {}", .drivers.len(), ids(.drivers))]
    Ambiguous {
        /// As written.
        name: String,
        /// Those it fits, in id order.
        drivers: Vec<DriverId>,
    },
    /// The alias table holds the name for a person to decide on.
    #[error("driver name `{name}` is held for review: it may be `{known}` (data/reference/aliases.toml)")]
    UnderReview {
        /// As written.
        name: String,
        /// Whose other spelling it may be.
        known: String,
    },
}

fn ids(drivers: &[DriverId]) -> String {
    drivers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Known drivers by name, for sources that carry no driver id.
#[derive(Clone, Debug, Default)]
pub struct DriverNames {
    exact: BTreeMap<String, Vec<DriverId>>,
    normal: BTreeMap<NameKey, Vec<DriverId>>,
}

impl DriverNames {
    /// The names of known drivers; a driver may come with several names, and twice.
    pub fn new<'a>(names: impl IntoIterator<Item = (DriverId, &'a str)>) -> DriverNames {
        let mut known = DriverNames::default();
        for (driver, name) in names {
            insert(known.exact.entry(name.to_owned()).or_default(), driver);
            insert(known.normal.entry(NameKey::of(name)).or_default(), driver);
        }
        known
    }

    /// The driver of a name as a source writes it: letter by letter, else normalised, else by the alias table,
    /// else with the suffix left out on one side (never `Jr.` against `Sr.`). The first step that fits decides.
    ///
    /// # Errors
    /// [`NameError::UnderReview`] of a name that is not known as it is and that the alias table holds for review.
    pub fn find(&self, name: &str) -> Result<(DriverId, NameMatch), NameError> {
        let key = NameKey::of(name);
        let steps: [(NameMatch, Vec<DriverId>); 4] = [
            (NameMatch::Exact, self.exact.get(name).cloned().unwrap_or_default()),
            (NameMatch::Normalised, self.of_key(&key)),
            (
                NameMatch::Alias,
                ALIASES.accepted.get(&key).map(|known| self.of_key(known)).unwrap_or_default(),
            ),
            (NameMatch::WithoutSuffix, self.without_suffix(&key)),
        ];
        for (how, drivers) in steps {
            if how == NameMatch::Alias
                && let Some(known) = ALIASES.review.get(&key)
            {
                return Err(NameError::UnderReview { name: name.to_owned(), known: known.clone() });
            }
            match drivers.as_slice() {
                [] => {}
                [driver] => return Ok((*driver, how)),
                _ => return Err(NameError::Ambiguous { name: name.to_owned(), drivers }),
            }
        }
        let known = self.exact.keys().map(String::as_str);
        Err(NameError::Unknown { name: name.to_owned(), nearest: nearest::nearest(name, known, 3) })
    }

    fn of_key(&self, key: &NameKey) -> Vec<DriverId> {
        self.normal.get(key).cloned().unwrap_or_default()
    }

    fn without_suffix(&self, key: &NameKey) -> Vec<DriverId> {
        let mut found = Vec::new();
        let from = NameKey { words: key.words.clone(), suffix: None };
        for (known, drivers) in self.normal.range(from..).take_while(|(known, _)| known.words == key.words) {
            if key.suffix.is_none() || known.suffix.is_none() {
                drivers.iter().for_each(|driver| insert(&mut found, *driver));
            }
        }
        found
    }
}

fn insert(drivers: &mut Vec<DriverId>, driver: DriverId) {
    if let Err(place) = drivers.binary_search(&driver) {
        drivers.insert(place, driver);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    driver: Vec<DriverAliases>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DriverAliases {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    review: Vec<String>,
    /// Races in which a join showed both names to be one car; for readers of the file.
    #[serde(rename = "joined")]
    _joined: u32,
}

/// The alias table.
struct Aliases {
    /// Other spelling to the name known.
    accepted: BTreeMap<NameKey, NameKey>,
    /// Other spelling to the name it may be.
    review: BTreeMap<NameKey, String>,
}

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/reference/aliases.toml"))
        .expect("aliases.toml is checked by a test");
    let mut table = Aliases { accepted: BTreeMap::new(), review: BTreeMap::new() };
    for driver in &file.driver {
        let of = |names: &[String]| names.iter().map(|name| NameKey::of(name)).collect::<Vec<_>>();
        table
            .accepted
            .extend(of(&driver.aliases).into_iter().map(|alias| (alias, NameKey::of(&driver.name))));
        table.review.extend(of(&driver.review).into_iter().map(|alias| (alias, driver.name.clone())));
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    fn key(words: &str, suffix: Option<&'static str>) -> NameKey {
        NameKey { words: words.to_owned(), suffix }
    }

    #[test]
    fn names_are_normalised() {
        let check = |raw: &str, words: &str, suffix: Option<&'static str>| {
            assert_eq!(NameKey::of(raw), key(words, suffix), "{raw}");
        };
        check("Ricky Stenhouse Jr.", "ricky stenhouse", Some("jr"));
        check("* Ricky Stenhouse, Jr (i)", "ricky stenhouse", Some("jr"));
        check("Daniel Suárez", "daniel suarez", None);
        check("Daniel Sua\u{301}rez #", "daniel suarez", None);
        check("A.J. Allmendinger(i)", "aj allmendinger", None);
        check("A. J. Allmendinger (P)", "aj allmendinger", None);
        check("Howie DiSavino III", "howie disavino", Some("iii"));
        check("John H. Nemechek", "john h nemechek", None);
        check("Kimi Räikkönen", "kimi raikkonen", None);
        check("Christian Eckes(C)", "christian eckes", None);
        check("Someone (withdrawn)", "someone withdrawn", None);
        check("Iv Jr", "iv jr", None);
        check("", "", None);
        check("(", "", None);
    }

    fn known() -> DriverNames {
        DriverNames::new([
            (DriverId(1), "Ricky Stenhouse Jr."),
            (DriverId(2), "John Hunter Nemechek"),
            (DriverId(3), "Trey Burke III"),
            (DriverId(4), "Pat Doe Sr."),
            (DriverId(5), "Pat Doe Jr."),
            (DriverId(6), "Trey Hutchens"),
        ])
    }

    #[test]
    fn a_name_is_found_by_the_first_step_that_fits() {
        let known = known();
        let check = |name: &str, id: u32, how: NameMatch| {
            assert_eq!(known.find(name), Ok((DriverId(id), how)), "{name}")
        };
        check("Ricky Stenhouse Jr.", 1, NameMatch::Exact);
        check("ricky stenhouse jr", 1, NameMatch::Normalised);
        check("John H. Nemechek", 2, NameMatch::Alias);
        check("Trey Burke", 3, NameMatch::WithoutSuffix);
        check("Trey Hutchens III", 6, NameMatch::WithoutSuffix);
        check("Pat Doe, Jr", 5, NameMatch::Normalised);
    }

    #[test]
    fn father_and_son_are_ambiguous_without_suffix_and_distinct_with_it() {
        assert_eq!(
            known().find("Pat Doe"),
            Err(NameError::Ambiguous { name: "Pat Doe".to_owned(), drivers: vec![DriverId(4), DriverId(5)] })
        );
        assert!(matches!(known().find("Pat Doe III"), Err(NameError::Unknown { .. })));
    }

    #[test]
    fn an_unknown_name_names_the_nearest() {
        let error = known().find("Trey Birke III").unwrap_err();
        assert!(error.to_string().contains("nearest: Trey Burke III"), "{error}");
    }

    #[test]
    fn every_alias_differs_from_its_name_once_normalised() {
        assert!(ALIASES.accepted.iter().all(|(alias, name)| alias != name));
        assert!(ALIASES.review.iter().all(|(alias, name)| *alias != NameKey::of(name)));
        assert_eq!((ALIASES.accepted.len(), ALIASES.review.len()), (4, 1));
    }

    #[test]
    fn a_name_under_review_finds_nobody_until_it_is_known_itself() {
        let white = (DriverId(7), "Jason White");
        let held = DriverNames::new([white]).find("Jason M. White");
        assert!(
            matches!(&held, Err(NameError::UnderReview { known, .. }) if known == "Jason White"),
            "{held:?}"
        );
        assert!(held.unwrap_err().to_string().contains("held for review"));
        let known = DriverNames::new([white, (DriverId(8), "Jason M White")]);
        assert_eq!(known.find("Jason M. White"), Ok((DriverId(8), NameMatch::Normalised)));
    }
}
