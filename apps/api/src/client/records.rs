//! Keys of a server, for its administrators.

use super::{Client, ClientError, Target};
use engine::operations::{CreateKeyRequest, CreatedKey, KeyLine, KeysAnswer, RotatedKey};
use serde_json::json;

impl Client {
    /// Every key, the newest first.
    ///
    /// # Errors
    /// Those of the way to the server.
    pub fn keys(&self, account: Option<&str>) -> Result<Vec<KeyLine>, ClientError> {
        let mut keys = Vec::new();
        self.pages(
            || Target::of(&["v1", "keys"]).with("account", account),
            |page: KeysAnswer| {
                keys.extend(page.keys);
                (page.next, ())
            },
        )?;
        Ok(keys)
    }

    /// Makes a key.
    ///
    /// # Errors
    /// As above, and a request that makes none.
    pub fn create_key(&self, request: &CreateKeyRequest) -> Result<CreatedKey, ClientError> {
        self.json("POST", &Target::of(&["v1", "keys"]), request)
    }

    /// Replaces a key.
    ///
    /// # Errors
    /// As above, and where there is no such key or it is revoked.
    pub fn rotate_key(&self, id: &str, grace_seconds: u32) -> Result<RotatedKey, ClientError> {
        let body = json!({ "graceSeconds": grace_seconds });
        self.json("POST", &Target::of(&["v1", "keys", id, "rotate"]), &body)
    }

    /// Revokes a key.
    ///
    /// # Errors
    /// As above.
    pub fn revoke_key(&self, id: &str) -> Result<KeyLine, ClientError> {
        self.value(self.send("DELETE", &Target::of(&["v1", "keys", id]), None, &[])?)
    }
}
