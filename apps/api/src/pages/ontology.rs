//! The graph: search, a node with its facts and neighbours, where it comes from, the laws and what they hold back.

use super::draw::star::{self, Ray};
use super::shell::{Moment, Place, Shell, Visitor, render};
use super::url;
use crate::app::App;
use crate::problem::Problem;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use engine::axioms::Rule;
use engine::drivers::DriversRequest;
use engine::graph_node::{NeighboursRequest, NodeRequest};
use engine::races::RacesRequest;
use engine::teams::TeamsRequest;
use engine::vetoes::{RuleCount, VetoesRequest};
use engine::{Engine, EngineError, Progress};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Hits of each kind.
const HITS: usize = 20;

/// Neighbours in the list.
const LISTED: usize = 200;

/// What is searched for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "ontology.html", whitespace = "minimize")]
struct OntologyPage {
    shell: Shell,
    words: String,
    found: Vec<Found>,
    searched: bool,
    rules: Vec<(Rule, RuleCount)>,
}

/// Nodes found of a kind.
struct Found {
    kind: &'static str,
    hits: Vec<Hit>,
    /// Whether there are more.
    more: bool,
}

/// A node found.
struct Hit {
    words: String,
    about: String,
    href: String,
}

/// The search, and the laws.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Query(search): Query<Search>,
) -> Result<Response, Problem> {
    let words = search.q.trim().to_owned();
    let wanted = words.clone();
    let (found, held) = app
        .engine(move |engine, progress| {
            let held = engine.vetoes(&VetoesRequest::default(), progress)?.by_rule;
            let found = if wanted.is_empty() { Vec::new() } else { found(engine, &wanted, progress)? };
            Ok((found, held))
        })
        .await?;
    let rules = Engine::rules().rules.into_iter().map(|rule| {
        let count = held.get(&rule.name).copied().unwrap_or_default();
        (rule, count)
    });
    let page = OntologyPage {
        shell: Shell::of(&visitor, "Ontology", Some(Place::Ontology)),
        searched: !words.is_empty(),
        words,
        found,
        rules: rules.collect(),
    };
    Ok(render(&page))
}

/// Drivers, tracks, teams and races of those words.
fn found(engine: &Engine, words: &str, progress: &Progress) -> Result<Vec<Found>, EngineError> {
    let lower = words.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&lower);
    let drivers = engine.drivers(&DriversRequest { name: Some(words.to_owned()) }, progress)?.drivers;
    let drivers = drivers.into_iter().map(|line| Hit {
        href: node_href("Driver", &line.driver.to_string()),
        about: format!("driver {}", line.driver),
        words: line.name,
    });
    let tracks = Engine::tracks().tracks.into_iter();
    let tracks = tracks
        .filter(|track| has(&track.layout) || has(&track.name) || track.names.iter().any(|name| has(name)));
    let tracks = tracks.map(|track| Hit {
        href: node_href("TrackConfig", &track.layout),
        about: format!("{}, {} miles", track.class.replace('-', " "), track.length_miles),
        words: match track.since {
            Some(since) => format!("{} (since {since})", track.name),
            None => track.name,
        },
    });
    let teams = engine.teams(&TeamsRequest { name: Some(words.to_owned()) }, progress)?.teams.into_iter();
    let teams =
        teams.map(|team| Hit { href: node_href("Team", &team), about: "team".to_owned(), words: team });
    let mut races = engine.races(&RacesRequest::default(), progress)?.races;
    races.reverse();
    let named = |line: &engine::races::RaceLine| {
        let name = line.name.as_deref().is_some_and(has);
        name || has(line.race.key.as_str()) || has(&line.race.track_name)
    };
    let races = races.into_iter().filter(named).map(|line| Hit {
        href: node_href("Race", line.race.key.as_str()),
        about: format!("{}, {}", line.race.series.log_name(), line.race.date),
        words: line.name.unwrap_or(line.race.track_name),
    });
    let some = |kind: &'static str, mut hits: Vec<Hit>| {
        let more = hits.len() > HITS;
        hits.truncate(HITS);
        Found { kind, hits, more }
    };
    Ok(vec![
        some("Drivers", drivers.collect()),
        some("Tracks", tracks.collect()),
        some("Teams", teams.collect()),
        some("Races", races.collect()),
    ])
}

/// Address of a node.
fn node_href(label: &str, key: &str) -> String {
    format!("/ontology/{}/{}", url::part(label), url::part(key))
}

#[derive(Template)]
#[template(path = "node.html", whitespace = "minimize")]
struct NodePage {
    shell: Shell,
    label: String,
    key: String,
    name: String,
    facts: Vec<(String, String)>,
    picture: String,
    groups: Vec<Group>,
    neighbours: usize,
    hidden: usize,
    steps: Vec<(String, String, String, String)>,
    files: Vec<(String, String, String, Moment)>,
    sources: Vec<String>,
    cut_short: bool,
}

/// Neighbours by one relation.
struct Group {
    words: String,
    nodes: Vec<Hit>,
}

/// A node.
pub async fn node(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Path((label, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let request = NodeRequest { label, key };
    let read = move |engine: &Engine, progress: &Progress| {
        let node = engine.node(&request, progress)?;
        let lineage = engine.lineage(&request, progress)?;
        let neighbours = NeighboursRequest { node: request, relation: None, neighbour: None };
        Ok((node, engine.neighbours(&neighbours, progress)?.neighbours, lineage))
    };
    let (node, neighbours, lineage) = app.engine(read).await?;
    let name = name_of(&node.properties).unwrap_or_else(|| node.key.clone());
    let all = neighbours.len();
    let mut by_relation: BTreeMap<(String, bool), Vec<Hit>> = BTreeMap::new();
    let mut rays: Vec<Ray> = Vec::new();
    let mut kinds: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for one in neighbours.into_iter().take(LISTED) {
        let outgoing = one.direction == "out";
        let words = name_of(&one.properties).unwrap_or_else(|| one.key.clone());
        let href = node_href(&one.label, &one.key);
        let of_kind = kinds.entry((one.relation.clone(), outgoing)).or_default();
        *of_kind += 1;
        // A few of each relation, so that one does not fill the picture.
        if *of_kind <= 4 {
            rays.push(Ray {
                words: words.clone(),
                relation: one.relation.clone(),
                href: href.clone(),
                outgoing,
            });
        }
        let hit = Hit { words, about: one.label, href };
        by_relation.entry((one.relation, outgoing)).or_default().push(hit);
    }
    let group = |((relation, outgoing), nodes): ((String, bool), Vec<Hit>)| Group {
        words: if outgoing { format!("{relation} →") } else { format!("← {relation}") },
        nodes,
    };
    let link = |node: &str| {
        let (label, key) = node.split_once('/').unwrap_or((node, ""));
        node_href(label, key)
    };
    let mut seen = BTreeSet::new();
    let steps = lineage.steps.iter().filter(|step| seen.insert((&step.from, &step.to)));
    let page = NodePage {
        shell: Shell::of(&visitor, name.clone(), Some(Place::Ontology)),
        facts: node.properties.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        picture: star::draw(&name, &rays),
        groups: by_relation.into_iter().map(group).collect(),
        neighbours: all,
        hidden: all.saturating_sub(LISTED),
        steps: steps
            .map(|step| (step.from.clone(), step.relation.clone(), step.to.clone(), link(&step.to)))
            .collect(),
        files: lineage
            .files
            .iter()
            .map(|file| {
                let at = Moment::of(file.fetched_at, None, Timestamp::now(), false);
                (file.file.clone(), file.kind.clone(), node_href("Snapshot", &file.snapshot), at)
            })
            .collect(),
        sources: lineage.sources,
        cut_short: lineage.cut_short,
        label: node.label,
        key: node.key,
        name,
    };
    Ok(render(&page))
}

/// The name among a node's facts.
fn name_of(properties: &BTreeMap<String, Value>) -> Option<String> {
    ["name", "fileName", "driverName", "title"]
        .into_iter()
        .find_map(|name| properties.get(name)?.as_str().map(str::to_owned))
}

/// A value in words.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
