//! A world for one test: a folder of its own and the program in it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;
use testkit::folders::copy_filled;
use testkit::neo4j::Address;

/// The moment at which the program believes to run.
const NOW: &str = "2023-01-01T00:00:00Z";

/// A data folder and what lies beside it.
pub struct World {
    dir: TempDir,
    /// Settings beyond the data folder.
    settings: Vec<(&'static str, String)>,
}

impl World {
    pub fn new() -> Self {
        Self { dir: TempDir::new().unwrap(), settings: Vec::new() }
    }

    /// A world with a graph that has no file.
    pub fn migrated() -> Self {
        let world = Self::new();
        world.run(&["graph", "migrate"]);
        world
    }

    /// A world with these files imported in this order. The program loads them once in a run of the tests, and each world
    /// of the same `name` begins with a copy.
    pub fn with(name: &str, files: impl FnOnce(&World) -> Vec<(&'static str, PathBuf)>) -> Self {
        let world = Self::new();
        copy_filled(name, &world.path("data"), |folder| {
            let loader = Self::new();
            for (kind, file) in files(&loader) {
                let folder = folder.to_str().unwrap();
                loader.run(&["--data-dir", folder, "import", kind, file.to_str().unwrap()]);
            }
        });
        world
    }

    /// A world with the race logs of the league.
    pub fn with_league_logs() -> Self {
        Self::with("league-logs", |world| {
            vec![("race-logs", world.write("logs.csv", &league().race_log_csv))]
        })
    }

    /// A world with the real race logs.
    pub fn with_real_logs() -> Self {
        Self::with("real-logs", |_| vec![("race-logs", shared("race-logs.csv"))])
    }

    /// A world whose graph is on a server.
    pub fn on(server: &Address) -> Self {
        Self { settings: server.settings().to_vec(), ..Self::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// The program on this world's data folder, its environment free of the caller's settings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backstretch"));
        command.args(args).current_dir(self.dir.path()).env("BACKSTRETCH_DATA_DIR", self.path("data"));
        // Before the league's next lock, and the same for every run.
        command.env("BACKSTRETCH_NOW", NOW);
        for variable in [
            "NEO4J_URI",
            "NEO4J_USER",
            "NEO4J_PASSWORD",
            "LOG_LEVEL",
            "BACKSTRETCH_SEED",
            "BACKSTRETCH_SERVER",
            "BACKSTRETCH_KEY",
        ] {
            command.env_remove(variable);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// stdout of a run that must end with exit code 0.
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.output(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// stdout of a run with `--json`, parsed.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let text = self.run(&[args, &["--json"]].concat());
        serde_json::from_str(&text).unwrap()
    }

    pub fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub fn import(&self, kind: &str, file: &Path) -> serde_json::Value {
        self.json(&["import", kind, file.to_str().unwrap()])
    }

    /// How many races are loaded.
    pub fn races(&self) -> u64 {
        self.json(&["races"])["races"].as_array().unwrap().len() as u64
    }

    pub fn digest(&self) -> String {
        self.run(&["graph", "digest"]).trim().to_owned()
    }

    /// Size of the graph's write-ahead log, in bytes.
    pub fn log_bytes(&self) -> u64 {
        size_of(&self.path("data/graph/graph.grafeo.wal"))
    }
}

/// Files come and go while the program runs: one that is gone counts nothing.
fn size_of(path: &Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| size_of(&entry.path())).sum(),
        Err(_) => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
    }
}

/// The simulated league that every test here shares.
pub fn league() -> &'static league::League {
    static LEAGUE: OnceLock<league::League> = OnceLock::new();
    LEAGUE.get_or_init(|| league::generate(&league::LeagueConfig { seed: 7, first_season: 2023, seasons: 2 }))
}

/// A file of the shared real data.
pub fn shared(name: &str) -> PathBuf {
    let folder = std::env::var_os("BACKSTRETCH_TEST_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    folder.join(name)
}
