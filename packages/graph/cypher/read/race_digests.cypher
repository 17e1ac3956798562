UNWIND $keys AS key
MATCH (r:Race {key: key})
RETURN r.key AS race, r.digest AS digest
