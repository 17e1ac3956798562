//! Programs from PyPI, each in a folder of its own under `target/tools`.

use crate::run;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package with its version, installed.
pub struct Tool {
    folder: PathBuf,
}

impl Tool {
    /// Installs the package unless it is there. A folder that stands is whole: it gets its name last.
    pub fn install(package: &str, version: &str) -> Result<Tool> {
        Self::install_with(package, version, None)
    }

    /// The same, with the versions of everything that it needs from a file of constraints.
    pub fn install_pinned(package: &str, version: &str, constraints: &Path) -> Result<Tool> {
        Self::install_with(package, version, Some(constraints))
    }

    fn install_with(package: &str, version: &str, constraints: Option<&Path>) -> Result<Tool> {
        let tools = run::root().join("target/tools");
        let folder = tools.join(format!("{package}-{version}"));
        if !folder.is_dir() {
            let partly = tools.join(format!("{package}-{version}.{}", std::process::id()));
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(["--root-user-action=ignore", "--target"])
                .arg(&partly)
                .arg(format!("{package}=={version}"));
            if let Some(constraints) = constraints {
                pip.arg("--constraint").arg(constraints);
            }
            run::step(&format!("install {package} {version} from PyPI"), &mut pip)?;
            fs::rename(&partly, &folder).with_context(|| format!("naming {}", folder.display()))?;
        }
        Ok(Tool { folder })
    }

    /// Python with the package at hand.
    pub fn command(&self) -> Command {
        let mut command = Command::new("python3");
        command.env("PYTHONPATH", &self.folder).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(run::root());
        command
    }

    /// Runs Python with the package at hand.
    ///
    /// An exit code is the caller's to read; that Python cannot start is an error.
    pub fn python(&self, args: &[&str]) -> Result<Output> {
        self.command().args(args).output().context("could not start python3")
    }
}

/// stdout of a run that ended with one of these exit codes.
pub fn stdout(output: &Output, codes: &[i32]) -> Result<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.code().is_some_and(|code| codes.contains(&code)) {
        bail!("{}: {text}{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(text)
}
