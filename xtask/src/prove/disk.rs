//! An embedded server whose disk is full, and whose folder may not be written: clear problems, and recovery.
//!
//! The disk is a small tmpfs in a mount namespace of its own (`unshare`, from util-linux), so that no right of the
//! administrator is needed.

use super::demo::Demo;
use super::served::{Answer, Client, built};
use crate::run;
use anyhow::{Context, Result, bail};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Mounts the disk at $1, copies the data of $2 there, serves it with the program $3, and then does what it reads.
const SCRIPT: &str = r#"
mount -t tmpfs -o size=$4 tmpfs "$1" && cp -a "$2/." "$1/" || exit 1
"$3" keys create --account proof --scopes projections:read,admin --demo --out "$1" || exit 1
"$3" serve --demo --out "$1" --listen 127.0.0.1:0 2>"$5" </dev/null &
served=$!
while read -r what; do
  case $what in
    fill) dd if=/dev/zero of="$1/filler" bs=4k 2>/dev/null ;;
    free) rm -f "$1/filler" ;;
    close) mount -o remount,ro "$1" ;;
    open) mount -o remount,rw "$1" ;;
  esac
  echo "did $what $?"
done
kill $served
"#;

/// Room beside what the league takes.
const SPARE_KIB: u64 = 16 * 1024;

/// How soon the server works again.
const RECOVERY: Duration = Duration::from_secs(10);

/// Runs the proof.
pub fn run() -> Result<()> {
    run::step("the program", &mut run::cargo(&["build", "--package", "cli"]))?;
    let demo = Demo::load("disk")?;
    let disk = Disk::start(&demo)?;
    let project = |seed: u32| {
        disk.client.send(
            "POST",
            "/v1/projections",
            &format!(r#"{{"race": "next", "simulations": 50, "seed": {seed}}}"#),
        )
    };
    let works = || project(1).is_ok_and(|answer| answer.status == 201);
    if !works() {
        bail!("the server does not work on a disk with room: {}", shown(&project(1)?));
    }
    // Closing is refused while files are open for writing: the kernel says so, and the step is left out.
    for (fault, cure) in [("fill", "free"), ("close", "open")] {
        if !disk.order(fault)? && fault == "close" {
            println!("read-only: this kernel does not remount a disk that is written; left out");
            continue;
        }
        let (mut refused, began) = (false, Instant::now());
        // A filled disk may have room left in pages that are already written.
        for seed in 2..200 {
            let answer = project(seed)?;
            match answer.status {
                201 => {}
                503 if shown(&answer).contains("reading still works") => refused = true,
                _ => bail!("{fault}: {}", shown(&answer)),
            }
            let read = disk.client.send("GET", "/v1/races/next", "")?;
            if read.status != 200 {
                bail!("{fault}: a read is refused: {}", shown(&read));
            }
            if refused || began.elapsed() > Duration::from_secs(60) {
                break;
            }
        }
        if !refused {
            bail!("{fault}: nothing was refused");
        }
        disk.order(cure)?;
        let began = Instant::now();
        while !works() {
            if began.elapsed() > RECOVERY {
                bail!("{cure}: {}", shown(&project(1)?));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        println!(
            "{fault}: writes are refused with a clear problem, reads go on; works {:.1} s after `{cure}`",
            began.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

fn shown(answer: &Answer) -> String {
    format!(
        "{} {}",
        answer.status,
        String::from_utf8_lossy(&answer.body).chars().take(400).collect::<String>()
    )
}

/// The server and the shell that rules its disk.
struct Disk {
    shell: Child,
    shell_line: RefCell<ShellLine>,
    client: Client,
}

/// What the shell is told and says; without an input it ends the server and itself.
struct ShellLine {
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Disk {
    fn start(demo: &Demo) -> Result<Self> {
        let (mount, data, log) = (demo.file("../disk-mount"), demo.file("."), demo.file("../disk.log"));
        std::fs::create_dir_all(&mount)?;
        let taken = Command::new("du").args(["-sk"]).arg(&data).output()?;
        let taken = String::from_utf8(taken.stdout)?;
        let taken: u64 = taken.split_whitespace().next().context("du says nothing")?.parse()?;
        let program = built("backstretch").get_program().to_owned();
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "disk"]);
        command.arg(mount).arg(data).arg(program).arg(format!("{}k", taken + SPARE_KIB)).arg(log);
        for variable in ["BACKSTRETCH_NOW", "NEO4J_URI", "REDIS_URL"] {
            command.env_remove(variable);
        }
        command.env("RATE_LIMIT_DEFAULT", "1000000/minute");
        let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("unshare")?;
        let mut lines = BufReader::new(shell.stdout.take().context("its output")?).lines();
        let key = lines.next().context("no key: can this user mount in a namespace?")??;
        let first = lines.next().context("no address")??;
        let address = first.strip_prefix("listening http://").context("it does not listen")?.to_owned();
        let shell_line = RefCell::new(ShellLine { input: shell.stdin.take(), output: lines });
        Ok(Self { shell, shell_line, client: Client { address, key } })
    }

    /// Has the shell do something; whether it succeeded.
    fn order(&self, what: &str) -> Result<bool> {
        let ShellLine { input, output } = &mut *self.shell_line.borrow_mut();
        writeln!(input.as_mut().context("its input")?, "{what}")?;
        let mut answers = output.filter(|line| line.as_ref().map_or(true, |line| line.starts_with("did ")));
        let did = answers.next().context("the shell is gone")??;
        Ok(did.ends_with(" 0") || what == "fill")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.shell_line.borrow_mut().input = None;
        let _ = self.shell.wait();
    }
}
