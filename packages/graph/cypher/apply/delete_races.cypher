UNWIND $keys AS key
MATCH (r:Race {key: key})
DETACH DELETE r
