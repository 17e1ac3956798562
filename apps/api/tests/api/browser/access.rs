//! axe-core on every page: WCAG 2.2 A and AA, no violation.

use super::client::{Browser, Setup};
use crate::world::{World, world};

/// Every kind of page in one state.
fn pages(world: &World) -> Vec<String> {
    let race = world.get("/v1/races/next").ok();
    let key = race["race"]["key"].as_str().unwrap();
    let driver = &race["entries"][0]["driver"];
    let past = world.get("/v1/races?limit=1").ok()["races"][0]["race"]["key"].as_str().unwrap().to_owned();
    vec![
        "/".to_owned(),
        format!("/slate/{key}"),
        format!("/slate/{key}?columns=research&site=fd&q=e"),
        format!("/slate/{key}/driver/{driver}"),
        format!("/race/{key}"),
        format!("/race/{past}"),
        "/trust".to_owned(),
        "/ontology?q=phoenix".to_owned(),
        format!("/ontology/Race/{key}"),
        "/operations".to_owned(),
    ]
}

fn check(browser: &Browser, path: &str, complaints: bool) {
    browser.go(path);
    let found = browser.violations();
    assert!(found.is_empty(), "{path}:\n{}", found.join("\n"));
    if complaints {
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{path}");
    }
    let wide = browser.script("return document.documentElement.scrollWidth - innerWidth").as_i64().unwrap();
    assert!(wide <= 0, "{path} is {wide} px wider than the window");
}

#[test]
#[ignore = "needs chromium"]
fn every_page_keeps_wcag_2_2_aa_and_complains_of_nothing() {
    let world = world();
    let browser = Browser::open(&world, Setup::default());
    check(&browser, "/login", false);
    drop(browser);
    let browser = Browser::logged_in(&world, Setup::default());
    browser.complaints();
    for path in pages(&world) {
        check(&browser, &path, true);
    }
    // A page that says what is wrong is one too; Chromium reports its status.
    check(&browser, "/slate/cup-1999-01-01-nowhere", false);
}

#[test]
#[ignore = "takes long: `cargo xtask prove pages`"]
fn pages_keep_wcag_2_2_aa_in_light_and_dark_from_320_to_1440_pixels() {
    let world = world();
    for dark in [false, true] {
        for (width, height) in [(320, 640), (768, 1024), (1440, 900)] {
            let setup = Setup { width, height, dark, ..Setup::default() };
            let browser = Browser::logged_in(&world, setup);
            browser.complaints();
            for path in pages(&world) {
                check(&browser, &path, true);
            }
        }
    }
}
