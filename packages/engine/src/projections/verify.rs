//! Whether every kept set, its samples, its scenarios and every record are what was written.

use super::chain::{Examined, Recorded};
use super::files::{Fault, KeptFile, Stored};
use super::head::HeadLine;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use domain::series::Series;
use ops::ids::{ProjectionId, ScenariosId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What was checked, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VerifyAnswer {
    /// Sets checked.
    pub sets: u64,
    /// Parquet files checked.
    pub files: u64,
    /// Records read.
    pub records: u64,
    /// The head of each chain that is whole.
    pub heads: Vec<HeadLine>,
    /// What is wrong, one line each; empty where everything is as it was written.
    pub findings: Vec<Finding>,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = VerifyFinding))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What it is.
    pub part: Part,
    /// Which one: id of a set or of scenarios, `cup/2` for a record, `cup` for a chain, a file's path.
    pub id: String,
    /// What happened to it.
    pub wrong: Wrong,
    /// The sets concerned, by id, where it is a file of theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projections: Vec<String>,
    /// In words.
    pub reason: String,
}

/// A part of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptPart))]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A sealed set.
    Set,
    /// A Parquet file with the samples of a set.
    Samples,
    /// Scenarios.
    Scenarios,
    /// A Parquet file with the samples of scenarios.
    Cube,
    /// A record.
    Record,
    /// A chain of records.
    Chain,
    /// A file that belongs to nothing.
    File,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptWrong))]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// It was changed.
    Changed,
    /// It is gone.
    Missing,
    /// No record names it: its record was taken out, or a write was cut off.
    Unrecorded,
}

impl Engine {
    /// Checks every kept set against its checksum, every Parquet file against its digest, and every chain of records.
    ///
    /// # Errors
    /// When files or records cannot be read at all. What is wrong with them is no error but a finding.
    pub fn verify_projections(&self, progress: &Progress) -> Result<VerifyAnswer, EngineError> {
        let mut answer =
            VerifyAnswer { sets: 0, files: 0, records: 0, heads: Vec::new(), findings: Vec::new() };
        let mut records = Vec::new();
        for series in Series::ALL {
            let examined = self.examined(series)?;
            answer.findings.extend(examined.finding(series));
            answer.heads.extend(examined.head.map(|head| HeadLine {
                series,
                records: head.count,
                digest: head.digest,
            }));
            records.extend(examined.records);
        }
        answer.records = records.len() as u64;
        let chains_are_whole = answer.findings.is_empty();
        let mut checked = Checked::default();
        let wanted = Wanted::of(&records);
        progress.begin("kept projections", wanted.sets.len() as u64);
        for set in &wanted.sets {
            progress.check()?;
            self.check_set(set, &mut checked, &mut answer)?;
            progress.advance(1);
        }
        for (digest, sets) in &wanted.samples {
            progress.check()?;
            self.check_columns(Part::Samples, digest, sets, &mut checked, &mut answer)?;
        }
        for (checksum, sets) in &wanted.scenarios {
            progress.check()?;
            self.check_scenarios(checksum, sets, &mut checked, &mut answer)?;
        }
        progress.end();
        // Where a record was changed or taken out, its files are without one, which is said already.
        if chains_are_whole {
            self.check_unrecorded(&checked, &mut answer)?;
        }
        answer.findings.sort();
        Ok(answer)
    }

    fn check_set(
        &self,
        checksum: &str,
        checked: &mut Checked,
        answer: &mut VerifyAnswer,
    ) -> Result<(), EngineError> {
        let Some(id) = ProjectionId::of_sha256(checksum) else { return Ok(()) };
        answer.sets += 1;
        checked.stored.insert(id.to_string());
        let shown = || vec![id.to_string()];
        match self.read_set(id) {
            Ok(set) if set.checksum() == checksum => {}
            Ok(set) => {
                let fault = Fault::Changed(format!("its checksum is {}", set.checksum()));
                answer.findings.push(finding(Part::Set, id.to_string(), shown(), fault)?);
            }
            Err(fault) => answer.findings.push(finding(Part::Set, id.to_string(), shown(), fault)?),
        }
        Ok(())
    }

    fn check_columns(
        &self,
        part: Part,
        digest: &str,
        sets: &BTreeSet<String>,
        checked: &mut Checked,
        answer: &mut VerifyAnswer,
    ) -> Result<(), EngineError> {
        if !checked.columns.insert(digest.to_owned()) {
            return Ok(());
        }
        answer.files += 1;
        if let Err(fault) = self.read_samples(digest) {
            let path = self.shown(&self.columns_path(digest));
            answer.findings.push(finding(part, path, sets.iter().cloned().collect(), fault)?);
        }
        Ok(())
    }

    fn check_scenarios(
        &self,
        checksum: &str,
        sets: &BTreeSet<String>,
        checked: &mut Checked,
        answer: &mut VerifyAnswer,
    ) -> Result<(), EngineError> {
        let Some(id) = ScenariosId::of_sha256(checksum) else { return Ok(()) };
        checked.stored.insert(id.to_string());
        match self.read_scenarios(id) {
            Ok(scenarios) => {
                let cube = scenarios.body().cube.clone();
                self.check_columns(Part::Cube, &cube, sets, checked, answer)?;
            }
            Err(fault) => {
                // Which cube it named is not known then.
                checked.cubes_unknown = true;
                let sets = sets.iter().cloned().collect();
                answer.findings.push(finding(Part::Scenarios, id.to_string(), sets, fault)?);
            }
        }
        Ok(())
    }

    /// Files that no record names.
    fn check_unrecorded(&self, checked: &Checked, answer: &mut VerifyAnswer) -> Result<(), EngineError> {
        for file in self.kept_files()? {
            let (part, id, path) = match file {
                KeptFile::Stored(Stored::Set(id)) => {
                    (Part::Set, id.to_string(), self.kept_path(Stored::Set(id)))
                }
                KeptFile::Stored(Stored::Scenarios(id)) => {
                    (Part::Scenarios, id.to_string(), self.kept_path(Stored::Scenarios(id)))
                }
                KeptFile::Columns(digest) if checked.columns.contains(&digest) => continue,
                KeptFile::Columns(_) if checked.cubes_unknown => continue,
                KeptFile::Columns(digest) => {
                    let path = self.columns_path(&digest);
                    (Part::Samples, self.shown(&path), path)
                }
                KeptFile::Other(path) => (Part::File, path.clone(), self.data_dir().join(path)),
            };
            if checked.stored.contains(&id) {
                continue;
            }
            let reason = format!("{}: no record names it", self.shown(&path));
            answer.findings.push(Finding {
                part,
                id,
                wrong: Wrong::Unrecorded,
                projections: Vec::new(),
                reason,
            });
        }
        Ok(())
    }
}

/// What the records name.
struct Wanted {
    sets: BTreeSet<String>,
    /// The sets of each file, by id.
    samples: BTreeMap<String, BTreeSet<String>>,
    scenarios: BTreeMap<String, BTreeSet<String>>,
}

impl Wanted {
    fn of(records: &[Recorded]) -> Self {
        let mut wanted = Self { sets: BTreeSet::new(), samples: BTreeMap::new(), scenarios: BTreeMap::new() };
        for Recorded { record, .. } in records {
            let id = ProjectionId::of_sha256(&record.set).map(|id| id.to_string());
            wanted.sets.insert(record.set.clone());
            wanted.samples.entry(record.samples.clone()).or_default().extend(id.clone());
            if let Some(scenarios) = &record.scenarios {
                wanted.scenarios.entry(scenarios.clone()).or_default().extend(id);
            }
        }
        wanted
    }
}

/// What was looked at.
#[derive(Default)]
struct Checked {
    /// Ids of sets and scenarios.
    stored: BTreeSet<String>,
    /// Digests of Parquet files.
    columns: BTreeSet<String>,
    /// Whether scenarios could not be read, so that their cubes are not known.
    cubes_unknown: bool,
}

impl Examined {
    fn finding(&self, series: Series) -> Option<Finding> {
        let reason = self.fault.clone()?;
        let (part, id) = match self.link {
            Some(number) => (Part::Record, format!("{}/{number}", series.key())),
            None => (Part::Chain, series.key().to_owned()),
        };
        let wrong = if self.missing { Wrong::Missing } else { Wrong::Changed };
        Some(Finding { part, id, wrong, projections: Vec::new(), reason })
    }
}

fn finding(part: Part, id: String, projections: Vec<String>, fault: Fault) -> Result<Finding, EngineError> {
    let (wrong, reason) = match fault {
        Fault::Missing => (Wrong::Missing, format!("{id} is missing")),
        Fault::Changed(reason) => (Wrong::Changed, format!("{id} was changed: {reason}")),
        Fault::Io(source) => return Err(EngineError::Io { path: id.into(), source }),
    };
    Ok(Finding { part, id, wrong, projections, reason })
}
