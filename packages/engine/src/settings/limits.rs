//! What an import may read.

use super::key::concern;
use super::kind::Kind;
use feeds::source::Limits;

concern! {
    /// Limits on the files of an import.
    LimitSettings in "limits.":
    /// largest file to import, in bytes after decompression
    file_bytes: u64, Kind::Whole(1, u64::MAX), "BACKSTRETCH_FILE_BYTES_MAX" = "268435456";
    /// longest line of a file to import, in bytes
    line_bytes: usize, Kind::Whole(1, u64::MAX), "BACKSTRETCH_LINE_BYTES_MAX" = "65536";
}

impl LimitSettings {
    /// As the readers of files take them.
    pub fn limits(&self) -> Limits {
        Limits { max_bytes: self.file_bytes, max_line_bytes: self.line_bytes }
    }
}
