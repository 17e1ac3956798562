//! The pages in a browser: what they weigh, how quick they are, and axe-core on each in light and dark at three widths.

use crate::browser;
use anyhow::Result;

/// Runs the tests that take long.
pub fn run() -> Result<()> {
    browser::api_tests("browser::weight::")?;
    browser::api_tests("browser::access::")
}
