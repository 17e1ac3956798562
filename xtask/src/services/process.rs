//! Starting, recognising and ending server processes. Unix only, without `unsafe`.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How a server is asked to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// SIGTERM, then SIGKILL after 30 s.
    Orderly,
    /// SIGKILL at once: what a crash looks like.
    Kill,
}

/// Until when a server runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Life {
    /// Until `services down`.
    Detached,
    /// Until the process that started it is gone: it reads a pipe that closes with its parent.
    WithParent,
}

/// A program found in `PATH`.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Starts a server in a process group of its own (Ctrl-C at the terminal does not reach it), its output
/// appended to `log`.
pub fn start(command: &mut Command, log: &Path, life: Life) -> Result<Child> {
    let log = File::options().create(true).append(true).open(log).with_context(|| format!("open {log:?}"))?;
    let input = match life {
        Life::Detached => Stdio::null(),
        Life::WithParent => Stdio::piped(),
    };
    command
        .stdin(input)
        .stdout(log.try_clone().context("share the log")?)
        .stderr(log)
        .process_group(0)
        .spawn()
        .with_context(|| format!("start {:?}", command.get_program()))
}

/// Command line of a live process; None for a dead one, and for a zombie.
pub fn command_line(pid: u32) -> Option<String> {
    let line = if Path::new("/proc/self/cmdline").exists() {
        String::from_utf8_lossy(&fs::read(format!("/proc/{pid}/cmdline")).ok()?).replace('\0', " ")
    } else {
        let output = Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output().ok()?;
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// Whether `pid` is still the server that was started with `mark` in its command line.
pub fn is_still(pid: u32, mark: &str) -> bool {
    command_line(pid).is_some_and(|line| line.contains(mark))
}

/// Ends the process if it is still the one that was started with `mark`. Says whether there was one to end.
pub fn end(pid: u32, mark: &str, ending: Ending) -> Result<bool> {
    if !is_still(pid, mark) {
        return Ok(false);
    }
    if ending == Ending::Orderly {
        signal(pid, "TERM")?;
        if gone_within(pid, mark, Duration::from_secs(30)) {
            return Ok(true);
        }
        eprintln!("process {pid} did not end within 30 s of SIGTERM; SIGKILL");
    }
    signal(pid, "KILL")?;
    if !gone_within(pid, mark, Duration::from_secs(10)) {
        bail!("process {pid} is still there 10 s after SIGKILL");
    }
    Ok(true)
}

/// `kill` of the shell: no crate, and there on the barest machine. A process that is already gone is no error.
fn signal(pid: u32, name: &str) -> Result<()> {
    Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\" 2>/dev/null", name, &pid.to_string()])
        .status()
        .context("run kill")?;
    Ok(())
}

fn gone_within(pid: u32, mark: &str, limit: Duration) -> bool {
    let deadline = Instant::now() + limit;
    while is_still(pid, mark) {
        if Instant::now() >= deadline {
            return false;
        }
        sleep(Duration::from_millis(25));
    }
    true
}

/// Runs a command to its end; an error carries what it wrote.
pub fn finish(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("run {:?}", command.get_program()))?;
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        bail!("{:?} failed with {}: {}", command.get_program(), output.status, last_lines(&text, 12));
    }
    Ok(text)
}

/// The last lines of a text, for an error message.
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn ends_only_the_process_that_was_started() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo up; read end", "61.5"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        // Its command line can be read from its first word on, not from the moment it is spawned.
        child.stdout.as_mut().unwrap().read_exact(&mut [0; 3]).unwrap();
        assert!(is_still(child.id(), "61.5"));
        assert!(!end(child.id(), "another command", Ending::Kill).unwrap());
        assert!(child.try_wait().unwrap().is_none(), "a process with another command line was ended");
        assert!(end(child.id(), "61.5", Ending::Orderly).unwrap());
        assert!(!end(child.id(), "61.5", Ending::Orderly).unwrap(), "a zombie counts as gone");
        child.wait().unwrap();
    }

    #[test]
    fn last_lines_skip_blank_ones() {
        assert_eq!(last_lines("a\n\nb\nc\n\n", 2), "b\nc");
        assert_eq!(last_lines("", 2), "");
    }
}
