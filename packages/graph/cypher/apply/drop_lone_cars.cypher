UNWIND $keys AS key
MATCH (n:CarNumber {key: key})
WHERE NOT EXISTS { (:Entry)-[:IN_CAR]->(n) }
DETACH DELETE n
