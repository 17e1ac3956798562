UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:OF_RACE]-(s:Session)
DETACH DELETE s
