//! `/v1/imports`.

use crate::world::World;
use serde_json::Value;
use std::time::{Duration, Instant};

pub fn ended(world: &World, path: &str) -> Value {
    let began = Instant::now();
    loop {
        let job = world.get(path).ok();
        if !matches!(job["state"].as_str(), Some("queued" | "running")) {
            return job;
        }
        assert!(began.elapsed() < Duration::from_secs(300), "{job}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_file_is_uploaded_reported_on_listed_and_taken_back() {
    // An engine of its own: the other tests read one state.
    let world = World::on_a_copy();
    let post = |path: &str, body: &str| world.send("POST", path, &[("x-api-key", &world.key)], Some(body));
    let entries = world.league_file("entries.csv");
    let listed = |snapshot: &str| {
        let imports = world.get("/v1/imports").ok();
        imports["files"].as_array().unwrap().iter().any(|line| line["snapshot"] == snapshot)
    };
    let import = || {
        let started = post("/v1/imports/entries?file=entries.csv", &entries);
        assert_eq!(started.status, 202);
        let job = ended(&world, started.header("location"));
        assert_eq!(job["state"], "succeeded", "{job}");
        world.get(job["result"].as_str().unwrap()).ok()
    };
    let known = import();
    assert_eq!((&known["file"], &known["knownBefore"]), (&"entries.csv".into(), &true.into()), "{known}");
    let snapshot = known["snapshot"].as_str().unwrap();
    assert!(listed(snapshot));

    let one = world.get(&format!("/v1/imports/{}", &snapshot[..10]));
    assert_eq!(one.ok()["snapshot"], snapshot);
    let other = [("x-api-key", world.key.as_str()), ("if-match", "\"other\"")];
    let refused = world.send("DELETE", &format!("/v1/imports/{snapshot}"), &other, None);
    refused.problem(412, "precondition-failed");
    assert!(listed(snapshot), "nothing was taken back");
    let logs = world.get("/v1/imports?kind=race-logs").ok();
    assert!(logs["files"].as_array().unwrap().iter().all(|file| file["kind"] == "race-logs"));

    let undo =
        || world.send("DELETE", &format!("/v1/imports/{snapshot}"), &[("x-api-key", &world.key)], None);
    let undone = undo();
    assert_eq!(undone.status, 202);
    assert_eq!(ended(&world, undone.header("location"))["state"], "succeeded");
    assert!(!listed(snapshot));
    undo().problem(404, "unknown-file");
    let new = import();
    assert_eq!((&new["snapshot"], &new["knownBefore"]), (&snapshot.into(), &false.into()), "{new}");
    assert!(listed(snapshot));

    post("/v1/imports/nonsense", &entries).problem(422, "no-such-kind");
    post("/v1/imports/entries", "").problem(400, "empty-body");
    let wrong = post("/v1/imports/race-logs", "a,b\n1,2\n");
    let failed = ended(&world, wrong.header("location"));
    assert_eq!(
        (&failed["state"], &failed["problem"]["code"]),
        (&"failed".into(), &"wrong-header".into()),
        "{failed}"
    );
}
