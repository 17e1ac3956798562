UNWIND $rows AS row
MATCH (s:ProjectionSet {key: row.setKey})
MATCH (f:Snapshot {key: row.source})
CREATE (s)-[:DERIVED_FROM]->(f)
