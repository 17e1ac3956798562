//! Redis from `redis-server` on the machine.

use super::home::{self, Home, Record};
use super::process::{self, Life};
use super::ready;
use anyhow::{Context, Result};
use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

/// Runs the server ($0: its settings) in this process; a watcher beside it ends it when standard input closes.
/// The watcher speaks to the port with the password, so that it can end no other process.
const WITH_PARENT: &str = "exec 3<&0\n(cat <&3 >/dev/null; exec redis-cli -p \"$1\" shutdown 2>/dev/null) &\n\
                           unset REDISCLI_AUTH\nexec redis-server \"$0\" </dev/null 3<&-";

/// Why this machine cannot run one; None where it can.
pub fn lacking() -> Option<String> {
    (!process::on_path("redis-server")).then(|| "no redis-server on PATH (Debian: redis-server)".to_owned())
}

/// Starts the server of a home and waits until it answers.
pub fn start(home: &Home, record: &Record, life: Life) -> Result<Child> {
    let data = home.folder().join("data");
    fs::create_dir_all(&data).context("make data")?;
    let settings = home.folder().join("redis.conf");
    home::write_secret(&settings, &conf(record, home::text(&data)?))?;
    let mut command = match life {
        Life::Detached => Command::new("redis-server"),
        Life::WithParent => {
            let mut shell = Command::new("sh");
            shell.args(["-c", WITH_PARENT]).env("REDISCLI_AUTH", &record.password);
            shell
        }
    };
    command.arg(&settings);
    if life == Life::WithParent {
        command.arg(record.port.to_string());
    }
    let mut child = process::start(&mut command, &home.log(), life)?;
    home.keep_pid(child.id())?;
    ready::wait(Some(&mut child), &home.log(), Duration::from_secs(30), || {
        ready::redis(record.port, &record.password)
    })?;
    Ok(child)
}

/// `appendonly`: what was answered outlives a `kill -9`. `set-proc-title no`: the command line keeps the home.
fn conf(record: &Record, data: &str) -> String {
    format!(
        "bind 127.0.0.1\nport {}\nrequirepass {}\ndir \"{data}\"\nappendonly yes\nappendfsync everysec\n\
         save \"\"\ndaemonize no\nset-proc-title no\n",
        record.port, record.password
    )
}

#[cfg(test)]
mod tests {
    use super::super::home::Source;
    use super::*;

    #[test]
    fn settings_quote_the_folder_and_ask_for_a_password() {
        let record = Record { source: Source::Local, port: 6390, password: "secret".to_owned(), owner: None };
        let text = conf(&record, "/a b/data");
        assert!(text.contains("dir \"/a b/data\"\n") && text.contains("requirepass secret\n"));
        assert!(text.contains("bind 127.0.0.1\n"));
    }
}
