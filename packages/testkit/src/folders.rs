//! Folders that take long to fill: filled once in a run of the tests, copied for each test that asks.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Where a run of all tests keeps its filled folders: `cargo xtask test` sets it and removes the folder at the end.
pub const VARIABLE: &str = "BACKSTRETCH_TEST_FOLDERS";

/// Copies the folder `name` to `to`, which must not exist. The first test of the run that asks for it fills it; `fill` is
/// given the empty folder.
///
/// # Panics
/// When a file cannot be copied, or where `fill` does.
pub fn copy_filled(name: &str, to: &Path, fill: impl FnOnce(&Path)) {
    let folder = filled(&root(), name, fill).unwrap_or_else(|error| panic!("folder {name}: {error}"));
    copy(&folder, to)
        .unwrap_or_else(|error| panic!("copying {} to {}: {error}", folder.display(), to.display()));
}

/// The folder of the run, or of this process where the tests are not run by xtask.
fn root() -> PathBuf {
    static OWN: OnceLock<tempfile::TempDir> = OnceLock::new();
    std::env::var_os(VARIABLE).map_or_else(
        || OWN.get_or_init(|| tempfile::tempdir().expect("a folder")).path().to_owned(),
        PathBuf::from,
    )
}

fn filled(root: &Path, name: &str, fill: impl FnOnce(&Path)) -> io::Result<PathBuf> {
    fs::create_dir_all(root)?;
    let folder = root.join(name);
    // Held while one fills it: the others, of whatever process, wait.
    let lock = File::create(root.join(format!("{name}.lock")))?;
    lock.lock()?;
    if !folder.exists() {
        let part = root.join(format!("{name}.part"));
        if part.exists() {
            fs::remove_dir_all(&part)?;
        }
        fs::create_dir(&part)?;
        fill(&part);
        fs::rename(&part, &folder)?;
    }
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_folder_is_filled_once_and_each_copy_is_its_own() {
        let dir = tempfile::tempdir().expect("a folder");
        let fills = AtomicUsize::new(0);
        let fill = |folder: &Path| {
            fills.fetch_add(1, Ordering::Relaxed);
            fs::create_dir(folder.join("inner")).expect("created");
            fs::write(folder.join("inner/file"), "text").expect("written");
        };
        std::thread::scope(|scope| {
            for copy in ["a", "b", "c"] {
                let (dir, fill) = (dir.path(), &fill);
                scope.spawn(move || {
                    let folder = filled(&dir.join("root"), "name", fill).expect("filled");
                    super::copy(&folder, &dir.join(copy)).expect("copied");
                    let file = dir.join(copy).join("inner/file");
                    assert_eq!(fs::read_to_string(&file).expect("read"), "text");
                    fs::write(file, "other").expect("written");
                });
            }
        });
        assert_eq!(fills.into_inner(), 1);
    }
}
