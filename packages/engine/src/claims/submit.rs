//! A claim that somebody makes by hand.

use super::ClaimError;
use super::decide::Verdict;
use super::line::{ClaimLine, lines};
use crate::error::EngineError;
use crate::import::ImportRequest;
use crate::next::find;
use crate::notes::race_card;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::evidence::{ClaimState, ClaimValue};
use domain::ids::{ClaimId, DriverId};
use domain::race::RaceCard;
use feeds::weekend::claims::{FirstState, Line};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A claim to submit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitClaimRequest {
    /// The race: key, alias, NASCAR's id, or `next`.
    pub race: String,
    /// Kind, one of the ontology's.
    pub kind: String,
    /// The driver, entered in the race: name, a part of it that only one has, or NASCAR's id; none for claims about the
    /// race.
    #[serde(default)]
    pub driver: Option<String>,
    /// What is claimed.
    pub value: ClaimValue,
    /// Who says so.
    pub source: String,
    /// When it was said; now without it.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
    /// How sure, 0..1.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Whether to accept it at once, unless a law vetoes it.
    #[serde(default)]
    pub accept: bool,
}

/// What became of a submitted claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SubmitClaimAnswer {
    /// Mark of the graph's state after it.
    pub state: String,
    /// The claim; vetoed where a law forbids it.
    pub claim: ClaimLine,
    /// Whether it had been made before.
    pub known_before: bool,
}

impl Engine {
    /// Submits a claim: it is kept like an imported one, and waits to be accepted unless the request accepts it.
    ///
    /// # Errors
    /// An unknown race, a driver who is not entered, a value out of its field, or what the import of claims refuses.
    pub fn submit_claim(
        &self,
        request: &SubmitClaimRequest,
        by: &str,
        progress: &Progress,
    ) -> Result<SubmitClaimAnswer, EngineError> {
        let card = self.read(|view| {
            let key = find(view, &request.race, None, self.clock.now())?.key;
            race_card(view, &key)
        })?;
        if request.source.trim().is_empty() {
            return Err(bad("source", "", "the name of who says so"));
        }
        if let Some(sure) = request.confidence.filter(|sure| !(0.0..=1.0).contains(sure)) {
            return Err(bad("confidence", &sure.to_string(), "a number from 0 to 1"));
        }
        let kind = ontology::Ontology::builtin().claim(request.kind.trim()).ok_or_else(|| {
            let kinds = ontology::Ontology::builtin().claims().iter().map(|kind| kind.kind.as_str());
            let kinds = kinds.collect::<Vec<_>>().join(", ");
            refused(
                axioms::claim::KIND,
                format!("no kind of claim `{}`; the kinds are {kinds}", request.kind),
            )
        })?;
        if !fits(kind, &request.value) {
            let reason = format!("{} must be {}, not {}", request.kind, expected(kind), request.value);
            return Err(refused(axioms::claim::RANGE, reason));
        }
        let driver = request.driver.as_deref().map(|text| entered(&card, text)).transpose()?;
        let line = Line {
            driver_id: driver.map(|driver| driver.0),
            value: request.value.clone(),
            kind: request.kind.trim().to_owned(),
            source: request.source.trim().to_owned(),
            known_at: request.known_at.unwrap_or_else(|| self.clock.now_in_seconds()).to_string(),
            confidence: request.confidence,
            state: FirstState::Proposed,
            ..of_race(&card)
        };
        let bytes = (serde_json::to_string(&line)? + "\n").into_bytes();
        let file_name = format!("claim-{}.jsonl", &ClaimId::of(&bytes).as_str()[ClaimId::PREFIX.len()..]);
        let import = ImportRequest { file_name, bytes, ..ImportRequest::new("claims") };
        let report = self.import(&import, progress)?;
        let mut made = self.of_file(&card, &report.snapshot)?;
        let Some(id) = made.pop() else {
            let finding = report.findings.first();
            return Err(ClaimError::Refused {
                rule: finding.map_or_else(|| "held".to_owned(), |finding| finding.rule.clone()),
                reason: finding.map_or_else(String::new, |finding| finding.reason.clone()),
            }
            .into());
        };
        let accepts = |line: &ClaimLine| request.accept && line.state == ClaimState::Proposed;
        let (_, line) = self.line_of(&card, &id)?;
        if accepts(&line) {
            let verdict = Verdict { state: ClaimState::Accepted, by, why: None, rule: None };
            self.decide(std::slice::from_ref(&id), &verdict, progress)?;
        }
        let (state, claim) = self.line_of(&card, &id)?;
        Ok(SubmitClaimAnswer { state, claim, known_before: report.known_before })
    }

    fn line_of(&self, card: &RaceCard, id: &ClaimId) -> Result<(String, ClaimLine), EngineError> {
        let race = &card.info.key;
        self.read(|view| {
            let mut claims = view.claims()?.remove(race).unwrap_or_default();
            claims.retain(|claim| claim.standing.id == *id);
            let line = lines(view, race, claims)?.pop();
            let line = line.ok_or_else(|| ClaimError::Unknown { id: id.to_string() })?;
            Ok((mark(view), line))
        })
    }
}

/// The race of a card as a line of a file of claims names it.
pub(crate) fn of_race(card: &RaceCard) -> Line {
    Line {
        series: card.info.series.key().to_owned(),
        race_date: card.info.date.to_string(),
        race_number: (card.info.number_of_day > 1).then_some(card.info.number_of_day),
        track_name: card.info.track_name.clone(),
        kind: String::new(),
        driver_id: None,
        driver_name: None,
        value: ClaimValue::Truth(true),
        source: String::new(),
        known_at: String::new(),
        confidence: None,
        state: FirstState::Proposed,
        note: None,
        span: None,
        masked: None,
    }
}

/// The driver of the entry list that a text names.
fn entered(card: &RaceCard, text: &str) -> Result<DriverId, EngineError> {
    let wanted = text.trim().to_lowercase();
    let by = |fits: &dyn Fn(&domain::race::Entry) -> bool| -> Vec<DriverId> {
        card.entries.iter().filter(|entry| fits(entry)).map(|entry| entry.driver).collect()
    };
    let steps = [
        by(&|entry| entry.driver.to_string() == wanted),
        by(&|entry| entry.driver_name.to_lowercase() == wanted),
        by(&|entry| !wanted.is_empty() && entry.driver_name.to_lowercase().contains(&wanted)),
    ];
    match steps.iter().find(|found| !found.is_empty()).map(Vec::as_slice) {
        Some([driver]) => Ok(*driver),
        Some(_) => {
            Err(bad("driver", text, &format!("the full name of one driver entered in {}", card.info.key)))
        }
        None => Err(bad("driver", text, &format!("entered in {}; `race` lists who is", card.info.key))),
    }
}

/// Whether the value has the kind's type and lies in its range.
fn fits(kind: &ontology::ClaimKind, value: &ClaimValue) -> bool {
    match (kind.value, value) {
        (ontology::Kind::I64, ClaimValue::Whole(value)) => kind.range.holds(*value as f64),
        (ontology::Kind::F64, ClaimValue::Whole(value)) => kind.range.holds(*value as f64),
        (ontology::Kind::F64, ClaimValue::Number(value)) => kind.range.holds(*value),
        (ontology::Kind::Bool, ClaimValue::Truth(_)) => true,
        (ontology::Kind::String, ClaimValue::Text(text)) => kind.range.allows(text),
        _ => false,
    }
}

/// What a kind of claim takes as its value, in words.
fn expected(kind: &ontology::ClaimKind) -> String {
    let range = match (kind.range.min, kind.range.max) {
        (Some(min), Some(max)) => format!(" from {min} to {max}"),
        (Some(min), None) => format!(" of at least {min}"),
        (None, Some(max)) => format!(" of at most {max}"),
        (None, None) => String::new(),
    };
    match kind.value {
        ontology::Kind::I64 => format!("a whole number{range}"),
        ontology::Kind::F64 => format!("a number{range}"),
        ontology::Kind::Bool => "true or false".to_owned(),
        _ => format!("one of {}", kind.range.one_of.join(", ")),
    }
}

fn refused(rule: &str, reason: String) -> EngineError {
    ClaimError::Refused { rule: rule.to_owned(), reason }.into()
}

fn bad(field: &str, value: &str, expected: &str) -> EngineError {
    EngineError::BadValue { field: field.to_owned(), value: value.to_owned(), expected: expected.to_owned() }
}
