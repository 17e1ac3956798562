//! Lines of `graph export --all`, judged by the `jsonschema` package against the committed schema.

use super::demo::Demo;
use super::python::{self, Tool};
use anyhow::{Context, Result, bail};

const SCHEMA: &str = "docs/ontology/ontology.schema.json";

/// The schema is sound by its own meta-schema; lines of every kind in the export conform; broken ones do not.
pub fn run() -> Result<()> {
    let jsonschema = Tool::install("jsonschema", "4.26.0")?;
    let demo = Demo::load("json-schema")?;
    let export = demo.file("export.ndjson");
    let export = export.to_str().context("the workspace stands in a folder whose name is UTF-8")?;
    demo.ask(&["graph", "export", "--all", "--out", export])?;
    let output = jsonschema.python(&["-c", include_str!("json_schema.py"), SCHEMA, export])?;
    let told = python::stdout(&output, &[0])?;
    print!("{told}");
    if !told.contains("refused: an unknown label") {
        bail!("the validator ended before its last check");
    }
    Ok(())
}
