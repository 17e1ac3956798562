//! A TCP proxy between a program and a server, which a test makes slow.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// A proxy on a free port of this machine; it ends with the test.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    delay: AtomicU64,
    ended: AtomicBool,
}

impl Proxy {
    /// Passes everything on to a server.
    pub fn to(server: impl Into<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared { delay: AtomicU64::new(0), ended: AtomicBool::new(false) });
        let (server, state) = (server.into(), Arc::clone(&shared));
        std::thread::spawn(move || {
            for client in listener.incoming().filter_map(Result::ok) {
                if state.ended.load(Ordering::Acquire) {
                    return;
                }
                // A server that is unreachable refuses: so does the proxy, by closing.
                let Ok(upstream) = TcpStream::connect(&server) else { continue };
                let (Ok(from), Ok(to)) = (client.try_clone(), upstream.try_clone()) else { continue };
                let back = Arc::clone(&state);
                std::thread::spawn(move || pass(from, to, None));
                std::thread::spawn(move || pass(upstream, client, Some(&back)));
            }
        });
        Self { address, shared }
    }

    /// From now on every piece of an answer comes so much later.
    pub fn slow_by(&self, delay: Duration) {
        let milliseconds = u64::try_from(delay.as_millis()).expect("a short delay");
        self.shared.delay.store(milliseconds, Ordering::Release);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Release);
        // Wakes the listener, which sees that it is over.
        TcpStream::connect(self.address).ok();
    }
}

/// Passes bytes on until either side closes.
fn pass(mut from: TcpStream, mut to: TcpStream, delayed: Option<&Shared>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let delay = delayed.map_or(0, |shared| shared.delay.load(Ordering::Acquire));
        std::thread::sleep(Duration::from_millis(delay));
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Both).ok();
    from.shutdown(Shutdown::Both).ok();
}
