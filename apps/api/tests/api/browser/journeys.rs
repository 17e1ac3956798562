//! What people do on the pages: by role and name, by keyboard alone, without JavaScript.

use super::client::{Browser, ENTER, Setup, TAB};
use crate::world::{World, world};
use serde_json::Value;

/// The first cells of the slate's rows that are seen.
fn drivers(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#slate tbody tr')].filter(row => !row.hidden).map(row => row.cells[0].innerText)";
    let rows = browser.script(script);
    rows.as_array().expect("rows").iter().map(|row| row.as_str().expect("a name").to_owned()).collect()
}

/// The printed cells of a column.
fn column(browser: &Browser, heading: &str) -> Vec<String> {
    let script = format!(
        "const at = [...document.querySelectorAll('#slate thead th')].findIndex(th => th.innerText.trim().startsWith('{heading}'));
         return [...document.querySelectorAll('#slate tbody tr')].filter(row => !row.hidden).map(row => row.cells[at].innerText.trim())"
    );
    let cells = browser.script(&script);
    cells.as_array().expect("cells").iter().map(|cell| cell.as_str().expect("text").to_owned()).collect()
}

fn numbers(cells: &[String]) -> Vec<f64> {
    cells.iter().map(|cell| cell.parse().unwrap_or_else(|_| panic!("`{cell}` is no number"))).collect()
}

/// The race to come.
fn race(world: &World) -> String {
    world.get("/v1/races/next").ok()["race"]["key"].as_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs chromium"]
fn a_player_sorts_switches_and_filters_the_slate_and_every_view_is_an_address() {
    let world = world();
    let browser = Browser::logged_in(&world, Setup::default());
    browser.click("link", "Slate");
    let slate = format!("/slate/{}", race(&world));
    browser.wait("the slate", |browser| browser.path() == slate);
    let draftkings = column(&browser, "Proj");
    assert!(numbers(&draftkings).is_sorted_by(|one, other| one >= other), "{draftkings:?}");

    browser.click("link", "FanDuel");
    browser.wait("FanDuel's points", |browser| browser.path() == format!("{slate}?site=fd"));
    let fanduel = column(&browser, "Proj");
    assert_ne!(fanduel, draftkings, "the switch changes every number");

    browser.click("link", "Top 10 %");
    assert_eq!(browser.path(), format!("{slate}?site=fd&sort=p-top10&dir=desc"));
    let sorted = column(&browser, "Top 10");
    assert!(numbers(&sorted).is_sorted_by(|one, other| one >= other), "{sorted:?}");
    let in_page = drivers(&browser);
    browser.reload();
    assert_eq!(drivers(&browser), in_page, "the server sorts as the page does");

    browser.click("link", "Tournament");
    browser.wait("other columns", |browser| browser.path().contains("columns=tournament"));
    assert_eq!(drivers(&browser), in_page, "the order stays");
    browser.type_into("textbox", "Filter", "ke");
    let some = drivers(&browser);
    assert!(some.len() < in_page.len() && browser.path().contains("q=ke"), "{}", browser.path());
    browser.reload();
    assert_eq!(drivers(&browser), some, "the filter is in the address");

    browser.back();
    browser.wait("the columns before", |browser| !browser.path().contains("columns="));
    browser.wait("their rows", |browser| drivers(browser) == in_page);
    browser.back();
    browser.wait("the order before", |browser| {
        browser.path() == format!("{slate}?site=fd") && column(browser, "Proj") == fanduel
    });
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
#[ignore = "needs chromium"]
fn the_keyboard_alone_logs_in_and_sorts_the_slate() {
    let world = world();
    let browser = Browser::open(&world, Setup::default());
    browser.go("/login");
    browser.press(&world.key);
    browser.press(ENTER);
    browser.wait("the home page", |browser| browser.path() == "/");
    let tab_to = |name: &str| {
        for _ in 0..80 {
            browser.press(TAB);
            if browser.focused() == name {
                return;
            }
        }
        panic!("no way by Tab to `{name}` on {}", browser.path());
    };
    browser.press(TAB);
    assert_eq!(browser.focused(), "Skip to content", "the first stop");
    tab_to("Slate");
    browser.press(ENTER);
    browser.wait("the slate", |browser| browser.path().starts_with("/slate/"));
    tab_to("Out %");
    browser.press(ENTER);
    browser.wait("the order", |browser| browser.path().ends_with("sort=p-out&dir=asc"));
    assert!(numbers(&column(&browser, "Out")).is_sorted());
    assert_eq!(browser.focused(), "Out %", "the focus stays where it was");
    browser.press(ENTER);
    browser.wait("the other way", |browser| browser.path().ends_with("sort=p-out&dir=desc"));
    let first = drivers(&browser).remove(0);
    tab_to(&first);
    browser.press(ENTER);
    browser.wait("the driver", |browser| browser.path().contains("/driver/"));
    assert!(browser.has("heading", &first));
}

#[test]
#[ignore = "needs chromium"]
fn without_javascript_everything_reads_and_works() {
    let world = world();
    let browser = Browser::open(&world, Setup { javascript: false, ..Setup::default() });
    browser.go("/slate/next");
    browser.type_into("textbox", "API key", &world.key);
    browser.click("button", "Log in");
    let slate = format!("/slate/{}", race(&world));
    browser.wait("the slate", |browser| browser.path() == slate);
    assert!(browser.text().contains("MST"), "times are the track's");
    browser.click("link", "FanDuel");
    browser.wait("FanDuel", |browser| browser.path() == format!("{slate}?site=fd"));
    browser.click("link", "Tournament");
    browser.wait("other columns", |browser| browser.path().contains("columns=tournament"));
    browser.click("link", "Win %");
    browser.wait("sorted", |browser| browser.path().contains("sort=p-win"));
    assert!(numbers(&column(&browser, "Win")).is_sorted_by(|one, other| one >= other));
    browser.type_into("textbox", "Filter", "ke");
    browser.click("button", "Apply");
    browser.wait("the filter", |browser| browser.path().contains("q=ke"));
    assert!(
        browser.path().contains("site=fd") && browser.path().contains("sort=p-win"),
        "{}",
        browser.path()
    );
    let first = drivers(&browser).remove(0);
    browser.click("link", &first);
    browser.wait("the driver", |browser| browser.path().contains("/driver/"));
    for page in ["Race", "Trust", "Ontology", "Operations", "Home"] {
        browser.click("link", page);
        browser.wait(page, |browser| browser.has("heading", page) || ["Race", "Home"].contains(&page));
    }
    browser.click("button", "Log out");
    browser.wait("the login", |browser| browser.path() == "/login");
}

#[test]
#[ignore = "needs chromium"]
fn a_claim_is_looked_at_accepted_and_taken_back() {
    let world = World::on_a_copy();
    let race = race(&world);
    let entries = world.get(&format!("/v1/races/{race}/entries")).ok();
    let claim = world.propose_claim(&race, entries["entries"][0]["driver"].as_u64().unwrap());
    let browser = Browser::logged_in(&world, Setup::default());
    browser.go(&format!("/race/{race}"));
    let before = digest(&world, &race);
    browser.click("link", &format!("What it changes for {claim}"));
    browser.wait("the effect", |browser| browser.has("heading", &format!("Without and with: {claim}")));
    assert_eq!(digest(&world, &race), before, "looking changes nothing");
    browser.click("button", &format!("Accept {claim}"));
    browser.wait("accepted", |browser| browser.has("button", &format!("Undo {claim}")));
    assert_ne!(digest(&world, &race), before, "it counts");
    browser.type_into("textbox", "Reason", "mistaken");
    browser.click("button", &format!("Undo {claim}"));
    browser.wait("taken back", |browser| browser.has("button", &format!("Accept {claim}")));
    assert_eq!(digest(&world, &race), before, "as if it had never been");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Digest of the projection of a race.
fn digest(world: &World, race: &str) -> Value {
    world.post("/v1/projections", &format!(r#"{{"race": "{race}"}}"#)).ok()["projection"]["checksum"].clone()
}

#[test]
#[ignore = "needs chromium"]
fn a_backtest_is_started_and_its_figures_appear() {
    let world = world();
    let browser = Browser::logged_in(&world, Setup::default());
    browser.click("link", "Trust");
    browser.wait("the page", |browser| browser.has("heading", "Start a backtest"));
    let seasons = world.get("/v1/seasons?series=cup").ok();
    let last = seasons["seasons"].as_array().unwrap().last().unwrap()["season"].to_string();
    browser.script(&format!("document.querySelector('[name=from]').value = document.querySelector('[name=to]').value = '{last}'; document.querySelector('[name=simulations]').value = '50'"));
    browser.click("button", "Start");
    browser.wait("the job", |browser| browser.path().starts_with("/trust?run=job_"));
    browser.wait("the figures", |browser| browser.has("heading", "Do chances come true?"));
    let job = browser.path().replace("/trust?run=", "");
    let api = world.get(&format!("/v1/backtests/{job}")).ok();
    let error = format!("{:.2}", api["overall"]["maePoints"].as_f64().unwrap());
    assert!(browser.text().contains(&error), "the API's figure {error}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
