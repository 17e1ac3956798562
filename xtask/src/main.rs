//! Set-up that tests need.
fn main() {}
