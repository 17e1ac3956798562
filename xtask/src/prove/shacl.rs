//! A race's facts as Turtle, judged by pySHACL against the committed shapes.

use super::demo::Demo;
use super::python::{self, Tool};
use anyhow::{Context, Result, bail};
use std::fs;

const SHAPES: &str = "docs/ontology/shapes.ttl";

/// One fault put into a sound race, and what the report must say of it.
struct Break {
    name: &'static str,
    /// The broken text; None where the race has nothing to break that way.
    change: fn(&str) -> Option<String>,
    /// All in one violation of the report.
    told: &'static [&'static str],
}

const BREAKS: &[Break] = &[
    Break {
        name: "a finish of 0",
        change: |race| with_line(race, "bs:finishOnTrack ", |_| "    bs:finishOnTrack 0 ;".to_owned()),
        told: &["MinInclusiveConstraintComponent", "Result Path: bs:finishOnTrack"],
    },
    Break {
        name: "a finish of 61",
        change: |race| with_line(race, "bs:finishOnTrack ", |_| "    bs:finishOnTrack 61 ;".to_owned()),
        told: &["MaxInclusiveConstraintComponent", "Result Path: bs:finishOnTrack"],
    },
    Break {
        name: "an entry without a driver",
        change: |race| without_block(race, "Driver/"),
        told: &["MinCountConstraintComponent", "Result Path: [ sh:inversePath bs:HAD_ENTRY ]"],
    },
    Break {
        name: "two tracks",
        change: |race| {
            with_line(race, "bs:RAN_ON ", |line| {
                line.replace("bs:RAN_ON ", "bs:RAN_ON <urn:backstretch:TrackConfig/elsewhere> , ")
            })
        },
        told: &["MaxCountConstraintComponent", "Result Path: bs:RAN_ON"],
    },
    Break {
        name: "a race without a season",
        change: |race| with_line(race, "bs:IN_SEASON ", |_| String::new()),
        told: &["MinCountConstraintComponent", "Result Path: bs:IN_SEASON"],
    },
    Break {
        name: "a lock that is not a time",
        change: |race| with_line(race, "bs:lockAt ", |_| "    bs:lockAt \"soon\"^^xsd:dateTime ;".to_owned()),
        told: &["DatatypeConstraintComponent", "Result Path: bs:lockAt"],
    },
    Break {
        name: "a lock in another time zone",
        change: |race| with_line(race, "bs:lockAt ", |line| line.replace("Z\"", "-05:00\"")),
        told: &["PatternConstraintComponent", "Result Path: bs:lockAt"],
    },
    Break {
        name: "a series that is none",
        change: |race| with_line(race, "bs:series ", |_| "    bs:series \"indycar\" ;".to_owned()),
        told: &["InConstraintComponent", "Result Path: bs:series"],
    },
    Break {
        name: "a property that the class does not have",
        change: |race| with_line(race, "bs:driverName ", |line| format!("{line}\n    bs:turns 4 ;")),
        told: &["ClosedConstraintComponent", "Result Path: bs:turns"],
    },
    Break {
        name: "a result without its statistics",
        change: |race| without_block(race, "SESSION_RESULT/"),
        told: &["SPARQLConstraintComponent", "Every SESSION_RESULT has a statement with its properties."],
    },
    Break {
        name: "statistics without their result",
        change: |race| with_line(race, "bs:SESSION_RESULT <", |_| String::new()),
        told: &["SPARQLConstraintComponent", "A statement of SESSION_RESULT stands beside its triple."],
    },
    Break {
        name: "results in another race's session",
        change: |race| session_elsewhere(race, "race"),
        told: &["SPARQLConstraintComponent", "An entry has results in sessions of its own race alone."],
    },
    Break {
        name: "laps in another race's practice",
        change: |race| session_elsewhere(race, "practice"),
        told: &["SPARQLConstraintComponent", "An entry has laps in sessions of its own race alone."],
    },
    Break {
        name: "two drivers of one number",
        change: |race| {
            let line = race.lines().find(|line| line.contains("bs:driverId "))?;
            let (before, after) = race.split_once(line)?;
            with_line(after, "bs:driverId ", |_| line.to_owned())
                .map(|after| format!("{before}{line}{after}"))
        },
        told: &["SPARQLConstraintComponent", "No two nodes share Driver.driverId."],
    },
    Break {
        name: "a circle of track classes",
        change: |race| {
            let layout = race.lines().find_map(|line| line.trim().strip_prefix("bs:IS_A "))?;
            let class = layout.trim_end_matches([' ', '.', ';']);
            Some(format!("{race}\n{class} bs:IS_A {class} .\n"))
        },
        told: &["SPARQLConstraintComponent", "Following IS_A never comes back."],
    },
];

/// The shapes are sound by SHACL's own, a race run and the race to come conform; every [`Break`] of the race run is refused for its own reason.
pub fn run() -> Result<()> {
    let pyshacl = Tool::install("pyshacl", "0.40.1")?;
    let demo = Demo::load("shacl")?;
    let races = demo.ask(&["races", "--series", "cup"])?;
    let keys: Vec<&str> = races
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("cup-")))
        .collect();
    let [.., past, next] = keys[..] else { bail!("the league has fewer than two Cup races:\n{races}") };

    let sound = demo.ask(&["race", past, "--format", "turtle"])?;
    for (name, race) in [(past, sound.clone()), (next, demo.ask(&["race", next, "--format", "turtle"])?)] {
        let report = judge(&pyshacl, &demo, &race, &["--metashacl"])?;
        if !report.contains("Conforms: True") {
            bail!("{name} does not conform:\n{report}");
        }
        println!("{name}: {} lines of Turtle conform", race.lines().count());
    }
    for Break { name, change, told } in BREAKS {
        let broken = change(&sound).with_context(|| format!("{past} has nothing to break for `{name}`"))?;
        let report = judge(&pyshacl, &demo, &broken, &[])?;
        let violations = report.split("Constraint Violation in ").skip(1);
        let mut named = violations.filter(|violation| told.iter().all(|words| violation.contains(words)));
        if report.contains("Conforms: True") || named.next().is_none() {
            bail!("{name}: expected {told:?} in one violation, got:\n{report}");
        }
        println!("{name}: refused ({})", told.join(", "));
    }
    Ok(())
}

/// pySHACL's report; that it cannot judge at all is an error.
fn judge(pyshacl: &Tool, demo: &Demo, race: &str, options: &[&str]) -> Result<String> {
    let file = demo.file("race.ttl");
    fs::write(&file, race).with_context(|| format!("writing {}", file.display()))?;
    let file = file.to_str().context("the workspace stands in a folder whose name is UTF-8")?;
    let fixed = ["-m", "pyshacl", "--shapes", SHAPES, "-sf", "turtle", "-df", "turtle"];
    let output = pyshacl.python(&[&fixed, options, &[file]].concat())?;
    python::stdout(&output, &[0, 1])
}

/// The text with the first line that holds `part` changed, and the punctuation of its block kept.
fn with_line(text: &str, part: &str, change: impl Fn(&str) -> String) -> Option<String> {
    let line = text.lines().find(|line| line.contains(part))?;
    let mut changed = change(line);
    if line.ends_with('.') && changed.is_empty() {
        // The last line of a block closes it.
        changed = "    .".to_owned();
    }
    Some(text.replacen(&format!("{line}\n"), &format!("{changed}\n"), 1))
}

/// The text with its first session of this kind made one of another race.
fn session_elsewhere(text: &str, kind: &str) -> Option<String> {
    let (before, session) = text.split_at(text.find(&format!("    bs:kind \"{kind}\" ;"))?);
    with_line(session, "bs:OF_RACE ", |_| "    bs:OF_RACE <urn:backstretch:Race/another> .".to_owned())
        .map(|session| format!("{before}{session}"))
}

/// The text without the first block whose subject begins so.
fn without_block(text: &str, subject: &str) -> Option<String> {
    let start = text.find(&format!("\n\n<urn:backstretch:{subject}"))? + 1;
    let end = text[start + 1..].find("\n\n").map_or(text.len(), |at| start + 1 + at);
    Some(format!("{}{}", &text[..start], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "@prefix\n\n<urn:backstretch:Race/a> a bs:Race ;\n    bs:x 1 ;\n    bs:y 2 .\n\n<urn:backstretch:Driver/b> bs:x 3 .\n";

    #[test]
    fn breaks_change_what_they_name() {
        let changed = with_line(TEXT, "bs:x ", |_| "    bs:x 0 ;".to_owned()).unwrap();
        assert_eq!(changed, TEXT.replacen("bs:x 1", "bs:x 0", 1));
        let closed = with_line(TEXT, "bs:y ", |_| String::new()).unwrap();
        assert_eq!(closed, TEXT.replacen("    bs:y 2 .", "    .", 1));
        assert_eq!(with_line(TEXT, "bs:z ", str::to_owned), None);
        let without = without_block(TEXT, "Driver/").unwrap();
        assert!(!without.contains("Driver/b") && without.contains("Race/a"), "{without}");
        let without = without_block(TEXT, "Race/").unwrap();
        assert!(without.contains("Driver/b") && !without.contains("Race/a"), "{without}");
        let sessions = "a\n    bs:kind \"practice\" ;\n    bs:OF_RACE <r> .\n\nb\n    bs:kind \"race\" ;\n    bs:OF_RACE <r> .\n";
        let moved = session_elsewhere(sessions, "race").unwrap();
        assert!(moved.starts_with("a\n    bs:kind \"practice\" ;\n    bs:OF_RACE <r> .\n"), "{moved}");
        assert!(moved.ends_with("bs:OF_RACE <urn:backstretch:Race/another> .\n"), "{moved}");
    }
}
