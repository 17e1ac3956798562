//! The simulated league in a graph of its own, for proofs on what the program exports.

use crate::run;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// A graph that the demo loaded.
pub struct Demo {
    folder: PathBuf,
}

impl Demo {
    /// Loads the league into `target/proofs/NAME`; a second time, brings it up to date.
    pub fn load(name: &str) -> Result<Demo> {
        let folder = run::root().join("target/proofs").join(name);
        let mut command = program();
        command.arg("demo").arg("--out").arg(&folder).args(["--sims", "10"]);
        command.stdout(std::process::Stdio::null());
        run::step("the simulated league into a graph", &mut command)?;
        Ok(Demo { folder })
    }

    /// Where files of the proof may stand.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// stdout of the program on that graph.
    pub fn ask(&self, args: &[&str]) -> Result<String> {
        let mut command = program();
        command.arg("--data-dir").arg(self.folder.join("demo/data")).args(args);
        let output = command.output().context("could not start the program")?;
        if !output.status.success() {
            bail!("{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        String::from_utf8(output.stdout).context("the program wrote no UTF-8")
    }
}

/// `backstretch`, without the caller's settings.
fn program() -> Command {
    let mut command = run::cargo(&["run", "--quiet", "--package", "cli", "--"]);
    for variable in ["NEO4J_URI", "BACKSTRETCH_DATA_DIR", "LOG_LEVEL"] {
        command.env_remove(variable);
    }
    command
}
