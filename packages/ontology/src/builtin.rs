//! The file compiled into the program.

use crate::model::Ontology;
use std::sync::OnceLock;

const TEXT: &str = include_str!("../ontology.toml");

impl Ontology {
    /// The ontology of this version of the program.
    pub fn builtin() -> &'static Ontology {
        static BUILTIN: OnceLock<Ontology> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            // A test parses it, so that this cannot be met at run time.
            Ontology::parse(TEXT).unwrap_or_else(|error| panic!("packages/ontology/ontology.toml: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_parses() {
        let ontology = Ontology::parse(TEXT);
        assert!(ontology.is_ok(), "{}", ontology.err().map(|e| e.to_string()).unwrap_or_default());
    }

    #[test]
    fn every_leaf_class_of_tracks_leads_to_one_of_four_roots() {
        let ontology = Ontology::builtin();
        let roots = ["intermediate-type", "short-type", "road-type", "superspeedway-type"];
        for leaf in ["drafting", "short", "dirt", "large-flat", "intermediate", "road", "street"] {
            let class = ontology.track_class(leaf).unwrap();
            assert!(roots.contains(&class.is_a.as_deref().unwrap()), "{leaf}");
        }
        for root in roots {
            assert_eq!(ontology.track_class(root).unwrap().is_a, None);
        }
        assert_eq!(ontology.track_classes().len(), 11);
    }
}
