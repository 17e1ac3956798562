//! The simulated race: its laws over millions of races, and the fast simulator against the slow reference.

use crate::run;
use anyhow::Result;

/// Runs both proofs of the `prove` example.
pub fn run() -> Result<()> {
    let prove = ["run", "--quiet", "--package", "simulator", "--example", "prove", "--"];
    let step = |name: &str, what: [&str; 2]| run::step(name, run::cargo(&prove).args(what));
    step("laws: ten million races of each type", ["laws", "10000000"])?;
    step("marginals: a million draws on each side", ["marginals", "1000000"])
}
