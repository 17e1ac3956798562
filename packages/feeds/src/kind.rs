//! The kinds of file: one entry for each.
//!
//! An entry is a constant ([`Kind`]) in the module of its parser. To add a kind, write a parser with such a constant and
//! add one line to the list below.

use crate::context::FileContext;
use crate::descriptor::Kind;
use crate::rows::ParsedFile;
use crate::source::RawFile;
use crate::{entries, race_logs, results, teams, weekend};
use domain::tracks::TrackReference;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $entry:path,)*) => {
        /// A kind of file that can be imported.
        ///
        /// ```
        /// use feeds::kind::FileKind;
        ///
        /// let kind = FileKind::named("odds").unwrap();
        /// assert_eq!(kind, FileKind::Odds);
        /// assert!(kind.entry().headers[0].contains(&"known_at"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum FileKind {
            $($(#[$doc])* $variant,)*
        }

        impl FileKind {
            /// All kinds.
            pub const ALL: &'static [FileKind] = &[$(FileKind::$variant),*];

            /// All about this kind.
            pub fn entry(self) -> &'static Kind {
                match self {
                    $(FileKind::$variant => const { &$entry },)*
                }
            }
        }
    };
}

kinds! {
    /// NASCAR loop data.
    RaceLogs => race_logs::KIND,
    /// The entry list of an upcoming race.
    Entries => entries::KIND,
    /// Official results.
    Results => results::KIND,
    /// Car, team and make of each driver.
    Teams => teams::KIND,
    /// Practice and qualifying.
    Practice => weekend::practice::KIND,
    /// Win odds.
    Odds => weekend::odds::KIND,
    /// Claims of notes.
    Claims => weekend::claims::KIND,
}

impl FileKind {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        FileKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Its name on the command line, in the graph and in JSON.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Parses a file of this kind.
    pub fn parse(self, file: &RawFile, tracks: &TrackReference, context: &FileContext) -> ParsedFile {
        (self.entry().reader.parse)(file, tracks, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_everywhere() {
        for &kind in FileKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(FileKind::named(kind.name()), Some(kind));
            assert!(!kind.entry().headers.is_empty() && !kind.entry().joins.is_empty());
        }
        assert_eq!(FileKind::named("salaries"), None);
    }
}
