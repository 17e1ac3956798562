//! An HTTP server that speaks the feeds and misbehaves on command.
//!
//! Each request is answered as a closure says. The server is plain threads over TCP, so that it can do what no well-behaved
//! library would: stop in the middle of a body, lie about its length, or send without end.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A request as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// How a request is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A whole answer: status, further headers, body.
    Whole(u16, Vec<(String, String)>, Vec<u8>),
    /// 200 with a length and only this much of the body, then the connection closes.
    Cut {
        /// The body.
        body: Vec<u8>,
        /// Bytes of it that are sent.
        sent: usize,
    },
    /// Headers and this beginning, then silence.
    Stall(Vec<u8>),
    /// Nothing at all, until the client gives up.
    Silence,
    /// A byte of the body at a time, so long apart.
    Drip(Vec<u8>, Duration),
    /// So many blanks, without a length.
    Endless(u64),
    /// The connection closes at once.
    Close,
    /// These bytes instead of HTTP.
    Raw(Vec<u8>),
}

impl Reply {
    /// 200 with a body.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(200, Vec::new(), body.into())
    }

    /// A status without more.
    pub fn status(status: u16) -> Self {
        Self::Whole(status, Vec::new(), b"<html>no</html>".to_vec())
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        match self {
            Self::Whole(status, mut headers, body) => {
                headers.push((name.to_owned(), value.to_owned()));
                Self::Whole(status, headers, body)
            }
            other => other,
        }
    }
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// A running server; it stops when dropped.
pub struct FeedServer {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    seen: Arc<Mutex<Vec<Request>>>,
    thread: Option<JoinHandle<()>>,
}

impl FeedServer {
    /// Starts a server on a free port of the loopback address.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (stopping, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let answer: Arc<Answer> = Arc::new(answer);
        let (stop, requests) = (Arc::clone(&stopping), Arc::clone(&seen));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Acquire) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (answer, stop, requests) =
                    (Arc::clone(&answer), Arc::clone(&stop), Arc::clone(&requests));
                thread::spawn(move || {
                    // A client that went away is what many tests want.
                    let _ = serve(stream, &*answer, &stop, &requests);
                });
            }
        });
        Self { address, stopping, seen, thread: Some(thread) }
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for FeedServer {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        // Wakes the listener.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(
    stream: TcpStream,
    answer: &Answer,
    stop: &AtomicBool,
    seen: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    lines.read_line(&mut first)?;
    let Some(path) = first.split(' ').nth(1).map(str::to_owned) else { return Ok(()) };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let request = Request { path, headers };
    let reply = answer(&request);
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    send(&stream, reply, stop)?;
    let _ = stream.shutdown(Shutdown::Write);
    Ok(())
}

fn send(mut stream: &TcpStream, reply: Reply, stop: &AtomicBool) -> io::Result<()> {
    let head =
        |length: usize| format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    match reply {
        Reply::Whole(status, headers, body) => {
            let mut text = format!("HTTP/1.1 {status} Status\r\nConnection: close\r\n");
            for (name, value) in headers {
                text += &format!("{name}: {value}\r\n");
            }
            let body = if status == 304 { Vec::new() } else { body };
            text += &format!("Content-Length: {}\r\n\r\n", body.len());
            stream.write_all(text.as_bytes())?;
            stream.write_all(&body)
        }
        Reply::Cut { body, sent } => {
            stream.write_all(head(body.len()).as_bytes())?;
            stream.write_all(&body[..sent.min(body.len())])
        }
        Reply::Stall(begin) => {
            stream.write_all(head(begin.len() + 1).as_bytes())?;
            stream.write_all(&begin)?;
            until_closed(stream, stop)
        }
        Reply::Silence => until_closed(stream, stop),
        Reply::Drip(body, apart) => {
            stream.write_all(head(body.len()).as_bytes())?;
            for byte in body {
                stream.write_all(&[byte])?;
                stream.flush()?;
                thread::sleep(apart);
            }
            Ok(())
        }
        Reply::Endless(bytes) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            let chunk = [b' '; 1 << 16];
            for _ in 0..bytes / chunk.len() as u64 {
                stream.write_all(&chunk)?;
            }
            Ok(())
        }
        Reply::Close => Ok(()),
        Reply::Raw(bytes) => stream.write_all(&bytes),
    }
}

/// Waits until the client has closed its side.
fn until_closed(stream: &TcpStream, stop: &AtomicBool) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(50)))?;
    let mut reader = BufReader::new(stream);
    loop {
        match reader.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(bytes) => {
                let read = bytes.len();
                reader.consume(read);
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                if stop.load(Ordering::Acquire) {
                    return Ok(());
                }
            }
            Err(error) => return Err(error),
        }
    }
}
