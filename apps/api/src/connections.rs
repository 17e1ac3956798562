//! Connections that keep a server waiting are closed: a request whose head does not end, and a connection that is idle.
//!
//! The HTTP library leaves both to its callers. A connection is timed while it waits for the head of a request, from its
//! opening or its first byte on, and while nothing passes through it; not while a request is being answered, which has a
//! limit of its own.

use axum::extract::Request;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use engine::settings::ApiSettings;
use std::future::Future as _;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep};

/// How long a client may keep a connection waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, from its first byte to its last.
    pub head: Duration,
    /// Without anything sent either way.
    pub idle: Duration,
}

impl Patience {
    /// As the settings say.
    pub fn of(settings: &ApiSettings) -> Self {
        Self {
            head: Duration::from_secs(settings.head_seconds),
            idle: Duration::from_secs(settings.idle_seconds),
        }
    }
}

/// What a connection is waiting for.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// For the rest of a request's head, since this moment.
    Head(Instant),
    /// For the server.
    Answering,
    /// For a request; the last byte passed at this moment.
    Idle(Instant),
}

#[derive(Clone, Debug)]
struct Watch(Arc<Mutex<Phase>>);

impl Watch {
    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn received(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Idle(_)) {
            *phase = Phase::Head(Instant::now());
        }
    }

    fn sent(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Idle(_)) {
            *phase = Phase::Idle(Instant::now());
        }
    }

    fn deadline(&self, patience: Patience) -> Option<Instant> {
        match *self.phase() {
            Phase::Head(since) => Some(since + patience.head),
            Phase::Idle(since) => Some(since + patience.idle),
            Phase::Answering => None,
        }
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    address: SocketAddr,
    watch: Watch,
}

impl Connected<IncomingStream<'_, PatientListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, PatientListener>) -> Self {
        stream.remote_addr().clone()
    }
}

/// Stops a connection's time while a request is answered, and gives the layers within the peer's address.
pub async fn answering(ConnectInfo(peer): ConnectInfo<Peer>, mut request: Request, next: Next) -> Response {
    struct Answering(Watch);
    impl Drop for Answering {
        fn drop(&mut self) {
            *self.0.phase() = Phase::Idle(Instant::now());
        }
    }
    request.extensions_mut().insert(ConnectInfo(peer.address));
    *peer.watch.phase() = Phase::Answering;
    let _answering = Answering(peer.watch);
    next.run(request).await
}

/// A listener whose connections are timed.
#[derive(Debug)]
pub struct PatientListener {
    listener: TcpListener,
    patience: Patience,
}

impl PatientListener {
    /// Times the connections of a listener.
    pub fn new(listener: TcpListener, patience: Patience) -> Self {
        Self { listener, patience }
    }
}

impl Listener for PatientListener {
    type Io = TimedStream;
    type Addr = Peer;

    async fn accept(&mut self) -> (TimedStream, Peer) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let now = Instant::now();
        let watch = Watch(Arc::new(Mutex::new(Phase::Head(now))));
        let peer = Peer { address, watch: watch.clone() };
        let sleep = Box::pin(tokio::time::sleep_until(now + self.patience.head));
        (TimedStream { stream, watch, patience: self.patience, sleep }, peer)
    }

    fn local_addr(&self) -> io::Result<Peer> {
        let watch = Watch(Arc::new(Mutex::new(Phase::Answering)));
        Ok(Peer { address: self.listener.local_addr()?, watch })
    }
}

/// A connection that fails once its client has kept it waiting for too long.
#[derive(Debug)]
pub struct TimedStream {
    stream: TcpStream,
    watch: Watch,
    patience: Patience,
    sleep: Pin<Box<Sleep>>,
}

impl TimedStream {
    /// Ready with an error once the deadline has passed; wakes the task when it does.
    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let Some(deadline) = self.watch.deadline(self.patience) else { return Poll::Pending };
        if self.sleep.deadline() != deadline {
            self.sleep.as_mut().reset(deadline);
        }
        self.sleep.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into())
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buffer) {
            Poll::Ready(Ok(())) if buffer.filled().len() > before => {
                this.watch.received();
                // A head that comes a byte at a time is late as well.
                match this.poll_late(cx) {
                    Poll::Ready(late) => Poll::Ready(Err(late)),
                    Poll::Pending => Poll::Ready(Ok(())),
                }
            }
            Poll::Pending => this.poll_late(cx).map(Err),
            ended => ended,
        }
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        if matches!(written, Poll::Ready(Ok(_))) {
            this.watch.sent();
        }
        written
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        if matches!(written, Poll::Ready(Ok(_))) {
            this.watch.sent();
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
