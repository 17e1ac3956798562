//! Where claims stand, and which of several counts.

use super::{Claim, ClaimValue, Evidence};
use crate::ids::{ClaimId, DriverId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// State of a claim. Only an accepted one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ClaimState {
    /// It waits for somebody to decide.
    Proposed,
    /// It counts from the moment of its source.
    #[default]
    Accepted,
    /// Somebody decided against it.
    Rejected,
    /// A law forbids it.
    Vetoed,
    /// It counted or waited, and was taken back.
    Withdrawn,
}

impl ClaimState {
    /// All of them.
    pub const ALL: [ClaimState; 5] = [
        ClaimState::Proposed,
        ClaimState::Accepted,
        ClaimState::Rejected,
        ClaimState::Vetoed,
        ClaimState::Withdrawn,
    ];

    /// Its name in files, in the graph and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            ClaimState::Proposed => "proposed",
            ClaimState::Accepted => "accepted",
            ClaimState::Rejected => "rejected",
            ClaimState::Vetoed => "vetoed",
            ClaimState::Withdrawn => "withdrawn",
        }
    }

    /// Whether somebody decided against it: then it is in the way of no other claim.
    pub fn is_out(self) -> bool {
        matches!(self, ClaimState::Rejected | ClaimState::Withdrawn)
    }
}

impl fmt::Display for ClaimState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Text that names no state of a claim.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no state of a claim: known are {known}", known = ClaimState::ALL.map(ClaimState::name).join(", "))]
pub struct UnknownClaimState(pub String);

impl FromStr for ClaimState {
    type Err = UnknownClaimState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        let found = ClaimState::ALL.into_iter().find(|state| state.name() == wanted);
        found.ok_or_else(|| UnknownClaimState(text.to_owned()))
    }
}

/// Where a claim stands, and where in its source it is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Its id, by its content.
    pub id: ClaimId,
    /// Its state.
    pub state: ClaimState,
    /// The law that vetoed it.
    pub rule: Option<String>,
    /// SHA-256 of the note it was read from: 64 lower-case hexadecimal digits.
    pub note: Option<String>,
    /// Bytes of the note that say it: first, and one past the last.
    pub span: Option<(u32, u32)>,
    /// Share of the reader's probability that was ruled out before it, 0..1.
    pub masked: Option<f64>,
}

impl Evidence {
    /// The claim of `kind` about `driver` (`None`: about the race) that takes precedence: the latest, and of one moment
    /// the one with the highest confidence. None where that leaves several values.
    pub fn last_claim(&self, kind: &str, driver: Option<DriverId>) -> Option<&ClaimValue> {
        let last = self.last_claims(kind, driver);
        let (first, others) = last.split_first()?;
        others.iter().all(|other| other.value == first.value).then_some(&first.value)
    }

    /// The claims at whose moment others of the same kind, subject and confidence say something else: none of them
    /// counts.
    pub fn undecided(&self) -> Vec<&Claim> {
        let subjects: BTreeSet<(&str, Option<DriverId>)> =
            self.claims.iter().map(|claim| (claim.kind.as_str(), claim.driver)).collect();
        let last = subjects.into_iter().map(|(kind, driver)| self.last_claims(kind, driver));
        last.filter(|last| last.iter().any(|claim| claim.value != last[0].value)).flatten().collect()
    }

    /// The claims of `kind` about `driver` to which no other gives precedence.
    fn last_claims(&self, kind: &str, driver: Option<DriverId>) -> Vec<&Claim> {
        let about = || self.claims.iter().filter(|claim| claim.kind == kind && claim.driver == driver);
        let Some(first) = about().max_by(|a, b| a.precedence().cmp(&b.precedence())) else {
            return Vec::new();
        };
        about().filter(|claim| claim.precedence() == first.precedence()).collect()
    }
}

impl Claim {
    /// What decides between claims of one kind about one subject: the moment, then the confidence; a claim without any
    /// confidence is its author's own word and counts as sure.
    pub fn precedence(&self) -> impl Ord + use<> {
        let sure = self.confidence.unwrap_or(1.0).clamp(0.0, 1.0);
        // Confidences are within 0..1, where the order of the bits is that of the numbers.
        (self.known_at, (sure + 0.0).to_bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::claim;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn said(hour: i64, place: i64, confidence: Option<f64>) -> Claim {
        Claim {
            kind: claim::GRID.to_owned(),
            driver: Some(DriverId(1)),
            source: format!("source {place}"),
            known_at: Timestamp::from_second(3600 * hour).unwrap(),
            value: ClaimValue::Whole(place),
            confidence,
            standing: Standing::default(),
        }
    }

    fn place(claims: &[Claim]) -> Option<i64> {
        let evidence = Evidence { claims: claims.to_vec(), ..Evidence::default() };
        match evidence.last_claim(claim::GRID, Some(DriverId(1))) {
            Some(ClaimValue::Whole(place)) => Some(*place),
            _ => None,
        }
    }

    #[test]
    fn the_later_source_then_the_surer_one_takes_precedence() {
        assert_eq!(place(&[said(2, 5, Some(0.1)), said(1, 3, Some(0.9))]), Some(5));
        assert_eq!(place(&[said(1, 5, Some(0.6)), said(1, 3, Some(0.9))]), Some(3));
        assert_eq!(place(&[said(1, 5, None), said(1, 3, Some(0.9))]), Some(5));
        let torn = [said(1, 5, Some(0.9)), said(1, 3, Some(0.9)), said(0, 7, None)];
        assert_eq!(place(&torn), None);
        let evidence = Evidence { claims: torn.to_vec(), ..Evidence::default() };
        assert_eq!(evidence.undecided(), [&torn[0], &torn[1]]);
        assert_eq!(place(&[said(1, 5, Some(0.9)), said(1, 5, Some(0.9))]), Some(5));
    }

    #[test]
    fn only_what_is_accepted_counts() {
        for state in ClaimState::ALL {
            let standing = Standing { state, ..Standing::default() };
            let evidence =
                Evidence { claims: vec![Claim { standing, ..said(1, 5, None) }], ..Evidence::default() };
            let counts = evidence.known_at(Timestamp::MAX).claims.len();
            assert_eq!(counts, usize::from(state == ClaimState::Accepted), "{state}");
            assert_eq!(state.name().parse(), Ok(state));
        }
        assert!("maybe".parse::<ClaimState>().is_err());
    }

    proptest! {
        #[test]
        fn the_order_of_claims_does_not_matter(
            claims in prop::collection::vec((0i64..3, 1i64..4, prop::option::of(0u8..3)), 0..8).prop_map(|claims| {
                let sure = |tenths: Option<u8>| tenths.map(|tenths| f64::from(tenths) / 10.0);
                claims.into_iter().map(|(hour, place, tenths)| said(hour, place, sure(tenths))).collect::<Vec<_>>()
            }),
            turn in 0usize..8,
        ) {
            let mut turned = claims.clone();
            turned.rotate_left(turn % claims.len().max(1));
            prop_assert_eq!(place(&turned), place(&claims));
            turned.reverse();
            prop_assert_eq!(place(&turned), place(&claims));
        }
    }
}
