//! A server of its own for each test, over one engine with the simulated league.

use api::{App, Config, Server};
use domain::evidence::ClaimValue;
use engine::claims::SubmitClaimRequest;
use engine::demo::{self, DemoRequest};
use engine::operations::{CreateKeyRequest, Runner, RunnerRules};
use engine::settings::{ApiSettings, Flags, Settings};
use engine::{Clock, Engine, Operations, Progress};
use serde_json::Value;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use ureq::http::{HeaderMap, Request};

/// The engine of all tests, its clock a day before the next lock.
pub fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<(tempfile::TempDir, Arc<Engine>)> = OnceLock::new();
    let (_, engine) = ENGINE.get_or_init(open_league);
    Arc::clone(engine)
}

/// A copy of the simulated league, opened.
fn open_league() -> (tempfile::TempDir, Arc<Engine>) {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("league");
    testkit::folders::copy_filled("api-league", &out, |folder| {
        let request = DemoRequest { out: folder.to_owned(), seed: 1, simulations: 100 };
        let shown = demo::run(&request, &Progress::new()).expect("the demo runs");
        std::fs::write(folder.join("clock"), shown.now.to_string()).expect("written");
    });
    let now = std::fs::read_to_string(out.join("clock")).expect("read").parse().expect("an instant");
    let limits = settings(&[]).limits.limits();
    let engine = Engine::open_dir(&demo::data_dir(&out), limits, Clock::Fixed(now), "api tests");
    (dir, Arc::new(engine.expect("the league opens")))
}

/// Settings with these variables of the environment, and limits that no test meets by accident.
pub fn settings(variables: &[(&str, &str)]) -> Settings {
    let raised = [
        ("RATE_LIMIT_DEFAULT", "1000000/minute"),
        ("BACKSTRETCH_ADDRESS_RATE", "100000"),
        ("BACKSTRETCH_ADDRESS_BURST", "100000"),
    ];
    let variables =
        raised.iter().filter(|(name, _)| variables.iter().all(|(other, _)| other != name)).chain(variables);
    let variables = variables.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let flags = Flags { data_dir: Some("/nonexistent".into()), ..Flags::default() };
    Settings::read(Path::new("/nonexistent.toml"), variables.collect::<Vec<_>>(), &flags).expect("settings")
}

/// A running server. Stops when dropped.
pub struct World {
    /// Where it listens.
    pub address: String,
    /// Its records.
    pub operations: Operations,
    /// A key with every scope.
    pub key: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    runner: Option<Runner>,
    league: Option<tempfile::TempDir>,
    engine: Arc<Engine>,
    _dir: tempfile::TempDir,
}

/// A server with the default settings.
pub fn world() -> World {
    World::with(&[])
}

impl World {
    /// A server with these variables of the environment.
    pub fn with(variables: &[(&str, &str)]) -> Self {
        Self::over(engine(), variables, 200)
    }

    /// A server over an engine of its own, which the test may write to.
    pub fn on_a_copy() -> Self {
        Self::on_a_league_of_its_own(200)
    }

    /// The same with as many simulations as a server has by default.
    pub fn showing() -> Self {
        Self::on_a_league_of_its_own(10_000)
    }

    fn on_a_league_of_its_own(simulations: u32) -> Self {
        let (league, engine) = open_league();
        let mut world = Self::over(engine, &[], simulations);
        world.league = Some(league);
        world
    }

    /// Somebody proposes that a driver starts from the rear. Gives the claim as pages word it.
    pub fn propose_claim(&self, race: &str, driver: u64) -> String {
        let request = SubmitClaimRequest {
            race: race.to_owned(),
            kind: "rear-start".to_owned(),
            driver: Some(driver.to_string()),
            value: ClaimValue::Truth(true),
            source: "team radio".to_owned(),
            known_at: None,
            confidence: Some(0.9),
            accept: false,
        };
        let made = self.engine.submit_claim(&request, "a test", &Progress::new()).expect("a claim");
        format!("{}: rear start", made.claim.driver_name.expect("a driver's name"))
    }

    /// A file of the league, in a world on a copy.
    pub fn league_file(&self, name: &str) -> String {
        let league = self.league.as_ref().expect("a world on a copy");
        std::fs::read_to_string(league.path().join("league/demo").join(name)).expect("a file of the league")
    }

    fn over(engine: Arc<Engine>, variables: &[(&str, &str)], simulations: u32) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let settings: ApiSettings = settings(variables).api;
        let keys = settings.keys.as_ref().map(|keys| keys.reveal().to_owned()).unwrap_or_default();
        let operations = Operations::open(dir.path(), None, &keys).expect("records");
        let key = operations.first_key().expect("a key").expect("the first one").key;
        let rules = RunnerRules {
            poll: Duration::from_millis(20),
            heartbeat: Duration::from_millis(100),
            ..RunnerRules::standard()
        };
        let runner = Runner::start(&engine, &operations, rules).expect("workers");
        let config = Config { settings, simulations, seed: 1 };
        let app = App::new(Arc::clone(&engine), operations.clone(), config).expect("an app");
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let runtime = runtime.expect("a runtime");
            runtime.block_on(async move {
                let server =
                    Server::bind("127.0.0.1:0".parse().expect("an address")).await.expect("a free port");
                tell.send(server.address()).expect("the test waits");
                let stop = async move {
                    stopped.await.ok();
                };
                server.run(&app, stop).await.expect("the server stops well");
            });
        });
        let address = format!("http://{}", address.recv().expect("the server listens"));
        let (stop, thread, runner) = (Some(stop), Some(thread), Some(runner));
        Self { address, operations, key, stop, thread, runner, league: None, engine, _dir: dir }
    }

    /// A key of an account with these scopes.
    pub fn key_of(&self, account: &str, scopes: &[&str]) -> String {
        let request = CreateKeyRequest {
            account: account.to_owned(),
            name: None,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            expires_at: None,
        };
        self.operations.create_key(&request, None).expect("a key").key
    }

    /// GET with the key of every scope.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("x-api-key", &self.key)], None)
    }

    /// POST of JSON with the key of every scope.
    pub fn post(&self, path: &str, body: &str) -> Answer {
        let headers = [("x-api-key", self.key.as_str()), ("content-type", "application/json")];
        self.send("POST", path, &headers, Some(body))
    }

    /// Any request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(120)));
        let agent: ureq::Agent = config.build().into();
        let sent = match body {
            Some(body) => agent.run(request.body(body.to_owned()).expect("a request")),
            None => agent.run(request.body(()).expect("a request")),
        };
        let answer = sent.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let (parts, mut body) = answer.into_parts();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.with_config().limit(64 << 20).read_to_vec().expect("a body"),
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
        if let Some(runner) = self.runner.take() {
            runner.stop();
        }
        drop(self.league.take());
    }
}

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Asserts a success and gives the JSON.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        self.json()
    }

    /// Asserts that this is a whole problem of a status and a code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {body}", self.status);
        let problem = self.json();
        assert_eq!((self.status, problem["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:backstretch:problem:{code}"));
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}");
        assert_eq!(problem["requestId"], self.header("x-request-id"), "{body}");
        assert!(problem["instance"].is_string(), "{body}");
        problem
    }
}
