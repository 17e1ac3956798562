UNWIND $keys AS key
MERGE (n:Source {key: key})
ON CREATE SET n.kind = 'note'
