UNWIND $keys AS key
MATCH (n:Manufacturer {key: key})
WHERE NOT EXISTS { (:Entry)-[:OF_MAKE]->(n) }
DETACH DELETE n
