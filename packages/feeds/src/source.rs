//! Reading files: plain or gzip, in bounded memory; what is not text is refused with a next step.

use domain::ids::SnapshotId;
use flate2::bufread::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The first two bytes of every gzip member (RFC 1952, section 2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Bytes at the start of a file that are searched for signs of UTF-16.
const HEAD: usize = 4096;

/// The largest file and line accepted, so that neither a decompression bomb nor an endless line fills the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of the file, uncompressed.
    pub max_bytes: u64,
    /// Bytes of its longest line.
    pub max_line_bytes: usize,
}

impl Default for Limits {
    /// 256 MiB and 64 KiB: seventy times the race logs of seven seasons, four hundred times their longest line.
    fn default() -> Self {
        Self { max_bytes: 256 << 20, max_line_bytes: 64 << 10 }
    }
}

/// A file's content, uncompressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFile {
    /// Name as given.
    pub name: String,
    /// Uncompressed bytes, a byte order mark included.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`.
    pub snapshot: SnapshotId,
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such file.
    #[error("{0}: no such file; check the path")]
    NotFound(PathBuf),
    /// The path is a directory.
    #[error("{0}: is a directory; import its files one by one")]
    Directory(PathBuf),
    /// The system refuses to read it.
    #[error("{path}: cannot be read ({error}); check its permissions and the disk")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// No bytes, or only blanks and line ends.
    #[error("{0}: is empty; fetch or export it again")]
    Empty(PathBuf),
    /// Begins as gzip, but does not end as one.
    #[error("{path}: broken gzip ({reason}); fetch it again, `gzip -t` checks it")]
    BrokenGzip {
        /// The file.
        path: PathBuf,
        /// What the decoder says.
        reason: String,
    },
    /// Larger than the limit, compressed or not.
    #[error("{path}: holds more than {limit} bytes uncompressed; split it, or raise `limits.file_bytes`")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// A line longer than the limit.
    #[error(
        "{path}:{line}: a line of more than {limit} bytes, which is not a table with one row per line \
         (or raise `limits.line_bytes`)"
    )]
    LineTooLong {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// UTF-16, with two bytes per character.
    #[error("{0}: is UTF-16; save it as UTF-8 (`CSV UTF-8` in a spreadsheet, or `iconv -f UTF-16 -t UTF-8`)")]
    Utf16(PathBuf),
    /// An archive or a spreadsheet.
    #[error("{0}: is a zip archive or a spreadsheet; unpack it, or export the sheet as CSV UTF-8")]
    Zip(PathBuf),
    /// Gzip inside gzip.
    #[error("{0}: is compressed twice; uncompress it once")]
    CompressedTwice(PathBuf),
}

impl SourceError {
    /// Name of the rule, kebab-case.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not-found",
            Self::Directory(_) => "directory",
            Self::Unreadable { .. } => "unreadable",
            Self::Empty(_) => "empty-file",
            Self::BrokenGzip { .. } => "broken-gzip",
            Self::TooLarge { .. } => "too-large",
            Self::LineTooLong { .. } => "endless-line",
            Self::Utf16(_) => "utf-16",
            Self::Zip(_) => "zip",
            Self::CompressedTwice(_) => "compressed-twice",
        }
    }
}

/// Reads a file, plain or gzip by its first bytes and not by its name.
///
/// Stops at the limits, so an endless device or a decompression bomb costs `limits.max_bytes` at most.
pub fn read(path: &Path, limits: &Limits) -> Result<RawFile, SourceError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => SourceError::NotFound(path.to_owned()),
        io::ErrorKind::IsADirectory => SourceError::Directory(path.to_owned()),
        _ => SourceError::Unreadable { path: path.to_owned(), error },
    };
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(SourceError::Directory(path.to_owned()));
    }
    read_from(path, File::open(path).map_err(failed)?, limits)
}

/// As [`read`], from any reader; `path` names it in errors.
pub fn read_from(path: &Path, input: impl Read, limits: &Limits) -> Result<RawFile, SourceError> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let head = input.fill_buf().map_err(|error| SourceError::Unreadable { path: path.to_owned(), error })?;
    let bytes = if head.starts_with(&GZIP_MAGIC) {
        collect(path, MultiGzDecoder::new(input), limits, |error| match error.kind() {
            io::ErrorKind::PermissionDenied => SourceError::Unreadable { path: path.to_owned(), error },
            io::ErrorKind::UnexpectedEof => {
                SourceError::BrokenGzip { path: path.to_owned(), reason: "it ends too early".to_owned() }
            }
            _ => SourceError::BrokenGzip { path: path.to_owned(), reason: error.to_string() },
        })?
    } else {
        collect(path, input, limits, |error| SourceError::Unreadable { path: path.to_owned(), error })?
    };
    refuse_unless_text(path, &bytes)?;
    Ok(RawFile { name: path.display().to_string(), snapshot: snapshot_id(&bytes), bytes })
}

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub fn snapshot_id(bytes: &[u8]) -> SnapshotId {
    SnapshotId(domain::hex::encode(&Sha256::digest(bytes)))
}

fn collect(
    path: &Path,
    mut input: impl Read,
    limits: &Limits,
    failed: impl Fn(io::Error) -> SourceError,
) -> Result<Vec<u8>, SourceError> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0_u8; 1 << 16];
    let (mut line, mut line_start) = (1_u64, 0_usize);
    loop {
        let count = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(error)),
        };
        if bytes.len() as u64 + count as u64 > limits.max_bytes {
            return Err(SourceError::TooLarge { path: path.to_owned(), limit: limits.max_bytes });
        }
        let offset = bytes.len();
        bytes.extend_from_slice(&chunk[..count]);
        for (index, &byte) in chunk[..count].iter().enumerate() {
            if byte == b'\n' || byte == b'\r' {
                let end = offset + index;
                check_line(path, line, end - line_start, limits)?;
                line += u64::from(byte == b'\n' || chunk[..count].get(index + 1) != Some(&b'\n'));
                line_start = end + 1;
            }
        }
        check_line(path, line, bytes.len() - line_start, limits)?;
    }
    Ok(bytes)
}

fn check_line(path: &Path, line: u64, length: usize, limits: &Limits) -> Result<(), SourceError> {
    if length <= limits.max_line_bytes {
        return Ok(());
    }
    Err(SourceError::LineTooLong { path: path.to_owned(), line, limit: limits.max_line_bytes })
}

fn refuse_unless_text(path: &Path, bytes: &[u8]) -> Result<(), SourceError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(SourceError::Empty(path.to_owned()));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(SourceError::Zip(path.to_owned()));
    }
    if bytes.starts_with(&GZIP_MAGIC) {
        return Err(SourceError::CompressedTwice(path.to_owned()));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || looks_like_utf16(bytes) {
        return Err(SourceError::Utf16(path.to_owned()));
    }
    Ok(())
}

/// Whether it is ASCII in UTF-16 without a byte order mark: over half of the even or of the odd bytes are zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    head.len() >= 4 && zeros(0).max(zeros(1)) * 4 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn rule(bytes: &[u8], limits: &Limits) -> &'static str {
        read_from(Path::new("x"), bytes, limits).map_or_else(|error| error.rule(), |_| "fine")
    }

    #[test]
    fn plain_and_gzip_are_one_snapshot() {
        let plain = read_from(Path::new("x"), &b"a,b\n1,2\n"[..], &Limits::default()).unwrap();
        let packed = read_from(Path::new("x"), &gzip(b"a,b\n1,2\n")[..], &Limits::default()).unwrap();
        assert_eq!(plain, packed);
        // sha256sum of the same eight bytes.
        assert_eq!(
            plain.snapshot.as_str(),
            "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470" // sha256sum
        );
    }

    #[test]
    fn gzip_members_are_joined() {
        let both = [gzip(b"a\n"), gzip(b"b\n")].concat();
        assert_eq!(read_from(Path::new("x"), &both[..], &Limits::default()).unwrap().bytes, b"a\nb\n");
    }

    #[test]
    fn refusals() {
        let limits = Limits { max_bytes: 1000, max_line_bytes: 100 };
        let whole = gzip(b"some text, longer than its trailer\n");
        let mut bad_sum = whole.clone();
        let at = bad_sum.len() - 8;
        bad_sum[at] ^= 0xff;
        let utf16: Vec<u8> = "series,race".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big_endian: Vec<u8> = "series,race".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases: [(&[u8], &str); 14] = [
            (b"", "empty-file"),
            (b"\xef\xbb\xbf\r\n", "empty-file"),
            (b"a\n", "fine"),
            (&whole[..whole.len() - 9], "broken-gzip"),
            (&whole[..5], "broken-gzip"),
            (&bad_sum, "broken-gzip"),
            (&gzip(b""), "empty-file"),
            (&gzip(&gzip(b"a")), "compressed-twice"),
            (&gzip(&b"0\n".repeat(501)), "too-large"),
            (&b"0".repeat(101), "endless-line"),
            (&gzip(&b"0".repeat(101)), "endless-line"),
            (&utf16, "utf-16"),
            (&big_endian, "utf-16"),
            (b"PK\x03\x04abc", "zip"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(rule(bytes, &limits), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![b'\n'; 50 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(rule(&bomb, &Limits { max_bytes: 1 << 20, max_line_bytes: 100 }), "too-large");
    }

    #[test]
    fn paths() {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits::default();
        assert_eq!(read(folder.path(), &limits).unwrap_err().rule(), "directory");
        assert_eq!(read(&folder.path().join("none.csv"), &limits).unwrap_err().rule(), "not-found");
    }
}
