UNWIND $rows AS row
MATCH (e:Entry {key: row.entry})
MATCH (n:Team {key: row.key})
CREATE (e)-[:FIELDED_BY]->(n)
