MATCH (p:Part)-[:OF_SNAPSHOT]->(:Snapshot {key: $key})
RETURN DISTINCT p.cluster AS cluster
ORDER BY cluster
