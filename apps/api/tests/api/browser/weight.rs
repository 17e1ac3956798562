//! What a slate weighs and how fast it is, on the league's field and, where shared data is, on a real one.

use super::client::{Browser, Setup};
use crate::world::{World, world};
use serde_json::json;
use std::time::Instant;

/// Bytes over the wire of a slate with all it loads, and of its scripts alone.
fn wire(world: &World, path: &str) -> (usize, usize) {
    let page = world.get(path);
    assert_eq!(page.status, 200);
    let text = String::from_utf8(page.body).unwrap();
    let assets: Vec<&str> =
        text.split("=\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let size = |name: &str| world.send("GET", &format!("/assets/{name}"), &[], None).body.len();
    let scripts = assets.iter().filter(|name| name.ends_with(".js")).map(|name| size(name)).sum();
    (text.len() + assets.iter().map(|name| size(name)).sum::<usize>(), scripts)
}

#[test]
fn a_slate_with_all_it_loads_is_light() {
    let world = world();
    let race = world.get("/v1/races/next").ok()["race"]["key"].as_str().unwrap().to_owned();
    for query in ["", "?columns=tournament&site=fd", "?columns=research"] {
        let (all, scripts) = wire(&world, &format!("/slate/{race}{query}"));
        eprintln!("/slate{query}: {all} bytes cold, {scripts} of them scripts");
        assert!(all <= 100_000 && scripts <= 40_000, "{query}: {all} bytes, {scripts} of scripts");
    }
}

/// The value below which 95 % of the values lie.
fn p95(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() * 95 / 100]
}

#[test]
#[ignore = "takes long: `cargo xtask prove pages`"]
fn a_slate_is_quick() {
    let world = world();
    let race = world.get("/v1/races/next").ok()["race"]["key"].as_str().unwrap().to_owned();
    let path = format!("/slate/{race}");
    world.get(&path);
    let served = (0..200).map(|_| {
        let began = Instant::now();
        assert_eq!(world.get(&path).status, 200);
        began.elapsed().as_secs_f64() * 1e3
    });
    let served = p95(served.collect());
    let browser = Browser::logged_in(&world, Setup::default());
    browser.chrome("Emulation.setCPUThrottlingRate", &json!({"rate": 4}));
    browser.chrome("Network.setCacheDisabled", &json!({"cacheDisabled": true}));
    let paints = (0..20).map(|_| {
        browser.go(&path);
        let paint = "return performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] || 0";
        browser.wait("a paint", |browser| browser.script(paint).as_f64().unwrap() > 0.0);
        browser.script(paint).as_f64().unwrap()
    });
    let paint = p95(paints.collect());
    let sorts = browser.script(
        "const times = [];
         for (let round = 0; round < 4; round++) for (const link of document.querySelectorAll('a[data-sort]')) {
           const began = performance.now(); link.click(); document.body.offsetHeight; times.push(performance.now() - began);
         }
         return times",
    );
    let sorts: Vec<f64> = sorts.as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).collect();
    let sort = p95(sorts);
    println!(
        "a cached slate p95 {served:.1} ms; first paint p95 {paint:.0} ms and a sort p95 {sort:.1} ms with the processor slowed fourfold"
    );
    assert!(served <= 10.0, "a cached slate takes {served:.1} ms");
    assert!(paint <= 1000.0, "the first paint takes {paint:.0} ms");
    assert!(sort <= 100.0, "a sort takes {sort:.1} ms");
}
