//! What a key may do.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// One permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read projections and make new ones.
    ProjectionsRead,
    /// Start backtests.
    BacktestsRun,
    /// Import files and run the pipeline.
    IngestRun,
    /// Accept and reject claims.
    ClaimsReview,
    /// Everything, keys and the audit trail included.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Scope; 5] =
        [Scope::ProjectionsRead, Scope::BacktestsRun, Scope::IngestRun, Scope::ClaimsReview, Scope::Admin];

    /// As it is written: `projections:read`.
    pub fn name(self) -> &'static str {
        match self {
            Scope::ProjectionsRead => "projections:read",
            Scope::BacktestsRun => "backtests:run",
            Scope::IngestRun => "ingest:run",
            Scope::ClaimsReview => "claims:review",
            Scope::Admin => "admin",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of scopes. Printed and parsed with spaces between; commas and `+` are understood too.
///
/// ```
/// use ops::keys::{Scope, Scopes};
/// let scopes: Scopes = "projections:read backtests:run".parse().unwrap();
/// assert!(scopes.allow(Scope::BacktestsRun) && !scopes.allow(Scope::IngestRun));
/// assert!(Scopes::of(&[Scope::Admin]).allow(Scope::IngestRun), "an administrator may do everything");
/// assert_eq!(scopes.to_string(), "projections:read backtests:run");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scopes(u8);

/// A scope that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scope `{0}`; the scopes are {known}", known = Scope::ALL.map(Scope::name).join(", "))]
pub struct UnknownScope(pub String);

impl Scopes {
    /// These scopes.
    pub fn of(scopes: &[Scope]) -> Scopes {
        Scopes(scopes.iter().fold(0, |set, scope| set | scope.bit()))
    }

    /// Every scope but `admin`.
    pub fn all_but_admin() -> Scopes {
        Scopes::of(
            &Scope::ALL.map(|scope| if scope == Scope::Admin { Scope::ProjectionsRead } else { scope }),
        )
    }

    /// Whether a holder may do what needs this scope. `admin` allows everything.
    pub fn allow(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// Whether every scope of the other set is allowed here: nobody hands out more than they have.
    pub fn allow_all(self, others: Scopes) -> bool {
        others.iter().all(|scope| self.allow(scope))
    }

    /// The scopes, in their fixed order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Scope::name).collect();
        f.write_str(&names.join(" "))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes({self})")
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Scope, UnknownScope> {
        Scope::ALL
            .into_iter()
            .find(|scope| scope.name() == text)
            .ok_or_else(|| UnknownScope(text.chars().take(64).collect()))
    }
}

impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Scopes, UnknownScope> {
        let words = text.split([' ', ',', '+']).filter(|word| !word.is_empty());
        words
            .map(str::parse::<Scope>)
            .try_fold(Scopes::default(), |set, scope| Ok(Scopes(set.0 | scope?.bit())))
    }
}

/// As a list of names.
impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Scope::name))
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scopes, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        names.join(" ").parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_parses_back_and_allows_what_it_names() {
        for bits in 0..32 {
            let set = Scopes(bits);
            assert_eq!(set.to_string().parse(), Ok(set));
            assert_eq!(serde_json::from_str::<Scopes>(&serde_json::to_string(&set).unwrap()).unwrap(), set);
            let admin = set.iter().any(|scope| scope == Scope::Admin);
            for scope in Scope::ALL {
                assert_eq!(set.allow(scope), admin || set.iter().any(|own| own == scope));
            }
        }
        assert!(!Scopes::all_but_admin().allow(Scope::Admin));
        assert_eq!(Scopes::all_but_admin().iter().count(), 4);
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        let own: Scopes = "projections:read,ingest:run".parse().unwrap();
        assert!(own.allow_all("ingest:run".parse().unwrap()));
        assert!(!own.allow_all("ingest:run+admin".parse().unwrap()));
        assert!(Scopes::of(&[Scope::Admin]).allow_all(own));
    }

    #[test]
    fn an_unknown_scope_is_named_beside_the_known_ones() {
        let error = "projections:read projection:read".parse::<Scopes>().unwrap_err().to_string();
        assert!(error.starts_with("no scope `projection:read`; the scopes are projections:read,"), "{error}");
    }
}
