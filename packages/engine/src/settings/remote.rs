//! Another server that commands ask instead of the data folder.

use super::key::concern;
use super::kind::Kind;
use super::secret::Secret;

concern! {
    /// Which server commands ask.
    RemoteSettings in "remote.":
    /// server that commands ask instead of the data folder, such as https://backstretch.example.com
    server: Option<String>, Kind::Text, "BACKSTRETCH_SERVER";
    /// API key for that server
    key: Option<Secret>, Kind::Secret, "BACKSTRETCH_KEY";
}
