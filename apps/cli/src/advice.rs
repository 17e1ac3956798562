//! The command that follows an error's advice.

use engine::error::Advice;

/// What to run or change next, as shown to a person.
pub fn words(advice: &Advice) -> String {
    let run = |arguments: &[&str]| format!("run `{}`", command(arguments));
    match advice {
        Advice::Import { kind } => format!("import one: `backstretch import {kind} FILE`"),
        Advice::LoadFirst => {
            "import something first (`backstretch import race-logs FILE`), or run `backstretch demo`"
                .to_owned()
        }
        Advice::ListImports => run(&["import", "list"]),
        Advice::UndoImport { snapshot } => run(&["import", "undo", snapshot]),
        Advice::ListRaces { series: None } => run(&["races"]),
        Advice::ListRaces { series: Some(series) } => run(&["races", "--series", &series.to_string()]),
        Advice::ListQueries => run(&["graph", "query", "list"]),
        Advice::ListClaims => run(&["claims", "list"]),
        Advice::ListModels => run(&["models"]),
        Advice::RunBacktest => "run a backtest: `backstretch backtest run --out DIR`".to_owned(),
        Advice::CheckGraph => run(&["graph", "check"]),
        Advice::RebuildGraph => run(&["graph", "rebuild"]),
        Advice::ReplaceTarget => "add --replace to remove them".to_owned(),
        Advice::ChangeSettings { keys } => {
            format!("set {} (`{}` lists all settings)", keys.join(" and "), command(&["config", "show"]))
        }
        Advice::Retry => "try again later".to_owned(),
    }
}

/// `backstretch` with arguments, quoted for a shell.
pub fn command(arguments: &[&str]) -> String {
    let words = std::iter::once("backstretch").chain(arguments.iter().copied());
    words.map(quoted).collect::<Vec<_>>().join(" ")
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
        assert_eq!(command(&["why", "next", "Dale O'Hara", ""]), r"backstretch why next 'Dale O'\''Hara' ''");
        let undo = Advice::UndoImport { snapshot: "3f2a".to_owned() };
        assert_eq!(words(&undo), "run `backstretch import undo 3f2a`");
    }
}
