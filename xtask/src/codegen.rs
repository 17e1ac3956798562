//! Files generated from the ontology: written by `codegen`, compared by `codegen --check`.

use crate::run;
use anyhow::{Context, Result, bail};
use std::fs;

/// Writes every generated file that differs.
pub fn write() -> Result<()> {
    for (path, contents) in ontology::generate::files() {
        let full = run::root().join(&path);
        if fs::read_to_string(&full).ok().as_deref() == Some(contents.as_str()) {
            continue;
        }
        let folder = full.parent().context("a generated file has a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        fs::write(&full, contents).with_context(|| format!("writing {}", full.display()))?;
        println!("wrote {path}");
    }
    Ok(())
}

/// Fails, naming them, where generated files are stale.
pub fn check() -> Result<()> {
    let stale: Vec<String> = ontology::generate::files()
        .into_iter()
        .filter(|(path, contents)| {
            fs::read_to_string(run::root().join(path)).ok().as_deref() != Some(contents.as_str())
        })
        .map(|(path, _)| path)
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    bail!("stale: {}; run `cargo xtask codegen`", stale.join(", "))
}
