//! Drivers: their history, and why they are projected as they are.

use crate::app::App;
use crate::page::page;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, Query, State};
use domain::series::Series;
use engine::driver::{DriverAnswer, DriverRequest};
use engine::drivers::{DriverLine, DriversRequest};
use engine::models::DEFAULT_MODEL;
use engine::project::ProjectRequest;
use engine::why::{WhyAnswer, WhyRequest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Filters of drivers.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DriversQuery {
    /// Only those whose name contains this, whatever its case and accents
    name: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Drivers of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of drivers.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DriversPage {
    /// Mark of the state that was read.
    pub state: String,
    /// The drivers, by NASCAR's number.
    pub drivers: Vec<DriverLine>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Drivers, by NASCAR's number
#[utoipa::path(get, path = "/v1/drivers", tag = "drivers", params(DriversQuery), responses((status = 200, description = "A page of drivers", body = DriversPage)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<DriversQuery>,
) -> Result<Json<DriversPage>, Problem> {
    let DriversQuery { name, cursor, limit } = query;
    let filters = format!("drivers {name:?}");
    let request = DriversRequest { name };
    let answer = app.engine(move |engine, progress| engine.drivers(&request, progress)).await?;
    let key = |line: &DriverLine| format!("{:010}", line.driver.0);
    let (drivers, next) = page(answer.drivers, key, &filters, cursor.as_deref(), limit)?;
    Ok(Json(DriversPage { state: answer.state, drivers, next }))
}

/// What to show of a driver.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DriverQuery {
    /// At most this many entries, the latest (default: all)
    #[param(minimum = 0)]
    last: Option<u32>,
}

/// A driver: record and entries
#[utoipa::path(
    get, path = "/v1/drivers/{driver}", tag = "drivers",
    params(("driver" = String, Path, description = "NASCAR's id, the name, or a part of it that only one driver has"), DriverQuery),
    responses((status = 200, description = "The driver", body = DriverAnswer))
)]
pub async fn show(
    State(app): State<App>,
    Path(driver): Path<String>,
    Query(query): Query<DriverQuery>,
) -> Result<Json<DriverAnswer>, Problem> {
    let request = DriverRequest { driver, last: query.last };
    app.engine(move |engine, progress| engine.driver(&request, progress)).await.map(Json)
}

/// Which projection to explain.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhyQuery {
    /// Key, alias, NASCAR's id, or `next` (default: `next`)
    #[param(example = "next")]
    race: Option<String>,
    /// The series that `next` means
    #[param(inline)]
    series: Option<Series>,
    /// Only facts known by this time (default: the race's lock)
    as_of: Option<Timestamp>,
    /// Name of the model
    model: Option<String>,
    /// Number of simulations, 1 to 1,000,000
    #[param(minimum = 1, maximum = 1000000)]
    simulations: Option<u32>,
    /// Seed
    #[param(minimum = 0)]
    seed: Option<u64>,
}

/// Why a driver is projected as he is
#[utoipa::path(
    get, path = "/v1/drivers/{driver}/why", tag = "drivers",
    params(("driver" = String, Path, description = "NASCAR's id, the name, or a part of it that only one driver has"), WhyQuery),
    responses((status = 200, description = "What sums to strength and points", body = WhyAnswer))
)]
pub async fn why(
    State(app): State<App>,
    Path(driver): Path<String>,
    Query(query): Query<WhyQuery>,
) -> Result<Json<WhyAnswer>, Problem> {
    let config = app.config();
    let projection = ProjectRequest {
        race: query.race.unwrap_or_else(|| engine::next::NEXT.to_owned()),
        series: query.series,
        as_of: query.as_of,
        model: query.model.unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
        simulations: query.simulations.unwrap_or(config.simulations),
        seed: query.seed.unwrap_or(config.seed),
    };
    let request = WhyRequest { projection, driver };
    app.engine(move |engine, progress| engine.why(&request, progress)).await.map(Json)
}
