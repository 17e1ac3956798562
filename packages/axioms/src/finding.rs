//! What a verifier finds.

use domain::ids::DriverId;
use serde::Serialize;
use std::fmt;

macro_rules! finding {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// Name of the law, as in [`crate::rules()`].
            pub rule: &'static str,
            /// What was judged: the values that the measure comes from.
            pub inputs: Vec<String>,
            /// What the law allows.
            pub limit: String,
            /// What was found.
            pub measured: String,
            /// The drivers concerned, in the order of the input; empty where it is the field as a whole.
            pub drivers: Vec<DriverId>,
        }

        impl $name {
            pub(crate) fn new(
                rule: &'static str,
                inputs: Vec<String>,
                limit: impl ToString,
                measured: impl ToString,
            ) -> Self {
                Self { rule, inputs, limit: limit.to_string(), measured: measured.to_string(), drivers: Vec::new() }
            }

            pub(crate) fn of(mut self, drivers: Vec<DriverId>) -> Self {
                self.drivers = drivers;
                self
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}: measured {}, limit {}", self.rule, self.measured, self.limit)?;
                if !self.inputs.is_empty() {
                    write!(f, " ({})", self.inputs.join("; "))?;
                }
                Ok(())
            }
        }
    };
}

finding! {
    /// A law is broken: the input is not to be used.
    Veto
}
finding! {
    /// The input is incomplete or odd in a known way; it may be used.
    Remark
}

/// What was found in an observation, in the order of the rule list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Laws broken.
    pub vetoes: Vec<Veto>,
    /// Known oddities.
    pub remarks: Vec<Remark>,
}
