//! Chains of digests: records that nobody can alter unseen.
//!
//! A chain is a sequence of links, each a JSON object whose member `previous` is the digest of the link
//! before; the first has none. The digest of a link is the SHA-256 of the exact bytes of its payload, in
//! lower-case hexadecimal, as `sha256sum` prints it for a file with the payload. So the digest of the last
//! link, the *head*, depends on every earlier link.
//!
//! Links are only added: the store refuses to change or remove one. [`verify`] finds what was altered by
//! other means. A rewrite of the whole chain and its head shows only against a copy of the head that was kept
//! elsewhere, so publish the head.

use crate::ids::sha256;
use crate::records::{Commit, Document, Kind, Order, Record, Records, RecordsError, Scan, Versioned, put};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Links read together.
const PAGE: usize = 200;

/// One link, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// The chain.
    pub chain: String,
    /// Its place, from 1.
    pub number: u64,
    /// The JSON object, byte for byte as it was given.
    pub payload: String,
    /// SHA-256 of the payload.
    pub digest: String,
}

impl Document for Link {
    const KIND: Kind = Kind::Link;

    fn id(&self) -> String {
        link_id(&self.chain, self.number)
    }

    fn owner(&self) -> String {
        self.chain.clone()
    }

    fn label(&self) -> &str {
        &self.digest
    }
}

/// How long a chain is, and the digest of its last link. Printed and parsed as three lines: name, count, digest.
///
/// ```
/// use ops::chain::Head;
/// let head = Head { chain: "cup".into(), count: 2, digest: "ab".repeat(32) };
/// assert_eq!(head.to_string().parse(), Ok(head));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// The chain.
    pub chain: String,
    /// How many links it has.
    pub count: u64,
    /// The digest of the last one.
    pub digest: String,
}

impl Document for Head {
    const KIND: Kind = Kind::Head;

    fn id(&self) -> String {
        self.chain.clone()
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.chain, self.count, self.digest)
    }
}

/// A text that is not a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the head of a chain: expected three lines with its name, its count and a SHA-256")]
pub struct InvalidHead;

impl FromStr for Head {
    type Err = InvalidHead;

    fn from_str(text: &str) -> Result<Head, InvalidHead> {
        let lines: Vec<&str> = text.trim_end().split('\n').collect();
        let [chain, count, digest] = lines[..] else { return Err(InvalidHead) };
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digest.len() != 64 || !digest.bytes().all(hex) {
            return Err(InvalidHead);
        }
        let count = count.parse().map_err(|_| InvalidHead)?;
        Ok(Head { chain: chain.to_owned(), count, digest: digest.to_owned() })
    }
}

/// Why nothing was added, or no chain could be read.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// Another link was added meanwhile: make the payload again on the present head.
    #[error("the payload follows {given}, but the head of {chain} is {present}")]
    Moved {
        /// The chain.
        chain: String,
        /// The digest that the payload names.
        given: String,
        /// The digest of the head.
        present: String,
    },
    /// The payload is not a JSON object, or its `previous` is not a text.
    #[error("not a payload of a chain: {0}")]
    Payload(String),
    /// The name holds something that would make ids ambiguous.
    #[error("{0:?} is not the name of a chain: 1 to 64 lower-case letters, digits or '-'")]
    Name(String),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

/// What is wrong with a chain: evidence, not a failure of this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    /// A link is gone.
    #[error("{chain}: link {number} is missing; the next one there is {}", found.map_or("none".to_owned(), |found| found.to_string()))]
    Missing {
        /// The chain.
        chain: String,
        /// The missing link.
        number: u64,
        /// The link that comes instead.
        found: Option<u64>,
    },
    /// A link's payload is not what was added.
    #[error("{chain}: link {number} was changed: its digest was {recorded}, and is {computed}")]
    Changed {
        /// The chain.
        chain: String,
        /// The link.
        number: u64,
        /// The digest on record.
        recorded: String,
        /// The digest of the payload that is there.
        computed: String,
    },
    /// A link's record cannot be read at all, or is filed under another link's number.
    #[error("{chain}: link {number} cannot be read: {reason}")]
    Unreadable {
        /// The chain.
        chain: String,
        /// The link.
        number: u64,
        /// The first fault.
        reason: String,
    },
    /// A link follows another one than stands before it.
    #[error("{chain}: link {number} follows {given}, but the link before it is {before}")]
    Unlinked {
        /// The chain.
        chain: String,
        /// The link.
        number: u64,
        /// The digest it names.
        given: String,
        /// The digest of the link before.
        before: String,
    },
    /// The chain does not reach the head that is on record, or one that was kept elsewhere.
    #[error(
        "{chain}: the head {count} {digest} is not in this chain, which has {links} links and there {there}"
    )]
    HeadMissing {
        /// The chain.
        chain: String,
        /// Count of the head that was expected.
        count: u64,
        /// Its digest.
        digest: String,
        /// How many links there are.
        links: u64,
        /// The digest of the link of that number.
        there: String,
    },
}

impl Tampered {
    /// The link that is wrong; none where it is the head.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Missing { number, .. }
            | Self::Changed { number, .. }
            | Self::Unreadable { number, .. }
            | Self::Unlinked { number, .. } => Some(*number),
            Self::HeadMissing { .. } => None,
        }
    }
}

/// How messages name the digest before the first link.
const NONE: &str = "nothing";

/// Adds a link. The payload must name the digest of the present head as `previous`, or none where the chain is empty.
pub fn append(records: &Records, chain: &str, payload: &str) -> Result<Link, ChainError> {
    check_name(chain)?;
    let given = previous(payload).map_err(ChainError::Payload)?;
    let old = records.find::<Head>(chain)?;
    let present = old.as_ref().map(|head| head.value.digest.clone());
    let moved = |present: Option<String>| ChainError::Moved {
        chain: chain.to_owned(),
        given: given.clone().unwrap_or_else(|| NONE.to_owned()),
        present: present.unwrap_or_else(|| NONE.to_owned()),
    };
    if given != present {
        return Err(moved(present));
    }
    let link = Link {
        chain: chain.to_owned(),
        number: old.as_ref().map_or(0, |head| head.value.count) + 1,
        payload: payload.to_owned(),
        digest: sha256(payload.as_bytes()),
    };
    let head = Head { chain: chain.to_owned(), count: link.number, digest: link.digest.clone() };
    let head = old.map_or_else(|| put(&head), |old| old.replace_with(&head));
    match records.commit(&[head, put(&link)])? {
        Commit::Done => Ok(link),
        Commit::Conflict(_) => Err(moved(self::head(records, chain)?.map(|head| head.digest))),
    }
}

/// The head of a chain; `None` where it is empty.
pub fn head(records: &Records, chain: &str) -> Result<Option<Head>, RecordsError> {
    Ok(records.find::<Head>(chain)?.map(|head| head.value))
}

/// The names of all chains that have a head, in order.
pub fn names(records: &Records) -> Result<Vec<String>, RecordsError> {
    Ok(records.list(&Scan::of(Kind::Head).limit(usize::MAX))?.into_iter().map(|record| record.id).collect())
}

/// The links of a chain, in order, after a number.
pub fn links(records: &Records, chain: &str, after: u64, limit: usize) -> Result<Vec<Link>, RecordsError> {
    let found = records.documents::<Link>(&scan(chain, after).limit(limit))?;
    Ok(found.into_iter().map(|link| link.value).collect())
}

/// Walks a whole chain: the first thing that is wrong with it, or its head. `kept` is a head that was kept elsewhere, of
/// the chain as it is or as it was earlier.
pub fn verify(
    records: &Records,
    chain: &str,
    kept: Option<&Head>,
) -> Result<Result<Option<Head>, Tampered>, RecordsError> {
    let mut walk = Walk { chain, number: 0, digest: NONE.to_owned(), at_kept: None };
    loop {
        let found = match records.list(&scan(chain, walk.number).limit(PAGE)) {
            Err(RecordsError::Unreadable { id, reason, .. }) => {
                let (chain, number) = (chain.to_owned(), number_of(&id).unwrap_or(walk.number + 1));
                return Ok(Err(Tampered::Unreadable { chain, number, reason }));
            }
            answer => answer?,
        };
        for record in &found {
            if let Err(tampered) = walk.step(record, kept) {
                return Ok(Err(tampered));
            }
        }
        if found.len() < PAGE {
            break;
        }
    }
    let recorded = match records.get(Kind::Head, chain)?.as_ref().map(Versioned::<Head>::read) {
        Some(Ok(head)) => Some(head.value),
        // A head that was altered beyond reading: the links themselves are whole.
        Some(Err(RecordsError::Unreadable { reason, .. })) => {
            let (chain, number) = (chain.to_owned(), walk.number);
            return Ok(Err(Tampered::Unreadable { chain, number, reason: format!("its head: {reason}") }));
        }
        Some(Err(error)) => return Err(error),
        None => None,
    };
    Ok(walk.arrive(recorded, kept))
}

struct Walk<'a> {
    chain: &'a str,
    number: u64,
    digest: String,
    /// The digest of the link whose number is that of the head kept elsewhere.
    at_kept: Option<String>,
}

impl Walk<'_> {
    fn step(&mut self, record: &Record, kept: Option<&Head>) -> Result<(), Tampered> {
        let chain = || self.chain.to_owned();
        let number = self.number + 1;
        let expected = link_id(self.chain, number);
        if record.id != expected {
            return Err(Tampered::Missing { chain: chain(), number, found: number_of(&record.id) });
        }
        let unreadable = |reason: String| Tampered::Unreadable { chain: chain(), number, reason };
        let link = Versioned::<Link>::read(record).map_err(|error| unreadable(error.to_string()))?.value;
        if link.chain != self.chain || link.number != number {
            return Err(unreadable(format!("it says that it is link {} of {}", link.number, link.chain)));
        }
        let computed = sha256(link.payload.as_bytes());
        // The digest stands beside the body too, in the label.
        for recorded in [&link.digest, &record.label] {
            if *recorded != computed {
                let recorded = recorded.clone();
                return Err(Tampered::Changed { chain: chain(), number, recorded, computed });
            }
        }
        let given = previous(&link.payload).map_err(unreadable)?.unwrap_or_else(|| NONE.to_owned());
        if given != self.digest {
            return Err(Tampered::Unlinked { chain: chain(), number, given, before: self.digest.clone() });
        }
        (self.number, self.digest) = (number, computed);
        if kept.is_some_and(|kept| kept.count == number) {
            self.at_kept = Some(self.digest.clone());
        }
        Ok(())
    }

    fn arrive(self, recorded: Option<Head>, kept: Option<&Head>) -> Result<Option<Head>, Tampered> {
        let missing = |head: &Head, there: &str| Tampered::HeadMissing {
            chain: self.chain.to_owned(),
            count: head.count,
            digest: head.digest.clone(),
            links: self.number,
            there: there.to_owned(),
        };
        if let Some(kept) = kept
            && self.at_kept.as_ref() != Some(&kept.digest)
        {
            return Err(missing(kept, self.at_kept.as_deref().unwrap_or(NONE)));
        }
        let reached = Head { chain: self.chain.to_owned(), count: self.number, digest: self.digest.clone() };
        match recorded {
            None if self.number == 0 => Ok(None),
            Some(head) if head == reached => Ok(Some(head)),
            Some(head) => Err(missing(&head, &self.digest)),
            None => Err(missing(
                &Head { chain: self.chain.to_owned(), count: 0, digest: NONE.to_owned() },
                &self.digest,
            )),
        }
    }
}

fn scan(chain: &str, after: u64) -> Scan {
    let order = Order::Ascending(Some(link_id(chain, after)));
    Scan { order, ..Scan::of(Kind::Link).owner(chain) }
}

fn link_id(chain: &str, number: u64) -> String {
    format!("{chain}/{number:012}")
}

fn number_of(id: &str) -> Option<u64> {
    id.rsplit('/').next().and_then(|number| number.parse().ok())
}

/// The digest that a payload follows.
fn previous(payload: &str) -> Result<Option<String>, String> {
    #[derive(Deserialize)]
    struct Follows {
        #[serde(default)]
        previous: Option<String>,
    }
    let follows: Follows = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    Ok(follows.previous)
}

fn check_name(chain: &str) -> Result<(), ChainError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if chain.is_empty() || chain.len() > 64 || !chain.chars().all(fits) {
        return Err(ChainError::Name(chain.to_owned()));
    }
    Ok(())
}
