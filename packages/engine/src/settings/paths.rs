//! Where everything that lasts is kept.

use super::key::concern;
use super::kind::Kind;
use std::path::PathBuf;

concern! {
    /// Folders.
    PathSettings in "":
    /// folder of the graph, the raw copies and everything else that lasts; by default the platform's data folder
    data_dir: PathBuf, Kind::Path, "BACKSTRETCH_DATA_DIR";
}

/// The platform's folder for the data of programs.
pub(super) fn platform_data_dir() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "backstretch").map(|dirs| dirs.data_dir().to_owned())
}
