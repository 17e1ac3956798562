//! Who inherits from whom, as read from the graph's IS_A and FIELDED_BY structure.

use crate::ids::{ClassKey, LayoutKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dense index of a class in [`Pooling::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassIndex(pub u16);

/// The four root classes, over which the model's coefficients are pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TrackType {
    /// Intermediate and large flat ovals (INT).
    Intermediate,
    /// Short ovals and dirt (SHORT).
    Short,
    /// Road and street courses (ROAD).
    Road,
    /// Drafting tracks (SS).
    Superspeedway,
}

impl TrackType {
    /// All types, in the order of every per-type table.
    pub const ALL: [TrackType; 4] =
        [TrackType::Intermediate, TrackType::Short, TrackType::Road, TrackType::Superspeedway];

    /// Position in [`TrackType::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The root class's key in the ontology.
    pub fn class_key(self) -> &'static str {
        match self {
            TrackType::Intermediate => "intermediate-type",
            TrackType::Short => "short-type",
            TrackType::Road => "road-type",
            TrackType::Superspeedway => "superspeedway-type",
        }
    }
}

/// A class and the class it IS_A.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Key.
    pub key: ClassKey,
    /// Next wider class; none at a root.
    pub parent: Option<ClassIndex>,
}

/// The class tree and the class of every layout.
///
/// ```
/// use domain::ids::{ClassKey, LayoutKey};
/// use domain::pooling::{Class, ClassIndex, Pooling, TrackType};
///
/// let class = |key: &str, parent| Class { key: ClassKey::from(key), parent };
/// let pooling = Pooling {
///     classes: vec![class("short-type", None), class("short", Some(ClassIndex(0)))],
///     layouts: [(LayoutKey::from("phoenix"), ClassIndex(1))].into(),
/// };
/// assert_eq!(pooling.track_type(&LayoutKey::from("phoenix")), Ok(TrackType::Short));
/// assert!(pooling.track_type(&LayoutKey::from("monza")).is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pooling {
    /// Classes; a parent may be anywhere in the list.
    pub classes: Vec<Class>,
    /// Class of each layout.
    pub layouts: BTreeMap<LayoutKey, ClassIndex>,
}

/// Why a layout has no type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolingError {
    /// The layout has no class.
    #[error("layout `{0}` is in no track class of the ontology")]
    UnknownLayout(LayoutKey),
    /// Following IS_A does not end at one of the four root classes.
    #[error(
        "class `{0}` leads to none of the root classes intermediate-type, short-type, road-type, superspeedway-type"
    )]
    NoRoot(ClassKey),
}

impl Pooling {
    /// The class of `layout` and those it IS_A, narrowest first; none where the layout is in no class.
    pub fn classes_of(&self, layout: &LayoutKey) -> impl Iterator<Item = &ClassKey> {
        let class = |at: ClassIndex| &self.classes[usize::from(at.0)];
        std::iter::successors(self.layouts.get(layout).copied(), move |&at| class(at).parent)
            .take(self.classes.len())
            .map(move |at| &class(at).key)
    }

    /// The root class that `layout` belongs to, by following IS_A.
    pub fn track_type(&self, layout: &LayoutKey) -> Result<TrackType, PoolingError> {
        let start = *self.layouts.get(layout).ok_or_else(|| PoolingError::UnknownLayout(layout.clone()))?;
        let mut at = start;
        for _ in 0..=self.classes.len() {
            let class = &self.classes[at.0 as usize];
            match class.parent {
                Some(parent) => at = parent,
                None => {
                    return TrackType::ALL
                        .into_iter()
                        .find(|kind| kind.class_key() == class.key.as_str())
                        .ok_or_else(|| PoolingError::NoRoot(class.key.clone()));
                }
            }
        }
        Err(PoolingError::NoRoot(self.classes[start.0 as usize].key.clone()))
    }
}
