//! A browser, driven over WebDriver: JSON over HTTP to Debian's chromedriver, one of its own for each test.

use crate::world::World;
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How a browser is set up.
#[derive(Clone, Copy)]
pub struct Setup {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
    pub javascript: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { width: 1440, height: 900, dark: false, javascript: true }
    }
}

/// A browser with one window. Ends with this value.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
    base: String,
}

/// An element of the page.
pub struct Element(String);

/// The name under which WebDriver gives elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys without a character.
pub const TAB: &str = "\u{E004}";
pub const ENTER: &str = "\u{E007}";

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

impl Browser {
    /// A browser for the pages of a world.
    pub fn open(world: &World, setup: Setup) -> Self {
        let program = std::env::var("BACKSTRETCH_TEST_CHROMEDRIVER");
        let mut driver = Command::new(program.as_deref().unwrap_or("chromedriver"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned())
            })
            .expect("it says its port");
        // Whoever does not read on would block it.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent: ureq::Agent = config.timeout_global(Some(Duration::from_secs(120))).build().into();
        let session = format!("http://127.0.0.1:{port}/session");
        let mut browser = Self { driver, agent, session, base: world.address.clone() };
        let window = format!("--window-size={},{}", setup.width, setup.height);
        let mut options = json!({"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US", window]});
        if let Ok(binary) = std::env::var("BACKSTRETCH_TEST_CHROMIUM") {
            options["binary"] = json!(binary);
        }
        if !setup.javascript {
            options["prefs"] = json!({"profile.managed_default_content_settings.javascript": 2});
        }
        let wanted = json!({"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        let begun = browser.call("POST", "", &json!({"capabilities": {"alwaysMatch": wanted}}));
        browser.session += &format!("/{}", begun["sessionId"].as_str().expect("a session"));
        let scheme = if setup.dark { "dark" } else { "light" };
        browser.chrome(
            "Emulation.setEmulatedMedia",
            &json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        );
        browser.chrome("Emulation.setTimezoneOverride", &json!({"timezoneId": "America/New_York"}));
        let size =
            json!({"width": setup.width, "height": setup.height, "deviceScaleFactor": 1, "mobile": false});
        browser.chrome("Emulation.setDeviceMetricsOverride", &size);
        browser
    }

    /// A browser that has logged in with the key of every scope.
    pub fn logged_in(world: &World, setup: Setup) -> Self {
        let browser = Self::open(world, setup);
        browser.go("/login");
        browser.type_into("textbox", "API key", &world.key);
        browser.click("button", "Log in");
        browser.wait("the home page", |browser| browser.path() == "/");
        browser
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_call(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn try_call(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let address = format!("{}{path}", self.session);
        let sent = match method {
            "GET" => self.agent.get(&address).call(),
            "DELETE" => self.agent.delete(&address).call(),
            _ => self.agent.post(&address).header("content-type", "application/json").send(body.to_string()),
        };
        let mut answer = sent.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let text = answer.body_mut().with_config().limit(64 << 20).read_to_string().expect("a body");
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        if answer.status().is_success() { Ok(value["value"].take()) } else { Err(text) }
    }

    /// A command of Chrome's own protocol.
    pub fn chrome(&self, command: &str, parameters: &Value) -> Value {
        self.call("POST", "/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Opens a page of the world.
    pub fn go(&self, path: &str) {
        self.call("POST", "/url", &json!({"url": format!("{}{path}", self.base)}));
    }

    /// Goes back, as the browser's button does.
    pub fn back(&self) {
        self.call("POST", "/back", &json!({}));
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.call("POST", "/refresh", &json!({}));
    }

    /// Path and query of the page.
    pub fn path(&self) -> String {
        let url = self.call("GET", "/url", &Value::Null);
        url.as_str().expect("a URL").strip_prefix(&self.base).unwrap_or_default().to_owned()
    }

    /// Runs a script in the page and gives what it returns.
    pub fn script(&self, script: &str) -> Value {
        self.call("POST", "/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The same for a script that calls its last argument when it is done.
    pub fn script_later(&self, script: &str) -> Value {
        self.call("POST", "/timeouts", &json!({"script": 60_000}));
        self.call("POST", "/execute/async", &json!({"script": script, "args": []}))
    }

    /// The text of the page.
    pub fn text(&self) -> String {
        self.script("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Elements with a role and a name, as a screen reader has them.
    fn find(&self, role: &str, name: &str) -> Vec<Element> {
        let selector = match role {
            "link" => "a[href]",
            "button" => "button, summary",
            "textbox" => "input:not([type=hidden]), textarea",
            "combobox" => "select",
            "heading" => "h1, h2, h3",
            other => panic!("no selector for the role {other}"),
        };
        let found = self.call("POST", "/elements", &json!({"using": "css selector", "value": selector}));
        let elements = found.as_array().expect("a list").iter().filter_map(|one| one[ELEMENT].as_str());
        // An element of a page that has just gone has no name.
        let label = |id: &str| self.try_call("GET", &format!("/element/{id}/computedlabel"), &Value::Null);
        let named = |id: &&str| label(id).is_ok_and(|label| label == name);
        elements.filter(named).map(|id| Element(id.to_owned())).collect()
    }

    /// The first element with a role and a name.
    #[track_caller]
    pub fn element(&self, role: &str, name: &str) -> Element {
        let found = self.find(role, name).into_iter().next();
        found.unwrap_or_else(|| panic!("no {role} `{name}` on {}: {}", self.path(), self.text()))
    }

    /// Whether there is such an element.
    pub fn has(&self, role: &str, name: &str) -> bool {
        !self.find(role, name).is_empty()
    }

    /// Clicks it.
    #[track_caller]
    pub fn click(&self, role: &str, name: &str) {
        let Element(id) = self.element(role, name);
        self.call("POST", &format!("/element/{id}/click"), &json!({}));
    }

    /// Types into it.
    #[track_caller]
    pub fn type_into(&self, role: &str, name: &str, text: &str) {
        let Element(id) = self.element(role, name);
        self.call("POST", &format!("/element/{id}/value"), &json!({"text": text}));
    }

    /// Presses keys wherever the focus is.
    pub fn press(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions
                .extend([json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]);
        }
        self.call(
            "POST",
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
        );
    }

    /// Name of what has the focus.
    pub fn focused(&self) -> String {
        let active = self.call("GET", "/element/active", &Value::Null);
        let id = active[ELEMENT].as_str().expect("an element").to_owned();
        let label = self.call("GET", &format!("/element/{id}/computedlabel"), &Value::Null);
        label.as_str().unwrap_or_default().to_owned()
    }

    /// Waits for something.
    #[track_caller]
    pub fn wait(&self, what: &str, until: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !until(self) {
            assert!(began.elapsed() < PATIENCE, "waited for {what} on {}: {}", self.path(), self.text());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the browser complained of since it was last asked.
    pub fn complaints(&self) -> Vec<String> {
        let lines = self.call("POST", "/se/log", &json!({"type": "browser"}));
        let lines = lines.as_array().cloned().unwrap_or_default();
        let severe = lines.iter().filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING");
        severe.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What axe-core finds of WCAG 2.2 A and AA, one line for each.
    pub fn violations(&self) -> Vec<String> {
        let path = std::env::var("BACKSTRETCH_TEST_AXE").expect("BACKSTRETCH_TEST_AXE names axe.min.js");
        self.script(&std::fs::read_to_string(path).expect("axe-core can be read"));
        let found = self.script_later(
            "const done = arguments[arguments.length - 1];
             const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
             axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
               found => done(found.violations.flatMap(one => one.nodes.map(node =>
                 `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\\s+/g, ' ').slice(0, 200)}`))),
               error => done([String(error)]))",
        );
        let found = found.as_array().cloned().unwrap_or_else(|| vec![found]);
        found.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The page from its top as a picture, at most so high.
    pub fn picture(&self, height: u32) -> Vec<u8> {
        let all = self.script("return document.documentElement.scrollHeight").as_u64().unwrap_or(900);
        let width = self.script("return innerWidth").as_u64().unwrap_or(1440);
        let clip = json!({"x": 0, "y": 0, "width": width, "height": all.min(height.into()), "scale": 0.75});
        let parameters = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let taken = self.chrome("Page.captureScreenshot", &parameters);
        BASE64.decode(taken["data"].as_str().expect("a picture").as_bytes()).expect("base64")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends Chromium; the driver alone would leave it.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
