//! The built-in reference as text.

/// Name and text of each file of `data/reference` on which the reading of other files depends, in a fixed order.
///
/// ```
/// use domain::reference::TEXTS;
///
/// let (name, text) = TEXTS[0];
/// assert_eq!(name, "tracks.toml");
/// assert!(domain::tracks::TrackReference::parse(text).is_ok());
/// ```
pub const TEXTS: [(&str, &str); 3] = [
    ("tracks.toml", include_str!("../../../data/reference/tracks.toml")),
    ("statuses.toml", include_str!("../../../data/reference/statuses.toml")),
    ("aliases.toml", include_str!("../../../data/reference/aliases.toml")),
];
