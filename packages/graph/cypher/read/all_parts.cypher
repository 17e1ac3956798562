MATCH (p:Part)-[:OF_SNAPSHOT]->(s:Snapshot)
RETURN p.key AS key, p.raceGroup AS raceGroup, p.rows AS rows, p.group AS group, s.key AS snapshot
