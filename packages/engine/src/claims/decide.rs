//! Accepting claims, rejecting them, and taking them back.

use super::ClaimError;
use super::line::{ClaimLine, lines};
use super::records::{last_decisions, states};
use crate::error::EngineError;
use crate::import::{again_after_a_lost_lock, supersedes_of};
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::evidence::{Claim, ClaimState};
use domain::facts::{RaceGroup, RaceGroupKey};
use domain::ids::{ClaimId, RaceKey};
use feeds::gather::Gathered;
use graph::RaceFilter;
use ops::decisions::Decision;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which claims to decide, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DecideRequest {
    /// Ids of the claims.
    pub claims: Vec<String>,
    /// Why, in words.
    pub why: Option<String>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecideAnswer {
    /// Mark of the graph's state after it.
    pub state: String,
    /// The claims, as they stand now.
    pub claims: Vec<Decided>,
    /// Races changed.
    pub races_written: usize,
}

/// A claim that was decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = DecidedClaim))]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// The state that it had.
    pub was: ClaimState,
    /// The claim now.
    pub claim: ClaimLine,
}

/// A decision to be taken about several claims.
pub(crate) struct Verdict<'a> {
    /// The state they get.
    pub state: ClaimState,
    /// Who decides: id of an account, or what else the edge knows.
    pub by: &'a str,
    /// Why, in words.
    pub why: Option<&'a str>,
    /// The rule that decides, where one does.
    pub rule: Option<String>,
}

impl Engine {
    /// Accepts claims: they count from the moments of their sources. All or none.
    ///
    /// # Errors
    /// An unknown id, or a claim that a law vetoes.
    pub fn accept_claims(
        &self,
        request: &DecideRequest,
        by: &str,
        progress: &Progress,
    ) -> Result<DecideAnswer, EngineError> {
        self.decided(request, ClaimState::Accepted, by, progress)
    }

    /// Rejects claims: they do not count, and are in the way of no other. All or none.
    ///
    /// # Errors
    /// An unknown id.
    pub fn reject_claims(
        &self,
        request: &DecideRequest,
        by: &str,
        progress: &Progress,
    ) -> Result<DecideAnswer, EngineError> {
        self.decided(request, ClaimState::Rejected, by, progress)
    }

    /// Withdraws claims: projections are again what they were without them, byte for byte. All or none.
    ///
    /// # Errors
    /// An unknown id.
    pub fn undo_claims(
        &self,
        request: &DecideRequest,
        by: &str,
        progress: &Progress,
    ) -> Result<DecideAnswer, EngineError> {
        self.decided(request, ClaimState::Withdrawn, by, progress)
    }

    fn decided(
        &self,
        request: &DecideRequest,
        state: ClaimState,
        by: &str,
        progress: &Progress,
    ) -> Result<DecideAnswer, EngineError> {
        let id = |text: &String| {
            ClaimId::parse(text.trim()).ok_or_else(|| ClaimError::Unknown { id: text.clone() })
        };
        let ids: Vec<ClaimId> = request.claims.iter().map(id).collect::<Result<_, _>>()?;
        self.decide(&ids, &Verdict { state, by, why: request.why.as_deref(), rule: None }, progress)
    }

    /// Gives claims a state, writes the decisions, and then the races that change.
    pub(crate) fn decide(
        &self,
        ids: &[ClaimId],
        verdict: &Verdict<'_>,
        progress: &Progress,
    ) -> Result<DecideAnswer, EngineError> {
        again_after_a_lost_lock(|| self.decide_once(ids, verdict, progress))
    }

    fn decide_once(
        &self,
        ids: &[ClaimId],
        verdict: &Verdict<'_>,
        progress: &Progress,
    ) -> Result<DecideAnswer, EngineError> {
        if ids.is_empty() {
            return Err(ClaimError::NoneNamed.into());
        }
        let right = self.store.exclusive()?;
        let before = self.standing(ids)?;
        let records = self.records.open()?;
        let last = last_decisions(records)?;
        let mut wanted = states(&last);
        wanted.extend(ids.iter().map(|id| (id.clone(), verdict.state)));
        let groups = self.resolved(&before, &wanted)?;
        if verdict.state == ClaimState::Accepted {
            ids.iter().try_for_each(|id| acceptable(id, &groups))?;
        }
        progress.check()?;
        let at = crate::operations::now();
        for (id, (_, claim)) in &before {
            let (number, state) = last.get(id).copied().unwrap_or((0, claim.standing.state));
            if state == verdict.state {
                continue;
            }
            let decision = Decision {
                subject: id.to_string(),
                number: 0,
                state: verdict.state.name().to_owned(),
                at,
                by: verdict.by.to_owned(),
                why: verdict.why.map(str::to_owned),
                rule: verdict.rule.clone(),
            };
            ops::decisions::decide(records, decision, number).map_err(ClaimError::from)?;
        }
        // From here on the decision stands: where the work is cut off, the same call completes it.
        let applied = right.apply(&groups, &mut |_| {})?;
        right.read_back()?;
        drop(right);
        self.read(|view| {
            let mut all = view.claims()?;
            let mut claims = Vec::with_capacity(before.len());
            for (id, (race, was)) in &before {
                let of_race = all.get_mut(race).map(|claims| claims.as_slice()).unwrap_or_default();
                let found: Vec<Claim> =
                    of_race.iter().filter(|claim| claim.standing.id == *id).cloned().collect();
                let lines = lines(view, race, found)?;
                claims.extend(lines.into_iter().map(|claim| Decided { was: was.standing.state, claim }));
            }
            Ok(DecideAnswer { state: mark(view), claims, races_written: applied.races_written })
        })
    }

    /// The claims of these ids as they stand, each with its race.
    fn standing(&self, ids: &[ClaimId]) -> Result<BTreeMap<ClaimId, (RaceKey, Claim)>, EngineError> {
        let wanted: BTreeSet<&ClaimId> = ids.iter().collect();
        let mut found = BTreeMap::new();
        for (race, claims) in self.read(|view| Ok(view.claims()?))? {
            for claim in claims.into_iter().filter(|claim| wanted.contains(&claim.standing.id)) {
                found.insert(claim.standing.id.clone(), (race.clone(), claim));
            }
        }
        match wanted.into_iter().find(|id| !found.contains_key(*id)) {
            Some(unknown) => Err(ClaimError::Unknown { id: unknown.to_string() }.into()),
            None => Ok(found),
        }
    }

    /// The race groups of these claims, decided anew.
    fn resolved(
        &self,
        claims: &BTreeMap<ClaimId, (RaceKey, Claim)>,
        decisions: &BTreeMap<ClaimId, ClaimState>,
    ) -> Result<Vec<RaceGroup>, EngineError> {
        let races: BTreeSet<&RaceKey> = claims.values().map(|(race, _)| race).collect();
        let known = self.store.races(&RaceFilter::default())?;
        let of_race = |race: &&RaceKey| known.iter().find(|line| line.info.key == **race);
        let keys: BTreeSet<RaceGroupKey> = races
            .iter()
            .filter_map(of_race)
            .map(|line| RaceGroupKey {
                series: line.info.series,
                layout: line.info.layout.clone(),
                season: line.info.date.year(),
            })
            .collect();
        let keys: Vec<RaceGroupKey> = keys.into_iter().collect();
        let mut gathered = Gathered::of(&keys);
        self.files.gather(&self.store.parts_of(&keys)?, &mut gathered).map_err(EngineError::gather)?;
        gathered.supersede(&supersedes_of(self.store.snapshots()?.iter()));
        gathered.decide(decisions);
        let groups = gathered.race_groups();
        Ok(groups.into_iter().map(|rows| feeds::identity::resolve(rows).race_group).collect())
    }
}

/// Refuses a claim that would not count although it was accepted.
fn acceptable(id: &ClaimId, groups: &[RaceGroup]) -> Result<(), EngineError> {
    let claims = groups.iter().flat_map(|group| &group.races).flat_map(|race| &race.evidence.claims);
    let found = claims.map(|claim| &claim.standing).find(|standing| standing.id == *id);
    match found {
        Some(standing) if standing.state == ClaimState::Accepted => Ok(()),
        Some(standing) => {
            let rule = standing.rule.clone().unwrap_or_default();
            Err(ClaimError::Vetoed { id: id.clone(), rule }.into())
        }
        None => Err(ClaimError::Contradicted { id: id.clone() }.into()),
    }
}
