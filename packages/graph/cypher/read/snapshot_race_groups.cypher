MATCH (p:Part)-[:OF_SNAPSHOT]->(:Snapshot {key: $key})
RETURN DISTINCT p.raceGroup AS raceGroup
ORDER BY raceGroup
