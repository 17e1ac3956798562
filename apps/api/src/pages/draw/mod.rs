//! Charts, drawn as SVG on the server. Colours are classes of the style, so that they follow light and dark; every value
//! that a chart shows is printed beside it or in it.

pub mod axis;
pub mod band;
pub mod bar;
pub mod columns;
pub mod dots;
pub mod finishes;
pub mod square;
pub mod star;
pub mod strip;

/// Text as XML takes it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
