//! The command that follows an error's advice.

use engine::error::Advice;
use std::ffi::OsString;
use std::path::Path;

/// What to run or change next, as shown to a person.
pub fn words(advice: &Advice) -> String {
    let run = |arguments: &[&str]| format!("run `{}`", command(arguments));
    match advice {
        Advice::Import { kind } if kind == "entries" => {
            format!("import the entry list of an upcoming race: `{}`", command(&["import", kind, "FILE"]))
        }
        Advice::Import { kind } => format!("import one: `{}`", command(&["import", kind, "FILE"])),
        Advice::LoadFirst => format!(
            "import race logs first (`{}`), or run `{}`",
            command(&["import", "race-logs", "FILE"]),
            command(&["demo"])
        ),
        Advice::ListImports => run(&["import", "list"]),
        Advice::UndoImport { snapshot } => run(&["import", "undo", snapshot]),
        Advice::ListRaces { series: None } => run(&["races"]),
        Advice::ListRaces { series: Some(series) } => run(&["races", "--series", &series.to_string()]),
        Advice::ShowRace { race } => format!("`{}` lists the entries", command(&["race", race])),
        Advice::ListQueries => run(&["graph", "query", "list"]),
        Advice::ListClaims => run(&["claims", "list"]),
        Advice::ListModels => run(&["models"]),
        Advice::ListTracks => run(&["tracks"]),
        Advice::RunBacktest => format!(
            "run a backtest: `{}`",
            command(&["backtest", "run", "--from", "2023", "--to", "2025", "--out", "DIR"])
        ),
        Advice::CheckGraph => run(&["graph", "check"]),
        Advice::RebuildGraph => run(&["graph", "rebuild"]),
        Advice::ReplaceTarget => "add --replace to remove them".to_owned(),
        Advice::ChangeSettings { keys } => {
            format!("set {} (`{}` lists all settings)", keys.join(" and "), command(&["config", "show"]))
        }
        Advice::Retry => "try again later".to_owned(),
    }
}

/// This program with arguments, quoted for a shell, as whoever started it can call it again.
pub fn command(arguments: &[&str]) -> String {
    let by_cargo = std::env::var_os("CARGO").is_some();
    line(&program(std::env::args_os().next(), by_cargo), arguments)
}

fn line(program: &[String], arguments: &[&str]) -> String {
    let words = program.iter().map(String::as_str).chain(arguments.iter().copied());
    words.map(quoted).collect::<Vec<_>>().join(" ")
}

/// How this program was called: by its name on the PATH, by a path, or by `cargo run`, which gives a relative path.
fn program(called: Option<OsString>, by_cargo: bool) -> Vec<String> {
    let called = called.unwrap_or_default();
    let path = Path::new(&called);
    if path.components().count() < 2 {
        vec!["backstretch".to_owned()]
    } else if by_cargo && path.is_relative() {
        ["cargo", "run", "--"].map(str::to_owned).to_vec()
    } else {
        vec![path.display().to_string()]
    }
}

/// A word that a POSIX shell reads unchanged.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_blanks_and_quotes_are_quoted() {
        let arguments = ["why", "next", "Dale O'Hara", ""];
        let shown = line(&["backstretch".to_owned()], &arguments);
        assert_eq!(shown, r"backstretch why next 'Dale O'\''Hara' ''");
        let undo = Advice::UndoImport { snapshot: "3f2a".to_owned() };
        assert!(words(&undo).starts_with("run `") && words(&undo).ends_with(" import undo 3f2a`"));
    }

    #[test]
    fn the_program_is_named_as_it_was_called() {
        let of = |called: &str, by_cargo| program(Some(called.into()), by_cargo).join(" ");
        assert_eq!(of("backstretch", false), "backstretch");
        assert_eq!(of("backstretch", true), "backstretch");
        assert_eq!(of("target/debug/backstretch", true), "cargo run --");
        assert_eq!(of("target/debug/backstretch", false), "target/debug/backstretch");
        assert_eq!(of("/opt/backstretch", true), "/opt/backstretch");
        assert_eq!(program(None, false), ["backstretch"]);
    }
}
