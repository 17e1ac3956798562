UNWIND $keys AS key
MERGE (n:Manufacturer {key: key})
ON CREATE SET n.name = key
