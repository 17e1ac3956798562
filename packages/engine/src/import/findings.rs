//! Complaints, conflicts, remarks and held rows in one shape.

use domain::ids::SnapshotId;
use feeds::complaint::Complaint;
use feeds::identity::Resolution;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FindingLevel))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A row cannot be read.
    Complaint,
    /// Rows contradict each other: none of them is taken.
    Conflict,
    /// Rows could be read but are held back.
    Held,
    /// Rows are taken, and something was noticed.
    Remark,
}

/// What was found in rows of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ImportFinding))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How serious it is.
    pub level: Level,
    /// Name of the rule, kebab-case.
    pub rule: String,
    /// The file.
    pub file: String,
    /// Lines of the file, the header being 1; empty where it concerns the file as a whole.
    pub lines: Vec<u64>,
    /// Drivers concerned.
    pub drivers: Vec<FindingDriver>,
    /// The race's key or the source group, where it concerns one.
    pub race: Option<String>,
    /// What was found.
    pub reason: String,
    /// What to do about it.
    pub next_step: Option<String>,
}

/// A driver whom a finding concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FindingDriver {
    /// NASCAR's number, where the row gives it.
    pub id: Option<u32>,
    /// Name as the row gives it.
    pub name: String,
}

/// Rows of other files that are held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeldElsewhere {
    /// Groups of rows.
    pub groups: u64,
    /// Rows.
    pub rows: u64,
}

impl Finding {
    /// Whether rows were lost by it.
    pub fn is_fault(&self) -> bool {
        self.level != Level::Remark
    }
}

/// Complaints of a parse; equal ones are one finding with all their lines.
pub(crate) fn of_complaints(complaints: &[Complaint]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for complaint in complaints {
        let Complaint { file, line, rule, next_step, held_back, .. } = complaint;
        let finding = Finding {
            level: if *held_back { Level::Complaint } else { Level::Remark },
            rule: rule.clone(),
            file: file.clone(),
            lines: Vec::new(),
            drivers: Vec::new(),
            race: None,
            reason: complaint.reason(),
            next_step: Some(next_step.clone()),
        };
        let lines = (*line > 0).then_some(*line);
        match found.iter_mut().find(|other| Finding { lines: Vec::new(), ..(*other).clone() } == finding) {
            Some(same) => same.lines.extend(lines),
            None => found.push(Finding { lines: lines.into_iter().collect(), ..finding }),
        }
    }
    found
}

/// Findings of the resolutions of race groups about one file, and the rows of other files that they hold back.
#[derive(Default)]
pub(super) struct Resolved {
    pub findings: Vec<Finding>,
    /// Lines of the file that are held back.
    pub held_lines: BTreeSet<u64>,
    pub elsewhere: HeldElsewhere,
    taken: BTreeSet<u64>,
}

impl Resolved {
    /// Adds a resolution; `file` names the file `id` in findings.
    pub(super) fn add(&mut self, resolution: &Resolution, id: &SnapshotId, file: &str) {
        let own = |origins: &[(SnapshotId, u64)]| -> Vec<u64> {
            origins.iter().filter(|(snapshot, _)| snapshot == id).map(|(_, line)| *line).collect()
        };
        let finding = |level, rule: &str, race: Option<String>, reason: &str| Finding {
            level,
            rule: rule.to_owned(),
            file: file.to_owned(),
            lines: Vec::new(),
            drivers: Vec::new(),
            race,
            reason: reason.to_owned(),
            next_step: next_step(rule),
        };
        for conflict in &resolution.conflicts {
            let lines = own(&conflict.origins);
            if lines.is_empty() {
                self.elsewhere(conflict.rows);
                continue;
            }
            self.held_lines.extend(&lines);
            let race = Some(conflict.group.clone());
            let reason = format!("{} ({}): {}", conflict.driver_name, conflict.driver, conflict.differences);
            let drivers =
                vec![FindingDriver { id: Some(conflict.driver.0), name: conflict.driver_name.clone() }];
            let conflict = finding(Level::Conflict, conflict.rule, race, &reason);
            self.findings.push(Finding { lines, drivers, ..conflict });
        }
        for held in &resolution.holds {
            let lines = own(&held.origins);
            if lines.is_empty() {
                self.elsewhere(held.rows);
                continue;
            }
            self.held_lines.extend(&lines);
            let driver = |(id, name): &(Option<domain::ids::DriverId>, String)| FindingDriver {
                id: id.map(|id| id.0),
                name: name.clone(),
            };
            let drivers = held.drivers.iter().map(driver).collect();
            let race = held.race.as_ref().map_or_else(|| held.group.clone(), ToString::to_string);
            let held = finding(Level::Held, &held.rule, Some(race), &held.reason);
            self.findings.push(Finding { lines, drivers, ..held });
        }
        let parts = &resolution.race_group.parts;
        for remark in &resolution.remarks {
            let concerns_file = match &remark.file {
                Some(file) => file == id,
                None => parts.iter().any(|part| part.snapshot == *id && part.group == remark.group),
            };
            if concerns_file {
                let found = finding(Level::Remark, remark.rule, Some(remark.group.clone()), &remark.text);
                let drivers = remark.drivers.iter();
                let drivers =
                    drivers.map(|(id, name)| FindingDriver { id: Some(id.0), name: name.clone() }).collect();
                self.findings.push(Finding { drivers, ..found });
            }
        }
        self.taken.extend(own(&resolution.taken_spans.iter().cloned().collect::<Vec<_>>()));
    }

    /// Number of rows held back. A row about several races is held only if no race takes it.
    pub(super) fn rows_held(&self) -> u64 {
        self.held_lines.difference(&self.taken).count() as u64
    }

    fn elsewhere(&mut self, rows: u32) {
        self.elsewhere.groups += 1;
        self.elsewhere.rows += u64::from(rows);
    }
}

/// What to do about rows held back under a rule.
fn next_step(rule: &str) -> Option<String> {
    let step = match rule {
        "no-race" => "import the race's entry list or its log",
        "no-race-log" => "import the race's log",
        "unknown-driver" => "correct the name or the number, or import the driver's entry",
        "ambiguous-driver" | "driver-under-review" => "give the driver's number, or add an alias",
        "lone-row" => "correct the date or the track",
        "known-after-lock" => "correct the moment, if it is wrong",
        "entry-conflict" => "correct the rows and import the list again: the latest list counts",
        "other-field" => {
            "correct the race of the list; if the whole field did change, undo the list before it"
        }
        "ambiguous-race" | "another-race" => "correct the date, the track or the race id",
        "two-winners" | "too-many-rows" | "two-versions" | "place-claimed-twice" | "one-id-two-races" => {
            "import a corrected file that supersedes this one"
        }
        "car-claimed-twice"
        | "two-cars-one-driver"
        | "start-differs"
        | "two-rows-one-driver"
        | "race-conflict"
        | "evidence-conflict" => "correct the row, or import the right file so that it supersedes the other",
        rule if rule.starts_with("claim-") => "correct the claim",
        _ => return None,
    };
    Some(step.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_complaints_are_one_finding_with_their_lines() {
        let complaint = |line: u64, value: &str| Complaint {
            file: "log.csv".to_owned(),
            line,
            field: "race_date".to_owned(),
            rule: "not-a-date".to_owned(),
            value: value.to_owned(),
            problem: "is not a date".to_owned(),
            next_step: "write 2025-11-02".to_owned(),
            held_back: true,
        };
        let found =
            of_complaints(&[complaint(2, "11/2/2025"), complaint(3, "soon"), complaint(4, "11/2/2025")]);
        let lines: Vec<&[u64]> = found.iter().map(|finding| finding.lines.as_slice()).collect();
        assert_eq!(lines, [&[2, 4][..], &[3]]);
        assert_eq!(found[0].reason, "race_date `11/2/2025` is not a date");
    }
}
