//! `/livez`, `/readyz`, `/health`.

use crate::world::world;

#[test]
fn a_server_lives_is_ready_and_well_without_a_key() {
    let world = world();
    assert_eq!(world.send("GET", "/livez", &[], None).ok()["state"], "ok");
    assert_eq!(world.send("GET", "/readyz", &[], None).ok()["state"], "ok");
    let health = world.send("GET", "/health", &[], None).ok();
    assert_eq!(health["dependencies"]["graph"], "ok");
    assert_eq!(health["dependencies"]["records"], "ok");
}
