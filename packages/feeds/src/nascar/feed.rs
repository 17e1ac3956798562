//! The feeds: name, address, and what becomes of each.

use domain::series::Series;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a feed is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All series of a season.
    Season,
    /// One series of a season.
    SeriesSeason,
    /// One race.
    Race,
    /// Whatever is on the track now.
    Live,
}

macro_rules! feeds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $scope:ident, $path:literal, $facts:literal;)*) => {
        /// A feed.
        ///
        /// ```
        /// use domain::series::Series;
        /// use feeds::nascar::Feed;
        ///
        /// let feed: Feed = "weekend-feed".parse().unwrap();
        /// assert_eq!(feed.path(2025, Series::Cup, 5550), "/cacher/2025/1/5550/weekend-feed.json");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Feed {
            $($(#[$doc])* $variant,)*
        }

        impl Feed {
            /// All feeds.
            pub const ALL: &'static [Feed] = &[$(Feed::$variant),*];

            /// Its name, kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Feed::$variant => $name,)* }
            }

            /// What it is about.
            pub fn scope(self) -> Scope {
                match self { $(Feed::$variant => Scope::$scope,)* }
            }

            /// Which facts it gives, in one line.
            pub fn facts(self) -> &'static str {
                match self { $(Feed::$variant => $facts,)* }
            }

            fn template(self) -> &'static str {
                match self { $(Feed::$variant => $path,)* }
            }
        }
    };
}

feeds! {
    /// The schedule of all series.
    RaceList = "race-list", Season, "/cacher/{year}/race_list_basic.json",
        "which races there are; their ids, dates, tracks and distances plan a run";
    /// The sessions of all weekends of a series.
    Schedule = "schedule", SeriesSeason, "/cacher/{year}/{series}/schedule-feed.json",
        "kept raw, counted";
    /// Results and sessions of a race week.
    WeekendFeed = "weekend-feed", Race, "/cacher/{year}/{series}/{race}/weekend-feed.json",
        "official results (start, finish, laps, laps led, car, team, make, status); entry list before the race; \
         practice and qualifying laps; cautions, leaders and stages, counted";
    /// Loop data.
    LoopStats = "loop-stats", Race, "/loopstats/prod/{year}/{series}/{race}.json",
        "the rows of a race log, with names and status from the weekend feed";
    /// The entry list.
    EntryList = "entry-list", Race, "/cacher/{year}/{series}/{race}/entryList.json",
        "kept raw, counted";
    /// Averages of consecutive practice laps.
    LapAverages = "lap-averages", Race, "/cacher/{year}/{series}/{race}/lap-averages.json",
        "practice: best lap and averages over 5 to 30 laps";
    /// Lap times.
    LapTimes = "lap-times", Race, "/cacher/{year}/{series}/{race}/lap-times.json",
        "laps as Parquet by race, with the cautions and leaders of the weekend feed; compared with laps completed and led";
    /// Notes of race control by lap.
    LapNotes = "lap-notes", Race, "/cacher/{year}/{series}/{race}/lap-notes.json",
        "kept raw, counted";
    /// Pit stops.
    PitStops = "pit-stops", Race, "/cacher/{year}/{series}/{race}/live-pit-data.json",
        "kept raw, counted";
    /// Flags.
    Flags = "flags", Race, "/cacher/{year}/{series}/{race}/live-flag-data.json",
        "kept raw, counted";
    /// Points of the stages.
    StagePoints = "stage-points", Race, "/cacher/{year}/{series}/{race}/live-stage-points.json",
        "kept raw, counted";
    /// The last frame of the live feed.
    LiveFeed = "live-feed", Race, "/cacher/{year}/{series}/{race}/live-feed.json",
        "kept raw, counted";
    /// The standings.
    Points = "points", Live, "/live/feeds/live-points.json",
        "kept raw, counted";
    /// Qualifying of 2019.
    Qualifying = "qualifying", Race, "/cacher/{year}/{series}/{race}/live-qualifying-data.json",
        "kept raw, counted";
    /// Qualifying results of 2019.
    Qualification = "qualification", Race, "/cacher/{year}/{series}/{race}/qualification.json",
        "kept raw, counted";
    /// Results of 2019.
    RaceResults = "race-results", Race, "/cacher/{year}/{series}/{race}/raceResults.json",
        "kept raw, counted";
}

/// A text that names no feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown feed `{0}`; the feeds are {names}", names = names())]
pub struct UnknownFeed(pub String);

fn names() -> String {
    Feed::ALL.iter().map(|feed| feed.name()).collect::<Vec<_>>().join(", ")
}

impl Feed {
    /// The path below the base address. Parts that the feed is not about are not used.
    pub fn path(self, year: i16, series: Series, race: u32) -> String {
        self.template()
            .replace("{year}", &year.to_string())
            .replace("{series}", &series.nascar_id().to_string())
            .replace("{race}", &race.to_string())
    }

    /// Whether the feed had this shape only up to 2019.
    pub fn is_of_2019(self) -> bool {
        matches!(self, Feed::Qualifying | Feed::Qualification | Feed::RaceResults | Feed::EntryList)
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Feed {
    type Err = UnknownFeed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Feed::ALL.iter().copied().find(|feed| feed.name() == text).ok_or_else(|| UnknownFeed(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_has_one_name_and_its_path_no_hole() {
        for &feed in Feed::ALL {
            assert_eq!(serde_json::to_value(feed).unwrap(), feed.name());
            assert_eq!(feed.name().parse(), Ok(feed));
            assert!(!feed.path(2025, Series::Trucks, 5550).contains(['{', '}']), "{feed}");
        }
        assert!("weather".parse::<Feed>().is_err());
    }

    #[test]
    fn the_table_of_the_docs_has_every_feed_with_its_facts() {
        let docs = include_str!("../../../../docs/feeds.md");
        for &feed in Feed::ALL {
            let facts = feed.facts().split_whitespace().collect::<Vec<_>>().join(" ");
            let line = format!("| `{feed}` | `{}` | {facts} |", feed.template());
            assert!(docs.contains(&line), "docs/feeds.md lacks the line\n{line}");
        }
    }
}
