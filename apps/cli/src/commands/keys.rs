//! `keys`: the keys of the server of a data folder, whether it runs or not.

use super::{Context, serve};
use crate::args::{Expiry, KeysCommand, KeysPlace};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::Result;
use api::client::Client;
use engine::operations::{CreateKeyRequest, CreatedKey, KeyLine, RotatedKey};
use engine::{Clock, Operations};
use jiff::Timestamp;

/// Keys that `keys list` asks for at once.
const PAGE: usize = 500;

/// Whose keys: those of the records here, or of a server.
enum Keys {
    Here(Operations),
    There(Client),
}

impl Keys {
    fn open(context: &Context<'_>, place: &KeysPlace) -> Result<Self> {
        match context.server()? {
            Some(client) => Ok(Self::There(client)),
            None => Ok(Self::Here(serve::operations_of(context, place)?)),
        }
    }

    fn create(&self, request: &CreateKeyRequest) -> Result<CreatedKey> {
        match self {
            Self::Here(operations) => Ok(operations.create_key(request, None)?),
            Self::There(client) => Ok(client.create_key(request)?),
        }
    }

    fn rotate(&self, id: &str, grace: u32) -> Result<RotatedKey> {
        match self {
            Self::Here(operations) => Ok(operations.rotate_key(id, grace, None)?),
            Self::There(client) => Ok(client.rotate_key(id, grace)?),
        }
    }

    fn revoke(&self, id: &str) -> Result<KeyLine> {
        match self {
            Self::Here(operations) => Ok(operations.revoke_key(id)?),
            Self::There(client) => Ok(client.revoke_key(id)?),
        }
    }

    fn all(&self, account: Option<&str>) -> Result<Vec<KeyLine>> {
        let operations = match self {
            Self::Here(operations) => operations,
            Self::There(client) => return Ok(client.keys(account)?),
        };
        let mut keys = Vec::new();
        let mut cursor = None;
        loop {
            let page = operations.keys(account, cursor.as_deref(), PAGE)?;
            keys.extend(page.keys);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(keys),
            }
        }
    }
}

pub fn run(context: &Context<'_>, command: &KeysCommand) -> Result<Outcome> {
    match command {
        KeysCommand::Create { account, name, scopes, expires, place } => {
            let expires_at = expires.map(|expiry| match expiry {
                Expiry::At(moment) => moment,
                // Keys end by the time of day, also where the engine's clock is fixed.
                Expiry::After(time) => Clock::System.now_in_seconds() + time,
            });
            let request = CreateKeyRequest {
                account: account.clone(),
                name: name.clone(),
                scopes: scopes.clone(),
                expires_at,
            };
            let made = Keys::open(context, place)?.create(&request)?;
            if context.json { terminal::json(&made)? } else { show_made(&made)? }
        }
        KeysCommand::List { account, place } => {
            list(context, &Keys::open(context, place)?.all(account.as_deref())?)?;
        }
        KeysCommand::Rotate { id, grace, place } => {
            let rotated = Keys::open(context, place)?.rotate(id, *grace)?;
            if context.json {
                terminal::json(&rotated)?;
            } else {
                show_made(&rotated.created)?;
                terminal::note(format!("{} works until {}.", rotated.replaces, rotated.old_expires_at));
            }
        }
        KeysCommand::Revoke { id, place } => {
            let line = Keys::open(context, place)?.revoke(id)?;
            if context.json {
                terminal::json(&line)?;
            } else {
                terminal::line(format!("{} is revoked", line.id))?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn show_made(made: &CreatedKey) -> Result<()> {
    terminal::line(&made.key)?;
    terminal::note(format!("{} for {}: not shown again.", made.line.id, scopes(&made.line)));
    Ok(())
}

fn list(context: &Context<'_>, keys: &[KeyLine]) -> Result<()> {
    if context.json {
        return terminal::json(&serde_json::json!({ "keys": keys }));
    }
    let now = Clock::System.now();
    for key in keys {
        let account = key.account_name.as_deref().unwrap_or(&key.account);
        let parts = [key.id.as_str(), account, key.name.as_str(), &scopes(key), &state(key, now)];
        terminal::line(parts.join("  "))?;
    }
    Ok(())
}

fn scopes(key: &KeyLine) -> String {
    key.scopes.join(",")
}

fn state(key: &KeyLine, now: Timestamp) -> String {
    match (key.revoked_at, key.expires_at) {
        (Some(moment), _) => format!("revoked {moment}"),
        (_, Some(moment)) if moment <= now => format!("expired {moment}"),
        (_, Some(moment)) => format!("until {moment}"),
        _ => "works".to_owned(),
    }
}
