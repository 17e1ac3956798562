//! The Neo4j server that tests may use, through the facade.

use graph::{Location, Neo4jServer, Store};
use testkit::neo4j::Address;
pub use testkit::neo4j::{Raw, Turn};

/// The server that the environment names.
pub fn server() -> Neo4jServer {
    let Address { uri, user, password, ca } = Address::of_environment();
    Neo4jServer { ca, ..Neo4jServer::new(uri, user, password) }
}

/// The store on the server.
pub fn open() -> Store {
    Store::open(&Location::Neo4j(server()), "a test").unwrap()
}
