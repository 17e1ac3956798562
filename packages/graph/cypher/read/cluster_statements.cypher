UNWIND $clusters AS cluster
MATCH (r:Race {cluster: cluster})-[:STATED_BY]->(p:Part)
RETURN r.key AS race, p.key AS part
