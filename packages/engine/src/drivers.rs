//! The list of drivers.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::aliases::folded;
use domain::ids::DriverId;
use serde::{Deserialize, Serialize};

/// Which drivers; an absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DriversRequest {
    /// Only those whose name contains this, whatever its case and accents.
    pub name: Option<String>,
}

/// The drivers asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DriversAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The drivers, by NASCAR's number.
    pub drivers: Vec<DriverLine>,
}

/// A driver in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DriverLine {
    /// NASCAR's number.
    pub driver: DriverId,
    /// Name on the latest race.
    pub name: String,
}

impl Engine {
    /// Lists drivers.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn drivers(
        &self,
        request: &DriversRequest,
        _progress: &Progress,
    ) -> Result<DriversAnswer, EngineError> {
        let wanted = request.name.as_deref().map(folded);
        self.read(|view| {
            let drivers = view.drivers()?.into_iter();
            let wanted = |name: &str| wanted.as_ref().is_none_or(|wanted| folded(name).contains(wanted));
            let drivers = drivers.filter(|(_, name)| wanted(name));
            let drivers = drivers.map(|(driver, name)| DriverLine { driver, name }).collect();
            Ok(DriversAnswer { state: mark(view), drivers })
        })
    }
}
