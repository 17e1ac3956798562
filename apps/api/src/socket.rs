//! The socket beside the data: how a command reaches the server that owns the folder.
//!
//! It needs no key. File permissions guard it, and the server asks the system who is at the other end: only the
//! folder's owner, and root, are answered.

use axum::serve::Listener;
use domain::hex;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::{UnixListener, UnixStream, unix};

/// Name of the socket within the data folder.
const NAME: &str = "backstretch.sock";

/// The longest path of a socket, in bytes: 108 with the zero at its end.
const PATH_MAX: usize = 107;

/// Digits of the folder's digest in the name of a socket elsewhere.
const DIGITS: usize = 16;

/// How long the listener rests after a failure, such as too many open files.
const REST: Duration = Duration::from_millis(100);

/// Where the socket of a data folder is: in the folder or, where that path is too long for a socket, in the runtime
/// folder of the data folder's owner.
///
/// # Errors
/// When the data folder cannot be looked at.
pub fn path(data_dir: &Path) -> io::Result<PathBuf> {
    let data_dir = data_dir.canonicalize()?;
    let inside = data_dir.join(NAME);
    if inside.as_os_str().len() <= PATH_MAX {
        return Ok(inside);
    }
    let digest = hex::encode(&Sha256::digest(data_dir.as_os_str().as_bytes()));
    let owner = fs::metadata(&data_dir)?.uid();
    let folder = match std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder).join("backstretch"),
        None => std::env::temp_dir().join(format!("backstretch-{owner}")),
    };
    Ok(folder.join(format!("{}.sock", &digest[..DIGITS])))
}

/// Listens for commands of the folder's owner. The socket goes when this is dropped.
#[derive(Debug)]
pub struct LocalListener {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl LocalListener {
    /// Listens beside a data folder that this process owns: a socket that is there was left by one that died.
    ///
    /// # Errors
    /// When the socket cannot be made, or its folder belongs to somebody else.
    pub fn bind(data_dir: &Path) -> io::Result<Self> {
        let path = path(data_dir)?;
        let owner = fs::metadata(data_dir)?.uid();
        if path.file_name().is_some_and(|name| name != NAME) {
            private_folder(path.parent().unwrap_or(Path::new("/")), owner)?;
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(Self { listener, path, owner })
    }
}

/// Makes a folder that only its owner can enter, or checks the one that is there.
fn private_folder(folder: &Path, owner: u32) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != owner || found.mode() & 0o077 != 0 {
        let said = format!("{} is not a folder of the owner's alone", folder.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, said));
    }
    Ok(())
}

impl Drop for LocalListener {
    fn drop(&mut self) {
        // Left behind it does no harm: the next server removes it.
        let _ = fs::remove_file(&self.path);
    }
}

impl Listener for LocalListener {
    type Io = UnixStream;
    type Addr = unix::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "the socket beside the data failed");
                    tokio::time::sleep(REST).await;
                    continue;
                }
            };
            match stream.peer_cred().map(|peer| peer.uid()) {
                Ok(user) if user == self.owner || user == 0 => return (stream, address),
                Ok(user) => tracing::warn!(user, "somebody else at the socket beside the data"),
                Err(error) => tracing::warn!(%error, "who is at the socket beside the data is unknown"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_moves_the_socket_to_the_runtime_folder() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(path(dir.path()).unwrap(), dir.path().canonicalize().unwrap().join(NAME));
        let long = dir.path().join("a".repeat(120));
        fs::create_dir(&long).unwrap();
        let moved = path(&long).unwrap();
        assert!(moved.as_os_str().len() <= PATH_MAX && !moved.starts_with(&long), "{}", moved.display());
        assert_eq!(path(&long).unwrap(), moved, "the same for server and command");
        assert!(path(&dir.path().join("absent")).is_err());
    }

    #[tokio::test]
    async fn the_socket_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NAME), "left behind").unwrap();
        let listener = LocalListener::bind(dir.path()).unwrap();
        let socket = dir.path().join(NAME);
        assert_eq!(fs::metadata(&socket).unwrap().mode() & 0o777, 0o600);
        drop(listener);
        assert!(!socket.exists());
    }

    #[test]
    fn a_runtime_folder_that_others_can_enter_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let owner = fs::metadata(dir.path()).unwrap().uid();
        let folder = dir.path().join("runtime");
        private_folder(&folder, owner).unwrap();
        private_folder(&folder, owner).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        assert!(private_folder(&folder, owner).is_err());
        assert!(private_folder(&folder, owner + 1).is_err());
    }
}
