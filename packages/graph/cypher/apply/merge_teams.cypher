UNWIND $keys AS key
MERGE (n:Team {key: key})
ON CREATE SET n.name = key
