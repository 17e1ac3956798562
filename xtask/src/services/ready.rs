//! Whether a server answers, by its own protocol.

use super::process;
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Waits until `answers`, at most `limit`. Where the server ends before, or never answers, the error carries the
/// end of its log.
pub fn wait(
    child: Option<&mut Child>,
    log: &Path,
    limit: Duration,
    answers: impl Fn() -> bool,
) -> Result<()> {
    let started = Instant::now();
    let mut child = child;
    let tail = || process::last_lines(&std::fs::read_to_string(log).unwrap_or_default(), 12);
    while !answers() {
        if let Some(child) = child.as_deref_mut()
            && let Some(status) = child.try_wait().context("look after the server")?
        {
            bail!("the server ended with {status} before it was ready; the end of {log:?}:\n{}", tail());
        }
        if started.elapsed() > limit {
            bail!("not ready within {} s; the end of {log:?}:\n{}", limit.as_secs(), tail());
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// A Bolt handshake: the server picks one of the versions 5.4 to 5.0 or 4.4.
pub fn bolt(port: u16) -> bool {
    const HELLO: [u8; 20] = [0x60, 0x60, 0xB0, 0x17, 0, 4, 4, 5, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0];
    let mut version = [0_u8; 4];
    exchange(port, &HELLO, &mut version) && version != [0; 4]
}

/// A Redis that knows this password and has read its file of writes.
pub fn redis(port: u16, password: &str) -> bool {
    const ANSWER: &[u8] = b"+OK\r\n+PONG\r\n";
    let mut answer = [0_u8; ANSWER.len()];
    exchange(port, format!("AUTH {password}\r\nPING\r\n").as_bytes(), &mut answer) && answer == ANSWER
}

fn exchange(port: u16, ask: &[u8], answer: &mut [u8]) -> bool {
    let mut talk = || -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(ask)?;
        stream.read_exact(answer)
    };
    talk().is_ok()
}

/// Whether somebody listens where a URI points; the error says what was tried.
pub fn listens(uri: &str, default_port: u16) -> Result<()> {
    let (host, port) =
        authority(uri, default_port).with_context(|| format!("{} has no host", masked(uri)))?;
    let addresses =
        (host.as_str(), port).to_socket_addrs().with_context(|| format!("the host {host} is not known"))?;
    for address in addresses {
        if TcpStream::connect_timeout(&address, Duration::from_secs(3)).is_ok() {
            return Ok(());
        }
    }
    bail!("nobody answers at {host}:{port}")
}

/// A URI without its password.
pub fn masked(uri: &str) -> String {
    match (uri.split_once("://"), uri.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://***@{place}"),
        _ => uri.to_owned(),
    }
}

fn authority(uri: &str, default_port: u16) -> Option<(String, u16)> {
    let (_, rest) = uri.split_once("://")?;
    let place = rest.split(['/', '?']).next()?;
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
        _ => (place, default_port),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_uri_says_where_to_knock() {
        let check = |uri, want: Option<(&str, u16)>| {
            assert_eq!(authority(uri, 7687), want.map(|(host, port)| (host.to_owned(), port)), "{uri}");
        };
        check("bolt://127.0.0.1:7690", Some(("127.0.0.1", 7690)));
        check("neo4j+s://graph.example", Some(("graph.example", 7687)));
        check("redis://:p@ss@cache:6380/1?x=y", Some(("cache", 6380)));
        check("bolt://[::1]:7000", Some(("::1", 7000)));
        check("bolt://[::1]", Some(("::1", 7687)));
        check("bolt://", None);
        check("bolt://host:port", None);
        check("localhost:7687", None);
    }

    #[test]
    fn a_password_is_masked() {
        assert_eq!(masked("redis://:p@ss@cache:6380/1"), "redis://***@cache:6380/1");
        assert_eq!(masked("bolt://127.0.0.1:7687"), "bolt://127.0.0.1:7687");
    }

    #[test]
    fn an_open_port_listens_and_a_closed_one_does_not() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let uri = format!("bolt://127.0.0.1:{port}");
        listens(&uri, 7687).unwrap();
        drop(listener);
        assert!(listens(&uri, 7687).unwrap_err().to_string().contains("nobody answers"));
        assert!(!bolt(port) && !redis(port, "x"));
    }
}
