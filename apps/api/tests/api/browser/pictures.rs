//! The pictures of the documentation.

use super::client::{Browser, Setup};
use crate::world::World;
use std::path::Path;

#[test]
#[ignore = "writes docs/pages: `cargo xtask screenshots`, not `cargo xtask prove`"]
fn the_pictures_of_the_documentation() {
    let world = World::showing();
    let race = world.get("/v1/races/next").ok();
    let key = race["race"]["key"].as_str().unwrap().to_owned();
    let favorite = world.post("/v1/projections", &format!(r#"{{"race": "{key}"}}"#)).ok();
    let entries = favorite["projection"]["body"]["entries"].as_array().unwrap().clone();
    let first =
        entries.iter().max_by(|a, b| a["pWin"].as_f64().unwrap().total_cmp(&b["pWin"].as_f64().unwrap()));
    let driver = first.unwrap()["driver"].to_string();
    world.propose_claim(&key, race["entries"][3]["driver"].as_u64().unwrap());
    let backtest =
        r#"{"series": "cup", "from": 2024, "to": 2025, "simulations": 1000, "against": ["season-average"]}"#;
    let job = world.post("/v1/backtests", backtest).ok()["id"].as_str().unwrap().to_owned();
    while !["succeeded", "failed", "dead"]
        .contains(&world.get(&format!("/v1/jobs/{job}")).ok()["state"].as_str().unwrap())
    {
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pages");
    std::fs::create_dir_all(&folder).unwrap();
    for dark in [false, true] {
        let browser =
            Browser::logged_in(&world, Setup { width: 1280, height: 900, dark, ..Setup::default() });
        for (name, path, height) in [
            ("home", "/".to_owned(), 800),
            ("slate", format!("/slate/{key}?columns=tournament"), 1000),
            ("driver", format!("/slate/{key}/driver/{driver}"), 1300),
            ("race", format!("/race/{key}"), 1100),
            ("trust", "/trust".to_owned(), 1300),
            ("operations", "/operations".to_owned(), 1000),
        ] {
            browser.go(&path);
            let file = format!("{name}-{}.png", if dark { "dark" } else { "light" });
            std::fs::write(folder.join(file), browser.picture(height)).unwrap();
        }
    }
}
