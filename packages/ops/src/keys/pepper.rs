//! The pepper: a secret beside the records, without which stored keys and sessions cannot be tried.

use crate::random;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

const LENGTH: usize = 32;

/// 32 secret bytes. `Debug` shows none of them.
#[derive(Clone)]
pub struct Pepper([u8; LENGTH]);

/// Why there is no pepper.
#[derive(Debug, thiserror::Error)]
pub enum PepperError {
    /// Others can read the file.
    #[error("{} can be read by others (mode {mode:03o}): run `chmod 600` on it, and rotate every key if they did", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file holds something else.
    #[error("{} is not a pepper: expected 64 hexadecimal characters, found {bytes} bytes", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// Its length.
        bytes: usize,
    },
    /// The file could not be read or made.
    #[error("pepper {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No randomness for a new one.
    #[error(transparent)]
    Randomness(#[from] random::NoRandomness),
}

impl Pepper {
    /// A pepper of these bytes.
    pub fn new(bytes: [u8; LENGTH]) -> Pepper {
        Pepper(bytes)
    }

    /// Reads the file (64 hexadecimal characters, one line), or makes it with mode 0600. Several processes that start
    /// at once agree on one. Refuses a file that others can read.
    pub fn read_or_create(path: &Path) -> Result<Pepper, PepperError> {
        match Pepper::read(path) {
            Err(PepperError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            answer => return answer,
        }
        let text = domain::hex::encode(&random::bytes::<LENGTH>()?) + "\n";
        create(path, text.as_bytes()).map_err(|source| PepperError::Io { path: path.to_owned(), source })?;
        Pepper::read(path)
    }

    /// Reads the file.
    pub fn read(path: &Path) -> Result<Pepper, PepperError> {
        let io = |source| PepperError::Io { path: path.to_owned(), source };
        let text = fs::read(path).map_err(io)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(PepperError::Open { path: path.to_owned(), mode });
            }
        }
        let content = || PepperError::Content { path: path.to_owned(), bytes: text.len() };
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.trim_ascii()).map_err(|_| content())?;
        Ok(Pepper(bytes.try_into().map_err(|_| content())?))
    }

    /// HMAC-SHA256 of a text, as hexadecimal. `purpose` keeps the codes of keys, sessions and others apart.
    pub fn code(&self, purpose: &str, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any length");
        mac.update(purpose.as_bytes());
        mac.update(b"\n");
        mac.update(text.as_bytes());
        domain::hex::encode(&mac.finalize().into_bytes())
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(hidden)")
    }
}

/// Written whole under another name first, then linked: who comes second finds the first one's file complete.
fn create(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_first_use_makes_one_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        let codes: Vec<String> = std::thread::scope(|scope| {
            let open = || Pepper::read_or_create(&path).unwrap().code("test", "text");
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left behind");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        Pepper::read_or_create(&path).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o777] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(
                matches!(Pepper::read_or_create(&path), Err(PepperError::Open { mode: seen, .. }) if seen == mode)
            );
        }
    }

    #[test]
    fn a_file_with_anything_else_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        for text in ["", "secret", &"0".repeat(62), &"0".repeat(66)] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(Pepper::read_or_create(&path), Err(PepperError::Content { .. })), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    /// RFC 4231 has no case with a prefix line; this one is from `openssl dgst -sha256 -mac HMAC`.
    #[test]
    fn codes_depend_on_pepper_purpose_and_text() {
        let pepper = Pepper::new([0x0b; LENGTH]);
        assert_eq!(pepper.code("key", "text"), CODE);
        assert_ne!(pepper.code("key", "texu"), CODE);
        assert_ne!(pepper.code("session", "text"), CODE);
        assert_ne!(Pepper::new([0x0c; LENGTH]).code("key", "text"), CODE);
        assert_eq!(format!("{pepper:?}"), "Pepper(hidden)");
    }

    const CODE: &str = "06a9099a08301cd6dd66822a498ad98a5d9ef861f52ed956be039a304558d3e0";
}
