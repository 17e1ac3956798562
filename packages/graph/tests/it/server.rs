//! The Neo4j server whose turn a test has, through the facade.

use graph::{Location, Neo4jServer, Store};
use testkit::neo4j::Address;
pub use testkit::neo4j::{Raw, Turn};

/// The server of a turn.
pub fn server(turn: &Turn) -> Neo4jServer {
    of(turn.server.clone())
}

/// The store on it.
pub fn open(turn: &Turn) -> Store {
    open_at(server(turn))
}

/// The store on the server that the environment names.
pub fn open_named() -> Store {
    open_at(of(Address::of_environment()))
}

fn of(address: Address) -> Neo4jServer {
    let Address { uri, user, password, ca } = address;
    Neo4jServer { ca, ..Neo4jServer::new(uri, user, password) }
}

fn open_at(server: Neo4jServer) -> Store {
    Store::open(&Location::Neo4j(server), "a test").unwrap()
}
