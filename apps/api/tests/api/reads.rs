//! Every other route that reads.

use crate::world::world;

#[test]
fn series_seasons_and_the_state_of_the_data_agree() {
    let world = world();
    let series = world.get("/v1/series").ok();
    let cup =
        series["series"].as_array().unwrap().iter().find(|line| line["series"] == "cup").unwrap().clone();
    let seasons = world.get("/v1/seasons?series=cup").ok();
    let races: u64 =
        seasons["seasons"].as_array().unwrap().iter().map(|line| line["races"].as_u64().unwrap()).sum();
    assert_eq!(cup["races"], races);
    assert!(races > 0);
    let data = world.get("/v1/data").ok();
    let feeds = data["feeds"].as_array().unwrap();
    assert!(feeds.iter().any(|feed| feed["kind"] == "race-logs" && feed["fetchedAt"].is_string()));
    assert_eq!(data["state"], series["state"]);
}

#[test]
fn a_driver_has_a_history_and_a_why() {
    let world = world();
    let entries = world.get("/v1/races/next/entries").ok();
    let driver = entries["entries"][0]["driver"].as_u64().unwrap();
    let shown = world.get(&format!("/v1/drivers/{driver}?last=3")).ok();
    assert_eq!(shown["driver"], driver);
    assert!(shown["starts"].as_array().unwrap().len() <= 3);
    let why = world.get(&format!("/v1/drivers/{driver}/why?race=next&simulations=100")).ok();
    assert_eq!(why["why"]["driver"], driver);
    assert!(!why["paths"].as_array().unwrap().is_empty());
    world.get("/v1/drivers/nobody%20at%20all").problem(404, "unknown-driver");
}

#[test]
fn the_reference_the_laws_and_the_graph_can_be_read() {
    let world = world();
    let tracks = world.get("/v1/tracks").ok();
    let layout = tracks["tracks"][0]["layout"].as_str().unwrap();
    assert_eq!(world.get(&format!("/v1/tracks/{layout}")).ok(), tracks["tracks"][0]);
    world.get("/v1/tracks/moon").problem(404, "unknown-track");
    assert!(
        world.get("/v1/models").ok()["models"]
            .as_array()
            .unwrap()
            .iter()
            .any(|model| model["default"] == true)
    );
    assert!(!world.get("/v1/axioms/rules").ok()["rules"].as_array().unwrap().is_empty());
    let found = world.get("/v1/axioms/check").ok();
    assert!(found["races"].as_u64().unwrap() > 0 && found["vetoes"].as_array().unwrap().is_empty());
    let queries = world.get("/v1/graph/queries").ok();
    assert!(queries["queries"].as_array().unwrap().iter().any(|query| query["name"] == "team_mates"));
    let rows = world.get("/v1/graph/queries/team_mates?race=next").ok();
    assert!(rows["columns"].is_array() && rows["rows"].is_array());
    world.get("/v1/graph/queries/team_mates").problem(422, "missing-parameter");
    world.get("/v1/graph/queries/nothing").problem(404, "unknown-query");
    for file in world.get("/v1/ontology").ok()["files"].as_array().unwrap() {
        assert_eq!(world.get(&format!("/v1/ontology/{}", file.as_str().unwrap())).status, 200);
    }
}

#[test]
fn drivers_tracks_and_vetoes_come_in_pages_with_filters() {
    let world = world();
    let first = world.get("/v1/drivers?limit=2").ok();
    let next = first["next"].as_str().unwrap();
    let second = world.get(&format!("/v1/drivers?limit=2&cursor={next}")).ok();
    let number = |page: &serde_json::Value, at: usize| page["drivers"][at]["driver"].as_u64().unwrap();
    assert!(number(&first, 1) < number(&second, 0));
    let name = first["drivers"][0]["name"].as_str().unwrap().to_uppercase().replace(' ', "%20");
    assert_eq!(world.get(&format!("/v1/drivers?name={name}")).ok()["drivers"][0], first["drivers"][0]);
    let short = world.get("/v1/tracks?class=short&season=2025").ok();
    let short = short["tracks"].as_array().unwrap();
    assert!(!short.is_empty() && short.iter().all(|track| track["class"] == "short"));
    assert!(world.get("/v1/axioms/vetoes").ok()["byRule"].is_object());
    let seasons = world.get("/v1/seasons?limit=1").ok();
    assert_eq!(seasons["seasons"].as_array().unwrap().len(), 1);
}

#[test]
fn the_graph_can_be_walked_from_node_to_node() {
    let world = world();
    let key = world.get("/v1/races?limit=1").ok()["races"][0]["race"]["key"].as_str().unwrap().to_owned();
    let node = world.get(&format!("/v1/graph/nodes/Race/{key}")).ok();
    assert_eq!(node["properties"]["series"], node["key"].as_str().unwrap().split('-').next().unwrap());
    let beside = world.get(&format!("/v1/graph/nodes/Race/{key}/neighbours?limit=500")).ok();
    let entry = beside["neighbours"].as_array().unwrap().iter().find(|one| one["label"] == "Entry").unwrap();
    // The key of an entry holds a slash.
    let entry = entry["key"].as_str().unwrap().replace('/', "%2F");
    let back = world.get(&format!("/v1/graph/nodes/Entry/{entry}/neighbours?relation=IN_RACE")).ok();
    assert_eq!(back["neighbours"][0]["key"], key);
    let lineage = world.get(&format!("/v1/graph/nodes/Entry/{entry}/lineage")).ok();
    assert!(lineage["files"].as_array().unwrap().iter().any(|file| file["kind"] == "race-logs"));
    world.get("/v1/graph/nodes/Race/nowhere").problem(404, "unknown-node");
    world.get("/v1/graph/nodes/Lock/written").problem(404, "unknown-class");
    assert_eq!(world.get("/v1/graph/digest").ok()["digest"].as_str().unwrap().len(), 64);
    let export = |query: &str| {
        let answer = world.get(&format!("/v1/graph/export{query}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/x-ndjson"));
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
        text.lines().count()
    };
    assert!(export("") > 1000 && export("?all=true") > export(""));
    assert_eq!(world.get("/v1/graph/check").ok()["violations"], serde_json::json!([]));
}
