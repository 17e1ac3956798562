UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:IN_RACE]-(e:Entry)-[:IN_CAR]->(n:CarNumber)
RETURN DISTINCT n.key AS key
