//! Tracks: venues, their layouts by era, and scheduled laps.
//!
//! The facts are `data/reference/tracks.toml`, compiled in. A layout that changed is a new layout, so a name
//! resolves only together with a season.

mod file;

use crate::aliases::folded;
use crate::ids::{ClassKey, LayoutKey, VenueKey};
use crate::nearest;
use crate::series::Series;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Leaf classes a layout may have; the ontology has the same and the roots above them.
pub const LEAF_CLASSES: [&str; 7] =
    ["dirt", "drafting", "intermediate", "large-flat", "road", "short", "street"];

/// Names offered for an unknown one.
const NEAREST: usize = 3;

/// Words of so many tracks that they name none.
const COMMON: [&str; 11] = [
    "circuit",
    "course",
    "international",
    "motor",
    "motorsports",
    "park",
    "raceway",
    "road",
    "speedway",
    "street",
    "superspeedway",
];

/// The words of a track's name that tell it from others.
fn words(name: &str) -> BTreeSet<String> {
    let folded = folded(name);
    let telling = |word: &&str| word.len() > 3 && !COMMON.contains(word);
    folded.split_whitespace().filter(telling).map(str::to_owned).collect()
}

/// A place with one or more layouts.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// Key, `las-vegas`.
    pub key: VenueKey,
    /// Present name.
    pub name: String,
    /// Town and state.
    pub place: String,
    /// Degrees north, about +-0.02.
    pub latitude: Option<f64>,
    /// Degrees east, about +-0.02.
    pub longitude: Option<f64>,
}

/// A course at a venue in one era.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Key, `atlanta-2022`.
    pub key: LayoutKey,
    /// Venue.
    pub venue: VenueKey,
    /// Leaf class.
    pub class: ClassKey,
    /// First season of the era; none where no earlier layout is known under these names.
    pub since: Option<i16>,
    /// Last season of the era; none while it lasts.
    pub until: Option<i16>,
    /// Length of a lap in miles.
    pub length_miles: f64,
    /// `asphalt`, `concrete`, `dirt` or `asphalt/concrete`.
    pub surface: String,
    /// Number of turns.
    pub turns: u8,
    /// Banking of the turns in degrees, in words where it varies.
    pub banking: Option<String>,
    /// Names under which sources know it, the usual one first.
    pub names: Vec<String>,
    /// Where the facts are from: keys of [`TrackReference::sources`].
    pub sources: Vec<String>,
    laps: BTreeMap<(Series, i16), Vec<u32>>,
}

impl Layout {
    /// Whether `season` lies in the era.
    pub fn is_of(&self, season: i16) -> bool {
        self.since.is_none_or(|since| since <= season) && self.until.is_none_or(|until| season <= until)
    }

    /// The era in words: `2022-`, `-2021`, `2019-2021`, or `any season`.
    pub fn era(&self) -> String {
        let year = |year: Option<i16>| year.map_or(String::new(), |year| year.to_string());
        match (self.since, self.until) {
            (None, None) => "any season".to_owned(),
            (since, until) => format!("{}-{}", year(since), year(until)),
        }
    }

    /// Scheduled laps of the season's points races of `series` here, in calendar order as run; empty where not
    /// known.
    pub fn scheduled_laps(&self, series: Series, season: i16) -> &[u32] {
        self.laps.get(&(series, season)).map_or(&[], Vec::as_slice)
    }
}

/// Why a track name does not give a layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackError {
    /// No layout has that name.
    #[error("unknown track `{name}`{}", nearest::hint(.nearest))]
    UnknownTrack {
        /// As written.
        name: String,
        /// Known names that come near.
        nearest: Vec<String>,
    },
    /// The name is known, but not for that season.
    #[error("track `{name}` has no layout in {season}: it has {known}")]
    NoLayoutInSeason {
        /// As written.
        name: String,
        /// Season asked for.
        season: i16,
        /// Known layouts with their eras.
        known: String,
    },
}

/// What is wrong with a track file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackFileError {
    /// Not TOML of the expected shape; the message has line and column.
    #[error("{0}")]
    Syntax(String),
    /// A key is used twice.
    #[error("{what} key `{key}` is used twice")]
    DoubleKey {
        /// `venue` or `layout`.
        what: &'static str,
        /// The key.
        key: String,
    },
    /// A value of a layout is out of its range.
    #[error("layout `{layout}`: {problem}")]
    BadLayout {
        /// Its key.
        layout: LayoutKey,
        /// Field, value and range.
        problem: String,
    },
    /// Two layouts claim one name in one season.
    #[error("layouts `{first}` and `{second}` both claim the name `{name}` in the same season")]
    EraOverlap {
        /// The name.
        name: String,
        /// One layout.
        first: LayoutKey,
        /// The other.
        second: LayoutKey,
    },
}

/// All venues and layouts.
///
/// ```
/// use domain::{series::Series, tracks::TrackReference};
///
/// let tracks = TrackReference::builtin();
/// let phoenix = tracks.resolve("ISM Raceway", 2025)?;
/// assert_eq!((phoenix.key.as_str(), phoenix.length_miles), ("phoenix", 1.0));
/// assert_eq!(phoenix.scheduled_laps(Series::Cup, 2025), [312, 312]);
///
/// // A layout that was rebuilt is another layout, under the same name.
/// let [before, after] = [2021, 2022].map(|season| tracks.resolve("Atlanta Motor Speedway", season));
/// assert_ne!(before?.key, after?.key);
/// # Ok::<(), domain::tracks::TrackError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TrackReference {
    venues: BTreeMap<VenueKey, Venue>,
    layouts: BTreeMap<LayoutKey, Layout>,
    by_name: BTreeMap<String, Vec<LayoutKey>>,
    sources: BTreeMap<String, String>,
}

static BUILTIN: LazyLock<TrackReference> = LazyLock::new(|| {
    TrackReference::parse(include_str!("../../../data/reference/tracks.toml"))
        .expect("tracks.toml is checked by a test")
});

impl TrackReference {
    /// The reference compiled into the program.
    pub fn builtin() -> &'static TrackReference {
        &BUILTIN
    }

    /// Reads a file of the shape of `data/reference/tracks.toml`.
    pub fn parse(text: &str) -> Result<TrackReference, TrackFileError> {
        file::parse(text)
    }

    /// The layout that `name` meant in `season`. Case, accents and punctuation do not matter.
    pub fn resolve(&self, name: &str, season: i16) -> Result<&Layout, TrackError> {
        let Some(keys) = self.by_name.get(&folded(name)) else {
            return Err(TrackError::UnknownTrack { name: name.to_owned(), nearest: self.nearest(name) });
        };
        let layouts = || keys.iter().map(|key| &self.layouts[key]);
        layouts().find(|layout| layout.is_of(season)).ok_or_else(|| TrackError::NoLayoutInSeason {
            name: name.to_owned(),
            season,
            known: layouts().map(|l| format!("{} ({})", l.key, l.era())).collect::<Vec<_>>().join(", "),
        })
    }

    /// At most three known names near an unknown one: by spelling, else those with one of its words.
    fn nearest(&self, name: &str) -> Vec<String> {
        let names = || self.layouts.values().flat_map(|layout| layout.names.iter().map(String::as_str));
        let by_spelling = nearest::nearest(name, names(), NEAREST);
        if !by_spelling.is_empty() {
            return by_spelling;
        }
        let wanted = words(name);
        let shares = |known: &&str| words(known).iter().any(|word| wanted.contains(word));
        let found: BTreeSet<&str> = names().filter(shares).collect();
        found.into_iter().take(NEAREST).map(str::to_owned).collect()
    }

    /// A layout by key.
    pub fn layout(&self, key: &LayoutKey) -> Option<&Layout> {
        self.layouts.get(key)
    }

    /// All layouts in key order.
    pub fn layouts(&self) -> impl ExactSizeIterator<Item = &Layout> {
        self.layouts.values()
    }

    /// A venue by key.
    pub fn venue(&self, key: &VenueKey) -> Option<&Venue> {
        self.venues.get(key)
    }

    /// All venues in key order.
    pub fn venues(&self) -> impl ExactSizeIterator<Item = &Venue> {
        self.venues.values()
    }

    /// Citations by source key.
    pub fn sources(&self) -> &BTreeMap<String, String> {
        &self.sources
    }

    /// Scheduled laps of the `occurrence`-th (from 0, in calendar order) points race of the season there;
    /// none where not known.
    pub fn scheduled_laps(
        &self,
        layout: &LayoutKey,
        series: Series,
        season: i16,
        occurrence: usize,
    ) -> Option<u32> {
        self.scheduled_laps_all(layout, series, season).get(occurrence).copied()
    }

    /// Scheduled laps of all points races of the season there, in calendar order; empty where not known.
    pub fn scheduled_laps_all(&self, layout: &LayoutKey, series: Series, season: i16) -> &[u32] {
        self.layouts.get(layout).map_or(&[], |layout| layout.scheduled_laps(series, season))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, season: i16) -> String {
        TrackReference::builtin().resolve(name, season).unwrap().key.0.clone()
    }

    #[test]
    fn a_changed_layout_is_a_new_one() {
        let check = |name: &str, last: i16, before: &str, after: &str| {
            assert_eq!(key(name, last), before);
            assert_eq!(key(name, last + 1), after);
        };
        check("Atlanta Motor Speedway", 2021, "atlanta", "atlanta-2022");
        check("Sonoma Raceway", 2021, "sonoma-carousel", "sonoma-2022");
        check("Charlotte Motor Speedway Road Course", 2023, "charlotte-roval", "charlotte-roval-2024");
        check("Circuit of The Americas", 2024, "cota", "cota-2025");
    }

    #[test]
    fn a_renamed_track_is_the_same() {
        let check =
            |one: &str, other: &str, season: i16| assert_eq!(key(one, season), key(other, season), "{one}");
        check("ISM Raceway", "Phoenix Raceway", 2019);
        check("Dover International Speedway", "Dover Motor Speedway", 2022);
        check("World Wide Technology Raceway at Gateway", "World Wide Technology Raceway", 2021);
        check("Milwaukee Mile Speedway", "The Milwaukee Mile", 2023);
        check("DAYTONA Road Course", "Daytona International Speedway Road Course", 2021);
        check("EchoPark Speedway", "Atlanta Motor Speedway", 2025);
        check("autodromo hermanos rodriguez", "Autódromo Hermanos Rodríguez", 2025);
    }

    #[test]
    fn an_unknown_name_gives_the_nearest() {
        let error = TrackReference::builtin().resolve("Darlingtn Raceway", 2025).unwrap_err();
        assert!(error.to_string().contains("(nearest: Darlington Raceway"), "{error}");
        let error = TrackReference::builtin().resolve("The Glen at Watkins", 2025).unwrap_err();
        assert!(error.to_string().contains("(nearest: Watkins Glen"), "{error}");
        let common = "motor speedway ".repeat(9);
        let error = TrackReference::builtin().resolve(&common, 2025).unwrap_err();
        assert_eq!(error.to_string(), format!("unknown track `{common}`"), "words of many tracks name none");
        let error = TrackReference::builtin().resolve("Sonoma Raceway", 2018).unwrap_err();
        assert_eq!(
            error.to_string(),
            "track `Sonoma Raceway` has no layout in 2018: it has sonoma-2022 (2022-), sonoma-carousel (2019-2021)"
        );
    }

    #[test]
    fn scheduled_laps_are_by_occurrence() {
        let laps = |layout: &str, series, season, occurrence| {
            TrackReference::builtin().scheduled_laps(&LayoutKey::from(layout), series, season, occurrence)
        };
        assert_eq!(laps("daytona", Series::Cup, 2025, 0), Some(200));
        assert_eq!(laps("daytona", Series::Cup, 2025, 1), Some(160));
        assert_eq!(laps("daytona", Series::Cup, 2025, 2), None);
        assert_eq!(laps("darlington", Series::Cup, 2020, 1), Some(228));
        assert_eq!(laps("pocono", Series::Cup, 2020, 1), Some(140));
        assert_eq!(laps("knoxville", Series::Cup, 2021, 0), None);
        assert_eq!(laps("nowhere", Series::Cup, 2021, 0), None);
    }

    #[test]
    fn a_race_distance_is_plausible() {
        for layout in TrackReference::builtin().layouts() {
            for ((series, season), laps) in &layout.laps {
                for &laps in laps {
                    let miles = f64::from(laps) * layout.length_miles;
                    assert!((75.0..=605.0).contains(&miles), "{} {series} {season}: {miles}", layout.key);
                }
            }
        }
    }

    #[test]
    fn every_class_of_the_sport_has_a_layout() {
        let classes: std::collections::BTreeSet<&str> =
            TrackReference::builtin().layouts().map(|layout| layout.class.as_str()).collect();
        assert_eq!(classes.into_iter().collect::<Vec<_>>(), LEAF_CLASSES);
    }
}
