//! Daily fantasy: sites, salaries, slates, lineups.

use crate::ids::{DriverId, RaceKey};
use serde::{Deserialize, Serialize};

/// A daily-fantasy site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Site {
    /// DraftKings.
    Draftkings,
    /// FanDuel.
    Fanduel,
}

/// Whole dollars of salary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dollars(pub u32);

/// A driver's salary on a slate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Salary {
    /// Driver.
    pub driver: DriverId,
    /// Salary.
    pub salary: Dollars,
    /// The site's own id of the driver on this slate.
    pub site_id: Option<String>,
    /// True where the salary comes from a model and not from the site.
    pub modelled: bool,
}

/// The drivers a site offers for a race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slate {
    /// Site.
    pub site: Site,
    /// Race.
    pub race: RaceKey,
    /// Salaries in driver-id order.
    pub salaries: Vec<Salary>,
}

/// Drivers chosen together, in driver-id order.
///
/// ```
/// use domain::dfs::Lineup;
/// use domain::ids::DriverId;
///
/// let lineup = Lineup { drivers: vec![DriverId(1361), DriverId(4030)] };
/// assert!(lineup.drivers.is_sorted());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lineup {
    /// Drivers.
    pub drivers: Vec<DriverId>,
}
