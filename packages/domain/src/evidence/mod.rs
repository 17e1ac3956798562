//! Evidence of a race week before the lock, beyond the entry list: laps of practice and qualifying, win odds, and
//! claims of notes.
//!
//! All of it is optional. An [`Evidence`] holds what is known and nothing else: a car that set no lap has no lap,
//! not a lap of 0. Every item has the moment it could be known; [`Evidence::known_at`] alone decides which of the
//! stored items may be used.

mod grid;
pub mod odds;
mod standing;

pub use grid::{Grid, on_track};
pub use standing::{ClaimState, Standing};

use crate::ids::{DriverId, RaceKey};
use crate::season::SessionKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

/// Lengths of the runs over which practice laps are averaged, in consecutive laps.
pub const RUNS: [u8; 6] = [5, 10, 15, 20, 25, 30];

/// Speeds accepted as a lap, in miles an hour: from a pace lap at Martinsville to above the record of
/// Talladega (Elliott 1987, 212.809).
pub const SPEEDS: std::ops::RangeInclusive<f64> = 20.0..=230.0;

/// Decimal odds that are accepted: from 1/100000 on to 5000 to 1 against.
pub const DECIMAL_ODDS: std::ops::RangeInclusive<f64> = 1.00001..=5001.0;

/// What is known of one race beyond its entry list, each list in the order of [`Evidence::sort`].
///
/// ```
/// use domain::evidence::{Evidence, Price};
/// use domain::ids::DriverId;
///
/// let price = |known_at: &str, decimal: f64| -> Result<Price, jiff::Error> {
///     let (book, driver) = ("a book".to_owned(), DriverId(1361));
///     Ok(Price { book, driver, known_at: known_at.parse()?, decimal })
/// };
/// let prices = vec![price("2025-10-28T12:00:00Z", 7.5)?, price("2025-11-02T12:00:00Z", 4.5)?];
/// let evidence = Evidence { prices, ..Evidence::default() };
/// let on_friday = evidence.known_at("2025-10-31T12:00:00Z".parse()?);
/// assert_eq!(on_friday.last_prices()["a book"][&DriverId(1361)], 7.5);
/// assert_eq!(evidence.last_prices()["a book"][&DriverId(1361)], 4.5);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    /// Laps of practice and qualifying.
    pub paces: Vec<Pace>,
    /// Win odds.
    pub prices: Vec<Price>,
    /// What notes claim, whatever its state: [`Evidence::known_at`] gives those that count.
    pub claims: Vec<Claim>,
}

/// The evidence of many races.
///
/// ```
/// use domain::evidence::{Evidence, EvidenceBook};
/// use domain::ids::RaceKey;
///
/// let mut book = EvidenceBook::new();
/// book.insert(RaceKey::from("cup-2025-11-02-phoenix"), Evidence::default());
/// assert!(book[&RaceKey::from("cup-2025-11-02-phoenix")].is_empty());
/// ```
pub type EvidenceBook = BTreeMap<RaceKey, Evidence>;

/// A practice or a qualifying session of a race.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionName {
    /// Practice or qualifying.
    pub kind: SessionKind,
    /// Its title as the source gives it, `Final Practice`; blank where it gives none.
    pub title: String,
}

impl SessionName {
    /// Its name in keys: `practice`, `practice:final-practice`.
    pub fn key(&self) -> String {
        let title = crate::aliases::folded(&self.title).replace(' ', "-");
        if title.is_empty() || title == self.kind.key() {
            return self.kind.key().to_owned();
        }
        format!("{}:{title}", self.kind.key())
    }
}

/// How fast a car was in a session. Speeds are in miles an hour, within [`SPEEDS`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Pace {
    /// The session.
    pub session: SessionName,
    /// Driver.
    pub driver: DriverId,
    /// When it could be known.
    pub known_at: Timestamp,
    /// Fastest lap.
    pub best_lap: Option<f64>,
    /// Best average over so many consecutive laps, in the order of [`RUNS`].
    pub runs: [Option<f64>; RUNS.len()],
}

/// A bookmaker's price for a driver to win.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// Bookmaker, or the source that quotes it.
    pub book: String,
    /// Driver.
    pub driver: DriverId,
    /// When it was seen.
    pub known_at: Timestamp,
    /// Decimal odds, stake included, within [`DECIMAL_ODDS`].
    pub decimal: f64,
}

/// A source's claim about a race or an entry; the ontology defines kinds and ranges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Kind, one of the ontology's: [`claim`] names those that projections read.
    pub kind: String,
    /// The driver; none where the claim is about the race.
    pub driver: Option<DriverId>,
    /// Source of the claim.
    pub source: String,
    /// When it was made.
    pub known_at: Timestamp,
    /// The claimed value.
    pub value: ClaimValue,
    /// Confidence of the source or its reader, 0..1.
    pub confidence: Option<f64>,
    /// Where it stands; no part of what it says.
    #[serde(skip)]
    pub standing: Standing,
}

/// A claimed value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ClaimValue {
    /// Truth value.
    Truth(bool),
    /// Whole number.
    Whole(i64),
    /// Number.
    Number(f64),
    /// Text.
    Text(String),
}

impl fmt::Display for ClaimValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClaimValue::Truth(value) => write!(f, "{value}"),
            ClaimValue::Whole(value) => write!(f, "{value}"),
            ClaimValue::Number(value) => write!(f, "{value:?}"),
            ClaimValue::Text(text) => f.write_str(text),
        }
    }
}

/// The kinds of claim that projections read, by their names in the ontology.
pub mod claim {
    /// Place on the grid.
    pub const GRID: &str = "grid";
    /// Drops to the rear before the green flag.
    pub const REAR_START: &str = "rear-start";
    /// Races a backup car.
    pub const BACKUP_CAR: &str = "backup-car";
    /// Has had its engine changed.
    pub const ENGINE_CHANGE: &str = "engine-change";
    /// Will not start.
    pub const WITHDRAWN: &str = "withdrawn";
    /// Place in a practice session.
    pub const PRACTICE_RANK: &str = "practice-rank";
    /// How a note rates the car's speed.
    pub const PACE: &str = "pace";
    /// Scheduled distance.
    pub const SCHEDULED_LAPS: &str = "scheduled-laps";
    /// All of them.
    pub const READ: [&str; 8] =
        [GRID, REAR_START, BACKUP_CAR, ENGINE_CHANGE, WITHDRAWN, PRACTICE_RANK, PACE, SCHEDULED_LAPS];
}

/// A kind of evidence that corrects a car's strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// Fastest lap of qualifying.
    QualifyingSpeed,
    /// Fastest single lap of practice.
    PracticeLap,
    /// Average over consecutive laps of practice.
    PracticeLongRun,
    /// Fastest lap and runs of practice together, beyond what strength and grid lead one to expect.
    PracticeIndex,
    /// Place in practice as a note gives it.
    PracticeRank,
    /// Chance to win by the odds, the overround removed.
    WinOdds,
    /// A note's rating of the car's speed.
    Pace,
}

impl EvidenceKind {
    /// Every kind, in order.
    pub const ALL: [EvidenceKind; 7] = [
        EvidenceKind::QualifyingSpeed,
        EvidenceKind::PracticeLap,
        EvidenceKind::PracticeLongRun,
        EvidenceKind::PracticeIndex,
        EvidenceKind::PracticeRank,
        EvidenceKind::WinOdds,
        EvidenceKind::Pace,
    ];

    /// In words, for reading.
    pub fn words(self) -> &'static str {
        match self {
            EvidenceKind::QualifyingSpeed => "qualifying speed",
            EvidenceKind::PracticeLap => "practice, single lap",
            EvidenceKind::PracticeLongRun => "practice, long run",
            EvidenceKind::PracticeIndex => "practice, laps and runs",
            EvidenceKind::PracticeRank => "practice rank (notes)",
            EvidenceKind::WinOdds => "win odds",
            EvidenceKind::Pace => "car speed (notes)",
        }
    }
}

impl Evidence {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.paces.is_empty() && self.prices.is_empty() && self.claims.is_empty()
    }

    /// What of it was known at `moment` and counts: of the claims, those that are accepted.
    pub fn known_at(&self, moment: Timestamp) -> Evidence {
        let counts =
            |claim: &&Claim| claim.known_at <= moment && claim.standing.state == ClaimState::Accepted;
        Evidence {
            paces: self.paces.iter().filter(|pace| pace.known_at <= moment).cloned().collect(),
            prices: self.prices.iter().filter(|price| price.known_at <= moment).cloned().collect(),
            claims: self.claims.iter().filter(counts).cloned().collect(),
        }
    }

    /// Puts every list in its one order and drops exact repeats.
    pub fn sort(&mut self) {
        self.paces.sort_by(|a, b| {
            let key = |pace: &Pace| (pace.session.clone(), pace.driver, pace.known_at);
            key(a).cmp(&key(b)).then_with(|| speeds(a, b))
        });
        self.prices.sort_by(|a, b| {
            let key = |price: &Price| (price.book.clone(), price.driver, price.known_at);
            key(a).cmp(&key(b)).then_with(|| a.decimal.total_cmp(&b.decimal))
        });
        self.claims.sort_by(|a, b| {
            let key = |claim: &Claim| {
                (
                    claim.kind.clone(),
                    claim.driver,
                    claim.source.clone(),
                    claim.known_at,
                    claim.value.to_string(),
                )
            };
            key(a).cmp(&key(b)).then_with(|| {
                let sure = |claim: &Claim| claim.confidence.unwrap_or(-1.0);
                sure(a).total_cmp(&sure(b)).then_with(|| a.standing.id.cmp(&b.standing.id))
            })
        });
        self.paces.dedup();
        self.prices.dedup();
        self.claims.dedup();
    }

    /// The last price of each driver at each book.
    pub fn last_prices(&self) -> BTreeMap<&str, BTreeMap<DriverId, f64>> {
        let mut books: BTreeMap<&str, BTreeMap<DriverId, (Timestamp, f64)>> = BTreeMap::new();
        for price in &self.prices {
            let last = books.entry(&price.book).or_default().entry(price.driver);
            let seen = last.or_insert((price.known_at, price.decimal));
            // Of two prices of one moment the shorter: the order of rows must not matter.
            if price.known_at > seen.0 || (price.known_at == seen.0 && price.decimal < seen.1) {
                *seen = (price.known_at, price.decimal);
            }
        }
        let prices = |of_book: BTreeMap<DriverId, (Timestamp, f64)>| {
            of_book.into_iter().map(|(driver, (_, decimal))| (driver, decimal)).collect()
        };
        books.into_iter().map(|(book, of_book)| (book, prices(of_book))).collect()
    }

    /// Whether the latest claim of `kind` about `driver` is true; `None` without a claim.
    pub fn says(&self, kind: &str, driver: DriverId) -> Option<bool> {
        match self.last_claim(kind, Some(driver)) {
            Some(ClaimValue::Truth(value)) => Some(*value),
            _ => None,
        }
    }
}

fn speeds(a: &Pace, b: &Pace) -> Ordering {
    let all = |pace: &Pace| -> Vec<f64> {
        std::iter::once(pace.best_lap).chain(pace.runs).map(|speed| speed.unwrap_or(0.0)).collect()
    };
    let pairs = all(a).into_iter().zip(all(b)).map(|(a, b)| a.total_cmp(&b));
    pairs.fold(Ordering::Equal, Ordering::then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i8) -> Timestamp {
        format!("2025-11-02T{hour:02}:00:00Z").parse().unwrap()
    }

    fn price(book: &str, driver: u32, hour: i8, decimal: f64) -> Price {
        Price { book: book.to_owned(), driver: DriverId(driver), known_at: at(hour), decimal }
    }

    #[test]
    fn sessions_have_keys_of_their_own() {
        let key = |kind, title: &str| SessionName { kind, title: title.to_owned() }.key();
        assert_eq!(key(SessionKind::Practice, ""), "practice");
        assert_eq!(key(SessionKind::Practice, "Practice"), "practice");
        assert_eq!(key(SessionKind::Practice, "Final Practice"), "practice:final-practice");
        assert_eq!(key(SessionKind::Qualifying, "Round 1"), "qualifying:round-1");
    }

    #[test]
    fn the_last_price_counts_and_only_what_was_known() {
        let mut evidence = Evidence {
            prices: vec![
                price("a", 1, 9, 8.0),
                price("a", 1, 7, 9.0),
                price("b", 1, 8, 7.5),
                price("a", 2, 7, 4.0),
            ],
            ..Evidence::default()
        };
        let last = |evidence: &Evidence, book: &str| evidence.last_prices()[book][&DriverId(1)];
        assert_eq!((last(&evidence, "a"), last(&evidence, "b")), (8.0, 7.5));
        let before = evidence.known_at(at(8));
        assert_eq!(last(&before, "a"), 9.0);
        assert_eq!(evidence.known_at(at(6)), Evidence::default());
        // Rows in any order, and twice, say the same.
        let mut other = evidence.clone();
        other.prices.reverse();
        other.prices.push(price("a", 2, 7, 4.0));
        assert_eq!(other.last_prices(), evidence.last_prices());
        other.sort();
        evidence.sort();
        assert_eq!(other, evidence);
    }

    #[test]
    fn the_last_claim_counts() {
        let claim = |hour, value| Claim {
            kind: claim::REAR_START.to_owned(),
            driver: Some(DriverId(1)),
            source: "a note".to_owned(),
            known_at: at(hour),
            value: ClaimValue::Truth(value),
            confidence: None,
            standing: Standing::default(),
        };
        let evidence = Evidence { claims: vec![claim(9, false), claim(7, true)], ..Evidence::default() };
        assert_eq!(evidence.says(claim::REAR_START, DriverId(1)), Some(false));
        assert_eq!(evidence.known_at(at(8)).says(claim::REAR_START, DriverId(1)), Some(true));
        assert_eq!(evidence.says(claim::REAR_START, DriverId(2)), None);
        assert_eq!(evidence.says(claim::BACKUP_CAR, DriverId(1)), None);
    }
}
