UNWIND $keys AS key
MATCH (n:Season {key: key})
WHERE NOT EXISTS { (:Race)-[:IN_SEASON]->(n) }
DETACH DELETE n
