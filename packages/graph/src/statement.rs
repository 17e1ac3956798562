//! The registry of named statements: every Cypher text that this crate runs, one file each.
//!
//! The texts keep to the Cypher that both backends accept and answer alike, and take parameters
//! only; none is ever built from strings.

/// What a statement does to the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads, for this crate's own use.
    Read,
    /// Writes.
    Write,
    /// Reads, and may be asked by name from outside.
    Query,
    /// For Neo4j only: of the server itself, or of what is kept on a server alone.
    Server,
}

/// A named statement.
#[derive(Debug)]
pub struct Statement {
    /// File name beneath `cypher/`, without its ending; of a query, the last part is its name.
    pub name: &'static str,
    /// The Cypher.
    pub text: &'static str,
    /// What it does.
    pub access: Access,
}

impl Statement {
    /// The name by which a query is asked for.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit_once('/').map_or(self.name, |(_, name)| name)
    }
}

macro_rules! statements {
    ($($access:ident $name:ident = $file:literal;)*) => {
        $(pub(crate) const $name: Statement = Statement {
            name: $file,
            text: include_str!(concat!("../cypher/", $file, ".cypher")),
            access: Access::$access,
        };)*
        /// Every statement.
        pub const ALL: &[Statement] = &[$($name),*];
    };
}

statements! {
    Write CREATE_ENTRIES = "apply/create_entries";
    Write CREATE_ENTRY_CLAIMS = "apply/create_entry_claims";
    Write CREATE_LISTS = "apply/create_lists";
    Write CREATE_PACES = "apply/create_paces";
    Write CREATE_PARTS = "apply/create_parts";
    Write CREATE_PRICES = "apply/create_prices";
    Write CREATE_QUARANTINES = "apply/create_quarantines";
    Write CREATE_RACE_CLAIMS = "apply/create_race_claims";
    Write CREATE_RACES = "apply/create_races";
    Write CREATE_RESULTS = "apply/create_results";
    Write CREATE_SESSIONS = "apply/create_sessions";
    Write DELETE_ENTRIES = "apply/delete_entries";
    Write DELETE_ENTRY_CLAIMS = "apply/delete_entry_claims";
    Write DELETE_LISTS = "apply/delete_lists";
    Write DELETE_PARTS = "apply/delete_parts";
    Write DELETE_PRICES = "apply/delete_prices";
    Write DELETE_QUARANTINES = "apply/delete_quarantines";
    Write DELETE_RACE_CLAIMS = "apply/delete_race_claims";
    Write DELETE_RACES = "apply/delete_races";
    Write DELETE_SESSIONS = "apply/delete_sessions";
    Write DELETE_SNAPSHOT = "apply/delete_snapshot";
    Write DROP_CLASS_PARENTS = "apply/drop_class_parents";
    Write DROP_LAYOUT_CLASSES = "apply/drop_layout_classes";
    Write DROP_LAYOUT_VENUES = "apply/drop_layout_venues";
    Write DROP_LONE_CARS = "apply/drop_lone_cars";
    Write DROP_LONE_DRIVERS = "apply/drop_lone_drivers";
    Write DROP_LONE_MAKES = "apply/drop_lone_makes";
    Write DROP_LONE_SEASONS = "apply/drop_lone_seasons";
    Write DROP_LONE_SOURCES = "apply/drop_lone_sources";
    Write DROP_LONE_TEAMS = "apply/drop_lone_teams";
    Write DROP_QUARANTINE_LINKS = "apply/drop_quarantine_links";
    Write DROP_STATEMENTS = "apply/drop_statements";
    Write DROP_SUPERSEDED = "apply/drop_superseded";
    Write DROP_UNLISTED_CLASSES = "apply/drop_unlisted_classes";
    Write DROP_UNLISTED_LAYOUTS = "apply/drop_unlisted_layouts";
    Write DROP_UNLISTED_VENUES = "apply/drop_unlisted_venues";
    Write LINK_CARS = "apply/link_cars";
    Write LINK_CLASS_PARENTS = "apply/link_class_parents";
    Write LINK_LAYOUT_CLASSES = "apply/link_layout_classes";
    Write LINK_LAYOUT_VENUES = "apply/link_layout_venues";
    Write LINK_MAKES = "apply/link_makes";
    Write LINK_QUARANTINES = "apply/link_quarantines";
    Write LINK_STATEMENTS = "apply/link_statements";
    Write LINK_SUPERSEDED = "apply/link_superseded";
    Write LINK_TEAMS = "apply/link_teams";
    Write MERGE_CARS = "apply/merge_cars";
    Write MERGE_DRIVERS = "apply/merge_drivers";
    Write MERGE_MAKES = "apply/merge_makes";
    Write MERGE_SEASONS = "apply/merge_seasons";
    Write MERGE_SOURCES = "apply/merge_sources";
    Write MERGE_TEAMS = "apply/merge_teams";
    Write PUT_SNAPSHOT = "apply/put_snapshot";
    Write SEED_CLASSES = "apply/seed_classes";
    Write SEED_LAYOUTS = "apply/seed_layouts";
    Write SEED_SERIES = "apply/seed_series";
    Write SEED_VENUES = "apply/seed_venues";
    Write UPDATE_PARTS = "apply/update_parts";
    Write CREATE_PROJECTION_SET = "projections/create_set";
    Write CREATE_PROJECTIONS = "projections/create_projections";
    Write LINK_PROJECTED_ENTRIES = "projections/link_entries";
    Write LINK_SET_CLAIMS = "projections/link_claims";
    Write LINK_SET_RACES = "projections/link_races";
    Write LINK_SET_SNAPSHOT = "projections/link_snapshot";
    Write LINK_SET_SNAPSHOTS = "projections/link_snapshots";
    Read PROJECTION_SET = "projections/set";
    Read PROJECTION_SETS = "projections/sets";
    Read PROJECTIONS_OF_SETS = "projections/projections_of_sets";
    Read SETS_OF_RACES = "projections/sets_of_races";
    Read SOURCE_CLAIMS = "projections/source_claims";
    Read SOURCE_SNAPSHOTS = "projections/source_snapshots";
    Read ALL_CARS = "read/all_cars";
    Read ALL_ENTRIES = "read/all_entries";
    Read ALL_ENTRY_CLAIMS = "read/all_entry_claims";
    Read ALL_LISTS = "read/all_lists";
    Read ALL_MAKES = "read/all_makes";
    Read ALL_PARTS = "read/all_parts";
    Read ALL_PACES = "read/all_paces";
    Read ALL_PRICES = "read/all_prices";
    Read ALL_RACE_CLAIMS = "read/all_race_claims";
    Read ALL_RACES = "read/all_races";
    Read ALL_STATEMENTS = "read/all_statements";
    Read ALL_TEAMS = "read/all_teams";
    Read CLASSES = "read/classes";
    Read RACE_GROUP_PARTS = "read/race_group_parts";
    Read RACE_GROUP_QUARANTINES = "read/race_group_quarantines";
    Read RACE_GROUP_RACES = "read/race_group_races";
    Read RACE_GROUP_SNAPSHOTS = "read/race_group_snapshots";
    Read RACE_GROUP_STATEMENTS = "read/race_group_statements";
    Read COUNTS = "read/counts";
    Read DRIVER_RACES = "read/driver_races";
    Read DRIVERS = "read/drivers";
    Read EARLIER_DISTANCES = "read/earlier_distances";
    Read HISTORY_CARS = "read/history_cars";
    Read HISTORY_MAKES = "read/history_makes";
    Read HISTORY_RACES = "read/history_races";
    Read HISTORY_RESULTS = "read/history_results";
    Read HISTORY_RESULT_TEXTS = "read/history_result_texts";
    Read HISTORY_TEAMS = "read/history_teams";
    Read LAYOUT_KEYS = "read/layout_keys";
    Read LAYOUTS = "read/layouts";
    Read LISTED_NAMES = "read/listed_names";
    Read QUARANTINES = "read/quarantines";
    Read RACE_CARS = "read/race_cars";
    Read RACE_CARS_LISTED = "read/race_cars_listed";
    Read RACE_DIGESTS = "read/race_digests";
    Read RACE_ENTRIES = "read/race_entries";
    Read RACE_ENTRY_SOURCES = "read/race_entry_sources";
    Read RACE_FACTS = "read/race_facts";
    Read RACE_LIST = "read/race_list";
    Read RACE_LISTS = "read/race_lists";
    Read RACE_MAKES = "read/race_makes";
    Read RACE_MAKES_LISTED = "read/race_makes_listed";
    Read RACE_NAMES = "read/race_names";
    Read RACE_RESULTS = "read/race_results";
    Read RACE_SEASONS = "read/race_seasons";
    Read RACE_SETTING = "read/race_setting";
    Read RACE_SOURCES = "read/race_sources";
    Read RACE_TEAMS = "read/race_teams";
    Read RACE_TEAMS_LISTED = "read/race_teams_listed";
    Read RACES = "read/races";
    Read SEASON_RACES_THERE = "read/season_races_there";
    Read SERIES = "read/series";
    Read SNAPSHOT_RACE_GROUPS = "read/snapshot_race_groups";
    Read SNAPSHOTS = "read/snapshots";
    Read VENUES = "read/venues";
    Read WHY_CAR = "read/why_car";
    Read WHY_DRIVER = "read/why_driver";
    Read WHY_MAKE = "read/why_make";
    Read WHY_SOURCES = "read/why_sources";
    Read WHY_TEAM = "read/why_team";
    Read WHY_TRACK = "read/why_track";
    Read EXPORT_NODES = "export/nodes";
    Read EXPORT_RELATIONS = "export/relations";
    Read MIGRATIONS = "ops/migrations";
    Write NOTE_MIGRATION = "ops/note_migration";
    Read LAST_WRITE = "ops/last_write";
    Read TEAMS = "read/teams";
    Write ANNOUNCE_WRITE = "ops/announce_write";
    Write CLEAR = "ops/clear";
    Write END_WRITE = "ops/end_write";
    Write NOTE_WRITE = "ops/note_write";
    Write TAKE_LOCK = "ops/take_lock";
    Server COMPONENTS = "neo4j/components";
    Server LOCK_IDENTITY = "neo4j/lock_identity";
    Server NAME_TRANSACTION = "neo4j/name_transaction";
    Server RECORD_DUE_INDEX = "records/due_index";
    Server RECORD_GET = "records/get";
    Server RECORD_IDENTITY = "records/identity";
    Server RECORD_LIST_ASCENDING = "records/list_ascending";
    Server RECORD_LIST_DESCENDING = "records/list_descending";
    Server RECORD_LIST_DUE = "records/list_due";
    Server RECORD_PUT = "records/put";
    Server RECORD_REMOVE = "records/remove";
    Server RECORD_REPLACE = "records/replace";
    Server RECORD_TAKE = "records/take";
    Query QUERY_HEAD_TO_HEAD = "query/head_to_head";
    Query QUERY_SIMILAR_TRACKS = "query/similar_tracks";
    Query QUERY_TEAM_MATES = "query/team_mates";
    Query QUERY_WINNERS = "query/winners";
}

/// The statements of `text`, split at the `;` that ends a line, comments left in place.
/// Used for migrations and generated files, which contain several.
pub(crate) fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(";\n")
        .map(|statement| statement.trim().trim_end_matches(';'))
        .filter(|statement| {
            statement.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"))
        })
        .collect()
}

/// The statements of a generated file with the name in the comment before each.
pub(crate) fn named(text: &str) -> impl Iterator<Item = (&str, &str)> {
    split(text).into_iter().map(|statement| {
        let name = statement.lines().filter_map(|line| line.strip_prefix("// ")).next_back();
        (name.unwrap_or("unnamed"), statement)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ReadError, WriteError};
    use crate::neo4j::Neo4jServer;
    use crate::store::{Location, Store};
    use crate::value::{Params, Value};
    use testkit::neo4j::{Address, TestServer};

    /// Parameters that a statement names, each with a value of its kind.
    fn parameters(text: &str) -> Params {
        let names = text.split('$').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
        });
        let value = |name: &str| match name {
            "rows" | "keys" | "labels" | "raceGroups" | "supersedes" => Value::List(Vec::new()),
            "driver" | "a" | "b" | "limit" | "season" | "year" => Value::Int(1),
            _ => Value::from("x"),
        };
        let mut params: Params = names.map(|name| (name.clone().into(), value(&name))).collect();
        if text.contains("IN $series") {
            params.insert("series".into(), Value::List(Vec::new()));
        }
        params
    }

    /// Runs every statement, and leaves nothing behind.
    fn execute_all(store: &Store) {
        store.migrate().unwrap();
        for statement in ALL.iter().filter(|statement| statement.access != Access::Server) {
            let params = parameters(statement.text);
            let mut done = None;
            match statement.access {
                Access::Write => {
                    let undone = store.exclusive().unwrap().transaction(|tx| -> Result<(), WriteError> {
                        done = Some(tx.run(statement, params.clone()).map_err(|error| error.to_string()));
                        Err(WriteError::Busy { seconds: 0 })
                    });
                    assert!(matches!(undone, Err(WriteError::Busy { .. })), "{}: {undone:?}", statement.name);
                }
                _ => {
                    let answer =
                        store.snapshot(|view| Ok::<_, ReadError>(view.tx.run(statement, params.clone())?));
                    done = Some(answer.map_err(|error| error.to_string()));
                }
            }
            assert!(matches!(done, Some(Ok(_))), "{}: {done:?}", statement.name);
        }
    }

    #[test]
    fn every_statement_executes() {
        let dir = tempfile::tempdir().unwrap();
        execute_all(&Store::open(&Location::Embedded { dir: dir.path().to_owned() }, "a test").unwrap());
    }

    fn server(test_server: &TestServer) -> Neo4jServer {
        let Address { uri, user, password, .. } = test_server.server.clone();
        Neo4jServer::new(uri, user, password)
    }

    #[test]
    #[ignore = "needs neo4j"]
    fn neo4j_every_statement_executes() {
        let test_server = TestServer::take();
        execute_all(&Store::open(&Location::Neo4j(server(&test_server)), "a test").unwrap());
    }

    /// Operators of the plan that Neo4j makes of a statement, in words.
    fn plan(runtime: &tokio::runtime::Runtime, graph: &neo4rs::Graph, statement: &Statement) -> String {
        let text = format!("EXPLAIN {}", statement.text);
        let query =
            parameters(statement.text).into_iter().fold(neo4rs::query(&text), |query, (name, value)| {
                let value = match value {
                    Value::Int(value) => neo4rs::BoltType::from(value),
                    Value::List(_) => neo4rs::BoltType::from(Vec::<i64>::new()),
                    _ => neo4rs::BoltType::from("x"),
                };
                query.param(&name, value)
            });
        let summary = runtime.block_on(async {
            let mut answer = graph.execute(query).await?;
            answer.next().await?;
            answer.finish().await
        });
        format!("{:?}", summary.unwrap())
    }

    #[test]
    #[ignore = "needs neo4j"]
    fn neo4j_plans_find_their_nodes_by_index() {
        let test_server = TestServer::take();
        let server = server(&test_server);
        Store::open(&Location::Neo4j(server.clone()), "a test").unwrap().migrate().unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let graph =
            neo4rs::Graph::new(server.uri.clone(), server.user.clone(), server.password.clone()).unwrap();
        let schema = ["records/identity", "records/due_index"];
        let of_records = |name: &str| name.starts_with("records/") && !schema.contains(&name);
        crate::records::RecordStore::open(&server, "a test").unwrap();
        for statement in
            ALL.iter().filter(|statement| statement.access != Access::Server || of_records(statement.name))
        {
            let plan = plan(&runtime, &graph, statement);
            assert!(plan.contains("operatorType"), "{}: no plan: {plan}", statement.name);
            // The export, the counts and the clearing are of the whole graph.
            let whole = statement.name.starts_with("export/")
                || ["read/counts", "ops/clear"].contains(&statement.name);
            assert!(whole || !plan.contains("AllNodesScan"), "{} scans everything", statement.name);
            let of_all = of_records(statement.name) && plan.contains("NodeByLabelScan");
            assert!(!of_all, "{} looks at every record", statement.name);
            // Those of housekeeping and records are of a handful of rows.
            let few = ["ops/", "records/"].iter().any(|folder| statement.name.starts_with(folder));
            let merges = statement.text.contains("MERGE") && !few;
            assert!(!merges || !plan.contains("Eager"), "{} is eager", statement.name);
        }
    }

    #[test]
    fn no_statement_uses_what_the_stores_answer_differently() {
        for statement in ALL.iter().filter(|statement| statement.access != Access::Server) {
            let plain: String =
                statement.text.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join(" ");
            for word in [
                "FOREACH",
                "startNode(",
                "endNode(",
                "SHOW ",
                "CALL ",
                "collect(",
                "sum(",
                "EXPLAIN",
                "PROFILE",
            ] {
                assert!(!plain.contains(word), "{} uses {word}", statement.name);
            }
            let of_two_labels = plain.split("(").any(|node| {
                node.split([')', '{']).next().is_some_and(|head| head.contains(':') && head.contains('|'))
            });
            assert!(!of_two_labels, "{} matches one of two labels", statement.name);
        }
    }

    #[test]
    fn every_file_is_registered() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/cypher");
        for folder in ["apply", "export", "neo4j", "ops", "query", "read", "records"] {
            for file in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
                let file = file.unwrap().file_name().into_string().unwrap();
                let name = format!("{folder}/{}", file.trim_end_matches(".cypher"));
                assert!(ALL.iter().any(|statement| statement.name == name), "{name}");
            }
        }
    }

    #[test]
    fn files_split_at_the_end_of_statements() {
        let text = "// head\n\n// a\nRETURN ';' AS x;\n\n// b\nRETURN 2;\n// tail\n";
        let found: Vec<(&str, usize)> = named(text).map(|(name, cypher)| (name, cypher.len())).collect();
        assert_eq!(found, [("a", 29), ("b", 13)]);
    }
}
