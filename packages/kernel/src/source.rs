//! A file read front to back and by position, never past its end.

use crate::error::CheckpointError;
use std::io::{Read, Seek, SeekFrom};

/// A reader that knows how many bytes there are, so that no stated length is believed.
pub(crate) struct Source<R> {
    inner: R,
    len: u64,
    at: u64,
}

impl<R: Read + Seek> Source<R> {
    pub(crate) fn new(mut inner: R) -> Result<Self, CheckpointError> {
        let read = |source| CheckpointError::Read { what: "header".to_owned(), source };
        let len = inner.seek(SeekFrom::End(0)).map_err(read)?;
        inner.seek(SeekFrom::Start(0)).map_err(read)?;
        Ok(Self { inner, len, at: 0 })
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn position(&self) -> u64 {
        self.at
    }

    /// Goes to a position; reading checks that it is within the file.
    pub(crate) fn seek(&mut self, to: u64, what: &str) -> Result<(), CheckpointError> {
        self.inner
            .seek(SeekFrom::Start(to))
            .map_err(|source| CheckpointError::Read { what: what.to_owned(), source })?;
        self.at = to;
        Ok(())
    }

    /// An error unless so many bytes remain.
    pub(crate) fn require(&self, needed: u64, what: &str) -> Result<(), CheckpointError> {
        let left = self.len.saturating_sub(self.at);
        if needed > left {
            return Err(CheckpointError::Truncated { what: what.to_owned(), needed, left });
        }
        Ok(())
    }

    pub(crate) fn skip(&mut self, bytes: u64, what: &str) -> Result<(), CheckpointError> {
        self.require(bytes, what)?;
        self.seek(self.at + bytes, what)
    }

    pub(crate) fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], CheckpointError> {
        self.require(N as u64, what)?;
        let mut bytes = [0; N];
        self.inner
            .read_exact(&mut bytes)
            .map_err(|source| CheckpointError::Read { what: what.to_owned(), source })?;
        self.at += N as u64;
        Ok(bytes)
    }

    /// So many bytes, checked against the end of the file before memory is taken.
    pub(crate) fn bytes(&mut self, count: u64, what: &str) -> Result<Vec<u8>, CheckpointError> {
        self.require(count, what)?;
        let size = usize::try_from(count).map_err(|_| CheckpointError::Truncated {
            what: what.to_owned(),
            needed: count,
            left: self.len - self.at,
        })?;
        let mut bytes = vec![0; size];
        self.inner
            .read_exact(&mut bytes)
            .map_err(|source| CheckpointError::Read { what: what.to_owned(), source })?;
        self.at += count;
        Ok(bytes)
    }

    pub(crate) fn u32(&mut self, what: &str) -> Result<u32, CheckpointError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn u64(&mut self, what: &str) -> Result<u64, CheckpointError> {
        Ok(u64::from_le_bytes(self.array(what)?))
    }
}
