UNWIND $keys AS key
MATCH (q:Quarantine {key: key})
DETACH DELETE q
