//! Exhibitions of the Cup: the Clash, the Duels and the All-Star races.

use crate::ids::{LayoutKey, VenueKey};
use crate::series::Series;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What kind of exhibition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExhibitionKind {
    /// The season's opening Clash.
    Clash,
    /// The Daytona qualifying Duels: two races, no driver in both.
    Duels,
    /// The All-Star Open and the All-Star Race.
    AllStar,
}

/// An exhibition, under its race-log date.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exhibition {
    /// Race-log date (UTC, about the end).
    pub date: Date,
    /// Eastern date of the start.
    pub local: Date,
    /// Venue.
    pub venue: VenueKey,
    /// Layout.
    pub layout: LayoutKey,
    /// Kind.
    pub kind: ExhibitionKind,
    /// Races under that date, 1 or 2.
    pub races: u8,
    /// Name.
    pub name: String,
}

/// The exhibition of that race-log date at that venue, if it is one. Only the Cup has exhibitions.
pub fn exhibition(series: Series, date: Date, venue: &VenueKey) -> Option<&'static Exhibition> {
    if series != Series::Cup {
        return None;
    }
    TABLE.by_date.get(&(date, venue.clone()))
}

/// Whether the race of that race-log date at that venue is an exhibition.
///
/// ```
/// use domain::exhibitions::is_exhibition;
/// use domain::ids::VenueKey;
/// use domain::series::Series;
///
/// let daytona = VenueKey::from("daytona");
/// assert!(!is_exhibition(Series::Cup, "2025-02-16".parse()?, &daytona)); // the Daytona 500
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn is_exhibition(series: Series, date: Date, venue: &VenueKey) -> bool {
    exhibition(series, date, venue).is_some()
}

/// Whether a race that is not in the table counts as an exhibition by its size: a Cup race with fewer than
/// 30 distinct finishing places. The other series race for points with small fields (Trucks 2019-08-25: 29).
pub fn looks_like_exhibition(series: Series, distinct_finishes: usize) -> bool {
    series == Series::Cup && distinct_finishes < TABLE.cup_field_below
}

/// All exhibitions by date.
pub fn exhibitions() -> impl Iterator<Item = &'static Exhibition> {
    TABLE.by_date.values()
}

struct Table {
    cup_field_below: usize,
    by_date: BTreeMap<(Date, VenueKey), Exhibition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    cup_field_below: usize,
    exhibition: Vec<Exhibition>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/reference/exhibitions.toml"))
        .expect("exhibitions.toml is checked by a test");
    let by_date = file.exhibition.into_iter().map(|e| ((e.date, e.venue.clone()), e)).collect();
    Table { cup_field_below: file.cup_field_below, by_date }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracks::TrackReference;
    use jiff::civil::date;

    #[test]
    fn seven_seasons_have_clash_duels_and_all_star() {
        assert_eq!(exhibitions().count(), 22);
        for season in 2019..=2025 {
            let of = |kind| {
                exhibitions()
                    .filter(|e| e.date.year() == season && e.kind == kind)
                    .map(|e| e.races)
                    .sum::<u8>()
            };
            let kinds = [ExhibitionKind::Clash, ExhibitionKind::Duels, ExhibitionKind::AllStar];
            assert_eq!(kinds.map(of), [1, 2, 2], "{season}");
        }
    }

    #[test]
    fn layouts_stand_at_their_venues() {
        let tracks = TrackReference::builtin();
        assert!(exhibitions().all(|e| tracks.layout(&e.layout).is_some_and(|l| l.venue == e.venue)));
    }

    #[test]
    fn only_the_cup_has_them() {
        let daytona = VenueKey::from("daytona");
        assert!(is_exhibition(Series::Cup, date(2020, 2, 14), &daytona));
        assert!(!is_exhibition(Series::Cup, date(2020, 2, 16), &daytona));
        assert!(!is_exhibition(Series::Trucks, date(2020, 2, 14), &daytona));
        assert!(!is_exhibition(Series::Cup, date(2020, 2, 14), &VenueKey::from("texas")));
    }

    #[test]
    fn a_small_field_is_an_exhibition_in_the_cup_alone() {
        assert!(looks_like_exhibition(Series::Cup, 29));
        assert!(!looks_like_exhibition(Series::Cup, 30));
        assert!(!looks_like_exhibition(Series::Trucks, 29));
    }
}
