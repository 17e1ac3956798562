//! Sentences: a template and what stands in its slots.

use serde::{Deserialize, Serialize};

/// A sentence, and what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// The same before its slots were filled: `{driver} has the highest mean`.
    pub template: String,
    /// What was filled in.
    pub slots: Vec<Slot>,
    /// What it stands on, each once: nodes of the graph as `Label/key`, and the projection set.
    pub stands_on: Vec<String>,
}

/// What stands in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SentenceSlot))]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// Name of the slot.
    pub name: String,
    /// The number, name or date, as the sentence has it.
    pub text: String,
    /// What it is copied from.
    pub of: String,
}

/// Fills a template: each slot is its name, its text, and what that is copied from.
pub(super) fn sentence(template: &'static str, slots: &[(&str, String, &str)]) -> Sentence {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("every brace of a template is closed");
        let slot = slots.iter().find(|(slot, _, _)| *slot == name);
        let (_, filled, _) = slot.expect("every slot of a template is filled");
        text += before;
        text += filled;
        rest = after;
    }
    text += rest;
    let mut stands_on: Vec<String> = Vec::new();
    for (_, _, of) in slots {
        if !stands_on.iter().any(|known| known == of) {
            stands_on.push((*of).to_owned());
        }
    }
    let slot = |(name, text, of): &(&str, String, &str)| Slot {
        name: (*name).to_owned(),
        text: text.clone(),
        of: (*of).to_owned(),
    };
    Sentence { text, template: template.to_owned(), slots: slots.iter().map(slot).collect(), stands_on }
}

/// Points, laps or places.
pub(super) fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_copied_and_named() {
        let slots = [
            ("driver", "Ann {x} Apex".to_owned(), "Entry/r/1"),
            ("points", number(41.26), "ProjectionSet/s"),
            ("chance", percent(0.125), "ProjectionSet/s"),
        ];
        let made = sentence("{driver}: {points} points, {chance}.", &slots);
        assert_eq!(made.text, "Ann {x} Apex: 41.3 points, 12.5 %.");
        assert_eq!(made.stands_on, ["Entry/r/1", "ProjectionSet/s"]);
    }
}
