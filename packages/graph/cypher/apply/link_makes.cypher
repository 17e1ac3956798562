UNWIND $rows AS row
MATCH (e:Entry {key: row.entry})
MATCH (n:Manufacturer {key: row.key})
CREATE (e)-[:OF_MAKE]->(n)
