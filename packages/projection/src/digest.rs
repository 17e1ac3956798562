//! Digest of what a projection is made from: the past races known, the card, and the classes they inherit
//! from. Two stores that agree on those give the same digest, whatever else they hold.

use domain::evidence::Evidence;
use domain::hex;
use domain::history::{History, PastRace};
use domain::ids::{LayoutKey, RaceKey};
use domain::pooling::Pooling;
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::result::LoopResult;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Digest of what was used of a race's evidence.
pub(crate) type EvidenceDigest = [u8; 32];

/// Digest of what is used of the evidence of `race`; none where nothing is.
pub(crate) fn of_evidence(race: &RaceKey, used: &Evidence) -> Option<EvidenceDigest> {
    (!used.is_empty()).then(|| sha256(&(race, used)))
}

/// Digests of all past races of a history, so that the digest of any prefix of knowledge costs little.
#[derive(Clone, Debug)]
pub(crate) struct PastDigests {
    /// When each race's result could be known, and the digest of its facts, by race key.
    races: Vec<(Timestamp, [u8; 32])>,
}

impl PastDigests {
    /// Hashes every race of `history`, exhibitions and lower series included.
    pub fn of(history: &History, pooling: &Pooling) -> Self {
        let mut races: Vec<&PastRace> = history.races.iter().collect();
        races.sort_by(|a, b| a.info.key.cmp(&b.info.key));
        Self { races: races.into_iter().map(|race| (race.known_at, of_race(race, pooling))).collect() }
    }

    /// Digest of the races known at `moment`, in order of their keys, of `card` and of the evidence used: 64
    /// lower-case hexadecimal digits.
    pub fn with_card(
        &self,
        moment: Timestamp,
        card: &RaceCard,
        pooling: &Pooling,
        evidence: &[EvidenceDigest],
    ) -> String {
        let mut hash = Sha256::new();
        for (_, digest) in self.races.iter().filter(|(known_at, _)| *known_at <= moment) {
            hash.update(digest);
        }
        hash.update(of_card(card, pooling));
        for digest in evidence {
            hash.update(digest);
        }
        hex::encode(&hash.finalize())
    }
}

/// A past race as hashed: every fact of it, and the classes of its layout.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RaceFacts<'a> {
    info: &'a RaceInfo,
    distance_laps: u32,
    known_at: Timestamp,
    classes: Vec<&'a str>,
    cars: Vec<CarFacts<'a>>,
}

#[derive(Serialize)]
struct CarFacts<'a> {
    entry: &'a Entry,
    result: &'a LoopResult,
}

/// A card as hashed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CardFacts<'a> {
    info: &'a RaceInfo,
    distance_laps: u32,
    classes: Vec<&'a str>,
    entries: &'a [Entry],
}

fn of_race(race: &PastRace, pooling: &Pooling) -> [u8; 32] {
    sha256(&RaceFacts {
        info: &race.info,
        distance_laps: race.distance_laps,
        known_at: race.known_at,
        classes: classes(&race.info.layout, pooling),
        cars: race.cars.iter().map(|car| CarFacts { entry: &car.entry, result: &car.result }).collect(),
    })
}

fn of_card(card: &RaceCard, pooling: &Pooling) -> [u8; 32] {
    sha256(&CardFacts {
        info: &card.info,
        distance_laps: card.distance_laps,
        classes: classes(&card.info.layout, pooling),
        entries: &card.entries,
    })
}

/// The class of a layout and those it IS_A, narrowest first; none where the layout is in no class.
fn classes<'a>(layout: &LayoutKey, pooling: &'a Pooling) -> Vec<&'a str> {
    pooling.classes_of(layout).map(|class| class.as_str()).collect()
}

/// SHA-256 of the canonical JSON (RFC 8785).
fn sha256(facts: &impl Serialize) -> [u8; 32] {
    let json = serde_json_canonicalizer::to_vec(facts).expect("facts have string keys and finite numbers");
    Sha256::digest(&json).into()
}
