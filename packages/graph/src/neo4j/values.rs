//! Values as they go over the wire and back.

use crate::value::Value;
use neo4rs::{BoltBoolean, BoltFloat, BoltInteger, BoltList, BoltMap, BoltNull, BoltString, BoltType};
use std::collections::BTreeMap;

pub(super) fn to_wire(value: &Value) -> BoltType {
    match value {
        Value::Null => BoltType::Null(BoltNull),
        Value::Bool(value) => BoltType::Boolean(BoltBoolean::new(*value)),
        Value::Int(value) => BoltType::Integer(BoltInteger::new(*value)),
        Value::Float(value) => BoltType::Float(BoltFloat::new(*value)),
        Value::Text(text) => BoltType::String(BoltString::new(text)),
        Value::List(values) => BoltType::List(BoltList::from(values.iter().map(to_wire).collect::<Vec<_>>())),
        Value::Map(map) => BoltType::Map(
            map.iter().map(|(name, value)| (BoltString::new(name), to_wire(value))).collect::<BoltMap>(),
        ),
    }
}

pub(super) fn from_wire(value: BoltType) -> Value {
    match value {
        BoltType::Null(_) => Value::Null,
        BoltType::Boolean(value) => Value::Bool(value.value),
        BoltType::Integer(value) => Value::Int(value.value),
        BoltType::Float(value) => Value::Float(value.value),
        BoltType::String(text) => Value::Text(text.value),
        BoltType::List(values) => Value::List(values.value.into_iter().map(from_wire).collect()),
        BoltType::Map(map) => map_from_wire(map),
        BoltType::Node(node) => map_from_wire(node.properties),
        BoltType::Relation(relation) => map_from_wire(relation.properties),
        BoltType::UnboundedRelation(relation) => map_from_wire(relation.properties),
        BoltType::Path(path) => Value::Map(BTreeMap::from([
            ("nodes".into(), Value::List(path.nodes.value.into_iter().map(from_wire).collect())),
            ("relations".into(), Value::List(path.rels.value.into_iter().map(from_wire).collect())),
        ])),
        // Kinds that we never store; a query of the user may still compute one.
        other => Value::Text(format!("{other:?}")),
    }
}

fn map_from_wire(map: BoltMap) -> Value {
    Value::Map(map.value.into_iter().map(|(name, value)| (name.value.into(), from_wire(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_comes_back() {
        let map = BTreeMap::from([("a \u{1F3C1}".into(), Value::Int(i64::MIN)), ("b".into(), Value::Null)]);
        let all = Value::List(vec![
            Value::Bool(true),
            Value::Float(0.1),
            Value::Text("'}) DELETE".to_owned()),
            Value::List(Vec::new()),
            Value::Map(map),
        ]);
        assert_eq!(from_wire(to_wire(&all)), all);
    }
}
