UNWIND $raceGroups AS raceGroup
MATCH (p:Part {raceGroup: raceGroup})-[:OF_SNAPSHOT]->(s:Snapshot)
RETURN DISTINCT s.key AS key
ORDER BY key
