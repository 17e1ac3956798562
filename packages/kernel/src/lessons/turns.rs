//! What notes take back, contradict, say of the race, or say of several drivers at once.

use super::writer::{RAIN, Writer, spelt};
use domain::evidence::{ClaimValue, claim};

impl Writer<'_> {
    /// A claim that is taken back, or changed to another value or driver.
    pub(super) fn correction(&mut self, quiet: bool) {
        let kind = self.kind();
        if matches!(kind, claim::SCHEDULED_LAPS | RAIN) {
            if self.said(kind, None) || quiet {
                return;
            }
            self.race_claim(kind);
            let before = self.parts.pop().unwrap_or_default();
            self.race_claim(kind);
            let after = self.parts.pop().unwrap_or_default();
            let fix = self.line("correction");
            self.sentence(before);
            self.sentence(fix.replace("{y}", &after));
            return;
        }
        let (driver, other) = (self.fresh(), self.fresh());
        if driver == other || self.said(kind, Some(driver)) || self.said(kind, Some(other)) {
            return;
        }
        let Some((text, drivers, value)) = self.stated(kind, driver) else { return };
        if drivers.len() > 1 || self.place_taken(kind, &value) {
            return;
        }
        self.sentence(text);
        if quiet || self.random.chance(0.35) {
            let line = self.line("retract");
            self.sentence(line);
            return;
        }
        let fix = self.line("correction");
        if matches!(value, ClaimValue::Truth(_)) || self.random.chance(0.3) {
            let (name, wrong) = (self.mention(other), self.mention(driver));
            let line =
                *self.random.pick(&["it is {a}, not {b}.", "that is {a} and not {b}.", "{a}, not {b}."]);
            let text = line.replace("{a}", &name).replace("{b}", &wrong);
            self.sentence(fix.replace("{y}", &text));
            self.claim(kind, Some(other), value);
            return;
        }
        if let Some((text, drivers, value)) = self.stated(kind, driver)
            && drivers.len() == 1
            && !self.place_taken(kind, &value)
        {
            self.sentence(fix.replace("{y}", &text));
            self.claim(kind, Some(driver), value);
        }
    }

    /// Two places for one driver, or one for two, and nothing that settles it.
    pub(super) fn contradiction(&mut self) {
        let (driver, other) = (self.fresh(), self.fresh());
        let (one, two) = (self.random.within(3, 15), self.random.within(16, 24));
        if driver == other || [driver, other].iter().any(|driver| self.said(claim::GRID, Some(*driver))) {
            return;
        }
        let same = self.random.chance(0.5);
        for (driver, place) in
            [(driver, one), (if same { driver } else { other }, if same { two } else { one })]
        {
            let line = self.line("grid.fin");
            let shown = self.place(place);
            let text = self.filled(&format!("{{d}} {}.", line.replace("{n}", &shown)), Some(driver));
            self.sentence(text);
        }
    }

    pub(super) fn race_claim(&mut self, kind: &str) {
        if kind == RAIN { self.rain(true) } else { self.laps(true) }
    }

    pub(super) fn laps(&mut self, claimed: bool) {
        if claimed
            && self.claims.iter().any(|gold| gold.kind == claim::SCHEDULED_LAPS)
            && self.parts.is_empty()
        {
            return;
        }
        let laps = self.random.within(90, 500);
        let (one, two) = (laps / 4 - self.random.below(5), laps / 2 + self.random.below(9));
        let line = self.line(if claimed { "scheduled-laps.free" } else { "scheduled-laps.not" });
        let line = line
            .replace("{laps}", &laps.to_string())
            .replace("{s1}", &one.to_string())
            .replace("{s2}", &two.to_string());
        let driver = self.any_driver();
        let text = self.filled(&line, Some(driver));
        self.sentence(text);
        if claimed {
            self.claim(claim::SCHEDULED_LAPS, None, ClaimValue::Whole(laps as i64));
        }
    }

    pub(super) fn rain(&mut self, claimed: bool) {
        let percent = 5 * self.random.within(1, 19);
        let (shown, value) = match self.random.weighted(&[55, 22, 13, 10]) {
            0 => (format!("{percent}%"), percent as f64 / 100.0),
            1 => (format!("{percent} percent"), percent as f64 / 100.0),
            2 => {
                let (one, of) =
                    *self.random.pick(&[(1, 2), (1, 3), (1, 4), (1, 5), (2, 3), (3, 4), (1, 10), (3, 10)]);
                let words = format!("{} in {}", spelt(one), spelt(of));
                (words, (one as f64 / of as f64 * 1_000.0).round() / 1_000.0)
            }
            _ => {
                let high = (percent + 20).min(100);
                (format!("{percent} to {high} percent"), (percent + high) as f64 / 200.0)
            }
        };
        if value > 1.0 {
            return;
        }
        let line = self.line(if claimed { "rain-probability.free" } else { "rain-probability.not" });
        let driver = self.any_driver();
        let text = self.filled(&line.replace("{pct}", &shown), Some(driver));
        self.sentence(text);
        if claimed {
            self.claim(RAIN, None, ClaimValue::Number(value));
        }
    }

    /// Several places at once.
    pub(super) fn lineup(&mut self) {
        let count = self.random.within(2, 5);
        let drivers = self.random.several(count, self.card.entries.len());
        if !self.claims.is_empty() {
            return;
        }
        let names: Vec<String> = drivers.iter().map(|driver| self.mention(*driver)).collect();
        let mut places: Vec<usize> = (1..=count).collect();
        let text = match self.random.below(5) {
            0 => {
                let listed = names.iter().zip(1..).map(|(name, place)| format!("{place}. {name}"));
                format!("Starting lineup: {}", listed.collect::<Vec<_>>().join(" "))
            }
            1 => {
                let row = self.random.within(1, 9);
                places = vec![2 * row - 1, 2 * row];
                let shown = if self.random.chance(0.5) { spelt(row) } else { row.to_string() };
                format!("Row {shown}: {} inside, {} outside.", names[0], names[1])
            }
            2 => {
                let first = self.random.within(2, 20);
                places = vec![first, first + 1];
                let (one, two) = (self.place(first), self.place(first + 1));
                format!("{} and {} start {one} and {two}.", names[0], names[1])
            }
            3 => {
                let third = self.place(3);
                places.truncate(3);
                let rest = names.get(2).map(|name| format!(", {name} is {third}")).unwrap_or_default();
                format!("{} on the pole, {} next to the polesitter{rest}.", names[0], names[1])
            }
            _ => {
                let places_shown: Vec<String> = (0..count).map(|at| self.place(at + 1)).collect();
                let listed = names.iter().zip(&places_shown).map(|(name, place)| format!("{name} {place}"));
                format!("Qualifying results: {}.", listed.collect::<Vec<_>>().join(", "))
            }
        };
        self.sentence(text);
        for (driver, place) in drivers.iter().zip(places) {
            self.claim(claim::GRID, Some(*driver), ClaimValue::Whole(place as i64));
        }
    }
}
