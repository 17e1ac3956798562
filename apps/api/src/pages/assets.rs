//! The style and the script. Their names hold their digest, so that browsers keep them for good.

use crate::problem::Problem;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::hex;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file that pages load.
struct Asset {
    /// Its name with its digest.
    name: String,
    media_type: &'static str,
    bytes: &'static str,
}

/// Digits of the digest in a name: 64 bits.
const DIGITS: usize = 16;

impl Asset {
    fn new(stem: &str, ending: &str, media_type: &'static str, bytes: &'static str) -> Self {
        let digest = hex::encode(&Sha256::digest(bytes.as_bytes()));
        Self { name: format!("{stem}-{}.{ending}", &digest[..DIGITS]), media_type, bytes }
    }

    fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../../assets/style.css"))
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("pages", "js", "text/javascript; charset=utf-8", include_str!("../../assets/pages.js"))
});

static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../../assets/icon.svg")));

/// Path of the style.
pub fn style() -> String {
    STYLE.path()
}

/// Path of the script.
pub fn script() -> String {
    SCRIPT.path()
}

/// Path of the icon.
pub fn icon() -> String {
    ICON.path()
}

/// Gives a file.
pub async fn show(Path(name): Path<String>) -> Result<Response, Problem> {
    let assets = [&*STYLE, &*SCRIPT, &*ICON];
    let asset = assets.into_iter().find(|asset| asset.name == name).ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "unknown-file", "there is no such file; reload the page")
    })?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, asset.bytes).into_response())
}
