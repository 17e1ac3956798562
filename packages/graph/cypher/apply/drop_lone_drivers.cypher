UNWIND $keys AS key
MATCH (n:Driver {key: key})
WHERE NOT EXISTS { (n)-[:HAD_ENTRY]->(:Entry) }
DETACH DELETE n
