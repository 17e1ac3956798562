UNWIND $rows AS row
MATCH (p:Projection {key: row.projection})
MATCH (e:Entry {key: row.entry})
CREATE (p)-[:OF_ENTRY]->(e)
