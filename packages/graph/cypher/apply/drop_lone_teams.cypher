UNWIND $keys AS key
MATCH (n:Team {key: key})
WHERE NOT EXISTS { (:Entry)-[:FIELDED_BY]->(n) }
DETACH DELETE n
