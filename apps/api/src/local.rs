//! The server's other door: the socket beside the data.

use crate::app::App;
use crate::local_router;
use crate::socket::LocalListener;
use std::future::IntoFuture as _;
use tokio::task::JoinHandle;

/// The socket while it is served; it goes when this is dropped.
pub struct Local(JoinHandle<()>);

impl Drop for Local {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Answers commands of the owner of the data folder; nothing where this process does not own one. A socket that cannot be
/// made does not keep the server from serving: commands then say that the folder is in use.
pub fn serve(app: &App) -> Option<Local> {
    let folder = app.owned_folder()?;
    match LocalListener::bind(folder) {
        Ok(listener) => {
            let serving = axum::serve(listener, local_router(app).into_make_service());
            Some(Local(tokio::spawn(async move {
                if let Err(error) = serving.into_future().await {
                    tracing::error!(%error, "the socket beside the data is no longer served");
                }
            })))
        }
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "no socket beside the data");
            None
        }
    }
}
