MATCH (p:Part)-[:OF_SNAPSHOT]->(s:Snapshot)
RETURN p.key AS key, p.cluster AS cluster, p.rows AS rows, p.group AS group, s.key AS snapshot
