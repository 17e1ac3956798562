UNWIND $clusters AS cluster
MATCH (p:Part {cluster: cluster})-[:OF_SNAPSHOT]->(s:Snapshot)
RETURN p.key AS key, p.cluster AS cluster, p.rows AS rows, p.group AS group, s.key AS snapshot
