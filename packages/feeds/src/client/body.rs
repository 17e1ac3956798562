//! Bodies within limits, before and after unpacking.

use super::error::FetchError;
use flate2::read::MultiGzDecoder;
use serde::de::IgnoredAny;
use std::io::{self, Read};

/// The first two bytes of gzip.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Why a body could not be read to its end.
pub(super) enum Fault {
    /// More than the limit.
    TooLarge { limit: u64, state: &'static str },
    /// Not what its headers say.
    Broken(String),
    /// The connection failed.
    Io(io::Error),
}

/// Reads a body of at most `packed` bytes and unpacks it to at most `unpacked`.
pub(super) fn read(
    body: impl Read,
    encoding: Option<&str>,
    packed: u64,
    unpacked: u64,
) -> Result<Vec<u8>, Fault> {
    let sent = collect(body, packed, "as sent", Fault::Io)?;
    let gzip = match encoding.map(str::trim) {
        None | Some("" | "identity") => sent.starts_with(&GZIP_MAGIC),
        Some("gzip" | "x-gzip") => true,
        Some(other) => {
            return Err(Fault::Broken(format!("it is encoded as {other}, which was not asked for")));
        }
    };
    if !gzip {
        return Ok(sent);
    }
    let broken = |error: io::Error| Fault::Broken(format!("broken gzip: {error}"));
    collect(MultiGzDecoder::new(sent.as_slice()), unpacked, "unpacked", broken)
}

fn collect(
    from: impl Read,
    limit: u64,
    state: &'static str,
    failed: impl Fn(io::Error) -> Fault,
) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Fault::TooLarge { limit, state });
    }
    Ok(bytes)
}

/// Refuses a body that is not whole JSON: an HTML page, or one that was cut.
pub(super) fn whole_json(url: &str, bytes: &[u8]) -> Result<(), FetchError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let broken = |reason: String| Err(FetchError::Broken { url: url.to_owned(), reason });
    if text.trim_ascii().is_empty() {
        return broken("it is empty".to_owned());
    }
    if text.trim_ascii_start().starts_with(b"<") {
        return broken("it is a web page, not JSON".to_owned());
    }
    match serde_json::from_slice::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) => broken(format!("it is not whole JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn shown(body: &[u8], encoding: Option<&str>) -> String {
        match read(body, encoding, 100, 1000) {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(Fault::TooLarge { limit, state }) => format!("over {limit} {state}"),
            Err(Fault::Broken(_)) => "broken".to_owned(),
            Err(Fault::Io(_)) => "io".to_owned(),
        }
    }

    #[test]
    fn limits_hold_before_and_after_unpacking() {
        assert_eq!(shown(&[b'1'; 100], None), "100 bytes");
        assert_eq!(shown(&[b'1'; 101], None), "over 100 as sent");
        let packed = gzip(&[b'1'; 1000]);
        assert_eq!(shown(&packed, Some("gzip")), "1000 bytes");
        assert_eq!(shown(&packed, None), "1000 bytes", "known by its first bytes");
        assert_eq!(shown(&gzip(&[b'1'; 1001]), Some("gzip")), "over 1000 unpacked");
        assert_eq!(shown(&packed[..packed.len() - 4], Some("gzip")), "broken");
        assert_eq!(shown(b"{}", Some("gzip")), "broken");
        assert_eq!(shown(b"{}", Some("br")), "broken");
    }

    #[test]
    fn only_whole_json_is_an_answer() {
        assert!(whole_json("x", b"\xef\xbb\xbf{\"a\": [1, 2]}\n").is_ok());
        for bad in [&b""[..], b" \n", b"<!DOCTYPE html>", b"{\"a\": [1, 2", b"[] Source: x", b"\xff"] {
            assert!(whole_json("x", bad).is_err(), "{bad:?}");
        }
        assert!(whole_json("x", "[".repeat(100_000).as_bytes()).is_err(), "nested without end");
    }
}
