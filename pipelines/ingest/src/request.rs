//! What a run is asked to do.

use crate::error::IngestError;
use domain::series::Series;
use feeds::nascar::Feed;
use serde::{Deserialize, Serialize};

/// Which races are worked on again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reprocess {
    /// Only those that were never done, or may have changed since.
    #[default]
    None,
    /// Those that failed, wholly or in part.
    Failed,
    /// All.
    All,
}

/// In which order races are worked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// Where bodies come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// The feeds at `NASCAR_API_URL`.
    Live,
    /// Answers kept by earlier runs.
    Recorded,
    /// Files in a folder, laid out like the addresses.
    Files,
    /// The simulated league.
    League,
}

impl SourceKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Recorded => "recorded",
            Self::Files => "files",
            Self::League => "league",
        }
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunRequest {
    /// Series.
    pub series: Vec<Series>,
    /// First season.
    pub from: i16,
    /// Last season.
    pub to: i16,
    /// Only these races, by NASCAR's id; all where it is empty.
    #[serde(default)]
    pub races: Vec<u32>,
    /// Only these feeds of a race; the usual ones where it is empty.
    #[serde(default)]
    pub feeds: Vec<Feed>,
    /// Which races are worked on again.
    #[serde(default)]
    pub reprocess: Reprocess,
    /// In which order.
    #[serde(default)]
    pub order: Order,
    /// Sources, the preferred first.
    pub sources: Vec<SourceKind>,
}

impl RunRequest {
    /// One season of a series from the live feeds.
    pub fn season(series: Series, season: i16) -> Self {
        Self {
            series: vec![series],
            from: season,
            to: season,
            races: Vec::new(),
            feeds: Vec::new(),
            reprocess: Reprocess::default(),
            order: Order::default(),
            sources: vec![SourceKind::Live],
        }
    }

    /// The feeds of a race that are fetched.
    pub fn race_feeds(&self) -> Vec<Feed> {
        if self.feeds.is_empty() { RACE_FEEDS.to_vec() } else { self.feeds.clone() }
    }

    /// Refuses what no run can do.
    ///
    /// # Errors
    /// When there is no series, season, source or race feed in it.
    pub fn check(&self) -> Result<(), IngestError> {
        let refuse = |text: &str| Err(IngestError::Request(text.to_owned()));
        if self.series.is_empty() {
            return refuse("no series is asked for; name cup, oreilly or trucks");
        }
        if self.from > self.to || self.from < 2015 || self.to > 2100 {
            return refuse("seasons go from 2015 on, the first not after the last");
        }
        if self.sources.is_empty() {
            return refuse("no source is given; name live, recorded, files or league");
        }
        match self.feeds.iter().find(|feed| feed.scope() != feeds::nascar::feed::Scope::Race) {
            Some(feed) => refuse(&format!("{feed} is not a feed of one race")),
            None => Ok(()),
        }
    }
}

/// The feeds of a race that a run fetches unless told otherwise.
pub const RACE_FEEDS: [Feed; 8] = [
    Feed::WeekendFeed,
    Feed::LoopStats,
    Feed::LapAverages,
    Feed::LapTimes,
    Feed::PitStops,
    Feed::Flags,
    Feed::StagePoints,
    Feed::LapNotes,
];

/// Feeds by their names.
///
/// # Errors
/// When one of them is not known.
pub fn feeds_named(names: &[String]) -> Result<Vec<Feed>, IngestError> {
    names
        .iter()
        .map(|name| {
            name.parse().map_err(|error: feeds::nascar::UnknownFeed| IngestError::Request(error.to_string()))
        })
        .collect()
}
