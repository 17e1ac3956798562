UNWIND $rows AS row
MATCH (r:Race {key: row.race})
MATCH (p:Part {key: row.part})
CREATE (r)-[:STATED_BY]->(p)
