//! Where the bodies of feeds come from, with fallback from one source to the next.

use crate::error::IngestError;
use crate::league_feeds::LeagueFeeds;
use crate::request::SourceKind;
use feeds::client::{Call, Client, ClientConfig, FetchError, Fetched, Origin};
use feeds::raw_store::RawStore;
use feeds::source::snapshot_id;
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folder of the fetched bodies within the data folder.
pub const FOLDER: &str = "fetched";

/// A body and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Which source gave it.
    pub source: SourceKind,
    /// Its SHA-256; the body is kept under it.
    pub snapshot: String,
    /// Bytes.
    pub bytes: u64,
    /// When it was first fetched.
    pub fetched_at: Timestamp,
    /// Whether a server sent it now.
    pub sent: bool,
}

/// Sources in the order in which they are tried.
#[derive(Clone)]
pub struct Sources {
    order: Vec<SourceKind>,
    live: Arc<Client>,
    recorded: Arc<Client>,
    files: Option<PathBuf>,
    league: Option<Arc<LeagueFeeds>>,
    bodies: RawStore,
}

impl Sources {
    /// Sources over a data folder, the preferred first.
    ///
    /// # Errors
    /// When files are asked for without their folder.
    pub fn new(
        order: &[SourceKind],
        config: &ClientConfig,
        data_dir: &Path,
        files: Option<&Path>,
        league: Option<Arc<LeagueFeeds>>,
    ) -> Result<Self, IngestError> {
        let folder = data_dir.join(FOLDER);
        if order.contains(&SourceKind::Files) && files.is_none() {
            return Err(IngestError::Request(
                "the source `files` needs its folder; give --files DIR".to_owned(),
            ));
        }
        if order.contains(&SourceKind::League) && league.is_none() {
            return Err(IngestError::Request("the source `league` needs its seed".to_owned()));
        }
        let live = Client::new(config.clone(), &folder);
        Ok(Self {
            order: order.to_vec(),
            bodies: live.bodies().clone(),
            live: Arc::new(live),
            recorded: Arc::new(Client::new(ClientConfig { offline: true, ..config.clone() }, &folder)),
            files: files.map(Path::to_owned),
            league,
        })
    }

    /// The order in which they are tried.
    pub fn order(&self) -> &[SourceKind] {
        &self.order
    }

    /// The kept bodies.
    pub fn bodies(&self) -> &RawStore {
        &self.bodies
    }

    /// The body of a path; none where it does not exist, or not yet. When a source fails, the next is tried.
    ///
    /// # Errors
    /// The failure of the first source, when no other has the body.
    pub fn fetch(&self, path: &str, call: &dyn Call) -> Result<Option<Body>, IngestError> {
        let mut first = None;
        for &source in &self.order {
            match self.fetch_from(source, path, call) {
                Ok(found) => return Ok(found),
                Err(error @ (IngestError::Cancelled | IngestError::Fetch(FetchError::Cancelled { .. }))) => {
                    return Err(error);
                }
                Err(error) => {
                    tracing::debug!(source = source.name(), %error, "a source failed");
                    first.get_or_insert(error);
                }
            }
        }
        Err(first.unwrap_or_else(|| IngestError::Request("no source is given".to_owned())))
    }

    fn fetch_from(
        &self,
        source: SourceKind,
        path: &str,
        call: &dyn Call,
    ) -> Result<Option<Body>, IngestError> {
        let of_client = |client: &Client| -> Result<Option<Body>, IngestError> {
            Ok(match client.fetch(path, call)? {
                Fetched::Absent => None,
                Fetched::Body(body) => Some(Body {
                    source,
                    snapshot: body.snapshot.to_string(),
                    bytes: body.bytes.len() as u64,
                    fetched_at: body.fetched_at,
                    sent: body.origin == Origin::Sent,
                }),
            })
        };
        match source {
            SourceKind::Live => of_client(&self.live),
            SourceKind::Recorded => of_client(&self.recorded),
            SourceKind::Files => {
                let folder = self.files.as_deref().unwrap_or(Path::new("."));
                self.keep(source, read_file(folder, path, self.live.config().unpacked_max)?, call)
            }
            SourceKind::League => {
                let league = self.league.as_ref();
                self.keep(source, league.and_then(|league| league.get(path)).map(<[u8]>::to_vec), call)
            }
        }
    }

    fn keep(
        &self,
        source: SourceKind,
        bytes: Option<Vec<u8>>,
        call: &dyn Call,
    ) -> Result<Option<Body>, IngestError> {
        let Some(bytes) = bytes else { return Ok(None) };
        let snapshot = self.bodies.put(&bytes)?;
        debug_assert_eq!(snapshot, snapshot_id(&bytes));
        Ok(Some(Body {
            source,
            snapshot: snapshot.to_string(),
            bytes: bytes.len() as u64,
            fetched_at: call.now(),
            sent: false,
        }))
    }
}

/// A file of the folder, plain or with `.gz` after its name.
fn read_file(folder: &Path, path: &str, limit: u64) -> Result<Option<Vec<u8>>, IngestError> {
    let plain = folder.join(path.trim_start_matches('/'));
    let mut packed = plain.clone().into_os_string();
    packed.push(".gz");
    for (path, gzip) in [(plain, false), (PathBuf::from(packed), true)] {
        let failed = |error| IngestError::Io { path: path.clone(), error };
        let file = match File::open(&path) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                continue;
            }
            file => file.map_err(failed)?,
        };
        let reader: Box<dyn Read> = if gzip { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let mut bytes = Vec::new();
        reader.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(failed(io::Error::other(format!("it holds more than {limit} bytes"))));
        }
        return Ok(Some(bytes));
    }
    Ok(None)
}
