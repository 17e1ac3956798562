UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:IN_RACE]-(e:Entry)-[:OF_MAKE]->(n:Manufacturer)
RETURN DISTINCT n.key AS key
