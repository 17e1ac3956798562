//! The compose files and the Dockerfile name only what the program has: variables, ports, folders, commands.

use crate::program::World;
use std::collections::BTreeSet;
use std::path::Path;

const FILES: [&str; 2] = ["docker-compose.yml", "docker-compose.prod.yml"];

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a service, without their indentation by two levels.
fn service(text: &str, name: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| *line != format!("  {name}:")).skip(1);
    let lines: Vec<String> = lines
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .filter_map(|line| line.strip_prefix("    ").map(str::to_owned))
        .collect();
    assert!(!lines.is_empty(), "no service {name}");
    lines
}

/// The lines below a key of a service.
fn below(service: &[String], key: &str) -> Vec<String> {
    let lines = service.iter().skip_while(|line| **line != format!("{key}:")).skip(1);
    lines.take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

/// The words of `key: ["a", "b"]`.
fn words(service: &[String], key: &str) -> Vec<String> {
    let line = service.iter().find_map(|line| line.trim().strip_prefix(&format!("{key}: "))).expect(key);
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// A command of the program, taken as far as its arguments go: the help of one that exists exits with 0.
fn exists(world: &World, words: &[String]) {
    let mut command: Vec<&str> = words.iter().map(String::as_str).collect();
    command.push("--help");
    assert!(world.output(&command).status.success(), "{words:?}");
}

#[test]
fn every_variable_of_the_service_is_a_setting() {
    let shown = World::new().json(&["config", "show"]);
    let settings = shown["settings"].as_array().or(shown.as_array()).expect("settings");
    let known: BTreeSet<&str> = settings.iter().filter_map(|line| line["variable"].as_str()).collect();
    for file in FILES {
        let variables = below(&service(&read(file), "api"), "environment");
        let names: Vec<&str> = variables
            .iter()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split(':').next().unwrap())
            .collect();
        assert!(names.len() > 5, "{file}: {names:?}");
        for name in names {
            let of_file = name.strip_suffix("_FILE").filter(|secret| known.contains(secret));
            assert!(known.contains(name) || of_file.is_some(), "{file}: {name} is no setting");
        }
    }
}

#[test]
fn every_command_port_and_folder_is_the_programs() {
    let world = World::new();
    let dockerfile = read("Dockerfile");
    let of_docker = |key: &str| {
        let line = dockerfile.lines().map(str::trim).find_map(|line| line.strip_prefix(key)).expect(key);
        line.trim().to_owned()
    };
    let entry: Vec<String> = serde_json::from_str(&of_docker("ENTRYPOINT ")).unwrap();
    assert_eq!(entry, ["backstretch"]);
    let serve: Vec<String> =
        serde_json::from_str(&of_docker("CMD [\"serve\"").replacen("", "[\"serve\"", 1)).unwrap();
    let health: Vec<String> =
        serde_json::from_str(&of_docker("CMD [\"backstretch\"").replacen("", "[\"backstretch\"", 1)).unwrap();
    exists(&world, &serve);
    exists(&world, &health[1..]);
    let port = of_docker("EXPOSE ");
    let folder = of_docker("VOLUME ");
    assert_eq!(of_docker("ENV BACKSTRETCH_DATA_DIR="), folder);
    for words in [&serve, &health] {
        assert!(words.iter().any(|word| word.ends_with(&format!(":{port}"))), "{words:?} is not on {port}");
    }
    for file in FILES {
        let api = service(&read(file), "api");
        exists(&world, &words(&api, "command"));
        let check = words(&api, "test");
        assert_eq!(&check[..2], ["CMD", "backstretch"], "{file}");
        exists(&world, &check[2..]);
        for words in [words(&api, "command"), check] {
            assert!(words.iter().any(|word| word.ends_with(&format!(":{port}"))), "{file}: {words:?}");
        }
        let volumes = below(&api, "volumes");
        assert_eq!(volumes, [format!("- backstretch-data:{folder}")], "{file}");
    }
    let published = below(&service(&read(FILES[0]), "api"), "ports");
    assert!(published.iter().all(|line| line.contains("127.0.0.1:") && line.contains(&format!(":{port}\""))));
}

#[test]
fn a_deployment_publishes_nothing_but_the_proxy_and_holds_no_password() {
    let text = read("docker-compose.prod.yml");
    for name in ["proxy", "api", "neo4j", "redis"] {
        let lines = service(&text, name);
        let has = |key: &str| lines.iter().any(|line| line.starts_with(key));
        assert_eq!(has("ports:"), name == "proxy", "{name}");
        assert!(has("healthcheck:") && has("deploy:") && has("<<: *service"), "{name}");
        assert!(lines.iter().any(|line| line.contains("limits:") && line.contains("memory:")), "{name}");
    }
    for secret in ["NEO4J_PASSWORD:", "REDIS_PASSWORD:", "API_KEYS:"] {
        assert!(!text.contains(secret), "{secret} stands in the file");
    }
    assert!(text.contains("max-size") && text.contains("internal: true"));
}
