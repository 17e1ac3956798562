UNWIND $rows AS row
MATCH (s:Series {key: row.series})
MERGE (n:Season {key: row.key})
ON CREATE SET n.year = row.year
MERGE (n)-[:OF_SERIES]->(s)
