//! Values that are not shown whole.

use graph::Neo4jServer;
use serde::Deserialize;
use std::fmt;

/// A password: never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The password itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A server's address, in which a user and a password may stand: printed without them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// The whole address, password included.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_login(&self.0))
    }
}

/// What is shown of a secret.
pub(super) const MASK: &str = "***";

/// An address without the user and password that may stand in it.
pub(super) fn without_login(address: &str) -> String {
    Neo4jServer::new(address, "", "").shown()
}
