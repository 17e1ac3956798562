UNWIND $clusters AS cluster
MATCH (p:Part {cluster: cluster})-[:OF_SNAPSHOT]->(s:Snapshot)
RETURN DISTINCT s.key AS key
ORDER BY key
