//! The time zone of a track, from the place of its venue.

/// The zone (IANA) of a place such as `Avondale, Arizona`; none where the place is in none of those listed.
///
/// A state that lies in two zones is decided by the city: of NASCAR's venues only Tennessee's need that.
pub(crate) fn of_place(place: &str) -> Option<&'static str> {
    let state = place.rsplit(',').next()?.trim();
    let zone = match state {
        "Tennessee" if place.starts_with("Bristol") => "America/New_York",
        "Connecticut" | "Delaware" | "Florida" | "Georgia" | "Kentucky" | "Maryland" | "New Hampshire"
        | "New Jersey" | "New York" | "North Carolina" | "Ohio" | "Pennsylvania" | "South Carolina"
        | "Virginia" | "West Virginia" => "America/New_York",
        "Indiana" => "America/Indiana/Indianapolis",
        "Michigan" => "America/Detroit",
        "Ontario" => "America/Toronto",
        "Alabama" | "Illinois" | "Iowa" | "Kansas" | "Minnesota" | "Missouri" | "Tennessee" | "Texas"
        | "Wisconsin" => "America/Chicago",
        "Mexico" => "America/Mexico_City",
        "Colorado" => "America/Denver",
        "Arizona" => "America/Phoenix",
        "California" | "Nevada" | "Oregon" | "Washington" => "America/Los_Angeles",
        _ => return None,
    };
    Some(zone)
}

#[cfg(test)]
mod tests {
    use super::of_place;
    use domain::tracks::TrackReference;
    use jiff::tz::TimeZone;

    #[test]
    fn every_venue_of_the_reference_has_a_zone_that_exists() {
        let reference = TrackReference::builtin();
        for layout in reference.layouts() {
            let place = &reference.venue(&layout.venue).expect("a layout has its venue").place;
            let zone = of_place(place).unwrap_or_else(|| panic!("{place}: no zone"));
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn the_city_decides_where_the_state_does_not() {
        assert_eq!(of_place("Bristol, Tennessee"), Some("America/New_York"));
        assert_eq!(of_place("Lebanon, Tennessee"), Some("America/Chicago"));
        assert_eq!(of_place("Le Mans, France"), None);
    }
}
