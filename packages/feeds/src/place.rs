//! Track names to venue and layout, each name and season looked up once a file.

use crate::table::Fault;
use domain::ids::{LayoutKey, VenueKey};
use domain::tracks::{TrackError, TrackReference};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where a race runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The track's name as the source wrote it.
    pub track_name: String,
    /// Venue.
    pub venue: VenueKey,
    /// Layout of that era.
    pub layout: LayoutKey,
}

/// Remembers what was looked up.
pub(crate) struct Places<'t> {
    tracks: &'t TrackReference,
    known: HashMap<i16, HashMap<String, Result<Place, Fault>>>,
}

impl<'t> Places<'t> {
    pub(crate) fn new(tracks: &'t TrackReference) -> Self {
        Self { tracks, known: HashMap::new() }
    }

    /// The place of a name in a season; `column` names the field in a fault.
    pub(crate) fn find(&mut self, column: &'static str, name: &str, season: i16) -> Result<Place, Fault> {
        let of_season = self.known.entry(season).or_default();
        if let Some(found) = of_season.get(name) {
            return found.clone();
        }
        let found = look_up(self.tracks, column, name, season);
        of_season.insert(name.to_owned(), found.clone());
        found
    }
}

fn look_up(tracks: &TrackReference, column: &'static str, name: &str, season: i16) -> Result<Place, Fault> {
    match tracks.resolve(name, season) {
        Ok(layout) => {
            Ok(Place { track_name: name.to_owned(), venue: layout.venue.clone(), layout: layout.key.clone() })
        }
        Err(TrackError::UnknownTrack { nearest, .. }) => {
            let next_step = match nearest.first() {
                Some(near) => {
                    format!("write `{near}` if that is meant; `backstretch tracks` lists all names")
                }
                None => "correct the row; `backstretch tracks` lists all names".to_owned(),
            };
            Err(Fault::new(column, "unknown-track", name, "is not a known track", next_step))
        }
        Err(error @ TrackError::NoLayoutInSeason { .. }) => {
            let next_step =
                "correct the date or the name; `backstretch tracks` lists the seasons of each layout";
            Err(Fault::new(column, "no-layout-in-season", name, error.to_string(), next_step))
        }
    }
}
