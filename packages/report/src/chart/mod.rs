//! Drawing: bitmaps in memory, with a font that comes with a crate, so that every machine draws the same bytes.

mod intervals;
pub(crate) mod page;

pub use intervals::{Interval, intervals};

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::sync::Once;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The drawing library refused.
    #[error("drawing `{title}`: {reason}")]
    Drawing {
        /// Title of the picture.
        title: String,
        /// Its reason.
        reason: String,
    },
    /// The picture could not be encoded.
    #[error("encoding a picture: {0}")]
    Encoding(#[from] png::EncodingError),
    /// Nothing to draw.
    #[error("`{0}` has no rows to draw")]
    Empty(String),
}

/// Colours of the Okabe-Ito palette: safe for colour-blind eyes.
pub(crate) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(crate) const ORANGE: RGBColor = RGBColor(213, 94, 0);
/// The blue on white, opaque.
pub(crate) const LIGHT: RGBColor = RGBColor(150, 199, 226);
pub(crate) const INK: RGBColor = RGBColor(34, 34, 34);
pub(crate) const MUTED: RGBColor = RGBColor(105, 105, 105);
pub(crate) const GRID: RGBColor = RGBColor(225, 225, 225);

/// Registers the crate's fonts under the only name the charts use.
fn use_own_font() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // A font is refused only when its bytes are not a font; these are constants of a crate.
        let regular = register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular());
        let bold = register_font("sans-serif", FontStyle::Bold, dejavu::sans::bold());
        assert!(regular.is_ok() && bold.is_ok(), "the fonts of the dejavu crate are fonts");
    });
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
