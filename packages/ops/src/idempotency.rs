//! Idempotency of requests: the first one under a key does the work, and the others get its answer.
//!
//! An entry has two states. *In flight*: the request that [`begin`] let through has not answered; a second one
//! has to wait or to come back. *Done*: its status, headers and body are given to every repetition. An entry is bound to account,
//! route and key, and remembers the digest of the body: with another body the key is refused. It lasts a day. A request
//! that died without an answer blocks its key for a short while only, since whatever it did may be done again then.

use crate::ids::sha256;
use crate::records::{Commit, Document, Kind, Records, RecordsError, Scan, Versioned, put};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How long an answer is kept.
pub const LASTS: SignedDuration = SignedDuration::from_hours(24);

/// The longest key of a client, in bytes.
pub const KEY_BYTES_MAX: usize = 255;

/// Entries removed together.
const PAGE: usize = 200;

/// What a request is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The account.
    pub account: &'a str,
    /// Method and path: `POST /v1/projections`.
    pub route: &'a str,
    /// The client's key.
    pub key: &'a str,
    /// The exact body.
    pub body: &'a [u8],
}

/// An answer, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers that belong to it: content type, location, ETag.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub body: Vec<u8>,
}

/// What a request is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// It is the first: do the work, then [`Permit::done`] or [`Permit::give_up`].
    Proceed(Permit),
    /// It repeats one that was answered.
    Repeat(Answer),
    /// It repeats one that is in flight: wait, or come back.
    InFlight {
        /// When that one began.
        since: Timestamp,
    },
    /// The key was used with another body.
    OtherBody,
}

/// The right to answer under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "others wait for the answer"]
pub struct Permit {
    entry: Versioned<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    id: String,
    account: String,
    body: String,
    began_at: Timestamp,
    expires_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
}

impl Document for Entry {
    const KIND: Kind = Kind::Idempotency;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn owner(&self) -> String {
        self.account.clone()
    }

    fn due(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// Frees the keys of all requests that were in flight, and says how many: for the only process that takes requests, when
/// it starts. Whoever had begun them is gone.
pub fn release_in_flight(records: &Records) -> Result<usize, RecordsError> {
    let mut scan = Scan::of(Kind::Idempotency).limit(PAGE);
    let mut released = 0;
    loop {
        let page = records.list(&scan)?;
        for record in &page {
            let entry = Versioned::<Entry>::read(record)?;
            if entry.value.answer.is_none() && records.commit(&[entry.remove()])? == Commit::Done {
                released += 1;
            }
        }
        match page.last().filter(|_| page.len() == PAGE) {
            Some(last) => scan = scan.after(last),
            None => return Ok(released),
        }
    }
}

/// Looks a request up and, where it is the first under its key, takes the key. `in_flight_for` is how long a request may
/// take before it counts as dead.
///
/// ```
/// use jiff::SignedDuration;
/// use ops::idempotency::{self, Answer, Begin, Claim};
/// use ops::records::Records;
/// let folder = tempfile::tempdir().unwrap();
/// let records = Records::open(&folder.path().join("ops.db")).unwrap();
/// let now = "2025-11-02T19:30:00Z".parse().unwrap();
/// let claim = Claim { account: "acc_1", route: "POST /v1/projections", key: "k", body: b"{}" };
/// let limit = SignedDuration::from_secs(60);
/// let Begin::Proceed(permit) = idempotency::begin(&records, claim, limit, now).unwrap() else { panic!() };
/// let answer = Answer { status: 201, headers: vec![], body: b"made".to_vec() };
/// permit.done(&records, answer.clone(), now).unwrap();
/// assert_eq!(idempotency::begin(&records, claim, limit, now).unwrap(), Begin::Repeat(answer));
/// ```
pub fn begin(
    records: &Records,
    claim: Claim<'_>,
    in_flight_for: SignedDuration,
    now: Timestamp,
) -> Result<Begin, RecordsError> {
    // Lengths keep the parts apart.
    let parts = [claim.account, claim.route, claim.key];
    let id = sha256(parts.map(|part| format!("{}:{part}", part.len())).concat().as_bytes());
    let body = sha256(claim.body);
    loop {
        let found = records.find::<Entry>(&id)?;
        if let Some(Versioned { value: entry, .. }) = &found
            && now < entry.expires_at
        {
            return Ok(match &entry.answer {
                _ if entry.body != body => Begin::OtherBody,
                Some(answer) => Begin::Repeat(answer.clone()),
                None => Begin::InFlight { since: entry.began_at },
            });
        }
        let entry = Entry {
            id: id.clone(),
            account: claim.account.to_owned(),
            body: body.clone(),
            began_at: now,
            expires_at: now + in_flight_for,
            answer: None,
        };
        let (write, revision) = match found {
            None => (put(&entry), 1),
            Some(old) => (old.replace_with(&entry), old.revision + 1),
        };
        if records.commit(&[write])? == Commit::Done {
            return Ok(Begin::Proceed(Permit { entry: Versioned { value: entry, revision } }));
        }
    }
}

impl Permit {
    /// Keeps the answer for a day. False where the request took so long that its key passed to another.
    pub fn done(self, records: &Records, answer: Answer, now: Timestamp) -> Result<bool, RecordsError> {
        let entry = Entry { answer: Some(answer), expires_at: now + LASTS, ..self.entry.value.clone() };
        Ok(records.commit(&[self.entry.replace_with(&entry)])? == Commit::Done)
    }

    /// Frees the key: the request failed in a way that trying again may mend.
    pub fn give_up(self, records: &Records) -> Result<(), RecordsError> {
        let (Commit::Done | Commit::Conflict(_)) = records.commit(&[self.entry.remove()])?;
        Ok(())
    }
}

/// Forgets what expired. Returns how many.
pub fn purge(records: &Records, now: Timestamp) -> Result<usize, RecordsError> {
    let mut removed = 0;
    let mut scan = Scan::of(Kind::Idempotency).state("").due_by(now).limit(PAGE);
    loop {
        let found = records.list(&scan)?;
        for record in &found {
            let write = Versioned::<Entry>::read(record)?.remove();
            removed += usize::from(records.commit(&[write])? == Commit::Done);
        }
        match found.last() {
            Some(last) if found.len() == PAGE => scan = scan.after(last),
            _ => return Ok(removed),
        }
    }
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64.decode(text.as_bytes()).map_err(serde::de::Error::custom)
}
