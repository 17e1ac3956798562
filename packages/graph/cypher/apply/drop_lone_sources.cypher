UNWIND $keys AS key
MATCH (n:Source {key: key})
WHERE NOT EXISTS { (:Claim)-[:FROM]->(n) }
DETACH DELETE n
