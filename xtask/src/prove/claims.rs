//! The grammar of claims, at length: none of a million claims from random logits, nor of ten thousand from a network, is illegal.

use crate::run;
use anyhow::Result;

/// Runs the laws of the grammar with a million claims.
pub fn run() -> Result<()> {
    let arguments = ["test", "--package", "kernel", "--test", "it", "grammar::no_claim", "--", "--nocapture"];
    let mut cargo = run::cargo(&arguments);
    run::step("claims under the grammar", cargo.env("BACKSTRETCH_TEST_CLAIMS", "1000000"))
}
