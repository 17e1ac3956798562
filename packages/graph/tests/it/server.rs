//! The Neo4j server that a test has to itself, through the facade.

use graph::{Location, Neo4jServer, Store};
use testkit::neo4j::Address;
pub use testkit::neo4j::{Raw, TestServer};

/// How the store is to reach it.
pub fn server(test_server: &TestServer) -> Neo4jServer {
    of(test_server.server.clone())
}

/// The store on it.
pub fn open(test_server: &TestServer) -> Store {
    open_at(server(test_server))
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
