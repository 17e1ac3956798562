//! A Redis of one test's own, which it may kill, flush and start again.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `redis-server` on a free port of this machine; ended with the test. It keeps nothing on disk.
pub struct OwnRedis {
    child: Child,
    /// Its port.
    pub port: u16,
}

impl OwnRedis {
    /// Starts an empty one and waits until it answers.
    pub fn start() -> Self {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        Self { child: spawn(port), port }
    }

    /// Ends it with SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Starts it again, empty, on the same port.
    pub fn start_again(&mut self) {
        self.child = spawn(self.port);
    }

    /// Takes away everything that it holds.
    pub fn flush(&self) {
        assert!(command(self.port, "FLUSHALL").is_ok_and(|answer| answer.starts_with("+OK")), "it answers");
    }
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn spawn(port: u16) -> Child {
    let mut server = Command::new("redis-server");
    server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    let child = server.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    let child = child.expect("redis-server is on PATH (Debian: redis-server)");
    let began = Instant::now();
    while !command(port, "PING").is_ok_and(|answer| answer.starts_with("+PONG")) {
        assert!(began.elapsed() < Duration::from_secs(30), "redis-server does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

/// A command without arguments, and the beginning of its answer.
fn command(port: u16, name: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(format!("{name}\r\n").as_bytes())?;
    let mut answer = [0; 64];
    let length = stream.read(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
}
