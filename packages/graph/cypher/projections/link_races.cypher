UNWIND $rows AS row
MATCH (s:ProjectionSet {key: row.setKey})
MATCH (r:Race {key: row.race})
CREATE (s)-[:FOR_RACE]->(r)
