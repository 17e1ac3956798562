UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:IN_RACE]-(e:Entry)-[:FIELDED_BY]->(n:Team)
RETURN DISTINCT n.key AS key
