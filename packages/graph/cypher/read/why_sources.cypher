MATCH (:Race {key: $race})-[:STATED_BY]->(p:Part)-[:OF_SNAPSHOT]->(s:Snapshot)
RETURN p.key AS part, s.key AS snapshot, s.fileName AS fileName, p.rows AS rows
ORDER BY part
