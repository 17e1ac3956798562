//! Accounts: who owns keys, jobs and what is made with them. The sport's data belongs to nobody.

use crate::ids::AccountId;
use crate::records::{Document, Kind, Records, RecordsError, Scan};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
pub const NAME_CHARACTERS_MAX: usize = 64;

/// An account. Its name is unique and never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// 1 to 64 characters: letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Accounts are stored under their names, so that no two can have one name.
impl Document for Account {
    const KIND: Kind = Kind::Account;

    fn id(&self) -> String {
        self.name.clone()
    }

    fn owner(&self) -> String {
        self.id.to_string()
    }
}

/// A name that no account can have, or a failure of the records.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name has another form.
    #[error("{0:?} is not an account name: 1 to 64 letters, digits, '.', '_' or '-'")]
    Name(String),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// The account of a name, made now if there is none.
///
/// ```
/// use ops::{accounts, records::Records};
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let now = "2025-11-02T19:30:00Z".parse().unwrap();
/// let account = accounts::find_or_create(&records, "team-a", now).unwrap();
/// assert_eq!(accounts::find_or_create(&records, "team-a", now).unwrap(), account);
/// ```
pub fn find_or_create(records: &Records, name: &str, now: Timestamp) -> Result<Account, AccountError> {
    check_name(name)?;
    loop {
        if let Some(account) = records.find::<Account>(name)? {
            return Ok(account.value);
        }
        let id = AccountId::generate(now).map_err(RecordsError::from)?;
        let account = Account { id, name: name.to_owned(), created_at: now };
        if records.put(&account)? {
            return Ok(account);
        }
    }
}

/// The account of an id.
pub fn find(records: &Records, id: AccountId) -> Result<Option<Account>, RecordsError> {
    let accounts = records.documents::<Account>(&Scan::of(Kind::Account).owner(id).limit(1))?;
    Ok(accounts.into_iter().next().map(|account| account.value))
}

/// Refuses names that no account can have.
pub fn check_name(name: &str) -> Result<(), AccountError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() || name.len() > NAME_CHARACTERS_MAX || !name.chars().all(fits) {
        return Err(AccountError::Name(name.chars().take(NAME_CHARACTERS_MAX).collect()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_form() {
        for good in ["a", "team-a", "Team_A.1"] {
            check_name(good).unwrap();
        }
        for bad in ["", "a b", "a/b", "\u{e9}", &"a".repeat(65)] {
            assert!(matches!(check_name(bad), Err(AccountError::Name(_))), "{bad}");
        }
    }
}
