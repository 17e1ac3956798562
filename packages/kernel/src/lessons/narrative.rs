//! Notes as people write them, from phrases.

use super::field;
use super::phrases::Phrases;
use super::writer::{RAIN, Writer};
use super::{Lesson, Phase, Random, Split};
use domain::evidence::{ClaimValue, claim};

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Hedge,
    Deny,
    Past,
}

impl Mode {
    fn section(self) -> &'static str {
        match self {
            Mode::Hedge => "hedge",
            Mode::Deny => "deny",
            Mode::Past => "past",
        }
    }
}

/// A note by the phrases of a split.
pub(super) fn note(phrases: &Phrases, split: Split, random: &mut Random) -> Lesson {
    let size = random.within(24, 40);
    let (card, other) = field::race(random, size);
    let mut writer =
        Writer { phrases, split, random, card: &card, other, parts: Vec::new(), claims: Vec::new() };
    writer.write();
    let (mut note, claims) = (writer.parts.join(" "), writer.claims);
    if random.chance(0.12) {
        note = note.to_lowercase();
    }
    if random.chance(0.1) && !note.contains("No.") {
        note = note.replace(". ", "... ");
    }
    if random.chance(0.05) && !note.contains("No.") {
        note = note.replace(". ", "\n");
    }
    Lesson { phase: Phase::Narrative, note, card, claims, law: None }
}

impl Writer<'_> {
    pub(super) fn write(&mut self) {
        let quiet = self.random.chance(0.2);
        let events = if quiet { self.random.below(3) } else { self.random.within(1, 3) };
        self.fillers(&[40, 45, 15]);
        for _ in 0..events {
            match (quiet, self.random.weighted(&[66, 12, 9, 7, 4, 2])) {
                (false, 0) if self.random.chance(0.25) => self.compound(),
                (false, 0) => self.assertion(),
                (_, 1) | (true, 0) => self.unsaid(Mode::Hedge),
                (_, 2) => self.unsaid(Mode::Deny),
                (_, 3) => self.unsaid(Mode::Past),
                (_, 4) => self.correction(quiet),
                _ => self.contradiction(),
            }
            self.fillers(&[60, 32, 8]);
        }
        if self.parts.is_empty() {
            self.fillers(&[0, 60, 40]);
        }
    }

    pub(super) fn fillers(&mut self, weights: &[u32]) {
        for _ in 0..self.random.weighted(weights) {
            let driver = self.any_driver();
            let line = if self.random.chance(0.3) { self.nonsense() } else { self.line("filler") };
            let text = self.filled(&line, Some(driver));
            self.sentence(text);
        }
    }

    pub(super) fn assertion(&mut self) {
        match self.kind() {
            claim::SCHEDULED_LAPS => self.laps(true),
            RAIN => self.rain(true),
            claim::GRID if self.random.chance(0.25) => self.lineup(),
            kind => {
                let driver = self.fresh();
                self.about(kind, driver);
            }
        }
    }

    /// A claim of a kind about a driver, perhaps with more of the same driver in the next sentence.
    pub(super) fn about(&mut self, kind: &'static str, driver: usize) {
        let wanted = self.stated(kind, driver);
        let Some((text, drivers, value)) = wanted else { return };
        if drivers.iter().any(|driver| self.said(kind, Some(*driver))) || self.place_taken(kind, &value) {
            return;
        }
        let mut text = text;
        for driver in &drivers {
            self.claim(kind, Some(*driver), value.clone());
        }
        if matches!(kind, claim::BACKUP_CAR | claim::ENGINE_CHANGE)
            && drivers.len() == 1
            && self.random.chance(0.2)
        {
            let clause = self.line("not-rear");
            text = format!("{}, {clause}.", text.trim_end_matches(['.', '!']));
            self.claim(claim::REAR_START, Some(driver), ClaimValue::Truth(false));
            self.sentence(text);
            return;
        }
        self.sentence(text);
        if drivers.len() == 1 && self.random.chance(0.3) {
            self.pronoun(driver);
        }
    }

    /// More of the driver just spoken of, by a pronoun.
    pub(super) fn pronoun(&mut self, driver: usize) {
        let kind = self.kind();
        if self.said(kind, Some(driver)) || matches!(kind, claim::SCHEDULED_LAPS | RAIN) {
            return;
        }
        let hedged = self.random.chance(0.2) && self.phrases.has(&format!("{kind}.inf"));
        let bare = hedged || self.random.chance(0.3) && self.phrases.has(&format!("{kind}.inf"));
        let Some((phrase, value)) = self.phrase(kind, if bare { "inf" } else { "fin" }) else { return };
        let frame = self.line(if hedged {
            "pronoun.hedge"
        } else if bare {
            "pronoun.inf"
        } else {
            "pronoun.fin"
        });
        let text = self.filled(&frame.replace("{x}", &phrase), Some(driver));
        if !hedged {
            if self.place_taken(kind, &value) {
                return;
            }
            self.claim(kind, Some(driver), value);
        }
        self.sentence(text);
    }

    /// A sentence that states a kind of a driver, with all drivers it is about.
    pub(super) fn stated(
        &mut self,
        kind: &'static str,
        driver: usize,
    ) -> Option<(String, Vec<usize>, ClaimValue)> {
        let form = ["fin", "inf", "noun", "free"][self.random.weighted(&[44, 20, 12, 24])];
        if form == "free" && kind != claim::PACE {
            let line = self.line(&format!("{kind}.free"));
            let place = self.random.within(1, self.card.entries.len().min(38));
            let value = match kind {
                claim::GRID | claim::PRACTICE_RANK => ClaimValue::Whole(place as i64),
                _ => ClaimValue::Truth(true),
            };
            let shown = self.place(place);
            // A second whole number of the line is no place.
            let line = if line.contains("{n}") {
                line.replace("{n}", &shown)
            } else {
                line.replace("{i}", &place.to_string())
            };
            let (text, drivers) = self.listed(&line, driver);
            return Some((text, drivers, value));
        }
        let (phrase, value) = self.phrase(kind, if form == "free" { "fin" } else { form })?;
        let frame = if form == "free" { "pace.free".to_owned() } else { format!("frame.assert.{form}") };
        let mut frame = self.line(&frame);
        let single = matches!(value, ClaimValue::Whole(_));
        if single && (frame.contains("{list}") || frame.contains("{d+}")) {
            frame = "{d} will {x}.".to_owned();
        }
        let (text, drivers) = self.listed(&frame.replace("{x}", &phrase), driver);
        Some((text, drivers, value))
    }

    /// Two statements in one sentence, of one driver or two, the second perhaps doubted or denied.
    pub(super) fn compound(&mut self) {
        const SAME: [&str; 8] =
            [" and ", ", and ", " but ", ", then ", " and also ", "; he ", ", so he ", ", though he "];
        const OTHER: [&str; 6] =
            [" while {e} ", ", and {e} ", "; {e} ", ", but {e} ", " and {e} ", ", whereas {e} "];
        let (one, two) = (self.kind(), self.kind());
        let race = |kind: &str| matches!(kind, claim::SCHEDULED_LAPS | RAIN);
        let driver = self.fresh();
        let other = if self.random.chance(0.5) { driver } else { self.fresh() };
        if race(one) || race(two) || one == two && driver == other {
            return;
        }
        if self.said(one, Some(driver)) || self.said(two, Some(other)) {
            return;
        }
        let bare = self.phrases.has(&format!("{two}.inf"));
        let mode = if bare { self.random.weighted(&[60, 22, 18]) } else { 0 };
        let Some((first, value)) = self.phrase(one, "fin") else { return };
        let Some((second, last)) = self.phrase(two, if mode == 0 { "fin" } else { "inf" }) else { return };
        let clash = one == claim::GRID && two == claim::GRID && value == last;
        if clash || self.place_taken(one, &value) || mode == 0 && self.place_taken(two, &last) {
            return;
        }
        let verb = match mode {
            0 => "",
            1 => *self.random.pick(&["might ", "may ", "could ", "would rather not "]),
            _ => *self.random.pick(&["will not ", "does not have to ", "won't ", "is not going to "]),
        };
        let name = self.mention(other);
        let join = if driver == other { *self.random.pick(&SAME) } else { *self.random.pick(&OTHER) };
        let line = format!("{{d}} {first}{}{verb}{second}.", join.replace("{e}", &name));
        let text = self.filled(&line, Some(driver));
        self.sentence(text);
        self.claim(one, Some(driver), value);
        if mode == 0 {
            self.claim(two, Some(other), last);
        } else if mode == 2 && two == claim::REAR_START && driver == other {
            // Said outright beside its cause, a denial is a claim.
            let cause = matches!(one, claim::BACKUP_CAR | claim::ENGINE_CHANGE);
            if cause {
                self.claim(two, Some(driver), ClaimValue::Truth(false));
            }
        }
    }

    /// Something that is not claimed: doubted, denied, or of another race.
    pub(super) fn unsaid(&mut self, mode: Mode) {
        let kind = self.kind();
        match kind {
            claim::SCHEDULED_LAPS => return self.laps(false),
            RAIN => return self.rain(false),
            _ => {}
        }
        let driver = self.fresh();
        if self.said(kind, Some(driver)) {
            return;
        }
        let forms: Vec<&str> = ["fin", "inf", "noun"]
            .into_iter()
            .filter(|form| {
                *form == "fin" && (kind == claim::PACE || self.phrases.has(&format!("{kind}.fin")))
                    || *form != "fin" && self.phrases.has(&format!("{kind}.{form}"))
            })
            .collect();
        let form = *self.random.pick(&forms);
        let Some((phrase, _)) = self.phrase(kind, form) else { return };
        let frame = self.line(&format!("frame.{}.{form}", mode.section()));
        let text = self.filled(&frame.replace("{x}", &phrase), Some(driver));
        self.sentence(text);
        // What was doubted may be settled by a later word.
        if mode == Mode::Hedge && self.random.chance(0.12) {
            let before = self.claims.len();
            if let Some((text, drivers, value)) = self.stated(kind, driver)
                && drivers.len() == 1
                && !self.place_taken(kind, &value)
            {
                let fix = self.line("correction");
                self.sentence(fix.replace("{y}", &text));
                self.claim(kind, Some(driver), value);
            }
            debug_assert!(self.claims.len() <= before + 1);
        }
    }
}
