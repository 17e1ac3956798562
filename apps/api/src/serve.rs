//! Listening: from a bound address to a graceful stop.

use crate::app::App;
use crate::connections::{self, Patience, PatientListener, Peer};
use crate::router;
use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn;
use axum::routing::get;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long open requests may take once the server stops.
const GRACE: Duration = Duration::from_secs(8);

/// How long readiness is down before the server stops listening, so that whoever asks for it looks elsewhere.
const NOTICE: Duration = Duration::from_millis(500);

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Cause.
        source: io::Error,
    },
    /// The server failed.
    #[error("the server failed: {0}")]
    Failed(#[from] io::Error),
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub async fn bind(address: SocketAddr) -> Result<Self, ServeError> {
        let listener = bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is ready, then takes nothing new and gives open requests 8 s.
    ///
    /// # Errors
    /// [`ServeError::Failed`].
    pub async fn run(
        self,
        app: &App,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let service = router(app).layer(from_fn(connections::answering));
        let service = service.into_make_service_with_connect_info::<Peer>();
        let listener = PatientListener::new(self.listener, Patience::of(&app.config().settings));
        let (begin_grace, grace_begun) = tokio::sync::oneshot::channel::<()>();
        let state = app.clone();
        let stopping = async move {
            stop.await;
            state.stop_taking();
            tracing::info!("stopping");
            tokio::time::sleep(NOTICE).await;
            // Nobody waits for it once the server has ended by itself.
            let _ = begin_grace.send(());
        };
        let serving = axum::serve(listener, service).with_graceful_shutdown(stopping);
        let serving = std::future::IntoFuture::into_future(serving);
        let grace_over = async {
            if grace_begun.await.is_ok() {
                tokio::time::sleep(GRACE).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            ended = serving => Ok(ended?),
            () = grace_over => {
                tracing::warn!("requests were still open after {} s and are cut off", GRACE.as_secs());
                Ok(())
            }
        }
    }
}

/// Listens on an address and serves until the process is asked to stop (SIGINT, SIGTERM). `listening` is called once
/// with the address. Figures for Prometheus are given at `metrics`, where an address is given.
///
/// # Errors
/// As [`Server::bind`] and [`Server::run`], and where no runtime can be started.
pub fn run(
    app: &App,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let server = Server::bind(address).await?;
        let stop = stop_signal()?;
        if let Some(metrics) = metrics {
            tokio::spawn(serve_metrics(app.clone(), bind(metrics).await?));
        }
        #[cfg(unix)]
        let _local = crate::local::serve(app);
        listening(server.address());
        server.run(app, stop).await
    });
    // What still computes was cancelled with its request.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Gives the figures for Prometheus at `/metrics`, on an address of its own that no client of the API reaches.
async fn serve_metrics(app: App, listener: TcpListener) {
    let metrics = |State(app): State<App>| async move { app.metrics().render(&app).await };
    let routes = Router::new().route("/metrics", get(metrics)).with_state(app);
    if let Err(error) = axum::serve(listener, routes).await {
        tracing::error!(%error, "metrics are no longer served");
    }
}

/// Ready once the process is asked to stop.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            // Without a handler there is no other way to be asked than to be ended.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}
