//! `keys`: the keys of the server of a data folder, whether it runs or not.

use super::{Context, serve};
use crate::args::{Expiry, KeysCommand, KeysPlace};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::Result;
use engine::operations::{CreateKeyRequest, CreatedKey, KeyLine};
use engine::{Clock, Operations, demo};
use jiff::Timestamp;

/// Keys that `keys list` asks for at once.
const PAGE: usize = 500;

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
            let made = open(context, place)?.create_key(&request, None)?;
            if context.json { terminal::json(&made)? } else { show_made(&made)? }
        }
        KeysCommand::List { place } => list(context, &open(context, place)?)?,
        KeysCommand::Rotate { id, grace, place } => {
            let rotated = open(context, place)?.rotate_key(id, *grace, None)?;
            if context.json {
                terminal::json(&rotated)?;
            } else {
                show_made(&rotated.created)?;
                terminal::note(format!("{} works until {}.", rotated.replaces, rotated.old_expires_at));
            }
        }
        KeysCommand::Revoke { id, place } => {
            let line = open(context, place)?.revoke_key(id)?;
            if context.json {
                terminal::json(&line)?;
            } else {
                terminal::line(format!("{} is revoked", line.id))?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn open(context: &Context<'_>, place: &KeysPlace) -> Result<Operations> {
    match place.demo {
        true => serve::operations(context, &demo::data_dir(&place.out)),
        false => serve::operations(context, &context.settings.paths.data_dir),
    }
}

fn show_made(made: &CreatedKey) -> Result<()> {
    terminal::line(&made.key)?;
    terminal::note(format!("{} for {}: not shown again.", made.line.id, scopes(&made.line)));
    Ok(())
}

fn list(context: &Context<'_>, operations: &Operations) -> Result<()> {
    let mut keys = Vec::new();
    let mut cursor = None;
    loop {
        let page = operations.keys(cursor.as_deref(), PAGE)?;
        keys.extend(page.keys);
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    if context.json {
        return terminal::json(&serde_json::json!({ "keys": keys }));
    }
    let now = Clock::System.now();
    for key in &keys {
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
