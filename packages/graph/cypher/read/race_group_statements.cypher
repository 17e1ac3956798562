UNWIND $raceGroups AS raceGroup
MATCH (r:Race {raceGroup: raceGroup})-[:STATED_BY]->(p:Part)
RETURN r.key AS race, p.key AS part
