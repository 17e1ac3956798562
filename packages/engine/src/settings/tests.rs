//! Settings as they are read from files, environments and flags.

use super::*;
use std::time::Duration;

/// A settings file `backstretch.toml` with this text, this environment and these flags.
fn read(file: &str, variables: &[(&str, &str)], flags: &Flags) -> Result<Settings, SettingsError> {
    let dir = tempfile::tempdir().unwrap();
    read_in(dir.path(), file, variables, flags)
}

fn read_in(
    dir: &Path,
    file: &str,
    variables: &[(&str, &str)],
    flags: &Flags,
) -> Result<Settings, SettingsError> {
    let path = dir.join("backstretch.toml");
    std::fs::write(&path, file).unwrap();
    Settings::read(&path, variables.iter().map(|(name, value)| (name.into(), value.into())), flags)
}

/// The message of settings that must be refused.
fn refused(file: &str, variables: &[(&str, &str)]) -> String {
    read(file, variables, &Flags::default()).unwrap_err().to_string()
}

fn shown(settings: &Settings, key: &str) -> (String, String) {
    let shown = settings.shown.iter().find(|s| s.key == key).unwrap();
    (shown.value.clone(), shown.origin.clone())
}

fn home() -> PathBuf {
    directories::BaseDirs::new().unwrap().home_dir().to_owned()
}

#[test]
fn layers_win_in_order_and_name_their_origin() {
    let file = "seed = 7\nsimulations = 20_000\ndata_dir = \"/a\"\n";
    let env = [("BACKSTRETCH_SEED", "9"), ("BACKSTRETCH_DATA_DIR", "/b"), ("NEO4J_PASSWORD", "s3cret")];
    let flags = Flags { data_dir: Some("/c".into()), ..Flags::default() };
    let settings = read(file, &env, &flags).unwrap();
    assert_eq!(settings.simulation, SimulationSettings { seed: 9, simulations: 20_000 });
    assert_eq!(settings.paths.data_dir, PathBuf::from("/c"));
    assert_eq!(shown(&settings, "data_dir"), ("/c".to_owned(), "flag --data-dir".to_owned()));
    assert_eq!(shown(&settings, "seed"), ("9".to_owned(), "environment BACKSTRETCH_SEED".to_owned()));
    assert!(shown(&settings, "simulations").1.ends_with("backstretch.toml"));
    assert_eq!(shown(&settings, "graph.password").0, "***");
    assert_eq!(shown(&settings, "log_level"), ("warn".to_owned(), "default".to_owned()));
}

/// Every default is of its kind and fits its field, every name stands once, and everything is shown.
#[test]
fn the_table_of_settings_is_consistent() {
    let settings = read("", &[], &Flags::default()).unwrap();
    assert_eq!(settings.shown.len(), keys().len());
    assert_eq!(shown(&settings, "data_dir").1, "platform");
    for of in [|key: &&Key| key.name, |key: &&Key| key.variable] {
        let names: std::collections::BTreeSet<&str> = keys().iter().map(of).collect();
        assert_eq!(names.len(), keys().len());
    }
    for key in keys() {
        assert!(!key.about.is_empty() && key.name.ends_with(key.field), "{key:?}");
    }
}

#[test]
fn an_unknown_key_names_the_nearest() {
    let error = refused("[graph]\nurl = \"x\"\n", &[]);
    assert!(error.contains("`graph.url`") && error.contains("did you mean `graph.uri`?"), "{error}");
    let error = refused("[graph.uri]\nhost = \"x\"\n", &[]);
    assert!(error.contains("`graph.uri.host`"), "{error}");
}

#[test]
fn a_mistyped_variable_names_the_nearest() {
    for (name, nearest) in [
        ("BACKSTRETCH_DATADIR", "BACKSTRETCH_DATA_DIR"),
        ("BACKSTRETCH_SIMULATION", "BACKSTRETCH_SIMULATIONS"),
        ("NEO4J_URL", "NEO4J_URI"),
        ("NEO4J_PASWORD", "NEO4J_PASSWORD"),
    ] {
        let error = refused("", &[(name, "x")]);
        assert!(error.contains(name) && error.contains(&format!("did you mean `{nearest}`?")), "{error}");
    }
    // Those of other programs, and ours that are not settings.
    for name in
        ["NEO4J_AUTH", "NEO4J_HOME", "NEO4J_PLUGINS", "BACKSTRETCH_NOW", "BACKSTRETCH_TEST_DATA", "PATH"]
    {
        assert!(read("", &[(name, "x")], &Flags::default()).is_ok(), "{name}");
    }
}

#[test]
fn a_value_of_the_wrong_type_names_key_value_origin_and_type() {
    let whole = "a whole number of 0 or more";
    assert_eq!(
        refused("", &[("BACKSTRETCH_SEED", "x")]),
        format!("setting `seed` = `x` (from environment BACKSTRETCH_SEED) is not {whole}")
    );
    for (file, words) in [
        (
            "[graph]\nuri = [\"bolt://127.0.0.1:7687\"]\npassword = \"x\"\n",
            &["graph.uri", "[\"bolt://127.0.0.1:7687\"]", "an address"][..],
        ),
        ("[graph]\nuri = {}\n", &["graph.uri", "{...}"]),
        ("graph = 5\n", &["`graph` = `5`", "a section: [graph]"]),
        ("data_dir = [\"there\"]\n", &["data_dir", "[\"there\"]", "a path"]),
        ("data_dir = 5\n", &["data_dir", "`5`", "a path"]),
        ("data_dir = \"\"\n", &["data_dir", "a path"]),
        ("simulations = \"many\"\n", &["simulations", "many", "a whole number from 1 to 1000000"]),
        ("simulations = 0\n", &["simulations", "`0`", "from 1 to 1000000"]),
        ("seed = 1.5\n", &["seed", "`1.5`", whole]),
        ("seed = \"7\"\n", &["seed", "`7`", whole]),
        ("seed = -1\n", &["seed", "`-1`", whole]),
        ("log_level = true\n", &["log_level", "`true`", "one of error, warn"]),
        ("[limits]\nline_bytes = 0\n", &["limits.line_bytes", "of 1 or more"]),
    ] {
        let error = refused(file, &[]);
        for word in words.iter().chain(&["backstretch.toml"]) {
            assert!(error.contains(word), "{file}: {error}");
        }
    }
    // Also where a later layer wins.
    assert!(refused("seed = \"x\"\n", &[("BACKSTRETCH_SEED", "1")]).contains("backstretch.toml"));
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_an_error_where_it_was_named() {
    let missing = Path::new("/nowhere/backstretch.toml");
    let none = || std::iter::empty::<(OsString, OsString)>();
    assert!(Settings::read(missing, none(), &Flags::default()).is_ok());
    let error = Settings::read(missing, none(), &Flags { file_required: true, ..Flags::default() });
    assert!(error.unwrap_err().to_string().contains("/nowhere/backstretch.toml"));
    assert!(refused("seed = = 1", &[]).contains("backstretch.toml"));
}

#[test]
fn paths_are_whole() {
    let dir = tempfile::tempdir().unwrap();
    let here = std::env::current_dir().unwrap();
    let of_file = |text: &str| read_in(dir.path(), &format!("data_dir = {text:?}\n"), &[], &Flags::default());
    let of_variable = |text: &str| read("", &[("BACKSTRETCH_DATA_DIR", text)], &Flags::default());
    let of_flag = |text: &str| read("", &[], &Flags { data_dir: Some(text.into()), ..Flags::default() });
    for (settings, whole) in [
        (of_file("d"), dir.path().join("d")),
        (of_file("/d"), PathBuf::from("/d")),
        (of_variable("d"), here.join("d")),
        (of_flag("d"), here.join("d")),
        (of_file("~/store"), home().join("store")),
        (of_variable("~/store"), home().join("store")),
        (of_flag("~/store"), home().join("store")),
        (of_flag("~"), home()),
        (of_flag("./~/store"), here.join("~/store")),
    ] {
        let settings = settings.unwrap();
        assert_eq!(settings.paths.data_dir, whole);
        assert_eq!(shown(&settings, "data_dir").0, whole.display().to_string());
    }
    for refused in [of_file("~other/store"), of_variable("~other"), of_flag("~other/store")] {
        let error = refused.unwrap_err().to_string();
        assert!(error.contains("~other") && error.contains("`~/` is your home folder"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_need_not_be_unicode() {
    use std::os::unix::ffi::OsStringExt;
    let folder = PathBuf::from(OsString::from_vec(b"/tmp/\xff".to_vec()));
    let flags = Flags { data_dir: Some(folder.clone()), ..Flags::default() };
    assert_eq!(read("data_dir = \"/a\"\n", &[], &flags).unwrap().paths.data_dir, folder);
}

#[test]
fn a_log_level_is_a_word_or_a_filter() {
    for level in ["warn", "WARN", "graph=debug", "info,neo4rs=error, feeds::source=trace"] {
        let settings = read("", &[("LOG_LEVEL", level)], &Flags::default());
        assert_eq!(settings.unwrap().log.log_level, level);
    }
    for (level, hint) in [
        ("wran", "did you mean `warn`?"),
        ("inof", "did you mean `info`?"),
        ("verbose", "error, warn, info, debug, trace"),
        ("graph=debgu", "did you mean `graph=debug`?"),
        ("=x=", "a filter such as graph=debug"),
        ("warn,", "one of"),
        ("3", "one of"),
    ] {
        let error = refused("", &[("LOG_LEVEL", level)]);
        assert!(error.contains(hint) && error.contains("environment LOG_LEVEL"), "{level}: {error}");
    }
}

#[test]
fn a_server_needs_a_password_and_shows_none() {
    let uri = ("NEO4J_URI", "bolt://db.example");
    let error = refused("", &[uri]);
    assert!(error.contains("environment NEO4J_URI") && error.contains("NEO4J_PASSWORD"), "{error}");
    let settings = read("", &[uri, ("NEO4J_PASSWORD", "s3cret")], &Flags::default()).unwrap();
    let server = settings.graph.server().unwrap();
    assert_eq!((server.user.as_str(), server.password.as_str()), ("neo4j", "s3cret"));
    assert_eq!((server.pool, server.timeouts), (8, ::graph::Timeouts::default()));
    assert!(!format!("{settings:?}").contains("s3cret"));

    let uri = ("NEO4J_URI", "bolt://me:s3cret@db.example");
    let file = "[graph]\nretry_seconds = 5\n";
    let settings = read(file, &[uri, ("NEO4J_PASSWORD", "s3cret")], &Flags::default()).unwrap();
    assert_eq!(shown(&settings, "graph.uri").0, "bolt://db.example");
    assert!(!format!("{settings:?}").contains("s3cret"), "{settings:?}");
    assert_eq!(settings.graph.server().unwrap().timeouts.retry, Duration::from_secs(5));
    for secret in ["password = [\"s3cret\"]", "uri = [\"bolt://me:s3cret@db\"]"] {
        assert!(!refused(&format!("[graph]\n{secret}\n"), &[]).contains("s3cret"));
    }
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("password");
    std::fs::write(&file, "s3cret\n").unwrap();
    let path = file.to_str().unwrap();
    let env = [("NEO4J_URI", "bolt://db"), ("NEO4J_PASSWORD_FILE", path), ("REDIS_PASSWORD_FILE", path)];
    let settings = read("", &env, &Flags::default()).unwrap();
    assert_eq!(settings.graph.password.as_ref().unwrap().reveal(), "s3cret");
    assert_eq!(settings.redis.password.as_ref().unwrap().reveal(), "s3cret");
    let origin = "environment NEO4J_PASSWORD_FILE".to_owned();
    assert_eq!(shown(&settings, "graph.password"), ("***".to_owned(), origin));
    let both = refused("", &[("NEO4J_PASSWORD_FILE", path), ("NEO4J_PASSWORD", "s3cret")]);
    assert!(both.contains("NEO4J_PASSWORD_FILE") && !both.contains("s3cret"), "{both}");
    assert!(refused("", &[("NEO4J_PASSWORD_FILE", "/nonexistent")]).contains("/nonexistent"));
    // Only secrets are read so.
    assert!(refused("", &[("BACKSTRETCH_SEED_FILE", path)]).contains("BACKSTRETCH_SEED_FILE"));
}

#[test]
fn redis_is_named_without_its_password() {
    let env = [("REDIS_URL", "rediss://app:s3cret@cache:6380/2"), ("RATE_LIMIT_STORAGE_URL", "memory://")];
    let settings = read("", &env, &Flags::default()).unwrap();
    assert_eq!(shown(&settings, "redis.url").0, "rediss://cache:6380/2");
    assert!(!format!("{settings:?}").contains("s3cret"));
}
