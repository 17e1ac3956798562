// A file that came back: the relation follows the list.
MATCH (f:Snapshot {key: $key})
MATCH (s:ProjectionSet)
WHERE $key IN s.derivedFrom AND NOT EXISTS { (s)-[:DERIVED_FROM]->(f) }
CREATE (s)-[:DERIVED_FROM]->(f)
