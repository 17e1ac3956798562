//! Questions to an ontology.

use crate::model::{Agreement, Axiom, ClaimKind, Class, Ontology, Property, Relation, TrackClass};

impl Ontology {
    /// Version of the T-Box.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// All classes in the order of the file.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The classes nodes are labelled with.
    pub fn concrete_classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter().filter(|class| !class.is_abstract)
    }

    /// A class by name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name == name)
    }

    /// All relations in the order of the file.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// A relation by name.
    pub fn relation(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.name == name)
    }

    /// Paths that must meet.
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// The kinds of track, each after the wider class it names in the file's order.
    pub fn track_classes(&self) -> &[TrackClass] {
        &self.track_classes
    }

    /// A kind of track by key.
    pub fn track_class(&self, key: &str) -> Option<&TrackClass> {
        self.track_classes.iter().find(|class| class.key == key)
    }

    /// What notes may claim.
    pub fn claims(&self) -> &[ClaimKind] {
        &self.claims
    }

    /// A kind of claim by name.
    pub fn claim(&self, kind: &str) -> Option<&ClaimKind> {
        self.claims.iter().find(|claim| claim.kind == kind)
    }

    /// The laws by name.
    pub fn axioms(&self) -> &[Axiom] {
        &self.axioms
    }

    /// Whether `class` is `other` or a special case of it.
    pub fn is_a(&self, class: &str, other: &str) -> bool {
        self.lineage(class).any(|ancestor| ancestor.name == other)
    }

    /// `class`, then what it is_a, up to the root; nothing for an unknown name.
    pub fn lineage(&self, class: &str) -> impl Iterator<Item = &Class> {
        std::iter::successors(self.class(class), |class| {
            class.is_a.as_deref().and_then(|parent| self.class(parent))
        })
    }

    /// The properties of a class, inherited ones first; empty for an unknown name.
    pub fn properties(&self, class: &str) -> Vec<&Property> {
        let mut lineage: Vec<&Class> = self.lineage(class).collect();
        lineage.reverse();
        lineage.into_iter().flat_map(|class| &class.properties).collect()
    }

    /// The labels a node may carry that counts as one of `classes`, in the order of the file.
    pub fn labels_of(&self, classes: &[String]) -> Vec<&str> {
        self.concrete_classes()
            .filter(|class| classes.iter().any(|wanted| self.is_a(&class.name, wanted)))
            .map(|class| class.name.as_str())
            .collect()
    }

    /// Labels of the nodes in the digest of sport facts, in the order of the file.
    pub fn digest_labels(&self) -> Vec<&str> {
        self.concrete_classes().filter(|class| class.digest).map(|class| class.name.as_str()).collect()
    }

    /// Types of the relations in the digest of sport facts, in the order of the file.
    pub fn digest_relations(&self) -> Vec<&str> {
        self.relations
            .iter()
            .filter(|relation| relation.digest)
            .map(|relation| relation.name.as_str())
            .collect()
    }

    /// Properties kept out of the digest though their class or relation is in it:
    /// (class or relation, property).
    pub fn digest_exceptions(&self) -> Vec<(&str, &str)> {
        let of_classes = self.concrete_classes().filter(|class| class.digest).flat_map(|class| {
            self.properties(&class.name)
                .into_iter()
                .filter(|property| !property.digest)
                .map(|property| (class.name.as_str(), property.name.as_str()))
        });
        let of_relations = self.relations.iter().filter(|relation| relation.digest).flat_map(|relation| {
            relation
                .properties
                .iter()
                .filter(|property| !property.digest)
                .map(|property| (relation.name.as_str(), property.name.as_str()))
        });
        of_classes.chain(of_relations).collect()
    }

    /// Names of the properties looked up by value in any class, sorted, each once.
    pub fn indexed_properties(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .classes
            .iter()
            .flat_map(|class| &class.properties)
            .filter(|property| property.unique || property.index)
            .map(|property| property.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
