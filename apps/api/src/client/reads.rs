//! Questions: each is the use case of the same name, asked of a server. Lists are read to their end.

use super::{Client, ClientError, Target};
use crate::routes::{DriversPage, ImportsPage, NeighboursPage, RacesPage, SeasonsPage, VetoesPage};
use domain::series::Series;
use engine::axioms::AxiomsAnswer;
use engine::data_state::DataStateAnswer;
use engine::driver::{DriverAnswer, DriverRequest};
use engine::drivers::{DriversAnswer, DriversRequest};
use engine::graph_check::CheckAnswer;
use engine::graph_export::{DigestAnswer, ExportRequest};
use engine::graph_node::{NeighboursAnswer, NeighboursRequest, NodeAnswer, NodeRequest};
use engine::graph_query::{QueryAnswer, QueryRequest};
use engine::imports::ImportsAnswer;
use engine::lineage::LineageAnswer;
use engine::race::{RaceAnswer, RaceRequest};
use engine::races::{RacesAnswer, RacesRequest};
use engine::seasons::SeasonsAnswer;
use engine::vetoes::{VetoesAnswer, VetoesRequest};
use engine::why::{WhyAnswer, WhyRequest};

/// Items of each page that is asked for.
pub(super) const PAGE: u32 = 500;

impl Client {
    /// Races.
    ///
    /// # Errors
    /// Those of the use case, and of the way to the server.
    pub fn races(&self, request: &RacesRequest) -> Result<RacesAnswer, ClientError> {
        let path = || {
            Target::of(&["v1", "races"])
                .with("series", request.series)
                .with("season", request.season)
                .with("upcoming", request.upcoming.then_some(true))
        };
        let mut races = Vec::new();
        let last = self.pages(path, |page: RacesPage| {
            races.extend(page.races);
            (page.next, (page.state, page.loaded))
        })?;
        Ok(RacesAnswer { state: last.0, loaded: last.1, races })
    }

    /// A race.
    ///
    /// # Errors
    /// As above.
    pub fn race(&self, request: &RaceRequest) -> Result<RaceAnswer, ClientError> {
        self.get(&Target::of(&["v1", "races", &request.race]))
    }

    /// Every fact of a race in Turtle.
    ///
    /// # Errors
    /// As above.
    pub fn race_turtle(&self, request: &RaceRequest) -> Result<Vec<u8>, ClientError> {
        self.get_bytes(&Target::of(&["v1", "races", &request.race]), "text/turtle")
    }

    /// Seasons.
    ///
    /// # Errors
    /// As above.
    pub fn seasons(&self, series: Option<Series>) -> Result<SeasonsAnswer, ClientError> {
        let mut seasons = Vec::new();
        let path = || Target::of(&["v1", "seasons"]).with("series", series);
        let state = self.pages(path, |page: SeasonsPage| {
            seasons.extend(page.seasons);
            (page.next, page.state)
        })?;
        Ok(SeasonsAnswer { state, seasons })
    }

    /// Drivers.
    ///
    /// # Errors
    /// As above.
    pub fn drivers(&self, request: &DriversRequest) -> Result<DriversAnswer, ClientError> {
        let mut drivers = Vec::new();
        let path = || Target::of(&["v1", "drivers"]).with("name", request.name.as_ref());
        let state = self.pages(path, |page: DriversPage| {
            drivers.extend(page.drivers);
            (page.next, page.state)
        })?;
        Ok(DriversAnswer { state, drivers })
    }

    /// A driver.
    ///
    /// # Errors
    /// As above.
    pub fn driver(&self, request: &DriverRequest) -> Result<DriverAnswer, ClientError> {
        self.get(&Target::of(&["v1", "drivers", &request.driver]).with("last", request.last))
    }

    /// Why a driver is projected as he is.
    ///
    /// # Errors
    /// As above.
    pub fn why(&self, request: &WhyRequest) -> Result<WhyAnswer, ClientError> {
        let projection = &request.projection;
        let path = Target::of(&["v1", "drivers", &request.driver, "why"])
            .with("race", Some(&projection.race))
            .with("series", projection.series)
            .with("asOf", projection.as_of)
            .with("model", Some(&projection.model))
            .with("simulations", Some(projection.simulations))
            .with("seed", Some(projection.seed));
        self.get(&path)
    }

    /// How fresh the data are.
    ///
    /// # Errors
    /// As above.
    pub fn data_state(&self) -> Result<DataStateAnswer, ClientError> {
        self.get(&Target::of(&["v1", "data"]))
    }

    /// Every loaded race checked against the laws.
    ///
    /// # Errors
    /// As above.
    pub fn check_axioms(&self) -> Result<AxiomsAnswer, ClientError> {
        self.get(&Target::of(&["v1", "axioms", "check"]))
    }

    /// The veto log.
    ///
    /// # Errors
    /// As above.
    pub fn vetoes(&self, request: &VetoesRequest) -> Result<VetoesAnswer, ClientError> {
        let path = || {
            Target::of(&["v1", "axioms", "vetoes"])
                .with("rule", request.rule.as_ref())
                .with("kind", request.kind.as_ref())
        };
        let mut vetoes = Vec::new();
        let (state, by_rule) = self.pages(path, |page: VetoesPage| {
            vetoes.extend(page.vetoes);
            (page.next, (page.state, page.by_rule))
        })?;
        Ok(VetoesAnswer { state, by_rule, vetoes })
    }

    /// The checks of the graph.
    ///
    /// # Errors
    /// As above.
    pub fn check_graph(&self) -> Result<CheckAnswer, ClientError> {
        self.get(&Target::of(&["v1", "graph", "check"]))
    }

    /// The whole graph as sorted NDJSON.
    ///
    /// # Errors
    /// As above.
    pub fn export(&self, request: &ExportRequest) -> Result<Vec<u8>, ClientError> {
        let path = Target::of(&["v1", "graph", "export"]).with("all", request.all.then_some(true));
        self.get_bytes(&path, "application/x-ndjson")
    }

    /// The digest of the imported facts.
    ///
    /// # Errors
    /// As above.
    pub fn digest(&self) -> Result<DigestAnswer, ClientError> {
        self.get(&Target::of(&["v1", "graph", "digest"]))
    }

    /// A named query. A server runs no Cypher of its clients.
    ///
    /// # Errors
    /// As above.
    pub fn query(&self, name: &str, request: &QueryRequest) -> Result<QueryAnswer, ClientError> {
        let mut path = Target::of(&["v1", "graph", "queries", name]);
        if let QueryRequest::Named { parameters, .. } = request {
            for (name, value) in parameters {
                path = path.with(name, Some(value));
            }
        }
        self.get(&path)
    }

    /// A node of the graph.
    ///
    /// # Errors
    /// As above.
    pub fn node(&self, request: &NodeRequest) -> Result<NodeAnswer, ClientError> {
        self.get(&node(request, None))
    }

    /// Where a node comes from.
    ///
    /// # Errors
    /// As above.
    pub fn lineage(&self, request: &NodeRequest) -> Result<LineageAnswer, ClientError> {
        self.get(&node(request, Some("lineage")))
    }

    /// What stands beside a node.
    ///
    /// # Errors
    /// As above.
    pub fn neighbours(&self, request: &NeighboursRequest) -> Result<NeighboursAnswer, ClientError> {
        let path = || {
            node(&request.node, Some("neighbours"))
                .with("relation", request.relation.as_ref())
                .with("neighbour", request.neighbour.as_ref())
        };
        let mut neighbours = Vec::new();
        let state = self.pages(path, |page: NeighboursPage| {
            neighbours.extend(page.neighbours);
            (page.next, page.state)
        })?;
        Ok(NeighboursAnswer { state, neighbours })
    }

    /// The imported files.
    ///
    /// # Errors
    /// As above.
    pub fn imports(&self) -> Result<ImportsAnswer, ClientError> {
        let mut files = Vec::new();
        let state = self.pages(
            || Target::of(&["v1", "imports"]),
            |page: ImportsPage| {
                files.extend(page.files);
                (page.next, page.state)
            },
        )?;
        Ok(ImportsAnswer { state, files })
    }

    /// Reads a list page by page; `take` gives the cursor of the next page and what every page repeats.
    pub(super) fn pages<P: serde::de::DeserializeOwned, T>(
        &self,
        path: impl Fn() -> Target,
        mut take: impl FnMut(P) -> (Option<String>, T),
    ) -> Result<T, ClientError> {
        let mut cursor: Option<String> = None;
        loop {
            let page = self.get(&path().with("limit", Some(PAGE)).with("cursor", cursor))?;
            let (next, repeated) = take(page);
            match next {
                Some(next) => cursor = Some(next),
                None => return Ok(repeated),
            }
        }
    }
}

fn node(request: &NodeRequest, what: Option<&str>) -> Target {
    let parts = ["v1", "graph", "nodes", &request.label, &request.key];
    Target::of(&parts.into_iter().chain(what).collect::<Vec<_>>())
}
