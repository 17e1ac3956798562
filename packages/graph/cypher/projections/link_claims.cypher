UNWIND $rows AS row
MATCH (s:ProjectionSet {key: row.setKey})
MATCH (c:Claim {key: row.source})
CREATE (s)-[:DERIVED_FROM]->(c)
