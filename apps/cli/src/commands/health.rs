//! `health`: whether a server takes requests, for whoever watches over it: a container engine, a supervisor.

use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Context as _, Result, bail};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long the server may take.
const LIMIT: Duration = Duration::from_secs(4);

/// The most that is read of the answer, in bytes.
const ANSWER_MAX: u64 = 16 * 1024;

pub fn run(address: SocketAddr) -> Result<Outcome> {
    let answer = ask(address).with_context(|| {
        format!("no server answers at {address}; start one with `backstretch serve`, or name another address")
    })?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        bail!("http://{address}/readyz answers {status}: the server takes no requests now");
    }
    terminal::line("ok")?;
    Ok(Outcome::Done)
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    write!(stream, "GET /readyz HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(ANSWER_MAX).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
