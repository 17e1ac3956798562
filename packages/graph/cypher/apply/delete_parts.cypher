UNWIND $keys AS key
MATCH (p:Part {key: key})
DETACH DELETE p
