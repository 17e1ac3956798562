//! A home: the folder of one named server under `target/services/homes`, with what must outlive a restart.

use super::Kind;
use super::process;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where a server comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A container.
    Docker,
    /// Packages of this machine.
    Local,
}

impl Source {
    /// As written in records and in `BACKSTRETCH_TEST_*_ORIGIN`.
    pub fn name(self) -> &'static str {
        match self {
            Source::Docker => "docker",
            Source::Local => "local",
        }
    }
}

/// What a server keeps over restarts: the same port and password, so that a client's pool finds it again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    pub source: Source,
    pub port: u16,
    pub password: String,
    /// The process that wants the server for its own time only; None for one that stays until `down`.
    pub owner: Option<u32>,
}

impl Record {
    /// A new one: a free port and a password of 128 random bits.
    pub fn new(source: Source, owner: Option<u32>) -> Result<Record> {
        Ok(Record { source, port: free_port()?, password: secret()?, owner })
    }

    fn text(&self) -> String {
        let owner = self.owner.map(|pid| format!("owner={pid}\n")).unwrap_or_default();
        format!("source={}\nport={}\npassword={}\n{owner}", self.source.name(), self.port, self.password)
    }

    fn parse(text: &str) -> Option<Record> {
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        let source = match field("source")? {
            "docker" => Source::Docker,
            "local" => Source::Local,
            _ => return None,
        };
        let owner = field("owner").map(str::parse).transpose().ok()?;
        Some(Record {
            source,
            port: field("port")?.parse().ok()?,
            password: field("password")?.to_owned(),
            owner,
        })
    }
}

/// One named server's folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    pub kind: Kind,
    pub name: String,
}

impl Home {
    pub fn new(kind: Kind, name: &str) -> Home {
        Home { kind, name: name.to_owned() }
    }

    /// `neo4j-tests`.
    pub fn label(&self) -> String {
        format!("{}-{}", self.kind.name(), self.name)
    }

    pub fn folder(&self) -> PathBuf {
        folder().join("homes").join(self.label())
    }

    /// Logs stand outside the home: they stay when a home is removed.
    pub fn logs(&self) -> PathBuf {
        folder().join("logs").join(self.label())
    }

    /// What the server printed.
    pub fn log(&self) -> PathBuf {
        self.logs().join("server.log")
    }

    /// Stands in the server's command line: by it a recorded pid is recognised as still that server.
    pub fn mark(&self) -> String {
        format!("{}/", self.folder().display())
    }

    pub fn certificates(&self) -> PathBuf {
        self.folder().join("certificates")
    }

    fn pid_file(&self) -> PathBuf {
        self.folder().join("pid")
    }

    /// Makes the folders, for this user alone, and puts the log of the start before this one aside.
    pub fn create(&self) -> Result<()> {
        fs::rename(self.log(), self.logs().join("server.previous.log")).ok();
        for path in [self.folder(), self.logs()] {
            fs::create_dir_all(&path).with_context(|| format!("make {path:?}"))?;
        }
        fs::set_permissions(self.folder(), fs::Permissions::from_mode(0o700))
            .context("close the home to others")
    }

    pub fn record(&self) -> Option<Record> {
        Record::parse(&fs::read_to_string(self.folder().join("record")).ok()?)
    }

    pub fn keep(&self, record: &Record) -> Result<()> {
        write_secret(&self.folder().join("record"), &record.text())
    }

    pub fn pid(&self) -> Option<u32> {
        fs::read_to_string(self.pid_file()).ok()?.trim().parse().ok()
    }

    pub fn keep_pid(&self, pid: u32) -> Result<()> {
        fs::write(self.pid_file(), format!("{pid}\n")).context("write the pid file")
    }

    pub fn forget_pid(&self) {
        fs::remove_file(self.pid_file()).ok();
    }

    /// Removes data, password and certificates; the logs stay.
    pub fn remove(&self) -> Result<()> {
        match fs::remove_dir_all(self.folder()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("remove {:?}", self.folder()))
            }
            _ => Ok(()),
        }
    }

    /// Whether the process that wanted this server for itself is gone.
    pub fn is_orphan(&self) -> bool {
        let owner = self.record().and_then(|record| record.owner);
        owner.is_some_and(|pid| !process::is_still(pid, "xtask"))
    }
}

/// `target/services` of the workspace: shared by every target folder.
pub fn folder() -> PathBuf {
    crate::run::root().join("target/services")
}

/// Every home there is, by label.
pub fn all() -> Vec<Home> {
    let Ok(entries) = fs::read_dir(folder().join("homes")) else { return Vec::new() };
    let mut homes: Vec<Home> = entries
        .filter_map(|entry| {
            let label = entry.ok()?.file_name().into_string().ok()?;
            let (kind, name) = label.split_once('-')?;
            Some(Home::new(Kind::parse(kind)?, name))
        })
        .collect();
    homes.sort_by_key(Home::label);
    homes
}

/// A home's name: it becomes part of a path and of a container's name.
pub fn parse_name(text: &str) -> Result<String, String> {
    let fits = (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-');
    if fits {
        Ok(text.to_owned())
    } else {
        Err("a home is named by 1 to 40 of a-z, 0-9 and -, for example `second`".to_owned())
    }
}

/// Held while servers are started or ended, so that two commands do not start the same one twice.
pub fn lock() -> Result<File> {
    fs::create_dir_all(folder()).with_context(|| format!("make {:?}", folder()))?;
    let file = File::create(folder().join("lock")).context("open the lock file")?;
    file.lock().context("wait for another `cargo xtask services`")?;
    Ok(file)
}

/// Whether a server could open this port now.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Waits until the port is free: a killed process holds its sockets a little longer than its name.
pub fn is_free_within(port: u16, limit: Duration) -> bool {
    let deadline = Instant::now() + limit;
    while !is_free(port) {
        if Instant::now() >= deadline {
            return false;
        }
        sleep(Duration::from_millis(25));
    }
    true
}

/// Below the ports that systems hand to clients: a client that keeps knocking while its server is down must not
/// be given the server's own port.
fn free_port() -> Result<u16> {
    for _ in 0..100 {
        let port = 20_000 + u16::from_le_bytes(random()?) % 12_000;
        if is_free(port) {
            return Ok(port);
        }
    }
    bail!("no free port between 20000 and 32000 in 100 draws")
}

fn secret() -> Result<String> {
    Ok(random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("read /dev/urandom")?;
    Ok(bytes)
}

/// Writes a file for this user alone.
pub fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("write {path:?}"))
}

/// A path in a file that knows UTF-8 only.
pub fn text(path: &Path) -> Result<&str> {
    let Some(text) = path.to_str() else {
        bail!("{path:?} is not UTF-8: the server's settings cannot name it")
    };
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_survives_being_written() {
        for (source, owner) in [(Source::Local, None), (Source::Docker, Some(17))] {
            let record = Record { source, port: 7687, password: "a=b".to_owned(), owner };
            assert_eq!(Record::parse(&record.text()), Some(record));
        }
        assert_eq!(Record::parse("source=local\nport=x\npassword=y\n"), None);
        assert_eq!(Record::parse(""), None);
    }

    #[test]
    fn passwords_differ_and_names_are_plain() {
        let (first, second) = (secret().unwrap(), secret().unwrap());
        assert_eq!(first.len(), 32);
        assert_ne!(first, second);
        assert!(parse_name("second").is_ok() && parse_name("run-12").is_ok());
        for bad in ["", "../x", "A", "-x", "a b", &"x".repeat(41)] {
            assert!(parse_name(bad).is_err(), "{bad}");
        }
        assert!((20_000..32_000).contains(&free_port().unwrap()));
    }
}
