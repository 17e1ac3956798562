UNWIND $keys AS key
MATCH (r:Race {key: key})-[:IN_SEASON]->(n:Season)
RETURN DISTINCT n.key AS key
