//! The reference part of the graph, from the facts compiled into the program.

use domain::tracks::{Layout, TrackReference};
use graph::{ClassSeed, LayoutSeed, ReferenceSeed, VenueSeed};
use ontology::Ontology;

/// Classes from the ontology, venues and layouts from `data/reference/tracks.toml`.
pub fn seed() -> ReferenceSeed {
    let tracks = TrackReference::builtin();
    ReferenceSeed {
        classes: Ontology::builtin()
            .track_classes()
            .iter()
            .map(|class| ClassSeed {
                key: class.key.as_str().into(),
                name: Some(class.name.clone()),
                parent: class.is_a.as_deref().map(Into::into),
            })
            .collect(),
        venues: tracks
            .venues()
            .map(|venue| VenueSeed {
                key: venue.key.clone(),
                name: venue.name.clone(),
                latitude: venue.latitude,
                longitude: venue.longitude,
            })
            .collect(),
        layouts: tracks.layouts().map(layout_seed).collect(),
    }
}

fn layout_seed(layout: &Layout) -> LayoutSeed {
    LayoutSeed {
        key: layout.key.clone(),
        venue: layout.venue.clone(),
        class: layout.class.clone(),
        name: layout.names.first().cloned(),
        season_from: layout.since,
        season_to: layout.until,
        length_miles: Some(layout.length_miles),
        surface: Some(layout.surface.clone()),
        turns: Some(layout.turns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_has_its_class_and_venue_in_the_seed() {
        let seed = seed();
        for layout in &seed.layouts {
            assert!(seed.classes.iter().any(|c| c.key == layout.class), "{}", layout.key);
            assert!(seed.venues.iter().any(|v| v.key == layout.venue), "{}", layout.key);
        }
    }
}
