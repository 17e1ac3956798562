//! One claim: what it says, where it stands in its file and note, and every decision about it.

use super::ClaimError;
use super::line::{ClaimLine, lines};
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::evidence::ClaimState;
use domain::ids::ClaimId;
use domain::race::RaceCard;
use domain::tracks::TrackReference;
use feeds::kind::FileKind;
use feeds::weekend::{Item, claims};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A claim with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The claim.
    pub claim: ClaimLine,
    /// The words of the note that say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The whole note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file that states it; the first one where several do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ClaimFile>,
    /// Every decision about it, in order; the first is its import.
    pub decisions: Vec<DecisionLine>,
}

/// Where a file states a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimFile {
    /// SHA-256 of the file.
    pub snapshot: String,
    /// Its name, without folders.
    pub file: String,
    /// The line.
    pub line: u64,
    /// When it was taken in.
    pub fetched_at: Timestamp,
}

/// A decision about a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecisionLine {
    /// Its place among the decisions; 0 for the import.
    pub number: u64,
    /// The state that the claim had from then on, as far as the axioms allow.
    pub state: ClaimState,
    /// When.
    pub at: Timestamp,
    /// Who: id of an account, `folder-owner` on the command line, or `import`.
    pub by: String,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The rule that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A row that makes a claim, and its file.
struct Stated {
    file: ClaimFile,
    proposed: bool,
    note: Option<String>,
}

impl Engine {
    /// Shows a claim.
    ///
    /// # Errors
    /// When no claim has that id.
    pub fn claim(&self, id: &str, _progress: &Progress) -> Result<ClaimAnswer, EngineError> {
        let unknown = || ClaimError::Unknown { id: id.to_owned() };
        let id = ClaimId::parse(id.trim()).ok_or_else(unknown)?;
        let (state, claim) = self.read(|view| {
            for (race, mut claims) in view.claims()? {
                claims.retain(|claim| claim.standing.id == id);
                if let Some(line) = lines(view, &race, claims)?.pop() {
                    return Ok((mark(view), line));
                }
            }
            Err(unknown().into())
        })?;
        let stated = self.stated(&claim)?;
        let text = stated.as_ref().and_then(|stated| stated.note.clone());
        let quote = text
            .as_deref()
            .zip(claim.span)
            .and_then(|(text, (start, end))| text.get(start as usize..end as usize).map(str::to_owned));
        let mut decisions: Vec<DecisionLine> = stated.iter().map(first).collect();
        let decided = match self.records.open_to_read()? {
            Some(records) => ops::decisions::all(records, claim.id.as_str()).map_err(ClaimError::from)?,
            None => Vec::new(),
        };
        for decision in decided {
            decisions.push(DecisionLine {
                number: decision.number,
                state: decision.state.parse().unwrap_or(claim.state),
                at: decision.at,
                by: decision.by,
                why: decision.why,
                rule: decision.rule,
            });
        }
        Ok(ClaimAnswer { state, claim, quote, text, file: stated.map(|stated| stated.file), decisions })
    }

    /// The claims of a race that a file makes, in the order of its lines.
    pub(crate) fn of_file(&self, card: &RaceCard, snapshot: &str) -> Result<Vec<ClaimId>, EngineError> {
        let Some(record) = self.files.records.get(&snapshot.into())? else { return Ok(Vec::new()) };
        let file = self.files.open(&record)?;
        let rows = claims::parse(&file, TrackReference::builtin(), &record.context).rows;
        let made: BTreeSet<ClaimId> = self
            .read(|view| Ok(view.claims()?.remove(&card.info.key).unwrap_or_default()))?
            .into_iter()
            .map(|claim| claim.standing.id)
            .collect();
        let id = |row: &feeds::weekend::WeekendRow| row.claim_id(row.driver).filter(|id| made.contains(id));
        Ok(rows.iter().filter_map(id).collect())
    }

    /// The first row, by the moment of its file, that makes a claim.
    fn stated(&self, claim: &ClaimLine) -> Result<Option<Stated>, EngineError> {
        let mut files = self.files.records.all()?;
        files.retain(|record| record.kind == FileKind::Claims);
        files.sort_by(|a, b| (a.fetched_at, &a.snapshot).cmp(&(b.fetched_at, &b.snapshot)));
        for record in files {
            let file = self.files.open(&record)?;
            let rows = claims::parse(&file, TrackReference::builtin(), &record.context).rows;
            let Some(row) = rows.iter().find(|row| row.claim_id(claim.driver).as_ref() == Some(&claim.id))
            else {
                continue;
            };
            let Item::Claim { proposed, .. } = &row.item else { continue };
            let mut notes = claims::notes(&file.bytes).into_iter();
            let note = notes.find(|note| Some(note.sha256()) == claim.note);
            return Ok(Some(Stated {
                proposed: *proposed,
                note: note.map(|note| note.text),
                file: ClaimFile {
                    snapshot: record.snapshot.to_string(),
                    file: record.file_name,
                    line: row.line,
                    fetched_at: record.fetched_at,
                },
            }));
        }
        Ok(None)
    }
}

/// What the import of a file decides.
fn first(stated: &Stated) -> DecisionLine {
    let state = if stated.proposed { ClaimState::Proposed } else { ClaimState::Accepted };
    DecisionLine {
        number: 0,
        state,
        at: stated.file.fetched_at,
        by: "import".to_owned(),
        why: None,
        rule: None,
    }
}
