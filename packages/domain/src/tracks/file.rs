//! The shape of `tracks.toml` and the checks on it.

use super::{LEAF_CLASSES, Layout, TrackFileError, TrackReference, Venue};
use crate::aliases::folded;
use crate::ids::{ClassKey, LayoutKey, VenueKey};
use crate::series::Series;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: BTreeMap<String, String>,
    venue: Vec<RawVenue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVenue {
    key: VenueKey,
    name: String,
    place: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    layout: Vec<RawLayout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayout {
    key: LayoutKey,
    since: Option<i16>,
    until: Option<i16>,
    class: ClassKey,
    length: f64,
    surface: String,
    turns: u8,
    banking: Option<String>,
    names: Vec<String>,
    sources: Vec<String>,
    #[serde(default)]
    laps: BTreeMap<String, BTreeMap<String, Vec<u32>>>,
}

pub(super) fn parse(text: &str) -> Result<TrackReference, TrackFileError> {
    let file: File = toml::from_str(text).map_err(|error| TrackFileError::Syntax(error.to_string()))?;
    let mut venues = BTreeMap::new();
    let mut layouts = BTreeMap::new();
    for raw in file.venue {
        for layout in raw.layout {
            let layout = checked(layout, &raw.key, &file.sources)?;
            if let Some(double) = layouts.insert(layout.key.clone(), layout) {
                return Err(TrackFileError::DoubleKey { what: "layout", key: double.key.0 });
            }
        }
        let venue = Venue {
            key: raw.key.clone(),
            name: raw.name,
            place: raw.place,
            latitude: raw.latitude,
            longitude: raw.longitude,
        };
        if let Some(double) = venues.insert(raw.key, venue) {
            return Err(TrackFileError::DoubleKey { what: "venue", key: double.key.0 });
        }
    }
    let by_name = names(&layouts)?;
    Ok(TrackReference { venues, layouts, by_name, sources: file.sources })
}

/// Layout keys by folded name, in key order; eras under one name may not overlap.
fn names(layouts: &BTreeMap<LayoutKey, Layout>) -> Result<BTreeMap<String, Vec<LayoutKey>>, TrackFileError> {
    let mut by_name: BTreeMap<String, Vec<LayoutKey>> = BTreeMap::new();
    for layout in layouts.values() {
        for name in &layout.names {
            let keys = by_name.entry(folded(name)).or_default();
            if keys.contains(&layout.key) {
                return Err(TrackFileError::BadLayout {
                    layout: layout.key.clone(),
                    problem: format!("name `{name}` is listed twice"),
                });
            }
            if let Some(first) = keys.iter().find(|first| overlap(&layouts[*first], layout)) {
                return Err(TrackFileError::EraOverlap {
                    name: name.clone(),
                    first: first.clone(),
                    second: layout.key.clone(),
                });
            }
            keys.push(layout.key.clone());
        }
    }
    Ok(by_name)
}

fn overlap(one: &Layout, other: &Layout) -> bool {
    let first = |layout: &Layout| layout.since.unwrap_or(i16::MIN);
    let last = |layout: &Layout| layout.until.unwrap_or(i16::MAX);
    first(one) <= last(other) && first(other) <= last(one)
}

fn checked(
    raw: RawLayout,
    venue: &VenueKey,
    sources: &BTreeMap<String, String>,
) -> Result<Layout, TrackFileError> {
    let bad = |problem: String| TrackFileError::BadLayout { layout: raw.key.clone(), problem };
    if !LEAF_CLASSES.contains(&raw.class.as_str()) {
        return Err(bad(format!("class `{}` is none of {}", raw.class, LEAF_CLASSES.join(", "))));
    }
    if !(0.1..=6.0).contains(&raw.length) {
        return Err(bad(format!("length {} miles is not within 0.1..6", raw.length)));
    }
    if let (Some(since), Some(until)) = (raw.since, raw.until)
        && until < since
    {
        return Err(bad(format!("era ends in {until} before it begins in {since}")));
    }
    if raw.names.iter().all(|name| folded(name).is_empty()) {
        return Err(bad("it has no name".to_owned()));
    }
    if let Some(source) = raw.sources.iter().find(|source| !sources.contains_key(*source)) {
        return Err(bad(format!("source `{source}` is not in [sources]")));
    }
    let mut laps = BTreeMap::new();
    for (series, seasons) in &raw.laps {
        let series: Series = series.parse().map_err(|error| bad(format!("laps: {error}")))?;
        for (span, races) in seasons {
            let (first, last) = seasons_of(span)
                .ok_or_else(|| bad(format!("laps: `{span}` is neither a season nor a span of seasons")))?;
            if races.is_empty() || races.iter().any(|laps| !(1..=1000).contains(laps)) {
                return Err(bad(format!("laps of {series} {span}: each race has 1..1000 laps")));
            }
            for season in first..=last {
                let in_era = raw.since.is_none_or(|since| since <= season)
                    && raw.until.is_none_or(|until| season <= until);
                if !in_era {
                    return Err(bad(format!("laps of {series} {season} lie outside its era")));
                }
                if laps.insert((series, season), races.clone()).is_some() {
                    return Err(bad(format!("laps of {series} {season} are stated twice")));
                }
            }
        }
    }
    Ok(Layout {
        venue: venue.clone(),
        class: raw.class,
        since: raw.since,
        until: raw.until,
        length_miles: raw.length,
        surface: raw.surface,
        turns: raw.turns,
        banking: raw.banking,
        names: raw.names,
        sources: raw.sources,
        laps,
        key: raw.key,
    })
}

/// First and last season of `2021` or `2019-2021`.
fn seasons_of(span: &str) -> Option<(i16, i16)> {
    let (first, last) = span.split_once('-').unwrap_or((span, span));
    let (first, last): (i16, i16) = (first.parse().ok()?, last.parse().ok()?);
    (1949 <= first && first <= last && last <= 2200).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one venue of two layouts; `second` is put into the second.
    fn file(second: &str) -> String {
        format!(
            "[sources]\nown = \"\"\n[[venue]]\nkey = \"a\"\nname = \"A\"\nplace = \"P\"\n\
             [[venue.layout]]\nkey = \"a\"\nuntil = 2021\nclass = \"short\"\nlength = 1.0\n\
             surface = \"asphalt\"\nturns = 4\nnames = [\"A Speedway\"]\nsources = [\"own\"]\n\
             [[venue.layout]]\n{second}\nsurface = \"asphalt\"\nturns = 4\n"
        )
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let check = |second: &str, want: &str| {
            let error = parse(&file(second)).unwrap_err().to_string();
            assert!(error.contains(want), "{error}");
        };
        let rest = "class = \"short\"\nlength = 1.0\nsources = [\"own\"]";
        check(&format!("key = \"a\"\nnames = [\"B\"]\n{rest}"), "layout key `a` is used twice");
        check(
            &format!("key = \"b\"\nsince = 2021\nnames = [\"a SPEEDWAY\"]\n{rest}"),
            "layouts `a` and `b` both claim the name `a SPEEDWAY`",
        );
        check(
            "key = \"b\"\nnames = [\"B\"]\nclass = \"oval\"\nlength = 1.0\nsources = []",
            "layout `b`: class `oval` is none of dirt, drafting",
        );
        check(
            "key = \"b\"\nnames = [\"B\"]\nclass = \"short\"\nlength = 100.0\nsources = []",
            "length 100 miles is not within",
        );
        check(
            "key = \"b\"\nnames = [\"B\"]\nclass = \"short\"\nlength = 1.0\nsources = [\"hearsay\"]",
            "source `hearsay` is not in [sources]",
        );
        check(
            &format!("key = \"b\"\nsince = 2022\nuntil = 2020\nnames = [\"B\"]\n{rest}"),
            "ends in 2020 before it begins in 2022",
        );
        let laps = |laps: &str| format!("key = \"b\"\nsince = 2022\nnames = [\"B\"]\n{rest}\n{laps}");
        check(&laps("laps.cup = { 2021 = [5] }"), "laps of cup 2021 lie outside its era");
        check(&laps("laps.cup = { 2022-2024 = [5], 2023 = [6] }"), "laps of cup 2023 are stated twice");
        check(&laps("laps.cup = { 2022 = [] }"), "each race has 1..1000 laps");
        check(&laps("laps.cup = { soon = [5] }"), "`soon` is neither a season nor a span");
        check(&laps("laps.indycar = { 2022 = [5] }"), "unknown series `indycar`");
        check(&laps("lapz = 5"), "line 23, column 1");
        check(
            &format!("key = \"b\"\nnames = [\"B\", \"b!\"]\n{rest}"),
            "layout `b`: name `b!` is listed twice",
        );
    }

    #[test]
    fn one_name_may_have_two_eras() {
        let text = file(
            "key = \"b\"\nsince = 2022\nnames = [\"A Speedway\"]\nclass = \"drafting\"\nlength = 1.0\n\
             sources = [\"own\"]\nlaps.xfinity = { 2022-2023 = [100, 90] }",
        );
        let tracks = parse(&text).unwrap();
        assert_eq!(tracks.resolve("a-speedway", 2021).unwrap().key.as_str(), "a");
        assert_eq!(
            tracks.resolve("A Speedway", 2022).unwrap().scheduled_laps(Series::Oreilly, 2023),
            [100, 90]
        );
    }
}
